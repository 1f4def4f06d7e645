import { gunzipSync } from 'node:zlib';
import {
    type Bundle,
    chainOf,
    type DocumentTrust,
    type DocumentVerification,
    didDocument,
    type Network,
    networkDigest,
    parseDidDocument,
    verifyDocument,
} from '@linguang/chaincode/domain';
import { verifyEs256 } from '../crypto/es256.js';
import { sha256 } from '../crypto/sha256.js';
import type { Documents } from '../documents/credential/documents.js';
import { wallInstant } from '../documents/credential/wallinstant.js';

/** What a stranger with the certifier's authority and the digest of the network's anchors goes by. */
export function strangersTrust({ keys }: Documents, network: Network): DocumentTrust {
    const [key] = parseDidDocument(didDocument(keys.did, keys.all), keys.did, sha256);
    const authority = key && chainOf(key).at(-1);
    return {
        authorities: authority === undefined ? [] : [authority],
        keys: new Map(),
        statusLists: [],
        networkDigests: [networkDigest(network, sha256)],
        hash: sha256,
        verify: verifyEs256,
        gunzip: (bytes, limit) => new Uint8Array(gunzipSync(bytes, { maxOutputLength: limit })),
    };
}

export function verifiedNow(file: string, trust: DocumentTrust): DocumentVerification {
    return verifyDocument(file, trust, wallInstant());
}

/** Checks that did not pass, as `id REASON`. */
export function notPassed({ checks }: DocumentVerification): readonly string[] {
    return checks.filter(({ result }) => result !== 'pass').map(({ id, reason }) => `${id} ${reason}`);
}

/**
 * Copies of a bundle, each with one character of one value changed to another of its kind, or a member of a list left out, doubled or
 * exchanged with its neighbour; of long values characters at `places` of them.
 */
export function* tampered(bundle: Bundle, places: number): Generator<readonly [where: string, bundle: unknown]> {
    for (const path of pathsIn(bundle)) {
        const value = at(bundle, path);
        if (typeof value === 'string' && value.length > 0) {
            const step = Math.max(1, Math.floor(value.length / places));
            for (let index = 0; index < value.length; index += step) {
                const changed = value.slice(0, index) + otherThan(value.charAt(index)) + value.slice(index + 1);
                yield [`${path.join('.')}[${index}]`, withValue(bundle, path, changed)];
            }
        } else if (typeof value === 'number') {
            yield [path.join('.'), withValue(bundle, path, value + 1)];
        } else if (typeof value === 'boolean') {
            yield [path.join('.'), withValue(bundle, path, !value)];
        } else if (value === null) {
            yield [path.join('.'), withValue(bundle, path, 'x')];
        } else if (Array.isArray(value) && value.length === 0) {
            yield [`${path.join('.')} longer`, withValue(bundle, path, ['x'])];
        } else if (Array.isArray(value)) {
            yield [`${path.join('.')} shorter`, withValue(bundle, path, value.slice(1))];
            yield [`${path.join('.')} longer`, withValue(bundle, path, [...value, value[0]])];
            if (value.length > 1) {
                yield [`${path.join('.')} reversed`, withValue(bundle, path, value.toReversed())];
            }
        } else if (typeof value === 'object') {
            yield [`${path.join('.')} more`, withValue(bundle, [...path, 'zz'], 1)];
        }
    }
}

type Path = readonly (string | number)[];

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
    yield path;
    if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            yield* pathsIn(item, [...path, index]);
        }
    } else if (typeof value === 'object' && value !== null) {
        for (const [key, item] of Object.entries(value)) {
            yield* pathsIn(item, [...path, key]);
        }
    }
}

function at(value: unknown, path: Path): unknown {
    return path.reduce<unknown>((inside, key) => Object(inside)[key], value);
}

function withValue(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
    if (key === undefined) {
        return replacement;
    }
    if (Array.isArray(value)) {
        return value.map((item: unknown, index) => (index === key ? withValue(item, rest, replacement) : item));
    }
    return { ...Object(value), [key]: withValue(Object(value)[key], rest, replacement) };
}

/** Of the same kind, so that the text stays what it was: a digit, a letter, or something else. */
function otherThan(character: string): string {
    if (/\d/.test(character)) {
        return character === '7' ? '1' : '7';
    }
    if (/[a-f]/.test(character)) {
        return character === 'b' ? 'd' : 'b';
    }
    return character === 'Q' ? 'R' : 'Q';
}
