import { type Correction, type CorrectionRecord, formatSlot, type Slot } from '../domain/index.js';
import { keys, lineKeys } from './keys.js';
import { contractProblem } from './problems.js';
import { type CorrectionDetail, collections, privateRecords, records } from './records.js';
import type { State } from './state.js';

/** A correction as it is stored: its entries and the seed of their salts are private. */
export type StoredCorrection = Correction & { readonly seed: string };

/** Corrections of final slots: a public record each, entries in private data, and an index by the slot of the decision. */
export class Corrections {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    /**
     * The public records of some slots, both ends included, in order of slot and number. The range joins the read set, so of two
     * corrections of one slot at once only one is committed.
     */
    async records(first: Slot, last: Slot): Promise<readonly CorrectionRecord[]> {
        const found = await this.#state.list(
            records.correction,
            keys.correction.range({ slot: first }, { slot: last }),
        );
        return found.map(({ record }) => record).sort((a, b) => a.slot - b.slot || a.number - b.number);
    }

    /** Corrections of a slot with their entries, in order of number. @throws LINES_UNAVAILABLE */
    async of(slot: Slot): Promise<readonly StoredCorrection[]> {
        return this.#withEntries(await this.records(slot, slot));
    }

    /**
     * Corrections decided in some slots, both ends included: frozen once `last` is gated. What the bills of a month take in.
     * @throws LINES_UNAVAILABLE
     */
    async decidedIn(first: Slot, last: Slot): Promise<readonly StoredCorrection[]> {
        const range = keys.decided.range({ decided: first }, { decided: last });
        const found = await this.#state.list(records.correction, range);
        return this.#withEntries(found.map(({ record }) => record));
    }

    async save({ record, entries }: Correction, made: Pick<CorrectionDetail, 'seed' | 'input'>): Promise<void> {
        const { slot, point, number, decided } = record;
        await this.#state.write(records.correction, keys.correction.build({ slot, point, number }), record);
        await this.#state.write(records.correction, keys.decided.build({ decided, slot, point, number }), record);
        await this.#state.writePrivate(
            privateRecords.correction,
            collections.lines,
            lineKeys.correctionEntries.build({ slot, point, number }),
            { v: 1, slot, point, number, entries, ...made },
        );
    }

    async #withEntries(found: readonly CorrectionRecord[]): Promise<readonly StoredCorrection[]> {
        const stored: StoredCorrection[] = [];
        for (const record of found) {
            const { slot, point, number } = record;
            const key = lineKeys.correctionEntries.build({ slot, point, number });
            const detail: CorrectionDetail | undefined = await this.#state.readPrivate(
                privateRecords.correction,
                collections.lines,
                key,
            );
            if (detail === undefined) {
                throw contractProblem('LINES_UNAVAILABLE', { slot: formatSlot(slot) });
            }
            stored.push({ record, entries: detail.entries, seed: detail.seed });
        }
        return stored;
    }
}
