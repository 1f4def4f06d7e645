import type { Slot } from '../slot.js';
import type { ChoiceEntry, Entry, OfferEntry, PointEntry, RulesEntry, TariffEntry, ZoneEntry } from './entry.js';

/** A standing instruction and the highest sequence its participant has signed, below which nothing signed counts any more. */
export type Standing<Of extends ChoiceEntry | OfferEntry> = { readonly entry: Of; readonly signedThrough: number };

/** A metering point with what stands for it. */
export type BookPoint = {
    readonly entry: PointEntry;
    readonly choice: Standing<ChoiceEntry> | null;
    readonly offer: Standing<OfferEntry> | null;
};

/** Everything that holds at one slot. */
export type StandingBook = {
    readonly rules: RulesEntry | null;
    readonly tariff: TariffEntry | null;
    readonly zones: readonly ZoneEntry[];
    /** In order of point id (by UTF-16 code unit). */
    readonly points: readonly BookPoint[];
};

/** The book of a ledger day: what held at the basis of its first slot. */
export type DayBook = StandingBook & { readonly v: 1; readonly day: number; readonly asOf: Slot };

/** One state value: the first shard carries rules, tariff and zones, the others points. */
export type BookShard = {
    readonly v: 1;
    readonly day: number;
    readonly asOf: Slot;
    readonly shard: number;
    readonly shards: number;
    readonly common: Pick<StandingBook, 'rules' | 'tariff' | 'zones'> | null;
    readonly points: readonly BookPoint[];
};

export declare const EMPTY_BOOK: StandingBook;
export declare function bookAt(before: StandingBook, entries: readonly Entry[], basis: Slot): StandingBook;
export declare function rollDay(previous: DayBook | null, entries: readonly Entry[], day: number, basis: Slot): DayBook;
/** Cuts a book into state values of at most `limit` points, and joins them again. @throws BOOK_INVALID if shards are missing */
export declare function splitBook(book: DayBook, limit?: number): readonly BookShard[];
export declare function joinBook(shards: readonly BookShard[]): DayBook;
export declare function pointOf(book: StandingBook, point: string): BookPoint | undefined;
