import { isId, localDayRange, parseTariff, slotPlus, type Tariff as Terms } from '@linguang/chaincode/domain';
import type { Tariff, TariffRequest } from '../../../src/http/api.ts';
import type { Key } from '../language/language.ts';
import { typed, unitsOf } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';

/** Rows of a draft keep an id of their own, so that a fault stays with its row when others come and go. */
export type PeriodDraft = Readonly<{
    id: number;
    name: string;
    from: string;
    to: string;
    price: string;
    /** All where empty. */
    months: readonly number[];
    weekdays: readonly number[];
}>;
export type FeeDraft = Readonly<{
    id: number;
    seller: string;
    buyer: string;
    network: string;
    losses: string;
    levies: string;
}>;
/** `above` in kWh a month. */
export type StepDraft = Readonly<{ id: number; above: string; add: string }>;

/** A tariff as it is typed; amounts in yuan per kWh, the tax in percent. */
export type TariffDraft = Readonly<{
    day: string;
    time: string;
    base: string;
    periods: readonly PeriodDraft[];
    feedIn: string;
    provisional: boolean;
    vat: string;
    fees: readonly FeeDraft[];
    steps: readonly StepDraft[];
    matchedCounts: boolean;
}>;

/** What is wrong with a field: `base`, `period 3 price`, `fee 1 pair`, `step 2 add`, `from`. */
export type Faults = Readonly<Record<string, Readonly<{ key: Key; values?: Readonly<Record<string, string>> }>>>;

/** A draft read: what may be sent and what it says, or what is wrong. */
export type ReadDraft = Readonly<{ faults: Faults; terms: Terms | undefined; request: TariffRequest | undefined }>;

let lastId = 0;
/** An id for a new row. */
export const nextId = (): number => ++lastId;

/** `00:00` to `24:00` by quarter-hours. */
export const QUARTERS: readonly string[] = Array.from(
    { length: 97 },
    (_, quarter) =>
        `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
);

/** A draft that says what a tariff says, from another day on. */
export function draftOf(tariff: Tariff | null, day: string): TariffDraft {
    const price = (units: number) => typed(units, 4);
    return {
        day,
        time: '00:00',
        base: tariff === null ? '' : price(tariff.retail.base),
        periods: (tariff?.retail.periods ?? []).map((period) => ({
            id: nextId(),
            name: period.name,
            from: period.from,
            to: period.to,
            price: price(period.price),
            months: period.months ?? [],
            weekdays: period.weekdays ?? [],
        })),
        feedIn: tariff === null ? '' : price(tariff.feedIn),
        provisional: tariff?.feedInProvisional ?? false,
        vat: typed(tariff?.vat ?? 1300, 2).replace(/\.?0+$/, ''),
        fees: (tariff?.fees ?? []).map(([seller, buyer, { network, losses, levies }]) =>
            feeDraft(seller, buyer, network, losses, levies),
        ),
        steps: (tariff?.steps?.levels ?? []).map(({ aboveWh, add }) => ({
            id: nextId(),
            above: typed(aboveWh, 3).replace(/\.?0+$/, ''),
            add: price(add),
        })),
        matchedCounts: tariff?.steps?.matchedCounts ?? false,
    };
}

/** A row of the fee matrix. */
export function feeDraft(seller: string, buyer: string, network: number, losses: number, levies: number): FeeDraft {
    const [a, b, c] = [network, losses, levies].map((units) => typed(units, 4));
    return { id: nextId(), seller, buyer, network: a ?? '', losses: b ?? '', levies: c ?? '' };
}

/** The first slot a draft names; undefined where its day is none. @param offset - minutes of the community's clock */
export function firstSlotOf({ day, time }: Pick<TariffDraft, 'day' | 'time'>, offset: number): number | undefined {
    try {
        return slotPlus(localDayRange(day, offset).from, QUARTERS.indexOf(time));
    } catch {
        return undefined;
    }
}

/**
 * Reads a draft, every field of it.
 * @param open - the first slot that is not gated
 */
export function readDraft(draft: TariffDraft, open: number, offset: number): ReadDraft {
    const faults: Record<string, Faults[string]> = {};
    const fault = (field: string, key: Key, values?: Record<string, string>) => {
        faults[field] ??= values === undefined ? { key } : { key, values };
    };
    const price = (field: string, text: string): number => {
        const units = unitsOf(text, 4);
        if (units === undefined) {
            fault(field, 'field.price');
        }
        return units ?? 0;
    };
    const from = firstSlotOf(draft, offset);
    if (from === undefined) {
        fault('from', 'field.day');
    } else if (from < open) {
        fault('from', 'tariffForm.late', { first: show.moment(open) });
    }
    const base = price('base', draft.base);
    const periods = draft.periods.map((period) => {
        const of = `period ${period.id}`;
        if (!isId(period.name) || period.name === 'base') {
            fault(`${of} name`, 'tariffForm.periodName');
        }
        if (QUARTERS.indexOf(period.to) <= QUARTERS.indexOf(period.from)) {
            fault(`${of} to`, 'tariffForm.periodTo');
        }
        return {
            name: period.name,
            ...(period.months.length === 0 ? {} : { months: [...period.months] }),
            ...(period.weekdays.length === 0 ? {} : { weekdays: [...period.weekdays] }),
            from: period.from,
            to: period.to,
            price: price(`${of} price`, period.price),
        };
    });
    const feedIn = price('feedIn', draft.feedIn);
    if (feedIn > Math.min(base, ...periods.map((period) => period.price))) {
        fault('feedIn', 'tariffForm.feedInHigh');
    }
    const vat = unitsOf(draft.vat, 2);
    if (vat === undefined || vat > 10_000) {
        fault('vat', 'tariffForm.vatWrong');
    }
    const pairs = new Set<string>();
    const fees = draft.fees.map(({ id, seller, buyer, ...items }): [string, string, FeeUnits] => {
        const pair = `${seller} ${buyer}`;
        if (seller === '' || buyer === '') {
            fault(`fee ${id} pair`, 'tariffForm.pairMissing');
        } else if (pairs.has(pair)) {
            fault(`fee ${id} pair`, 'tariffForm.pairTwice');
        }
        pairs.add(pair);
        const unit = (name: 'network' | 'losses' | 'levies') => price(`fee ${id} ${name}`, items[name]);
        return [seller, buyer, { network: unit('network'), losses: unit('losses'), levies: unit('levies') }];
    });
    let [reached, added] = [0, -1];
    const levels = draft.steps.map((step) => {
        const aboveWh = unitsOf(step.above, 3) ?? 0;
        const add = price(`step ${step.id} add`, step.add);
        if (aboveWh <= reached) {
            fault(`step ${step.id} above`, reached === 0 ? 'field.kwh' : 'tariffForm.stepRise');
        }
        if (add <= added) {
            fault(`step ${step.id} add`, 'tariffForm.stepRise');
        }
        [reached, added] = [Math.max(reached, aboveWh), Math.max(added, add)];
        return { aboveWh, add };
    });
    if (Object.keys(faults).length > 0 || from === undefined) {
        return { faults, terms: undefined, request: undefined };
    }
    const body = {
        retail: { base, periods },
        feedIn,
        feedInProvisional: draft.provisional,
        fees,
        vat: vat ?? 0,
        ...(levels.length === 0 ? {} : { steps: { levels, matchedCounts: draft.matchedCounts } }),
    };
    return { faults, terms: parseTariff(body), request: { from, ...body } };
}

type FeeUnits = { network: number; losses: number; levies: number };
