import {
    addGifts,
    addPoints,
    addReserved,
    canonical,
    type Entry,
    formatDate,
    hex,
    type Line,
    localDay,
    localDayRange,
    NOTHING_RESERVED,
    parseDate,
    problem,
    type Slot,
    type SlotRange,
    type SlotRecord,
    slot,
    slotPlus,
    sumGifts,
    sumPoints,
    sumReserved,
    type Tariff,
    type TariffEntry,
    utf8,
} from '../../../domain/index.js';
import { type BilledDayRecord, lineShards, type MonthSumsRecord } from '../../../ledger/index.js';
import { hash, hmac } from '../../crypto.js';
import type { EnergyContext } from '../context.js';
import { giftsOfDay } from './gifts.js';

/** The slots of a local day that are on the ledger, and the community's offset on that day. */
export type BilledDay = Readonly<{
    range: SlotRange;
    utcOffsetMinutes: number;
    tariffs: readonly TariffEntry[];
    /** Ledger day of the book that holds before it, and the entries since. */
    base: number;
    entries: readonly Entry[];
}>;

/**
 * Adds the final lines of one shard on one local day to the month's sums. A shard holds the points that stand at the same places of the
 * slots' lines; where points were added during the day, the sums of both shards add up all the same.
 * @throws BILLING_DONE, BILLING_NOT_FINAL, BILLING_OUT_OF_ORDER, LINES_UNAVAILABLE
 */
export async function rollDay(
    context: EnergyContext,
    day: string,
    shard: number,
    seed: Uint8Array,
): Promise<BilledDayRecord> {
    if ((await context.bills.billedDay(day, shard)) !== undefined) {
        throw problem('BILLING_DONE', { what: `${day}, shard ${shard}` });
    }
    const billed = await dayOf(context, day);
    const slots = await finalSlots(context, day, billed.range);
    const before = await shardBefore(context, day, shard, billed);
    const shards = Math.max(before.shards, ...slots.map(lineShards));
    if (shard >= shards) {
        throw problem('BILLING_OUT_OF_ORDER', { asked: `${day}, shard ${shard}`, next: `shard ${shards - 1}` });
    }
    const tariffs = new Map(slots.map((record) => [record.slot, tariffOf(record, billed.tariffs)]));
    const tariffAt = (at: Slot): Tariff => tariffs.get(at) ?? missingTariff(at);
    const { calendar, reserves } = await giftsOfDay(context, billed);
    const lines: Line[] = [];
    const reserved = [before.reserved];
    for (const record of slots) {
        const some = shard < lineShards(record) ? await context.settlements.linesOfShard(record, shard) : [];
        lines.push(...some);
        const trades = reserves ? ((await context.pool.reserved(record))?.trades ?? []) : [];
        reserved.push(sumReserved(trades, new Set(trades.length === 0 ? [] : some.map(({ point }) => point))));
    }
    const all = addReserved(reserved);
    const { utcOffsetMinutes } = billed;
    const sums = addPoints([...before.sums, ...sumPoints(lines, tariffAt, utcOffsetMinutes)]);
    const gifts = addGifts([...before.gifts, ...sumGifts(lines, calendar, tariffAt, utcOffsetMinutes)]);
    const last = tariffAt(slotPlus(billed.range.to, -1));
    const month = day.slice(0, 7);
    const document: MonthSumsRecord = {
        day,
        gifts,
        month,
        ...(all.given.length + all.used.length === 0 ? {} : { reserved: all }),
        rulesVersion: slots.at(-1)?.rulesVersion ?? 0,
        salt: hex(hmac(seed, utf8(`sums|${day}|${shard}`))),
        shard,
        sums,
        terms: { steps: last.steps, vat: last.vat },
        v: 1,
    };
    const digest = hex(hash(utf8(canonical(document))));
    const record: BilledDayRecord = { v: 1, day, shard, shards, points: sums.length, digest };
    await context.bills.saveDay(record, document);
    return record;
}

/** @throws BILLING_NOT_FINAL before the day's book is there, or for a day before the ledger's first */
export async function dayOf(context: EnergyContext, day: string): Promise<BilledDay> {
    const number = parseDate(day);
    const { firstSlot } = await context.marks.origin();
    // A local day begins on the UTC day of the same date or the one before.
    const before = await context.bills.common(number - 1);
    const common = before ?? (await context.bills.common(number));
    if (common === undefined) {
        throw problem('BILLING_NOT_FINAL', { what: day, reason: 'its book has not been rolled' });
    }
    const { from, to } = localDayRange(day, common.utcOffsetMinutes);
    if (to <= firstSlot) {
        throw problem('BILLING_NOT_FINAL', { what: day, reason: 'it lies before the first slot of the ledger' });
    }
    const entries = await context.books.entries(slotPlus(common.asOf, 1), slotPlus(to, -1));
    const tariffs = entries.filter((entry) => entry.kind === 'tariff');
    return {
        range: { from: slot(Math.max(from, firstSlot)), to },
        utcOffsetMinutes: common.utcOffsetMinutes,
        tariffs: [...(common.tariff === null ? [] : [common.tariff]), ...tariffs],
        base: before === undefined ? number : number - 1,
        entries,
    };
}

/** The day before, `YYYY-MM-DD`. */
export function dayBefore(day: string): string {
    return formatDate(parseDate(day) - 1);
}

async function finalSlots(context: EnergyContext, day: string, range: SlotRange): Promise<readonly SlotRecord[]> {
    const slots = await context.settlements.between(range.from, slotPlus(range.to, -1));
    const open = range.to - range.from - slots.filter(({ final }) => final).length;
    if (open > 0) {
        throw problem('BILLING_NOT_FINAL', { what: day, reason: `${open} of its slots are not final` });
    }
    return slots;
}

/** The month's sums up to the day before; none on the first day of a month or of the ledger, or for a shard that is new. */
async function shardBefore(
    context: EnergyContext,
    day: string,
    shard: number,
    { utcOffsetMinutes }: BilledDay,
): Promise<Required<Pick<MonthSumsRecord, 'sums' | 'gifts' | 'reserved'>> & { shards: number }> {
    const { firstSlot } = await context.marks.origin();
    if (day.endsWith('-01') || day === localDay(firstSlot, utcOffsetMinutes)) {
        return { sums: [], gifts: [], reserved: NOTHING_RESERVED, shards: 0 };
    }
    const previous = dayBefore(day);
    const first = await context.bills.billedDay(previous, 0);
    if (first === undefined) {
        throw problem('BILLING_OUT_OF_ORDER', { asked: day, next: previous });
    }
    if (shard >= first.shards) {
        return { sums: [], gifts: [], reserved: NOTHING_RESERVED, shards: first.shards };
    }
    if ((await context.bills.billedDay(previous, shard)) === undefined) {
        throw problem('BILLING_OUT_OF_ORDER', { asked: day, next: `${previous}, shard ${shard}` });
    }
    const { sums, gifts, reserved = NOTHING_RESERVED } = await context.bills.monthSums(day.slice(0, 7), shard);
    return { sums, gifts, reserved, shards: first.shards };
}

/** The tariff a settlement names: of several entries for its first slot the one entered last. */
function tariffOf({ slot: at, tariff: { from } }: SlotRecord, tariffs: readonly TariffEntry[]): Tariff {
    const named = tariffs.filter((entry) => entry.from === from).sort((a, b) => b.sequence - a.sequence);
    return named[0]?.body ?? missingTariff(at);
}

function missingTariff(at: Slot): never {
    throw problem('BILLING_NOT_FINAL', { what: String(at), reason: 'its tariff is not known' });
}
