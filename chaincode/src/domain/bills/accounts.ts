import { problem } from '../problems.js';
import { type MoneyJson, money, moneyFromJson, moneyToJson, NO_MONEY } from '../units.js';
import type { Bill, BillLineKind } from './bill.js';

/** The grid company's accounts that bills are booked on. */
export const ACCOUNTS = [
    /** Retail energy, gaps and steps. */
    'energy',
    'network',
    'losses',
    'levies',
    /** Energy taken from participants. */
    'feedIn',
    /** What buyers pay for neighbours' energy, passed on to sellers: 0 when a month is whole. */
    'neighbours',
    'imbalance',
    'solidarity',
    'corrections',
    /** What rounding bills to fen adds or takes. */
    'rounding',
] as const;
export type Account = (typeof ACCOUNTS)[number];

/** Exact sums per account, 10⁻⁷ CNY: positive is received by the grid company. */
export type Accounts = { readonly [Name in Account]: MoneyJson };

const accountOf: Readonly<Record<BillLineKind, Account>> = {
    grid: 'energy',
    gridGap: 'energy',
    step: 'energy',
    neighbours: 'neighbours',
    own: 'neighbours',
    sales: 'neighbours',
    network: 'network',
    losses: 'losses',
    levies: 'levies',
    feedIn: 'feedIn',
    feedInGap: 'feedIn',
    feedInFinal: 'feedIn',
    imbalance: 'imbalance',
    communityTariff: 'solidarity',
    donation: 'solidarity',
    correction: 'corrections',
    objection: 'corrections',
};

export const NO_ACCOUNTS: Accounts = Object.freeze({
    energy: 0,
    network: 0,
    losses: 0,
    levies: 0,
    feedIn: 0,
    neighbours: 0,
    imbalance: 0,
    solidarity: 0,
    corrections: 0,
    rounding: 0,
});

/** Books bills onto accounts. */
export function bookBills(before: Accounts, bills: Iterable<Bill>): Accounts {
    const sums = new Map<Account, bigint>(ACCOUNTS.map((name) => [name, moneyFromJson(before[name])]));
    const add = (name: Account, amount: MoneyJson) => {
        sums.set(name, (sums.get(name) ?? 0n) + moneyFromJson(amount));
    };
    for (const bill of bills) {
        for (const line of bill.lines) {
            add(accountOf[line.kind], line.money);
        }
        add('rounding', bill.rounding);
    }
    const at = (name: Account) => moneyToJson(money(sums.get(name) ?? NO_MONEY));
    return {
        energy: at('energy'),
        network: at('network'),
        losses: at('losses'),
        levies: at('levies'),
        feedIn: at('feedIn'),
        neighbours: at('neighbours'),
        imbalance: at('imbalance'),
        solidarity: at('solidarity'),
        corrections: at('corrections'),
        rounding: at('rounding'),
    };
}

/**
 * Checks a whole month: what all bills ask for is what the accounts receive, to the unit, and energy among neighbours was passed on wholly.
 * @param total - of all bills, whole fen
 * @throws BILLS_DO_NOT_ADD_UP
 */
export function mustBalance(month: string, accounts: Accounts, total: bigint): void {
    const received = ACCOUNTS.reduce((sum, name) => sum + moneyFromJson(accounts[name]), 0n);
    if (received !== total * 100_000n) {
        throw problem('BILLS_DO_NOT_ADD_UP', { month, rule: 'bills = accounts' });
    }
    if (moneyFromJson(accounts.neighbours) !== 0n) {
        throw problem('BILLS_DO_NOT_ADD_UP', { month, rule: 'neighbours pay = neighbours receive' });
    }
}
