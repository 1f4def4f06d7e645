import { canonical } from '../canonical.js';
import { type Hash, type Hmac, hex, hexBytes, utf8 } from '../crypto.js';
import { leafHash, MerkleTree, verifyInclusion } from '../merkle.js';
import type { CorrectionEntry, CorrectionRecord } from './correction.js';

/** An entry with what proves that it belongs to a correction record. */
export type EntryProof = {
    readonly entry: CorrectionEntry;
    /** HMAC-SHA-256(seed, `correction|slot|number|point`), hex. */
    readonly salt: string;
    readonly index: number;
    readonly size: number;
    /** Sibling hashes from the leaf up, hex. */
    readonly path: readonly string[];
};

/** SHA-256 (hex) of the canonical JSON of a record: what the slot's next correction links. */
export function correctionDigest(record: CorrectionRecord, hash: Hash): string {
    return hex(hash(utf8(canonical(record))));
}

/** The tree over a correction's entries, in their order. */
export function entryTree(entries: readonly CorrectionEntry[], seed: Uint8Array, hash: Hash, hmac: Hmac): MerkleTree {
    return new MerkleTree(
        hash,
        entries.map((entry) => entryLeaf(entry, entrySalt(entry, seed, hmac), hash)),
    );
}

/** The proof of the entry of one point; undefined where the correction does not touch it. */
export function proveEntry(
    entries: readonly CorrectionEntry[],
    point: string,
    secret: Readonly<{ seed: Uint8Array; hash: Hash; hmac: Hmac }>,
): EntryProof | undefined {
    const { seed, hash, hmac } = secret;
    const index = entries.findIndex((entry) => entry.point === point);
    const entry = entries[index];
    if (entry === undefined) {
        return undefined;
    }
    const tree = entryTree(entries, seed, hash, hmac);
    return { entry, salt: entrySalt(entry, seed, hmac), index, size: tree.size, path: tree.proof(index).map(hex) };
}

/** Whether the entry belongs to the record: slot, number, size and root. */
export function verifyEntry(
    { entry, salt, index, size, path }: EntryProof,
    record: Pick<CorrectionRecord, 'slot' | 'number' | 'size' | 'root'>,
    hash: Hash,
): boolean {
    if (entry.slot !== record.slot || entry.number !== record.number || size !== record.size) {
        return false;
    }
    const leaf = entryLeaf(entry, salt, hash);
    return verifyInclusion(hash, { leaf, index, size, path: path.map(hexBytes), root: hexBytes(record.root) });
}

function entryLeaf(entry: CorrectionEntry, salt: string, hash: Hash): Uint8Array {
    return leafHash(hash, utf8(canonical({ entry, salt })));
}

function entrySalt({ slot, number, point }: CorrectionEntry, seed: Uint8Array, hmac: Hmac): string {
    return hex(hmac(seed, utf8(`correction|${slot}|${number}|${point}`)));
}
