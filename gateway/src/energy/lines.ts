import {
    formatSlot,
    hexBytes,
    type Line,
    type LineProof,
    money,
    moneyFromJson,
    moneyToJson,
    proveLines,
    type Slot,
    type SlotRecord,
} from '@linguang/chaincode/domain';
import { hmacSha256, sha256 } from '../crypto/sha256.js';
import type { Lines, StandingLine } from '../http/api.js';
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
        standing: standingLines(readModel, participant, slot),
        asOf: readModel.asOf,
    };
}

const standing = `SELECT point, record, unknown, imported, exported, own_received, bought, sold, from_grid, to_grid, money_corrected
    FROM lines WHERE slot = ? AND participant = ? AND corrected > 0 ORDER BY position`;

/** What stands of lines that corrections changed. */
function standingLines(readModel: ReadModel, participant: string, slot: Slot): StandingLine[] {
    return readModel.exact(standing, slot, participant).map((row) => {
        const wh = (name: string): number => Number(row[name]);
        const known = row['unknown'] === 0n;
        const settled = moneyFromJson(recordOf<Line>(row).money.balance);
        return {
            point: String(row['point']),
            importedWh: known ? wh('imported') : null,
            exportedWh: known ? wh('exported') : null,
            ownWh: wh('own_received'),
            boughtWh: wh('bought'),
            soldWh: wh('sold'),
            fromGridWh: wh('from_grid'),
            toGridWh: wh('to_grid'),
            balance: moneyToJson(money(settled + BigInt(String(row['money_corrected'])))),
        };
    });
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
