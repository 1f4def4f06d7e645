import { readFileSync } from 'node:fs';
import type { DisclosureLeaf, SignedCertificate, UnsignedCertificate } from '@linguang/chaincode/domain';
import { Certifier, keyDocument, type StatusTimes } from './certifier.js';
import { VECTORS } from './paths.js';
import type { Made } from './vector.js';

/** What the vectors are made from: a certificate's core and the leaves of its disclosure tree, kept so that they stay the same. */
export const core: UnsignedCertificate = source('core.json');
export const leaves: readonly DisclosureLeaf[] = source('leaves.json');
/** Its place in the status lists. */
export const statusIndex = Number(core.credentialStatus[0]?.statusListIndex);

export function source<Value>(name: string): Value {
    return JSON.parse(readFileSync(`${VECTORS}source/${name}`, 'utf8'));
}

export const certifier = new Certifier('certifier');
/** Calls itself the same, and is somebody else. */
export const stranger = new Certifier('stranger');
export const signer = certifier.key('documents 1');
export const signed: SignedCertificate = signer.credential(core);

/** Files beside the documents, by path. */
export class Beside {
    readonly #files = new Map<string, string>();

    get files(): ReadonlyMap<string, string> {
        return this.#files;
    }

    /** Keeps a file; the same name stands for the same content. @returns its path */
    put(path: string, content: string | object): string {
        const text = typeof content === 'string' ? content : JSON.stringify(content);
        const before = this.#files.get(path);
        if (before !== undefined && before !== text) {
            throw new Error(`two files are called ${path}`);
        }
        this.#files.set(path, text);
        return path;
    }
}

export const beside = new Beside();
/** The key document with the one key that signs nearly everything. */
export const KEYS = beside.put('trust/did.json', keyDocument(signer.entry()));
export const NOT_SET = [list('revocation', 'clear', [statusIndex - 1, statusIndex + 1]), list('suspension', 'clear')];

/** A status list of the true issuer. @returns its path */
export function list(
    purpose: 'revocation' | 'suspension',
    name: string,
    set: readonly number[] = [],
    times?: StatusTimes,
): string {
    return beside.put(`status/${purpose}-${name}.json`, signer.statusList(purpose, set, times));
}

/** Everything as it should be, but for what `changes` say. */
export function vector(
    id: string,
    shows: string,
    content: string | Uint8Array,
    changes: Partial<Made> & Pick<Made, 'outcome'>,
): Made {
    const base = { trust: [KEYS], status: NOT_SET, at: '2026-03-06T10:00:00Z', fails: [], extension: 'json' };
    return { id, shows, content, ...base, ...changes };
}

/** A copy of a document in which something was changed; what is not JSON any more is not looked at here. */
export function altered<Value extends object>(value: Value, change: (copy: Loose) => void): Value {
    // Not structuredClone, which keeps shared parts shared: proof and document have the same contexts.
    const copy = JSON.parse(JSON.stringify(value)) as Value;
    change(copy as Loose);
    return copy;
}

/** JSON whose members are reached by name whatever they are: forgers keep to no types. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Loose = any;
