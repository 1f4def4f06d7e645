import {
    type CheckResult,
    type Correction,
    type CorrectionEntry,
    type CorrectionRecord,
    type ExaminedSlot,
    examine,
    hexBytes,
    type Line,
    recomputes,
    type Slot,
    type SlotRange,
    type SlotRecord,
    slot as slotOf,
    type Terms,
} from '@linguang/chaincode/domain';
import { hmacSha256, sha256 } from '../crypto/sha256.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** Corrections of slots since they were final, oldest first, as far as this organisation holds their private entries. */
export function correctionsIn(readModel: ReadModel, { from, to }: SlotRange): ReadonlyMap<Slot, readonly Correction[]> {
    const rows = readModel.all(
        `SELECT c.slot, c.record, d.record AS detail FROM corrections c JOIN correction_details d USING (slot, number)
         WHERE c.slot >= ? AND c.slot < ? ORDER BY c.slot, c.number`,
        from,
        to,
    );
    const found = new Map<Slot, Correction[]>();
    for (const row of rows) {
        const at = slotOf(Number(row['slot']));
        const { entries }: { entries: readonly CorrectionEntry[] } = JSON.parse(String(row['detail']));
        found.set(at, [...(found.get(at) ?? []), { record: recordOf<CorrectionRecord>(row), entries }]);
    }
    return found;
}

/** The certifier's examination of days: each slot is recomputed once, however many certificates name it. */
export class Examination {
    readonly #readModel: ReadModel;
    /** Slots with the block of the settlement that agreed. */
    readonly #agreed = new Map<Slot, { readonly root: string; readonly agrees: boolean }>();
    /** The period looked at last: one after another is certified of the same day. */
    #last: { readonly state: string; readonly slots: ReadonlyMap<Slot, ExaminedSlot> } | undefined;

    constructor(readModel: ReadModel) {
        this.#readModel = readModel;
    }

    /** The rule check for certificates of some participants over one period. */
    of(participants: readonly string[], period: SlotRange, terms: Terms): ReadonlyMap<string, readonly CheckResult[]> {
        const state = this.#stateOf(period);
        const slots = this.#last?.state === state ? this.#last.slots : this.#slots(period);
        this.#last = { state, slots };
        const recomputed = new Set(
            [...slots.values()].filter((one) => this.#agrees(one)).map(({ record }) => record.slot),
        );
        return new Map(
            participants.map((participant) => [
                participant,
                examine({ participant, period, slots, recomputed, terms }),
            ]),
        );
    }

    /** Changes whenever a slot of the period is settled again, gets its private data, or is corrected. */
    #stateOf({ from, to }: SlotRange): string {
        const row = this.#readModel.one(
            `SELECT (SELECT count(*) || '|' || sum(revision) FROM slots WHERE slot >= ?1 AND slot < ?2) || '|' ||
             (SELECT count(*) || '|' || sum(revision) FROM lines WHERE slot >= ?1 AND slot < ?2) || '|' ||
             (SELECT count(*) FROM seeds WHERE slot >= ?1 AND slot < ?2) || '|' ||
             (SELECT count(*) FROM correction_details WHERE slot >= ?1 AND slot < ?2) AS state`,
            from,
            to,
        );
        return `${from}|${to}|${row?.['state']}`;
    }

    #slots(period: SlotRange): ReadonlyMap<Slot, ExaminedSlot> {
        const readModel = this.#readModel;
        const corrections = correctionsIn(readModel, period);
        const lines = Map.groupBy(
            readModel
                .all(
                    'SELECT record FROM lines WHERE slot >= ? AND slot < ? ORDER BY slot, position',
                    period.from,
                    period.to,
                )
                .map((row) => recordOf<Line>(row)),
            ({ slot }) => slot,
        );
        const found = new Map<Slot, ExaminedSlot>();
        for (const row of readModel.all(
            'SELECT slots.record, seed FROM slots JOIN seeds USING (slot) WHERE slot >= ? AND slot < ?',
            period.from,
            period.to,
        )) {
            const record = recordOf<SlotRecord>(row);
            found.set(record.slot, {
                record,
                lines: lines.get(record.slot) ?? [],
                seed: hexBytes(String(row['seed'])),
                corrections: corrections.get(record.slot) ?? [],
            });
        }
        return found;
    }

    #agrees(slot: ExaminedSlot): boolean {
        const { root, slot: at } = slot.record;
        const known = this.#agreed.get(at);
        if (known?.root === root) {
            return known.agrees;
        }
        const agrees = recomputes(slot, { hash: sha256, hmac: hmacSha256 });
        this.#agreed.set(at, { root, agrees });
        if (this.#agreed.size > 10_000) {
            this.#agreed.delete(this.#agreed.keys().next().value ?? at);
        }
        return agrees;
    }
}
