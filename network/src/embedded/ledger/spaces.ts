/** Space of a collection's plaintext in the store. The public state of a namespace is in the space of its own name. */
export function privateSpace(namespace: string, collection: string): string {
    return `${namespace}$$p${collection}`;
}

/** Space of a collection's hashes: keys are SHA-256 of the private keys, values SHA-256 of the private values. */
export function hashedSpace(namespace: string, collection: string): string {
    return `${namespace}$$h${collection}`;
}
