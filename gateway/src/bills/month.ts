import {
    type Bill,
    type CorrectionEntry,
    formatSlot,
    type Item,
    Items,
    type Line,
    lineItems,
    localMonth,
    localMonthRange,
    makeBill,
    type PointSum,
    problem,
    type Slot,
    type SlotRange,
    type SlotRecord,
    slot,
    sumPoints,
    type Tariff,
    type TariffEntry,
} from '@linguang/chaincode/domain';
import type { BillDocument } from '@linguang/chaincode/ledger';
import { clockOf, utcOffsetOf } from '../clock/clock.js';
import type { BillLine } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** A closed bill with its salt, as this organisation holds it; undefined before the month is closed. */
export function closedBill(
    readModel: ReadModel,
    month: string,
    participant: string,
): (BillDocument & { digest: string }) | undefined {
    const row = readModel.one(
        'SELECT b.record, b.digest FROM bills b JOIN bill_months m USING (month) WHERE month = ? AND participant = ? AND m.closed = 1',
        month,
        participant,
    );
    return row?.['record'] == null ? undefined : { ...recordOf<BillDocument>(row), digest: String(row['digest']) };
}

/**
 * What the bill of a month that still runs comes to so far, by the arithmetic of the bill itself, from the slots settled until now and the
 * corrections decided until now. A provisional feed-in tariff is taken as it is.
 */
export function runningBill(readModel: ReadModel, month: string, participant: string): Bill {
    const lines = linesOf(readModel, participant, rangeOf(readModel, month));
    const offset = utcOffsetOf(readModel);
    const tariffs = tariffsOf(readModel, lines);
    const tariffAt = (at: Slot) => tariffs.get(at) ?? missing(month);
    const sums = sumPoints(lines, tariffAt, offset).map(
        (sum): PointSum => ({ ...sum, items: sum.items.map((item) => ({ ...item, provisional: false })) }),
    );
    const last = lines.at(-1);
    const { steps, vat } = last === undefined ? { steps: null, vat: 0 } : tariffAt(last.slot);
    const entries = correctionsDecidedIn(readModel, month, participant).map(({ slot: of, number, entry }) => ({
        kind: 'correction' as const,
        reference: `${formatSlot(of)}.${number}`,
        point: entry.point,
        ofMonth: localMonth(of, offset),
        wh: null,
        money: entry.balance,
        vat,
    }));
    return makeBill({ month, participant, sums, terms: { steps, vat, feedIn: null }, entries });
}

/** What a participant's settled slots of a month come to, all her points together; null where there are none. */
export function itemsOfMonth(
    readModel: ReadModel,
    month: string,
    participant: string,
): { items: readonly Item[]; first: Slot; last: Slot } | null {
    const lines = linesOf(readModel, participant, rangeOf(readModel, month));
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined) {
        return null;
    }
    const tariffs = tariffsOf(readModel, lines);
    const items = new Items();
    for (const sum of sumPoints(lines, (at) => tariffs.get(at) ?? missing(month), utcOffsetOf(readModel))) {
        items.addAll(sum.items);
    }
    return { items: items.list(), first: first.slot, last: last.slot };
}

/** The month of the newest settled slot; null before there is one. */
export function runningMonth(readModel: ReadModel): string | null {
    const { settledThrough } = clockOf(readModel);
    return settledThrough === null ? null : localMonth(slot(settledThrough), utcOffsetOf(readModel));
}

/** @throws MONTH_INVALID */
export function rangeOf(readModel: ReadModel, month: string): SlotRange {
    return localMonthRange(month, utcOffsetOf(readModel));
}

/** What corrections decided in a month changed for a participant: the entries her bill of that month takes in. */
function correctionsDecidedIn(readModel: ReadModel, month: string, participant: string) {
    const { from, to } = rangeOf(readModel, month);
    return readModel
        .all(
            `SELECT e.slot, e.number, e.point, d.record AS detail FROM corrections c JOIN correction_entries e USING (slot, number)
             JOIN correction_details d USING (slot, number)
             WHERE c.decided >= ? AND c.decided < ? AND e.participant = ? ORDER BY e.slot, e.number, e.point`,
            from,
            to,
            participant,
        )
        .flatMap((row) => {
            const { entries }: { entries: readonly CorrectionEntry[] } = JSON.parse(String(row['detail']));
            const entry = entries.find(({ point }) => point === row['point']);
            return entry === undefined ? [] : [{ slot: entry.slot, number: entry.number, entry }];
        });
}

/** The slots that a bill line sums up, with their shares of it; `corrected`: another bill has a correction of the slot. */
export function slotsOfLine(
    readModel: ReadModel,
    { month, participant, running }: Readonly<{ month: string; participant: string; running: boolean }>,
    line: BillLine,
): readonly { slot: Slot; wh: number | null; money: string | number; corrected: boolean }[] {
    if (line.kind === 'correction') {
        return correctionsDecidedIn(readModel, month, participant)
            .filter(
                ({ slot: of, number, entry }) =>
                    `${formatSlot(of)}.${number}` === line.reference && entry.point === line.point,
            )
            .map(({ slot: of, entry }) => ({ slot: of, wh: null, money: entry.balance, corrected: true }));
    }
    const corrected = correctedSlots(readModel, participant, rangeOf(readModel, month));
    const lines = linesOf(readModel, participant, rangeOf(readModel, month)).filter(
        ({ point }) => point === line.point,
    );
    const offset = utcOffsetOf(readModel);
    const tariffs = tariffsOf(readModel, lines);
    return lines.flatMap((one) =>
        lineItems(one, tariffs.get(one.slot) ?? missing(month), offset)
            .filter(
                (item) =>
                    item.kind === line.kind &&
                    item.period === line.period &&
                    item.price === line.price &&
                    item.vat === line.vat &&
                    (running || item.provisional === line.provisional),
            )
            .map(({ wh, money }) => ({ slot: one.slot, wh, money, corrected: corrected.has(one.slot) })),
    );
}

/** Slots of a participant that corrections changed. */
export function correctedSlots(
    readModel: ReadModel,
    participant: string,
    { from, to }: SlotRange,
): ReadonlySet<number> {
    const rows = readModel.all(
        'SELECT DISTINCT slot FROM lines WHERE participant = ? AND slot >= ? AND slot < ? AND corrected > 0',
        participant,
        from,
        to,
    );
    return new Set(rows.map((row) => Number(row['slot'])));
}

function linesOf(readModel: ReadModel, participant: string, { from, to }: SlotRange): readonly Line[] {
    return readModel
        .all(
            'SELECT record FROM lines WHERE participant = ? AND slot >= ? AND slot < ? ORDER BY slot, position',
            participant,
            from,
            to,
        )
        .map((row) => recordOf<Line>(row));
}

/** Tariffs by the slots of lines: that which each slot's settlement names. */
function tariffsOf(readModel: ReadModel, lines: readonly Line[]): ReadonlyMap<Slot, Tariff> {
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined) {
        return new Map();
    }
    const entries = new Map<number, Tariff>();
    for (const row of readModel.all("SELECT record FROM entries WHERE kind = 'tariff' ORDER BY slot, sequence")) {
        const { from, body } = recordOf<TariffEntry>(row);
        entries.set(from, body);
    }
    const slots = readModel.all('SELECT record FROM slots WHERE slot >= ? AND slot <= ?', first.slot, last.slot);
    return new Map(
        slots.flatMap((row) => {
            const record = recordOf<SlotRecord>(row);
            const tariff = entries.get(record.tariff.from);
            return tariff === undefined ? [] : [[record.slot, tariff] as const];
        }),
    );
}

function missing(month: string): never {
    throw problem('NOT_FOUND', { kind: 'tariff', id: month });
}
