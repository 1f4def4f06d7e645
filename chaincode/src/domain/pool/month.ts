import type { MonthEntry } from '../bills/bill.js';
import type { Hash } from '../crypto.js';
import { problem } from '../problems.js';
import type { PoolRules } from '../registry/rules/pool.js';
import { type MoneyJson, money, moneyFromJson, moneyToJson } from '../units.js';
import { type Given, RESERVED } from './giving.js';
import { type Credit, type Household, spendPool } from './spending.js';

/** What the pool took and spent, 10⁻⁷ CNY. */
export type PoolTotals = {
    readonly given: MoneyJson;
    /** For energy that was offered at price 0, grid fees included, and how many Wh these are. */
    readonly energy: MoneyJson;
    readonly energyWh: number;
    /** For the floors, and how many Wh these are. */
    readonly floor: MoneyJson;
    readonly floorWh: number;
    /** In equal shares. */
    readonly shares: MoneyJson;
};

/** The pool's account over a month, as grid and community hold it: closing = opening + given − energy − floor − shares. */
export type PoolAccount = {
    readonly opening: MoneyJson;
    readonly totals: PoolTotals;
    readonly closing: MoneyJson;
    /** Households that were paid something. */
    readonly recipients: number;
    /** What has not been published yet, this month included; null where it was. */
    readonly withheld: { readonly months: readonly string[]; readonly totals: PoolTotals } | null;
};

/**
 * What everybody may know. Where months before had too few recipients, they are in it: so no difference between two publications says
 * anything about them alone.
 */
export type PoolPublication = PoolTotals & {
    readonly months: readonly string[];
    /** Of the last of the months. */
    readonly recipients: number;
    /** After the last of the months. */
    readonly balance: MoneyJson;
};

export type PoolMonth = Readonly<{
    account: PoolAccount;
    published: PoolPublication | null;
    /** Sums over all bills may be public: they say nothing about the pool that is not published. */
    openAccounts: boolean;
    given: readonly Given[];
    credits: readonly Credit[];
}>;

export type PoolInput = Readonly<{
    month: string;
    /** The account at the end of the month before; null where there never was a pool. */
    previous: PoolAccount | null;
    /** In force in the month's last slot; null where there is no pool: what is in the account stays there, but for energy already given. */
    rules: PoolRules | null;
    given: readonly Given[];
    households: readonly Household[];
}>;

const NO_TOTALS: PoolTotals = { given: 0, energy: 0, energyWh: 0, floor: 0, floorWh: 0, shares: 0 };

/**
 * Closes a month of the pool: takes the gifts, spends by the rules, carries over the rest. Null where there is no pool and never was one.
 * @throws POOL_DOES_NOT_ADD_UP
 */
export function closePool({ month, previous, rules, given, households }: PoolInput, hash: Hash): PoolMonth | null {
    const taken = rules === null ? given.filter(({ reference }) => reference.startsWith(RESERVED)) : given;
    if (rules === null && previous === null && taken.length === 0) {
        return null;
    }
    const opening = moneyFromJson(previous?.closing ?? 0);
    const sum = taken.reduce((all, { money: amount }) => all + amount, 0n);
    const { credits } = spendPool({ month, balance: opening + sum, households, rules }, hash);
    const paid = credits.filter((credit) => creditSum(credit) > 0n);
    const totals: PoolTotals = {
        given: json(sum),
        energy: json(paid.reduce((all, { energy }) => all + energy, 0n)),
        energyWh: paid.reduce((all, { energyWh }) => all + energyWh, 0),
        floor: json(paid.reduce((all, { floor }) => all + floor, 0n)),
        floorWh: paid.reduce((all, { floorWh }) => all + floorWh, 0),
        shares: json(paid.reduce((all, { share }) => all + share, 0n)),
    };
    const spent = paid.reduce((all, credit) => all + creditSum(credit), 0n);
    const closing = opening + sum - spent;
    mustHold(month, closing >= 0n, 'it spends no more than it has');
    mustHold(
        month,
        paid.every((credit) => withinCharges(credit, households)),
        'nobody is paid more than she was charged',
    );
    const before = previous?.withheld ?? null;
    const months = [...(before?.months ?? []), month];
    const open = addTotals(before?.totals ?? NO_TOTALS, totals);
    const publish = rules !== null && paid.length >= rules.publishFrom;
    return {
        account: {
            opening: json(opening),
            totals,
            closing: json(closing),
            recipients: paid.length,
            withheld: publish ? null : { months, totals: open },
        },
        published: publish ? { ...open, months, recipients: paid.length, balance: json(closing) } : null,
        openAccounts: rules === null || (publish && months.length === 1),
        given: taken,
        credits: paid,
    };
}

/** What the pool puts on bills: gifts are charged to donors, credits reduce what recipients owe. It moves money, not energy, so it bears no tax. */
export function poolEntries({
    given,
    credits,
}: PoolMonth): readonly Readonly<{ participant: string; entry: MonthEntry }>[] {
    const plain = { ofMonth: null, vat: 0 } as const;
    return [
        ...given.map(({ participant, reference, point, wh, money: amount }) => ({
            participant,
            entry: { ...plain, kind: 'donation', reference, point, wh, money: moneyToJson(amount) } as const,
        })),
        ...credits.map((credit) => ({
            participant: credit.participant,
            entry: {
                ...plain,
                kind: 'communityTariff',
                reference: '',
                point: '',
                wh: credit.energyWh + credit.floorWh || null,
                money: json(-creditSum(credit)),
            } as const,
        })),
    ];
}

/**
 * Checks a whole month: what bills took for the pool and gave from it is exactly what its account grew by.
 * @param solidarity - the grid company's account that those lines are booked on
 * @throws POOL_DOES_NOT_ADD_UP
 */
export function poolMustBalance(month: string, pool: PoolMonth | null, solidarity: MoneyJson): void {
    const grown = pool === null ? 0n : moneyFromJson(pool.account.closing) - moneyFromJson(pool.account.opening);
    mustHold(month, grown === moneyFromJson(solidarity), 'donations − community tariff = growth of the account');
}

function withinCharges(credit: Credit, households: readonly Household[]): boolean {
    const charged = households.find((one) => one.commitment === credit.commitment)?.charges.money ?? 0n;
    return credit.energy >= 0n && credit.floor >= 0n && credit.share >= 0n && creditSum(credit) <= charged;
}

function creditSum({ energy, floor, share }: Credit): bigint {
    return energy + floor + share;
}

function addTotals(a: PoolTotals, b: PoolTotals): PoolTotals {
    const add = (key: 'given' | 'energy' | 'floor' | 'shares') => json(moneyFromJson(a[key]) + moneyFromJson(b[key]));
    return {
        given: add('given'),
        energy: add('energy'),
        energyWh: a.energyWh + b.energyWh,
        floor: add('floor'),
        floorWh: a.floorWh + b.floorWh,
        shares: add('shares'),
    };
}

function json(amount: bigint): MoneyJson {
    return moneyToJson(money(amount));
}

function mustHold(month: string, holds: boolean, rule: string): void {
    if (!holds) {
        throw problem('POOL_DOES_NOT_ADD_UP', { month, rule });
    }
}
