import {
    base64urlBytes,
    type DocumentKey,
    type Network,
    parseDidDocument,
    parseStrictJson,
    readX509,
} from '@linguang/chaincode/domain';
import { cryptography } from './cryptography.ts';

/** Whom the reader believes: what a document says counts only as far as one of these vouches for it. */
export type Anchors = Readonly<{
    /** Keys of certifiers by their DID. */
    keys: ReadonlyMap<string, readonly DocumentKey[]>;
    /** Certificates of authorities, DER. */
    authorities: readonly Uint8Array[];
    /** Status lists as they were fetched, not checked. */
    statusLists: readonly unknown[];
    /** Who the consortium is: authorities of its organisations, keys of its log. */
    networks: readonly Network[];
}>;

export const nobody: Anchors = { keys: new Map(), authorities: [], statusLists: [], networks: [] };

/** Both together. Of two key documents of one certifier the later one counts. */
export function join(a: Anchors, b: Anchors): Anchors {
    return {
        keys: new Map([...a.keys, ...b.keys]),
        authorities: [...a.authorities, ...b.authorities],
        statusLists: [...a.statusLists, ...b.statusLists],
        networks: [...a.networks, ...b.networks],
    };
}

/** Keys of a certifier's key document (`did.json`). @throws for anything else */
export function keyDocument(value: unknown): Anchors {
    const did = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : '';
    return { ...nobody, keys: new Map([[did, parseDidDocument(value, did, cryptography.hash)]]) };
}

/**
 * What a file that the reader chose says of whom to believe: a key document, the certificate of an authority (PEM or DER), anchors of a
 * network, or status lists. undefined: it is none of them.
 */
export function anchorsInFile(bytes: Uint8Array): Anchors | undefined {
    const text = new TextDecoder().decode(bytes).trim();
    try {
        if (text.startsWith('{') || text.startsWith('[')) {
            const value = parseStrictJson(text);
            if (isNetwork(value)) {
                return { ...nobody, networks: [value] };
            }
            const lists = (Array.isArray(value) ? value : [value]).filter(isStatusList);
            return lists.length > 0 ? { ...nobody, statusLists: lists } : keyDocument(value);
        }
        const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)];
        const found = blocks.length > 0 ? blocks.map(([, body]) => fromBase64(body ?? '')) : [bytes];
        found.forEach(readX509);
        return { ...nobody, authorities: found };
    } catch {
        return undefined;
    }
}

/** What the certifier's gateway wrote into the page (`PastedAnchors` there); nobody where there is nothing. */
export function pastedAnchors(text: string): Readonly<{ anchors: Anchors; at: string | undefined }> {
    try {
        const value: unknown = JSON.parse(text);
        const { at, keyDocuments, statusLists, networks } = Object(value);
        if (
            typeof at !== 'string' ||
            !Array.isArray(keyDocuments) ||
            !Array.isArray(statusLists) ||
            !Array.isArray(networks)
        ) {
            return { anchors: nobody, at: undefined };
        }
        return {
            anchors: keyDocuments
                .map(keyDocument)
                .reduce(join, { ...nobody, statusLists, networks: networks.filter(isNetwork) }),
            at,
        };
    } catch {
        return { anchors: nobody, at: undefined };
    }
}

/** Whoever verifies compares it as a whole, by its digest. */
export function isNetwork(value: unknown): value is Network {
    return typeof value === 'object' && value !== null && 'type' in value && value.type === 'LinguangNetwork';
}

function isStatusList(value: unknown): boolean {
    return (
        typeof value === 'object' &&
        value !== null &&
        'type' in value &&
        Array.isArray(value.type) &&
        value.type.includes('BitstringStatusListCredential')
    );
}

function fromBase64(text: string): Uint8Array {
    return base64urlBytes(text.replace(/[\s=]/g, '').replaceAll('+', '-').replaceAll('/', '_'));
}
