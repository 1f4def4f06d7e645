import {
    type BookShard,
    bookAt,
    type DayBook,
    type Entry,
    formatSlot,
    joinBook,
    ledgerDay,
    partOfBook,
    problem,
    type Slot,
    type StandingBook,
    shardOf,
    slotPlus,
    splitBook,
} from '../domain/index.js';
import { FIRST_SLOT, keys } from './keys.js';
import { contractProblem } from './problems.js';
import { type BookHeadRecord, type GateRecord, records } from './records.js';
import type { State } from './state.js';

/** Dated entries and the books of the day they are rolled into. */
export class Books {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    /**
     * Adds a dated entry. Reads its own key only.
     * @throws SEQUENCE_USED if there is one of the same slot, kind, id and sequence
     */
    async addEntry(entry: Entry): Promise<void> {
        const { from, kind, id, sequence } = entry;
        const key = keys.entry.build({ from, kind, id, sequence });
        if (await this.#state.has(key)) {
            throw contractProblem('SEQUENCE_USED', { id, slot: formatSlot(from), sequence });
        }
        await this.#state.write(records.entry, key, entry);
    }

    /** Entries that hold from a slot in `first`…`last`: frozen once `last` is gated. */
    async entries(first: Slot, last: Slot): Promise<readonly Entry[]> {
        if (first > last) {
            return [];
        }
        const found = await this.#state.list(records.entry, keys.entry.range({ from: first }, { from: last }));
        return found.map(({ record }) => record);
    }

    /**
     * What holds in a gated slot: the book of its day and the entries since. All of it is frozen, so reading it conflicts with
     * nothing.
     * @throws BOOK_MISSING
     */
    async standing(gate: GateRecord): Promise<StandingBook> {
        const day = ledgerDay(gate.slot);
        const book = await this.day(day);
        if (book === undefined) {
            throw problem('BOOK_MISSING', { slot: formatSlot(gate.slot), day });
        }
        return bookAt(book, await this.entries(slotPlus(book.asOf, 1), gate.basis), gate.basis);
    }

    /**
     * The same for some metering points: only the shards that hold them are read, so that a small batch of readings costs little
     * in a large community. Points that are not asked for may be there or not.
     * @throws BOOK_MISSING
     */
    async standingFor(gate: GateRecord, points: readonly string[]): Promise<StandingBook> {
        const day = ledgerDay(gate.slot);
        const common = await this.#shard(day, 0);
        if (common === undefined) {
            throw problem('BOOK_MISSING', { slot: formatSlot(gate.slot), day });
        }
        const wanted = [...new Set(points.map((point) => shardOf(common, point)))].filter((shard) => shard > 0);
        const shards = await this.#shards(day, [0, ...wanted.sort((a, b) => a - b)]);
        const book = partOfBook(shards);
        return bookAt(book, await this.entries(slotPlus(common.asOf, 1), gate.basis), gate.basis);
    }

    async day(day: number): Promise<DayBook | undefined> {
        const first = await this.#shard(day, 0);
        return first === undefined
            ? undefined
            : joined(
                  await this.#shards(
                      day,
                      Array.from({ length: first.shards }, (_, index) => index),
                  ),
              );
    }

    async #shards(day: number, indices: readonly number[]): Promise<readonly BookShard[]> {
        const shards: BookShard[] = [];
        for (const index of indices) {
            const shard = await this.#shard(day, index);
            if (shard !== undefined) {
                shards.push(shard);
            }
        }
        return shards;
    }

    head(): Promise<BookHeadRecord | undefined> {
        return this.#state.read(records.bookHead, keys.bookHead.build({}));
    }

    /** All entries the first book of the ledger takes in. */
    entriesThrough(last: Slot): Promise<readonly Entry[]> {
        return this.entries(FIRST_SLOT, last);
    }

    /** @returns how many state values the book fills */
    async saveDay(book: DayBook): Promise<number> {
        const shards = splitBook(book);
        for (const shard of shards) {
            await this.#state.write(records.book, keys.book.build({ day: book.day, shard: shard.shard }), shard);
        }
        await this.#state.write(records.bookHead, keys.bookHead.build({}), { v: 1, day: book.day });
        return shards.length;
    }

    async #shard(day: number, shard: number): Promise<BookShard | undefined> {
        const bytes = await this.#state.bytes(keys.book.build({ day, shard }));
        return bytes === undefined ? undefined : parsed(bytes);
    }
}

const SHARDS_KEPT = 64;
const BOOKS_KEPT = 4;
/** Parsed shards by their very bytes: every batch of readings of a day needs them. The state is read all the same. */
const parsedShards: { bytes: Uint8Array; shard: BookShard }[] = [];
const joinedBooks: { shards: readonly BookShard[]; book: DayBook }[] = [];

function parsed(bytes: Uint8Array): BookShard {
    const known = parsedShards.find((candidate) => Buffer.compare(candidate.bytes, bytes) === 0);
    if (known !== undefined) {
        return known.shard;
    }
    const shard = records.book.decode(bytes);
    parsedShards.unshift({ bytes, shard });
    parsedShards.length = Math.min(parsedShards.length, SHARDS_KEPT);
    return shard;
}

function joined(shards: readonly BookShard[]): DayBook {
    const known = joinedBooks.find(
        (candidate) =>
            candidate.shards.length === shards.length &&
            candidate.shards.every((shard, index) => shard === shards[index]),
    );
    if (known !== undefined) {
        return known.book;
    }
    const book = joinBook(shards);
    joinedBooks.unshift({ shards, book });
    joinedBooks.length = Math.min(joinedBooks.length, BOOKS_KEPT);
    return book;
}
