import { type Line, parseLineProof, slot, verifyLine } from '@linguang/chaincode/domain';
import { sha256 } from '@noble/hashes/sha2.js';
import type { LineProof, SlotDetail } from '../../../src/http/api.ts';

/** The settlement line inside a proof, in the domain's type. @throws REQUEST_INVALID for anything else */
export function lineOf(proof: LineProof): Line {
    return parseLineProof(proof).line;
}

/** Whether a settlement line belongs to a public slot record, computed on this device (RFC 9162). */
export function lineBelongs(proof: LineProof, record: SlotDetail): boolean {
    const { revision, treeSize: size, merkleRoot: root } = record;
    return verifyLine(parseLineProof(proof), { slot: slot(record.slot), revision, size, root }, sha256);
}
