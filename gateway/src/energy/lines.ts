import {
    formatSlot,
    hexBytes,
    type Line,
    type LineProof,
    proveLines,
    type Slot,
    type SlotRecord,
} from '@linguang/chaincode/domain';
import { hmacSha256, sha256 } from '../crypto/sha256.js';
import type { Lines } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** The lines of a participant in a slot with their salts and proofs; undefined where the slot is not settled. */
export function provenLines(readModel: ReadModel, participant: string, slot: Slot): Lines | undefined {
    const row = readModel.one('SELECT record FROM slots WHERE slot = ?', slot);
    if (row === undefined) {
        return undefined;
    }
    const { revision, final, root, size } = recordOf<SlotRecord>(row);
    return {
        slot,
        start: formatSlot(slot),
        revision,
        final,
        merkleRoot: root,
        treeSize: size,
        lines: proofsOf(readModel, participant, slot).map(({ path, line, ...proof }) => ({
            ...proof,
            line: { ...line },
            path: [...path],
        })),
        asOf: readModel.asOf,
    };
}

/** Proofs of a participant's lines in a slot. None where this organisation does not hold the slot's private data. */
export function proofsOf(readModel: ReadModel, participant: string, slot: Slot): readonly LineProof[] {
    const seed = readModel.one('SELECT seed FROM seeds WHERE slot = ?', slot)?.['seed'];
    const indexes = readModel
        .all('SELECT position FROM lines WHERE slot = ? AND participant = ? ORDER BY position', slot, participant)
        .map(({ position }) => Number(position));
    if (typeof seed !== 'string' || indexes.length === 0) {
        return [];
    }
    const lines = readModel
        .all('SELECT record FROM lines WHERE slot = ? ORDER BY position', slot)
        .map((row) => recordOf<Line>(row));
    return proveLines(lines, indexes, { seed: hexBytes(seed), hash: sha256, hmac: hmacSha256 });
}
