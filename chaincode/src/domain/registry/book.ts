import { problem } from '../problems.js';
import type { Slot } from '../slot.js';
import type {
    ChoiceEntry,
    DonationEntry,
    Entry,
    OfferEntry,
    PointEntry,
    RulesEntry,
    TariffEntry,
    ZoneEntry,
} from './entry.js';

/** Entries that participants sign. */
type Instruction = ChoiceEntry | OfferEntry | DonationEntry;

/** A standing instruction and the highest sequence its participant has signed, below which nothing signed counts any more. */
export type Standing<Of extends Instruction> = { readonly entry: Of; readonly signedThrough: number };

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
    /** What participants give to the solidarity pool, in order of participant; left out while nobody ever gave. */
    readonly donations?: readonly Standing<DonationEntry>[];
};

/** The book of a ledger day: what held at the basis of its first slot. */
export type DayBook = StandingBook & { readonly v: 1; readonly day: number; readonly asOf: Slot };

/**
 * One state value: the first shard carries rules, tariff, zones and the first point id of each shard of points; then come the shards of
 * points, and last those of donations.
 */
export type BookShard = {
    readonly v: 1;
    readonly day: number;
    readonly asOf: Slot;
    readonly shard: number;
    readonly shards: number;
    readonly common: (Pick<StandingBook, 'rules' | 'tariff' | 'zones'> & { readonly starts: readonly string[] }) | null;
    readonly points: readonly BookPoint[];
    readonly donations?: readonly Standing<DonationEntry>[];
};

/** The book before anything was registered. */
export const EMPTY_BOOK: StandingBook = { rules: null, tariff: null, zones: [], points: [] };

/**
 * The book that holds when every entry up to the basis has been heard.
 *
 * Registrations: the newest first slot wins, and for one slot the higher sequence. Instructions likewise, with one exception that
 * keeps a withheld or replayed instruction from undoing a newer one: what a participant signed counts only if its sequence is higher
 * than all she signed for an earlier slot. Instructions end when the point changes hands.
 * @param before - an earlier book
 * @param entries - those dated since that book, in any order; those after the basis are left out
 */
export function bookAt(before: StandingBook, entries: readonly Entry[], basis: Slot): StandingBook {
    const heard = entries.filter((entry) => entry.from <= basis).sort(byDate);
    let { rules, tariff } = before;
    if (heard.length === 0) {
        const { zones, points, donations = [] } = before;
        return { rules, tariff, zones, points, ...someDonations(donations) };
    }
    const points = new Map(before.points.map((point) => [point.entry.id, point]));
    const zones = new Map(before.zones.map((zone) => [zone.id, zone]));
    const donations = new Map((before.donations ?? []).map((donation) => [donation.entry.id, donation]));
    for (const entry of heard) {
        switch (entry.kind) {
            case 'rules':
                rules = newer(rules, entry);
                break;
            case 'tariff':
                tariff = newer(tariff, entry);
                break;
            case 'zone':
                zones.set(entry.id, newer(zones.get(entry.id) ?? null, entry));
                break;
            case 'point': {
                const standing = points.get(entry.id);
                const point = {
                    entry: newer(standing?.entry ?? null, entry),
                    choice: standing?.choice ?? null,
                    offer: standing?.offer ?? null,
                };
                points.set(entry.id, ofOwner(point));
                break;
            }
            case 'choice':
            case 'offer':
                instruct(points, entry);
                break;
            case 'donation':
                donations.set(entry.id, instructed(donations.get(entry.id) ?? null, entry));
                break;
        }
    }
    return {
        rules,
        tariff,
        zones: [...zones.values()].sort((a, b) => compareText(a.id, b.id)),
        points: [...points.values()].sort((a, b) => compareText(a.entry.id, b.entry.id)),
        ...someDonations([...donations.values()].sort((a, b) => compareText(a.entry.id, b.entry.id))),
    };
}

/** The book of a day: the one before, and the entries since. @param basis - basis of the day's first slot */
export function rollDay(previous: DayBook | null, entries: readonly Entry[], day: number, basis: Slot): DayBook {
    return { v: 1, day, asOf: basis, ...bookAt(previous ?? EMPTY_BOOK, entries, basis) };
}

/** Cuts a book into state values of at most `limit` points; the first carries what is common to all, and no points. */
export function splitBook(book: DayBook, limit = 100): readonly BookShard[] {
    const { day, asOf, rules, tariff, zones, points, donations = [] } = book;
    const pointShards = Math.ceil(points.length / limit);
    const shards = 1 + pointShards + Math.ceil(donations.length / limit);
    const shard = (index: number) => ({ v: 1, day, asOf, shard: index, shards }) as const;
    const starts = points.filter((_, index) => index % limit === 0).map(({ entry }) => entry.id);
    const cut: BookShard[] = [{ ...shard(0), common: { rules, tariff, zones, starts }, points: [] }];
    for (let index = 1; index <= pointShards; index++) {
        cut.push({ ...shard(index), common: null, points: points.slice((index - 1) * limit, index * limit) });
    }
    for (let index = 0; cut.length < shards; index++) {
        const given = donations.slice(index * limit, (index + 1) * limit);
        cut.push({ ...shard(cut.length), common: null, points: [], donations: given });
    }
    return cut;
}

/** Joins the shards of one book, given in any order. @throws BOOK_INCOMPLETE */
export function joinBook(shards: readonly BookShard[]): DayBook {
    const ordered = [...shards].sort((a, b) => a.shard - b.shard);
    const [first] = ordered;
    const fits = ordered.every(
        (one, index) => one.shard === index && one.day === first?.day && one.asOf === first.asOf,
    );
    if (first === undefined || first.common === null || ordered.length !== first.shards || !fits) {
        throw problem('BOOK_INCOMPLETE', { day: first?.day ?? 'unknown' });
    }
    return bookOf(first, first.common, ordered);
}

/** Number of the shard that holds a point, or would; 0 where the book has none so early. */
export function shardOf(first: BookShard, point: string): number {
    const starts = first.common?.starts ?? [];
    let [low, high] = [0, starts.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        if (compareText(starts[middle] ?? '', point) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/** A book that knows only the points of some of its shards, the first shard among them. @throws BOOK_INCOMPLETE */
export function partOfBook(shards: readonly BookShard[]): DayBook {
    const [first] = shards;
    if (first === undefined || first.common === null || shards.some(({ day }) => day !== first.day)) {
        throw problem('BOOK_INCOMPLETE', { day: first?.day ?? 'unknown' });
    }
    return bookOf(first, first.common, shards);
}

function bookOf(
    { day, asOf }: BookShard,
    { rules, tariff, zones }: NonNullable<BookShard['common']>,
    shards: readonly BookShard[],
): DayBook {
    const donations = shards.flatMap((one) => one.donations ?? []);
    const points = shards.flatMap((one) => one.points);
    return { v: 1, day, asOf, rules, tariff, zones, points, ...someDonations(donations) };
}

/** The point with that id as the book holds it. */
export function pointOf(book: StandingBook, point: string): BookPoint | undefined {
    let [low, high] = [0, book.points.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        const found = book.points[middle];
        if (found === undefined || found.entry.id === point) {
            return found;
        }
        [low, high] = compareText(found.entry.id, point) < 0 ? [middle + 1, high] : [low, middle];
    }
    return undefined;
}

/** Order by UTF-16 code unit. */
export function compareText(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

function byDate(a: Entry, b: Entry): number {
    return a.from - b.from || rank(a) - rank(b) || a.sequence - b.sequence || compareText(a.id, b.id);
}

/** Points before the instructions for them. */
function rank(entry: Entry): number {
    return entry.kind === 'choice' || entry.kind === 'offer' || entry.kind === 'donation' ? 1 : 0;
}

function newer<Of extends Entry>(standing: Of | null, entry: Of): Of {
    const stays =
        standing !== null &&
        (standing.from > entry.from || (standing.from === entry.from && standing.sequence > entry.sequence));
    return stays ? standing : entry;
}

function instruct(points: Map<string, BookPoint>, entry: ChoiceEntry | OfferEntry): void {
    const point = points.get(entry.id);
    if (point === undefined || entry.body.participant !== point.entry.body.participant) {
        return;
    }
    points.set(
        entry.id,
        entry.kind === 'choice'
            ? { ...point, choice: instructed(point.choice, entry) }
            : { ...point, offer: instructed(point.offer, entry) },
    );
}

/** What stands once an entry was heard. */
function instructed<Of extends Instruction>(standing: Standing<Of> | null, entry: Of): Standing<Of> {
    const signedThrough = standing?.signedThrough ?? -1;
    const signed = 'participant' in entry.by;
    const outdated =
        standing !== null &&
        (newer<Instruction>(standing.entry, entry) === standing.entry || (signed && entry.sequence <= signedThrough));
    return outdated ? standing : { entry, signedThrough: signed ? entry.sequence : signedThrough };
}

function someDonations(donations: readonly Standing<DonationEntry>[]): Pick<StandingBook, 'donations'> {
    return donations.length === 0 ? {} : { donations };
}

/** The point without instructions of a former owner. */
function ofOwner(point: BookPoint): BookPoint {
    const { participant } = point.entry.body;
    const choice = point.choice?.entry.body.participant === participant ? point.choice : null;
    const offer = point.offer?.entry.body.participant === participant ? point.offer : null;
    return { entry: point.entry, choice, offer };
}
