import { type Slot, slot } from '../domain/index.js';
import { fixed, identifier, keyKind } from './key.js';

/** 281,558,111 is the last slot of the year 9999. */
const slots = fixed<Slot>(9, slot);
const days = fixed(7, Number);
const shards = fixed(4, Number);
const revisions = fixed(5, Number);
const versions = fixed(6, Number);
const sequences = fixed(16, Number);
const lineNumbers = fixed(5, Number);

/**
 * Every kind of key of the `energy` chaincode's public state. Slots come first, so that what a gate or a close freezes is one
 * contiguous range.
 */
export const keys = {
    /** First slot and kind of clock; written once with the first rules. */
    origin: keyKind('origin', {}),
    rules: keyKind('rules', { version: versions }),
    rulesHead: keyKind('rules-head', {}),
    participant: keyKind('participant', { participant: identifier }),
    /** Who owned a metering point from when: what a choice is checked against before its slot. */
    point: keyKind('point', { point: identifier }),
    mandate: keyKind('mandate', { mandate: identifier }),
    /** A dated entry: holds from the slot `from`. */
    entry: keyKind('entry', { from: slots, kind: identifier, id: identifier, sequence: sequences }),
    /** Which tariffs there are and from when: what a price is checked against before its slot. */
    tariffs: keyKind('tariffs', {}),
    gate: keyKind('gate', { slot: slots }),
    gateHead: keyKind('gate-head', {}),
    close: keyKind('close', { slot: slots }),
    closeHead: keyKind('close-head', {}),
    /** Shard 0 is the head of the day's book, the others hold metering points in order of id. */
    book: keyKind('book', { day: days, shard: shards }),
    bookHead: keyKind('book-head', {}),
    /** A batch of readings that came in before the slot was closed. */
    batch: keyKind('batch', { slot: slots, transaction: identifier }),
    /** A batch that came in after the close and before the settlement was final. */
    late: keyKind('late', { slot: slots, transaction: identifier }),
    slot: keyKind('slot', { slot: slots }),
    /** A correction of a final slot, by the slot and the point whose meter is corrected. */
    correction: keyKind('correction', { slot: slots, point: identifier, number: shards }),
    /** The same by the first slot that was not gated when it was decided: frozen with its gate. */
    decided: keyKind('decided', { decided: slots, slot: slots, point: identifier, number: shards }),
    /** A local day (as days since 1970) whose lines of one shard are summed up for bills. */
    billedDay: keyKind('billed-day', { day: days, shard: shards }),
    /** How far a month's bills are, and in the end their totals. */
    billMonth: keyKind('bill-month', { month: identifier }),
    bill: keyKind('bill', { month: identifier, participant: identifier }),
    /** The final feed-in tariff of a month. */
    feedIn: keyKind('feed-in', { month: identifier }),
    objection: keyKind('objection', { month: identifier, participant: identifier, line: lineNumbers }),
    /** What a decided objection puts on the bill of the month of its slot. */
    adjustment: keyKind('adjustment', { slot: slots, participant: identifier, reference: identifier }),
} as const;

/** Keys of the private collection `readings`. */
export const readingKeys = {
    reading: keyKind('reading', { slot: slots, transaction: identifier }),
} as const;

/** Keys of the private collection `lines`. */
export const lineKeys = {
    lines: keyKind('lines', { slot: slots, revision: revisions, shard: shards }),
    seed: keyKind('seed', { slot: slots, revision: revisions }),
    correctionEntries: keyKind('correction-entries', { slot: slots, point: identifier, number: shards }),
} as const;

/** Keys of the private collection `bills`. */
export const billKeys = {
    /** What one shard's points came to in a month so far. */
    monthSums: keyKind('month-sums', { month: identifier, shard: shards }),
    /** Sums over all bills of a month. */
    monthTotals: keyKind('month-totals', { month: identifier }),
    billDocument: keyKind('bill-document', { month: identifier, participant: identifier }),
    objectionText: keyKind('objection-text', { month: identifier, participant: identifier, line: lineNumbers }),
    adjustmentAmount: keyKind('adjustment-amount', { slot: slots, participant: identifier, reference: identifier }),
} as const;

/** Keys of the `certificate` chaincode's public state. */
export const certificateKeys = {
    scheme: keyKind('scheme', { scheme: identifier, version: versions }),
    plant: keyKind('plant', { plant: identifier }),
    certificate: keyKind('certificate', { number: identifier }),
    /** Which certificate an entry of a status list belongs to. */
    statusEntry: keyKind('status-entry', { list: versions, index: versions }),
    /** Which slots of a ledger day are certified for a metering point, and by which series of certificates. */
    claim: keyKind('claim', { point: identifier, day: days }),
    /** What the certificates of one transaction took of a plant's ledger day; written blindly. */
    allocation: keyKind('allocation', { plant: identifier, day: days, transaction: identifier }),
    reservation: keyKind('reservation', { plant: identifier, day: days }),
    reconciliation: keyKind('reconciliation', { plant: identifier, month: identifier }),
    storage: keyKind('storage', { device: identifier }),
    storageRecord: keyKind('storage-record', { device: identifier, slot: slots, kind: identifier }),
} as const;

/** Every slot-wise thing before any other: the lowest slot, for ranges that start at the beginning. */
export const FIRST_SLOT: Slot = slot(0);
