import type { PublicJwk } from '../jwk.js';
import type { Slot } from '../slot.js';
import type { SignedTreeHead } from './head.js';

/** A key that an organisation signs tree heads with, as registered on the ledger by that organisation. */
export type LogKey = {
    readonly v: 1;
    /** `certifier`, `grid` or `community`. */
    readonly org: string;
    /** RFC 7638 thumbprint. */
    readonly kid: string;
    readonly jwk: PublicJwk;
    /** X.509, base64 DER, leaf first; empty where no authority certified it. */
    readonly x5c: readonly string[];
    /** Why nobody should believe it any more; heads that it signed before are judged by whoever verifies. Null while it is good. */
    readonly revoked: { readonly reason: string; readonly slot: Slot } | null;
};

/** `proposed`: the certifier signed it. `sealed`: another organisation agreed and signed too. `refused`: another organisation did not. */
export const HEAD_STATES = ['proposed', 'sealed', 'refused'] as const;
export type HeadState = (typeof HEAD_STATES)[number];

/** Why an organisation does not sign a head. */
export const HEAD_REFUSALS = ['ROOT', 'SIZE', 'SLOT', 'PREVIOUS', 'SIGNATURE', 'SPLIT_VIEW'] as const;
export type HeadRefusalCode = (typeof HEAD_REFUSALS)[number];

/** An organisation's refusal of a head, with the root that it computed itself for that size; null where it has fewer entries. */
export type HeadRefusal = { readonly org: string; readonly code: HeadRefusalCode; readonly root: string | null };

/** Place of a transaction on the ledger. */
export type LedgerPlace = { readonly block: number; readonly transactionId: string; readonly at: string };

/** A head as it stands on the ledger. */
export type PublishedHead = {
    /** Counts proposals from 1, refused ones included. */
    readonly position: number;
    readonly state: HeadState;
    /** SHA-256 (hex) of what is signed. */
    readonly digest: string;
    readonly treeHead: SignedTreeHead;
    readonly refusals: readonly HeadRefusal[];
    readonly proposed: LedgerPlace;
    /** Where the signature stands that sealed it; null unless sealed. */
    readonly sealed: LedgerPlace | null;
};

/** Two heads that cannot come from one honest log, put on the ledger by whoever met them. */
export type SplitView = {
    readonly v: 1;
    readonly log: string;
    /** Who reported it. */
    readonly org: string;
    /** The head that the ledger holds. */
    readonly ledger: SignedTreeHead;
    /** The other one, with the certifier's signature. */
    readonly other: SignedTreeHead;
};

/** The log as it stands. */
export type LogOverview = {
    readonly log: string;
    /** Organisation whose log it is. */
    readonly certifier: string;
    readonly keys: readonly LogKey[];
    /** Certificates issued, and how many of them a sealed head holds. */
    readonly entries: number;
    readonly sealedEntries: number;
    /** The newest sealed head. */
    readonly newest: PublishedHead | null;
    /** Signed by the certifier alone so far. */
    readonly proposed: PublishedHead | null;
    /** Heads that another organisation would not sign, the newest first. */
    readonly refused: readonly PublishedHead[];
    readonly splitViews: readonly SplitView[];
    readonly asOf: { readonly block: number };
};

/** Proof that the log only grew between two sealed heads (RFC 9162 §2.1.4). */
export type ConsistencyProof = {
    readonly v: 1;
    readonly first: SignedTreeHead;
    readonly second: SignedTreeHead;
    /** Hex. */
    readonly consistencyProof: readonly string[];
};

/** Entries in order, so that everybody can make the tree: digests of certificates, nothing else. */
export type LogEntries = {
    /** Index of the first digest. */
    readonly start: number;
    /** SHA-256 (hex) of certificates' signed cores. */
    readonly digests: readonly string[];
    /** Entries under the newest sealed head. */
    readonly size: number;
};
