import type {
    Forfeit,
    ForwardContract,
    ForwardOrder,
    MatchCode,
    OrderState,
    Price,
    PriceRule,
    PublicOrder,
    Slot,
    Wh,
} from '../domain/index.js';
import { codec } from './record.js';

/** Contents of some orders were opened. */
export type OpeningRecord = {
    readonly v: 1;
    readonly slot: Slot;
    readonly orders: number;
    /** SHA-256 (hex) of the private document, which the salts of its orders hide. */
    readonly digest: string;
};

/** Opened contents, in private data of the consortium. */
export type OpenedRecord = { readonly v: 1; readonly slot: Slot; readonly contents: readonly ForwardOrder[] };

/** How the orders of a slot ended, in numbers. */
export type ForwardCounts = {
    readonly orders: number;
    readonly admitted: number;
    readonly cancelled: number;
    readonly unopened: number;
    readonly void: number;
};

/** The public result of a slot's auction; complete once `written` = `parts`. */
export type ForwardRecord = {
    readonly v: 1;
    readonly slot: Slot;
    readonly rulesVersion: number;
    readonly priceRule: PriceRule;
    readonly counts: ForwardCounts;
    readonly contracts: number;
    readonly wh: Wh;
    /** Lowest and highest price to sellers; null without contracts. */
    readonly prices: { readonly low: Price; readonly high: Price } | null;
    /** SHA-256 (hex) over everything the auction was computed from, salts included. */
    readonly inputsDigest: string;
    /** How many documents of contracts there are, and how many of them are written. */
    readonly parts: number;
    readonly written: number;
    /** SHA-256 (hex) over the digest before and the newest document: a chain through all parts. */
    readonly digest: string;
};

/** The public verdict on a match that somebody proposed for a slot's orders. */
export type MatchProposalRecord = {
    readonly v: 1;
    readonly slot: Slot;
    /** Organisation whose client brought it. */
    readonly by: string;
    readonly transaction: string;
    readonly code: MatchCode;
    /** Index of the trade that is wrong; null where none is by itself. */
    readonly trade: number | null;
    /** How many trades it has. */
    readonly trades: number;
    /** What part of the engine's gain and volume it reaches, in 1/10,000, rounded down; null where a trade is wrong. */
    readonly gainBasisPoints: number | null;
    readonly volumeBasisPoints: number | null;
    /** SHA-256 (hex) of the canonical `{salt, trades}` with the salt of the auction's first private document. */
    readonly digest: string;
};

/** Contracts of an auction, the ends of orders that were not admitted, and what those not opened forfeit; in private data of the consortium. */
export type ContractsRecord = {
    readonly v: 1;
    readonly slot: Slot;
    readonly part: number;
    /** Made of all salts: hides the document in its hash. */
    readonly salt: string;
    readonly contracts: readonly ForwardContract[];
    readonly states: readonly (readonly [order: string, state: OrderState])[];
    readonly forfeits: readonly Forfeit[];
};

/** Contracts, states and forfeits a document holds at most: some hundred kB. */
export const CONTRACTS_PER_PART = 2_000;

export const forwardRecords = {
    order: codec<PublicOrder>(1),
    opening: codec<OpeningRecord>(1),
    opened: codec<OpenedRecord>(1),
    forward: codec<ForwardRecord>(1),
    contracts: codec<ContractsRecord>(1),
    proposal: codec<MatchProposalRecord>(1),
} as const;

/** The collection of an organisation of its own: Fabric gives it only to that organisation's peers. */
export function ownCollection(mspId: string): string {
    return `_implicit_org_${mspId}`;
}
