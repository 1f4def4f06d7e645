import type { BillLine, BillLineKind } from '../bills/bill.js';
import { type Hash, hex, utf8 } from '../crypto.js';
import { compareText } from '../registry/book.js';
import type { PoolRules } from '../registry/rules/pool.js';
import { type Money, money, moneyFromJson, NO_MONEY } from '../units.js';

/** What a household was charged for the energy it used in a month. */
export type Charges = Readonly<{ wh: number; money: bigint }>;

/** What energy cost a household that was offered to it at price 0, grid fees included. */
export type Served = Readonly<{ wh: number; money: bigint }>;

/** A household entitled in a month, named by the commitment that stands on the ledger. */
export type Household = Readonly<{ commitment: string; participant: string; charges: Charges; served?: Served }>;

/** What the pool pays for a household. */
export type Credit = Readonly<{
    commitment: string;
    participant: string;
    /** Wh offered to it at price 0, and what the pool bears of their cost: all of it, grid fees included, if there is enough. */
    energyWh: number;
    energy: Money;
    /** Wh of the floor that were paid for, in part or wholly. */
    floorWh: number;
    floor: Money;
    share: Money;
}>;

export type Spending = Readonly<{ credits: readonly Credit[]; spent: Money }>;

const ENERGY: readonly BillLineKind[] = ['grid', 'gridGap', 'neighbours', 'own'];
const CHARGED: readonly BillLineKind[] = [...ENERGY, 'network', 'losses', 'levies', 'step'];
const WHOLE = 10_000n;

/** The charges for energy on a bill: from the grid and neighbours, grid fees and steps. What she earned or owes otherwise does not count. */
export function chargesOf(lines: readonly BillLine[]): Charges {
    const sum = (kinds: readonly BillLineKind[]) => lines.filter(({ kind }) => kinds.includes(kind));
    return {
        wh: sum(ENERGY).reduce((all, { wh }) => all + (wh ?? 0), 0),
        money: sum(CHARGED).reduce((all, { money: amount }) => all + moneyFromJson(amount), 0n),
    };
}

/**
 * Spends the pool on a month. First what energy cost that was offered at price 0 to households: donors gave what it earned, so the pool bears
 * no more than its grid fees. Then the floors: for its first Wh, at the mean price it was charged, each household keeps paying the floor price
 * and the pool bears the rest; where the pool is too small for all of that, each gets in proportion. Of what is left the rules keep a part, and
 * the other goes out in equal shares. Nobody gets more than it was charged: what one cannot take, the others share.
 * Odd 10⁻⁷ CNY go to the largest remainders, then by a hash of month and commitment.
 */
export function spendPool({ month, balance, households, rules }: SpendingInput, hash: Hash): Spending {
    const lot = ({ commitment }: Household) => hex(hash(utf8(`pool|${month}|${commitment}`)));
    const ordered = households
        .map((household) => ({ household, lot: lot(household) }))
        .sort((a, b) => compareText(a.lot, b.lot))
        .map(({ household }) => household);
    const most = ordered.map(({ charges }) => (charges.money > 0n ? charges.money : 0n));
    const energy = proportionally(
        balance,
        ordered.map(({ served }, index) => lower(served?.money ?? 0n, most[index] ?? 0n)),
    );
    const afterEnergy = balance - sumOf(energy);
    const wanted = ordered.map((household) => (rules === null ? NO_FLOOR : floorOf(paidFor(household), rules)));
    const needed = wanted.map(({ need }, index) => lower(need, (most[index] ?? 0n) - (energy[index] ?? 0n)));
    const floors = proportionally(afterEnergy, needed);
    const left = afterEnergy - sumOf(floors);
    const room = most.map((charged, index) => charged - (energy[index] ?? 0n) - (floors[index] ?? 0n));
    const kept = rules === null ? left : (left * BigInt(rules.keepBasisPoints)) / WHOLE;
    const shares = equally(left - kept, room);
    const credits = ordered.map(({ commitment, participant, served }, index): Credit => {
        const floor = floors[index] ?? 0n;
        const floorWh = floor > 0n ? (wanted[index]?.wh ?? 0) : 0;
        const [borne, share] = [energy[index] ?? 0n, shares[index] ?? 0n];
        return {
            commitment,
            participant,
            energyWh: borne > 0n ? (served?.wh ?? 0) : 0,
            energy: money(borne),
            floorWh,
            floor: money(floor),
            share: money(share),
        };
    });
    return { credits, spent: money(sumOf(energy) + sumOf(floors) + sumOf(shares)) };
}

const NO_FLOOR = { wh: 0, need: 0n } as const;

/** What a household is charged for energy that was not offered to it at price 0. */
function paidFor({ charges, served }: Household): Charges {
    return { wh: charges.wh - (served?.wh ?? 0), money: charges.money - (served?.money ?? 0n) };
}

function lower(a: bigint, b: bigint): bigint {
    return a < b ? a : b;
}

export type SpendingInput = Readonly<{
    month: string;
    /** What can be spent: never negative. */
    balance: bigint;
    households: readonly Household[];
    /** null: nothing but energy offered at price 0 is paid for. */
    rules: PoolRules | null;
}>;

/** Wh of the floor and what the pool bears for them. */
function floorOf(
    { wh: used, money: charged }: Charges,
    { floorWh, floorPrice }: PoolRules,
): { wh: number; need: bigint } {
    if (used <= 0 || charged <= 0n) {
        return { wh: 0, need: NO_MONEY };
    }
    const wh = Math.min(used, floorWh);
    const borne = (charged * BigInt(wh)) / BigInt(used) - BigInt(wh) * BigInt(floorPrice);
    return { wh, need: borne > 0n ? borne : 0n };
}

/** What each gets of `amount` if that is not enough for all: in proportion, by largest remainder, earlier ones first. */
function proportionally(amount: bigint, needs: readonly bigint[]): readonly bigint[] {
    const all = sumOf(needs);
    if (all <= amount) {
        return needs;
    }
    const parts = needs.map((need, index) => ({ index, down: (amount * need) / all, rest: (amount * need) % all }));
    const odd = Number(amount - sumOf(parts.map(({ down }) => down)));
    const raised = new Set(
        [...parts]
            .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
            .slice(0, odd)
            .map(({ index }) => index),
    );
    return parts.map(({ index, down }) => down + (raised.has(index) ? 1n : 0n));
}

/** Equal shares of `amount`, none above its room. */
function equally(amount: bigint, rooms: readonly bigint[]): readonly bigint[] {
    const shares = rooms.map(() => 0n);
    let open = rooms.map((room, index) => ({ index, room })).filter(({ room }) => room > 0n);
    let left = amount;
    while (open.length > 0 && left > 0n) {
        const share = left / BigInt(open.length);
        const full = open.filter(({ room }) => room <= share);
        if (full.length === 0) {
            const odd = left % BigInt(open.length);
            for (const [place, { index }] of open.entries()) {
                shares[index] = share + (BigInt(place) < odd ? 1n : 0n);
            }
            break;
        }
        for (const { index, room } of full) {
            shares[index] = room;
            left -= room;
        }
        open = open.filter(({ room }) => room > share);
    }
    return shares;
}

function sumOf(amounts: readonly bigint[]): bigint {
    return amounts.reduce((sum, one) => sum + one, 0n);
}
