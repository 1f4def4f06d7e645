import { setImmediate as nextTurn } from 'node:timers/promises';
import {
    bookAt,
    EMPTY_BOOK,
    type Entry,
    type Line,
    type Outcome,
    outcomeOf,
    type PastLine,
    type PastSlot,
    pastPoints,
    type Slot,
    type StandingBook,
    slot,
    tariffAt,
} from '@linguang/chaincode/domain';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

/** Lines that are shared again for one preview at most; of a larger community only every so many slots are. */
const MOST_LINES = 120_000;
/** How long the work may hold up other requests, ms. */
const TURN = 15;

/** A settled slot as it can be shared again, and the block of its settlement. */
type Kept = { readonly past: PastSlot; readonly book: StandingBook; readonly block: number };

/** The newest settled slots of the gateway's read model, kept ready to be shared again. */
export class PastWeek {
    readonly #readModel: ReadModel;
    readonly #kept = new Map<number, Kept>();

    constructor(readModel: ReadModel) {
        this.#readModel = readModel;
    }

    /**
     * Slots of the last days, oldest first, `every` so many of them. Only what is new since the last call is read.
     * @param days - back from the newest settled slot
     */
    async slots(
        days: number,
    ): Promise<{ readonly slots: readonly PastSlot[]; readonly settled: number; readonly every: number }> {
        const newest = Number(this.#readModel.one('SELECT coalesce(max(slot), -1) AS last FROM slots')?.['last']);
        const rows = this.#readModel.all(
            'SELECT slot, block FROM slots WHERE slot > ? ORDER BY slot',
            newest - days * 96,
        );
        const every = this.#sampling(newest - 7 * 96, newest);
        const wanted = rows.filter((row) => Number(row['slot']) % every === 0 || rows.length < every);
        this.#forget(newest - 7 * 96, every);
        const found: PastSlot[] = [];
        let before: Kept | undefined;
        let begun = performance.now();
        for (const row of wanted) {
            const at = slot(Number(row['slot']));
            const known = this.#kept.get(at);
            const kept = known?.block === Number(row['block']) ? known : this.#load(at, Number(row['block']), before);
            if (kept !== undefined) {
                this.#kept.set(at, kept);
                found.push(kept.past);
                before = kept;
            }
            if (performance.now() - begun > TURN) {
                await nextTurn();
                begun = performance.now();
            }
        }
        return { slots: found, settled: rows.length, every };
    }

    /** What was settled for a participant, by slot; handovers and lines without known energy count as they stand. */
    settled(participant: string, slots: readonly PastSlot[]): ReadonlyMap<Slot, Outcome> {
        const [first, last] = [slots[0], slots.at(-1)];
        if (first === undefined || last === undefined) {
            return new Map();
        }
        const rows = this.#readModel.all(
            'SELECT slot, record FROM lines WHERE participant = ? AND slot >= ? AND slot <= ?',
            participant,
            first.slot,
            last.slot,
        );
        const bySlot = Map.groupBy(rows, (row) => Number(row['slot']));
        return new Map(
            slots.map((past) => {
                const lines = (bySlot.get(past.slot) ?? []).map((row) => recordOf<Line>(row));
                return [past.slot, outcomeOf(lines, past.tariff)];
            }),
        );
    }

    #sampling(after: number, newest: number): number {
        const row = this.#readModel.one(
            'SELECT count(*) AS lines FROM lines WHERE slot > ? AND slot <= ?',
            after,
            newest,
        );
        return Math.max(1, Math.ceil(Number(row?.['lines'] ?? 0) / MOST_LINES));
    }

    #forget(after: number, every: number): void {
        for (const at of this.#kept.keys()) {
            if (at <= after || at % every !== 0) {
                this.#kept.delete(at);
            }
        }
    }

    #load(at: Slot, block: number, before: Kept | undefined): Kept | undefined {
        const since = before?.past.slot ?? -1;
        const entries = this.#readModel
            .all('SELECT record FROM entries WHERE slot > ? AND slot <= ?', since, at)
            .map((row) => recordOf<Entry>(row));
        const book = bookAt(before?.book ?? EMPTY_BOOK, entries, at);
        const { rules, tariff } = book;
        if (rules === null || tariff === null) {
            return undefined;
        }
        const rows = this.#readModel.all('SELECT record FROM lines WHERE slot = ? ORDER BY position', at);
        const points = pastPoints(book, rows.map(lineOf));
        const past = {
            slot: at,
            rules: rules.body,
            tariff: tariffAt(tariff.body, at, rules.body.utcOffsetMinutes),
            points,
        };
        return { past, book, block };
    }
}

function lineOf(row: Row): PastLine {
    return recordOf<Line>(row);
}
