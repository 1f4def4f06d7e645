import {
    type Closing,
    type Correction,
    type CorrectionRecord,
    correctedEnergy,
    correctSlot,
    Fields,
    formatSlot,
    type Line,
    localMonth,
    type Point,
    type PointEntry,
    parseBasis,
    problem,
    type Slot,
    type SlotRecord,
    slotPlus,
    standingLine,
} from '@linguang/chaincode/domain';
import { utcOffsetOf } from '../clock/clock.js';
import { verifyEs256 } from '../crypto/es256.js';
import { hmacSha256, sha256 } from '../crypto/sha256.js';
import type { CorrectionPreview, CorrectionStanding } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { changeOf } from './corrections.js';

/** What is to be corrected, as the contract takes it. */
export type WantedCorrection = Readonly<{
    slot: Slot;
    point: string;
    decided: Slot;
    basis: object;
    closing: Slot | null;
    /** The reading or the decision. */
    sent: object;
}>;

/**
 * What a correction would change, by the function of the domain that the contract calls; nothing is written.
 * @throws as the contract would
 */
export function previewCorrection(readModel: ReadModel, wanted: WantedCorrection): CorrectionPreview {
    const { slot, point, decided, closing } = wanted;
    const basis = parseBasis(wanted.basis, 'request.basis');
    const fields = new Fields(wanted.sent, 'correction');
    const registered = registeredAt(readModel, point, slot);
    const { record, entries } = correctSlot({
        record: recordAt(readModel, slot),
        lines: linesAt(readModel, slot),
        earlier: correctionsOf(readModel, slot),
        point,
        energy: correctedEnergy(basis.kind, fields, { point: registered, slot, verify: verifyEs256 }),
        closing: closing === null ? null : closingAt(readModel, point, closing),
        basis,
        decided,
        by: 'preview',
        seed: new Uint8Array(32),
        hash: sha256,
        hmac: hmacSha256,
    });
    return {
        slot,
        start: formatSlot(slot),
        point,
        number: record.number,
        month: localMonth(decided, utcOffsetOf(readModel)),
        closing,
        entries: entries.map(changeOf),
        asOf: readModel.asOf,
    };
}

/** How a point stands in a settled slot, after the corrections so far. @throws NOT_FOUND */
export function standingOf(readModel: ReadModel, point: string, slot: Slot): CorrectionStanding {
    const line = lineOf(linesAt(readModel, slot), point, slot);
    const corrections = correctionsOf(readModel, slot);
    const { imported, exported, generated, fromGrid, toGrid } = standingLine(line, corrections);
    return {
        slot,
        start: formatSlot(slot),
        point,
        participant: line.participant,
        final: recordAt(readModel, slot).final,
        state: line.state,
        energy: { imported, exported, generated, fromGrid, toGrid },
        corrections: corrections.filter(({ entries }) => entries.some((entry) => entry.point === point)).length,
        asOf: readModel.asOf,
    };
}

/** As the point was registered in the slot. @throws NOT_FOUND */
function registeredAt(readModel: ReadModel, point: string, slot: Slot): Point {
    const row = readModel.one(
        "SELECT record FROM entries WHERE kind = 'point' AND id = ? AND slot <= ? ORDER BY slot DESC, sequence DESC LIMIT 1",
        point,
        slot,
    );
    if (row === undefined) {
        throw problem('NOT_FOUND', { kind: 'metering point', id: point });
    }
    return recordOf<PointEntry>(row).body;
}

function closingAt(readModel: ReadModel, point: string, slot: Slot): Closing {
    const before = slotPlus(slot, -1);
    return {
        record: recordAt(readModel, slot),
        line: lineOf(linesAt(readModel, slot), point, slot),
        before: lineOf(linesAt(readModel, before), point, before),
    };
}

/** @throws NOT_FOUND */
function recordAt(readModel: ReadModel, slot: Slot): SlotRecord {
    const row = readModel.one('SELECT record FROM slots WHERE slot = ?', slot);
    if (row === undefined) {
        throw problem('NOT_FOUND', { kind: 'slot', id: formatSlot(slot) });
    }
    return recordOf<SlotRecord>(row);
}

function linesAt(readModel: ReadModel, slot: Slot): readonly Line[] {
    return readModel
        .all('SELECT record FROM lines WHERE slot = ? ORDER BY position', slot)
        .map((row) => recordOf<Line>(row));
}

/** @throws NOT_FOUND */
function lineOf(lines: readonly Line[], point: string, slot: Slot): Line {
    const found = lines.find((line) => line.point === point && !line.handover);
    if (found === undefined) {
        throw problem('NOT_FOUND', { kind: 'metering point', id: `${point} ${formatSlot(slot)}` });
    }
    return found;
}

function correctionsOf(readModel: ReadModel, slot: Slot): readonly Correction[] {
    return readModel
        .all(
            `SELECT c.record, d.record AS detail FROM corrections c JOIN correction_details d USING (slot, number)
             WHERE slot = ? ORDER BY number`,
            slot,
        )
        .map((row) => {
            const { entries }: Pick<Correction, 'entries'> = JSON.parse(String(row['detail']));
            return { record: recordOf<CorrectionRecord>(row), entries };
        });
}
