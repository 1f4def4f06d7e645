import { type EntryProof, type Line, parseLineProof, slot, verifyEntry, verifyLine } from '@linguang/chaincode/domain';
import { sha256 } from '@noble/hashes/sha2.js';
import type { LineProof, OwnCorrection, SlotDetail } from '../../../src/http/api.ts';

/** The settlement line inside a proof, in the domain's type. @throws REQUEST_INVALID for anything else */
export function lineOf(proof: LineProof): Line {
    return parseLineProof(proof).line;
}

/** Whether a settlement line belongs to a public slot record, computed on this device (RFC 9162). */
export function lineBelongs(proof: LineProof, record: SlotDetail): boolean {
    const { revision, treeSize: size, merkleRoot: root } = record;
    return verifyLine(parseLineProof(proof), { slot: slot(record.slot), revision, size, root }, sha256);
}

/** Whether what a correction changed belongs to its public record, computed on this device. */
export function correctionBelongs({ slot: of, number, merkleRoot, treeSize, ...own }: OwnCorrection): boolean {
    const { entry, salt, index, path } = own;
    const proof: EntryProof = JSON.parse(JSON.stringify({ entry, salt, index, size: treeSize, path }));
    return verifyEntry(proof, { slot: slot(of), number, size: treeSize, root: merkleRoot }, sha256);
}
