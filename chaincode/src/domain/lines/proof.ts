import type { Hash, Hmac } from '../crypto.js';
import type { MerkleTree } from '../merkle.js';
import type { Line } from '../settlement/line.js';
import type { SlotRecord } from '../settlement/record.js';

/** A line with what proves that it belongs to a slot record; plain JSON. */
export type LineProof = {
    readonly line: Line;
    /** HMAC-SHA-256(seed, `slot|revision|point`), hex. */
    readonly salt: string;
    readonly index: number;
    readonly size: number;
    /** Sibling hashes from the leaf up, hex. */
    readonly path: readonly string[];
};

export declare function lineSalt(line: Line, seed: Uint8Array, hmac: Hmac): string;
/** Tree over the salted lines: leaf = SHA-256(0x00 ‖ canonical JSON of `{line, salt}`). */
export declare function lineTree(lines: readonly Line[], seed: Uint8Array, hash: Hash, hmac: Hmac): MerkleTree;
/** The proof of the line at an index of the slot's lines. */
export declare function proveLine(
    lines: readonly Line[],
    index: number,
    seed: Uint8Array,
    hash: Hash,
    hmac: Hmac,
): LineProof;
/** Whether the line belongs to the record: slot, revision, size and root. */
export declare function verifyLine(proof: LineProof, record: SlotRecord, hash: Hash): boolean;
/** Reads a proof that came from outside; the line itself is taken as it is, since only its hash counts. @throws REQUEST_INVALID */
export declare function parseLineProof(value: unknown, where?: string): LineProof;
