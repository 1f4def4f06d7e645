import type { Hash, Hmac } from '../crypto.js';
import type { StandingBook } from '../registry/book.js';
import type { Slot } from '../slot.js';
import type { Line, Registers } from './line.js';
import type { SlotRecord } from './record.js';

/** An accepted reading of a batch document: the raw OCMF record. */
export type AcceptedReading = { readonly point: string; readonly ocmf: string };

export type SettlementInput = Readonly<{
    slot: Slot;
    /** What holds at the slot (`bookAt`). */
    book: StandingBook;
    /** Accepted readings of all batches of the slot, late ones too, in any order. */
    readings: readonly AcceptedReading[];
    /** Last known registers by point: `registersOf` the lines of the slot before. */
    registers: ReadonlyMap<string, Registers>;
    /** The record this one revises. */
    previous: SlotRecord | null;
    /** Whether the window is over: the slot `finalAfterSlots` later is gated. */
    windowOver: boolean;
    /** 32 bytes; salts the lines. */
    seed: Uint8Array;
    hash: Hash;
    hmac: Hmac;
}>;

/** Record and lines (in order of point id, the order of the tree's leaves). */
export type Settlement = { readonly record: SlotRecord; readonly lines: readonly Line[] };

/**
 * Settles a slot as metered: joins readings to points, nets each owner's own points, clears the book of clean choosers and
 * offerers, books the rest with the grid, and proves its own arithmetic before it answers.
 * @throws SLOT_FINAL, NOTHING_CHANGED, TARIFF_MISSING, NOT_SET_UP, SEED_INVALID, INVARIANT_BROKEN
 */
export declare function settleSlot(input: SettlementInput): Settlement;

/** The registers to continue from, by point. */
export declare function registersOf(lines: readonly Line[]): ReadonlyMap<string, Registers>;
/** SHA-256 (hex) of the canonical JSON of a record: what the next revision links. */
export declare function recordDigest(record: SlotRecord, hash: Hash): string;
