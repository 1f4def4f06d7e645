import type { PoolAccount, PoolPublication, Recipient, RecipientList, ReservedTrade, Slot } from '../domain/index.js';
import { codec } from './record.js';

/** Households the community admits, hidden: they are entitled in every month whose first slot comes at or after `from`, until a newer list. */
export type PoolListRecord = {
    readonly v: 1;
    readonly from: Slot;
    readonly sequence: number;
    /** In order; most or all of them may stand for nobody. */
    readonly commitments: readonly string[];
};

/** Tells that a list was opened to grid and community for one month; not how many households are on it. */
export type PoolOpeningRecord = {
    readonly v: 1;
    readonly month: string;
    /** The list that was opened. */
    readonly from: Slot;
    readonly sequence: number;
    /** SHA-256 (hex) of the private document, salt included. */
    readonly digest: string;
};

/**
 * Tells that a list was opened before its months end, so that energy can be reserved for its households in the slots in which it counts, from
 * `from` on.
 */
export type PoolServingRecord = {
    readonly v: 1;
    readonly from: Slot;
    readonly list: { readonly from: Slot; readonly sequence: number };
    /** SHA-256 (hex) of the private document, salt included. */
    readonly digest: string;
};

/** The households behind it, in private data of grid and community. */
export type PoolServedRecord = {
    readonly v: 1;
    readonly from: Slot;
    readonly salt: string;
    readonly recipients: readonly Recipient[];
};

/** What of a slot's trades was offered at price 0 to those households, in private data of grid and community. */
export type PoolReservedRecord = {
    readonly v: 1;
    readonly slot: Slot;
    readonly revision: number;
    readonly salt: string;
    readonly trades: readonly ReservedTrade[];
};

/** A closed month of the pool. */
export type PoolMonthRecord = {
    readonly v: 1;
    readonly month: string;
    /** Version of the rules by which it was spent. */
    readonly rulesVersion: number;
    /** SHA-256 (hex) of the private account, salt included. */
    readonly digest: string;
    /** Totals, where there were recipients enough; they stand for the withheld months before as well. */
    readonly published: PoolPublication | null;
};

/** What the office keeps of a list, under the digest of its commitments: two lists can never stand for one another. */
export type PoolKeptRecord = RecipientList & { readonly v: 1; readonly digest: string };

/** The households of a month, in private data of grid and community. */
export type PoolRecipientsRecord = {
    readonly v: 1;
    readonly month: string;
    readonly salt: string;
    /** As they were opened: their salts show that the list on the ledger has them. */
    readonly recipients: readonly Recipient[];
};

export type PoolAccountRecord = PoolAccount & { readonly v: 1; readonly month: string; readonly salt: string };

export const poolRecords = {
    list: codec<PoolListRecord>(1),
    opening: codec<PoolOpeningRecord>(1),
    serving: codec<PoolServingRecord>(1),
    served: codec<PoolServedRecord>(1),
    reserved: codec<PoolReservedRecord>(1),
    month: codec<PoolMonthRecord>(1),
    kept: codec<PoolKeptRecord>(1),
    recipients: codec<PoolRecipientsRecord>(1),
    account: codec<PoolAccountRecord>(1),
} as const;
