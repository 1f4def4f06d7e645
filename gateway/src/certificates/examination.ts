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

    constructor(readModel: ReadModel) {
        this.#readModel = readModel;
    }

    /** The rule check for certificates of some participants over one period. */
    of(participants: readonly string[], period: SlotRange, terms: Terms): ReadonlyMap<string, readonly CheckResult[]> {
        const slots = this.#slots(period);
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
