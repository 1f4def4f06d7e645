import type {
    BookShard,
    CorrectionEntry,
    CorrectionRecord,
    Entry,
    Line,
    Mandate,
    MandateIntent,
    Participant,
    Point,
    PublicJwk,
    Rules,
    Slot,
    SlotRecord,
} from '../domain/index.js';
import { billRecords, privateBillRecords } from './billrecords.js';
import { codec } from './record.js';

/** Fixed by the first accepted rules, never rewritten. */
export type OriginRecord = { readonly v: 1; readonly firstSlot: Slot; readonly clock: Rules['clock'] };

/** A version of the rules; `acceptedBy` is null while only one organisation wants it. */
export type RulesRecord = {
    readonly v: 1;
    readonly version: number;
    readonly from: Slot;
    readonly rules: Rules;
    readonly proposedBy: string;
    readonly acceptedBy: string | null;
};
export type RulesHeadRecord = { readonly v: 1; readonly version: number };

/** A key that the community proposed for a participant and no second organisation has accepted yet. */
export type KeyProposal = { readonly kid: string; readonly jwk: PublicJwk; readonly from: Slot; readonly by: string };
export type ParticipantRecord = Participant & { readonly proposal: KeyProposal | null };

/** All registrations of a metering point, oldest first. */
export type PointRecord = {
    readonly v: 1;
    readonly point: string;
    readonly versions: readonly { readonly from: Slot; readonly sequence: number; readonly point: Point }[];
};

/** The tariffs by first slot and sequence, oldest first; each stands in its entry. */
export type TariffsRecord = {
    readonly v: 1;
    readonly versions: readonly { readonly from: Slot; readonly sequence: number }[];
};

/** A mandate, or one that waits for a second organisation's signature. */
export type MandateRecord =
    | (Mandate & { readonly status: 'granted' })
    | { readonly v: 1; readonly status: 'proposed'; readonly proposedBy: string; readonly intent: MandateIntent };

/** Written before the slot begins; what holds in the slot are the entries up to slot `basis`. */
export type GateRecord = { readonly v: 1; readonly slot: Slot; readonly basis: Slot; readonly by: string };
export type GateHeadRecord = { readonly v: 1; readonly last: Slot; readonly basis: Slot };
/** Written when the slot's readings are in or overdue. */
export type CloseRecord = { readonly v: 1; readonly slot: Slot };
export type CloseHeadRecord = { readonly v: 1; readonly last: Slot };
export type BookHeadRecord = { readonly v: 1; readonly day: number };

/** A batch of readings, in public: how many, and a salted digest. */
export type BatchRecord = {
    readonly v: 1;
    readonly batch: string;
    readonly slot: Slot;
    readonly count: number;
    readonly accepted: number;
    /** Places of the readings in the batch that were not taken. */
    readonly refused: readonly number[];
    /** SHA-256 (hex) over the JSON of the batch, its salt included. */
    readonly digest: string;
};
/** Lines of a settlement, in the private collection `lines`, at most {@link LINES_PER_SHARD} of them. */
export type LinesRecord = {
    readonly v: 1;
    readonly slot: Slot;
    readonly revision: number;
    readonly shard: number;
    /** Hides the lines in the hash of this document that stands in the block: HMAC-SHA-256(seed, `lines|slot|revision|shard`), hex. */
    readonly salt: string;
    readonly lines: readonly Line[];
};
export type SeedRecord = { readonly v: 1; readonly slot: Slot; readonly revision: number; readonly seed: string };
/** Entries of a correction, in the private collection `lines`; the seed salts them. */
export type CorrectionDetail = {
    readonly v: 1;
    readonly slot: Slot;
    readonly point: string;
    readonly number: number;
    readonly entries: readonly CorrectionEntry[];
    readonly seed: string;
    /** The signed reading or the decision, JSON as it was handed in; corrections of before 22 November 2026 have none. */
    readonly input?: string;
};

/** A transaction of bills reads a shard of all slots of a day: small enough that it ends in a fraction of Fabric's time for endorsement. */
export const LINES_PER_SHARD = 100;

/** How many shards the lines of a settlement fill. */
export function lineShards(record: Pick<SlotRecord, 'size'>): number {
    return Math.ceil(record.size / LINES_PER_SHARD);
}

export const records = {
    ...billRecords,
    origin: codec<OriginRecord>(1),
    rules: codec<RulesRecord>(1),
    rulesHead: codec<RulesHeadRecord>(1),
    participant: codec<ParticipantRecord>(1),
    point: codec<PointRecord>(1),
    mandate: codec<MandateRecord>(1),
    entry: codec<Entry>(1),
    tariffs: codec<TariffsRecord>(1),
    gate: codec<GateRecord>(1),
    gateHead: codec<GateHeadRecord>(1),
    close: codec<CloseRecord>(1),
    closeHead: codec<CloseHeadRecord>(1),
    book: codec<BookShard>(1),
    bookHead: codec<BookHeadRecord>(1),
    batch: codec<BatchRecord>(1),
    slot: codec<SlotRecord>(1),
    correction: codec<CorrectionRecord>(1),
} as const;

/** Records of the private collections. */
export const privateRecords = {
    ...privateBillRecords,
    lines: codec<LinesRecord>(1),
    seed: codec<SeedRecord>(1),
    correction: codec<CorrectionDetail>(1),
} as const;

/** Names of the private collections of the `energy` chaincode. */
export const collections = { readings: 'readings', lines: 'lines', bills: 'bills' } as const;
