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

/** What a preview looks at: settled slots, and every which of them at most. */
export type Plan = Readonly<{
    newest: number;
    every: number;
    settled: readonly Readonly<{ slot: Slot; block: number }>[];
}>;

/** The newest settled slots of the gateway's read model, kept ready to be shared again. */
export class PastWeek {
    readonly #readModel: ReadModel;
    readonly #kept = new Map<number, Kept>();

    constructor(readModel: ReadModel) {
        this.#readModel = readModel;
    }

    /** The settled slots of the last days, and how many of them a preview may look at. @param days - back from the newest settled slot */
    plan(days: number): Plan {
        const newest = Number(this.#readModel.one('SELECT coalesce(max(slot), -1) AS last FROM slots')?.['last']);
        const rows = this.#readModel.all(
            'SELECT slot, block FROM slots WHERE slot > ? ORDER BY slot',
            newest - days * 96,
        );
        const every = this.#sampling(newest - 7 * 96, newest);
        this.#forget(newest - 7 * 96);
        return {
            newest,
            every,
            settled: rows.map((row) => ({ slot: slot(Number(row['slot'])), block: Number(row['block']) })),
        };
    }

    /**
     * Every `stride`th slot of a plan, oldest first, ready to be shared again; only what is new since the last call is read.
     * Undefined where there was no time for all of them: what was read is kept.
     */
    async slots({ settled }: Plan, stride: number, inTime: () => boolean): Promise<readonly PastSlot[] | undefined> {
        const wanted = settled.filter((one) => one.slot % stride === 0 || settled.length < stride);
        const found: PastSlot[] = [];
        let before: Kept | undefined;
        let begun = performance.now();
        for (const { slot: at, block } of wanted) {
            const known = this.#kept.get(at);
            const isKnown = known?.block === block;
            const kept = isKnown ? known : this.#load(at, block, before);
            if (kept !== undefined) {
                this.#kept.set(at, kept);
                found.push(kept.past);
                before = kept;
            }
            if (performance.now() - begun > TURN) {
                await nextTurn();
                begun = performance.now();
            }
            if (!isKnown && !inTime()) {
                return undefined;
            }
        }
        return found;
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

    #forget(after: number): void {
        for (const at of this.#kept.keys()) {
            if (at <= after) {
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
