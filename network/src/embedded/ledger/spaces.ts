/** Names of the spaces of keys in the store: public state of a namespace, plaintext and hashes of a collection. */
export function publicSpace(namespace: string): string {
    return namespace;
}

export function privateSpace(namespace: string, collection: string): string {
    return `${namespace}$$p${collection}`;
}

/** Keys are SHA-256 of the private keys, values SHA-256 of the private values. */
export function hashedSpace(namespace: string, collection: string): string {
    return `${namespace}$$h${collection}`;
}
