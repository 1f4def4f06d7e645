import { canonical } from '../canonical.js';
import { type Hash, type Hmac, hex, utf8 } from '../crypto.js';
import type { ForwardContract } from '../forward/auction.js';
import type { Forfeit } from '../forward/forfeit.js';
import { lineTree } from '../lines/proof.js';
import { readAccepted } from '../meters/reading.js';
import { problem } from '../problems.js';
import { compareText, type StandingBook } from '../registry/book.js';
import type { RulesEntry, TariffEntry } from '../registry/entry.js';
import type { Rules } from '../registry/rules.js';
import { tariffAt } from '../registry/tariff/slottariff.js';
import { formatSlot, type Slot } from '../slot.js';
import { writeLines } from './account.js';
import { mustAddUp } from './invariants.js';
import type { Line, Registers } from './line.js';
import { judge, type Metered } from './metered.js';
import { recordDigest, type SlotRecord, summarise } from './record.js';
import { type ReservedTrade, reservedTrades } from './reserved.js';
import { shareEnergy } from './sharing.js';
import { type History, substituteUnknown } from './substitute.js';

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
    /** Whether the deadline of a provisional settlement is over; taken as over where it is left out. */
    deadlineOver?: boolean;
    /** {@link meterPoints} of this input, where that is known already. */
    points?: readonly Metered[];
    /** Lines of earlier slots for substitutes; needed only where energy is unknown. */
    history?: History;
    /** Forward contracts of the slot; none where they are left out. */
    contracts?: readonly ForwardContract[];
    /** What orders of the slot forfeited that nobody opened. */
    forfeits?: readonly Forfeit[];
    /** Participants on the community tariff for whom energy may be reserved, and the digest of what tells so; nobody where it is left out. */
    households?: { readonly digest: string; readonly participants: readonly string[] } | null;
    /** 32 bytes; salts the lines. */
    seed: Uint8Array;
    hash: Hash;
    hmac: Hmac;
}>;

/** Record and lines (in order of point id, the order of the tree's leaves), and what of the trades was reserved. */
export type Settlement = {
    readonly record: SlotRecord;
    readonly lines: readonly Line[];
    readonly reserved: readonly ReservedTrade[];
};

/**
 * Settles a slot (design 4): joins readings to points, serves forward contracts, nets each owner's own points, clears the book of clean choosers
 * and offerers, books the rest with the grid, and proves its own arithmetic before it answers.
 *
 * Where the rules have substitutes, they stand for readings that are missing or cannot be used, with the grid only. A slot is final once all its points are signed and continuous, or the window is over. Registers continue from the slot before:
 * when that is settled again, this one must be too.
 * @throws SLOT_FINAL, SETTLE_TOO_EARLY, NOTHING_CHANGED, TARIFF_MISSING, NOT_SET_UP, SEED_INVALID, INVARIANT_BROKEN
 */
export function settleSlot(input: SettlementInput): Settlement {
    const { slot, previous, seed, hash, hmac } = input;
    const { rules, tariff: entry } = mustBeSettleable(input);
    const tariff = tariffAt(entry.body, slot, rules.body.utcOffsetMinutes);
    const judged = input.points ?? meterPoints(input);
    mustBeDue(input, rules.body, judged);
    const { history = [], registers } = input;
    const points = substituteUnknown(judged, { slot, rules: rules.body, history, known: registers });
    const complete = points.every(isComplete);
    const final = complete || input.windowOver;
    const inputsDigest = digestOfInputs(input, points);
    if (previous !== null && previous.inputsDigest === inputsDigest && previous.final === final) {
        throw problem('NOTHING_CHANGED', { slot: formatSlot(slot) });
    }
    const households = new Set(input.households?.participants);
    const forward = { contracts: input.contracts ?? [], forfeits: input.forfeits ?? [] };
    const shared = shareEnergy(slot, points, rules.body, tariff, forward, households);
    const { contracted, delivered, own, market } = shared;
    const revision = previous === null ? 1 : previous.revision + 1;
    const lines = writeLines(points, own, [...delivered, ...market], { slot, revision, tariff, contracted });
    mustAddUp(slot, lines, tariff);
    const reserved = reservedTrades(slot, [...own, ...delivered, ...market], households);
    const tree = lineTree(lines, seed, hash, hmac);
    const record: SlotRecord = {
        v: 1,
        slot,
        revision,
        previousDigest: previous === null ? null : recordDigest(previous, hash),
        final,
        priceRule: rules.body.priceRule,
        rulesVersion: rules.body.version,
        tariff: { from: entry.from, retail: tariff.retail, period: tariff.period, feedIn: tariff.feedIn },
        ...summarise(lines),
        inputsDigest,
        root: hex(tree.root),
        size: tree.size,
    };
    return { record, lines, reserved };
}

/** The registers to continue from, by point. */
export function registersOf(lines: readonly Line[]): ReadonlyMap<string, Registers> {
    return new Map(lines.flatMap(({ point, end }) => (end === null ? [] : [[point, end] as const])));
}

function mustBeSettleable({ slot, book, previous, seed }: SettlementInput): { rules: RulesEntry; tariff: TariffEntry } {
    if (previous?.final) {
        throw problem('SLOT_FINAL', { slot: formatSlot(slot) });
    }
    if (book.rules === null) {
        throw problem('NOT_SET_UP', {});
    }
    if (book.tariff === null) {
        throw problem('TARIFF_MISSING', { slot: formatSlot(slot) });
    }
    if (seed.length !== 32) {
        throw problem('SEED_INVALID', {});
    }
    return { rules: book.rules, tariff: book.tariff };
}

/** The points in service at the slot with what their readings say, in the book's order (by id). */
export function meterPoints({
    slot,
    book,
    readings,
    registers,
}: Pick<SettlementInput, 'slot' | 'book' | 'readings' | 'registers'>): readonly Metered[] {
    const byPoint = Map.groupBy(readings, ({ point }) => point);
    return book.points
        .filter(({ entry }) => entry.body.active && entry.body.meter.from <= slot)
        .map((point) => {
            const own = (byPoint.get(point.entry.id) ?? []).map(({ ocmf }) => readAccepted(ocmf, point.entry.id));
            return judge(point, own, registers.get(point.entry.id), slot);
        });
}

/** A first settlement waits for missing readings until the deadline. @throws SETTLE_TOO_EARLY */
function mustBeDue(
    { slot, previous, deadlineOver = true }: SettlementInput,
    rules: Rules,
    points: readonly Metered[],
): void {
    const missing = points.filter(({ state }) => state === 'missing').length;
    if (rules.provisional !== null && previous === null && !deadlineOver && missing > 0) {
        throw problem('SETTLE_TOO_EARLY', { slot: formatSlot(slot), missing });
    }
}

/** Signed, and continuous with the slot before. */
function isComplete({ state, gap, formerGaps }: Metered): boolean {
    return state === 'signed' && gap === null && formerGaps.length === 0;
}

/** Everything that decides the result: book, readings, registers, substitutes. Repeated readings count once. */
function digestOfInputs(
    { slot, book, readings, registers, contracts, forfeits = [], households, hash }: SettlementInput,
    points: readonly Metered[],
): string {
    const texts = [...new Set(readings.map(({ point, ocmf }) => `${point} ${ocmf}`))].sort(compareText);
    const known = [...registers].sort(([a], [b]) => compareText(a, b));
    const substitutes = points
        .filter(({ state }) => state === 'substituted')
        .map(({ point, imported, exported, substitute }) => ({
            point: point.entry.id,
            imported,
            exported,
            substitute,
        }));
    const forward = { contracts, ...(forfeits.length === 0 ? {} : { forfeits }) };
    const pool = households ? { households: households.digest } : {};
    return hex(
        hash(utf8(canonical({ slot, book, readings: texts, registers: known, substitutes, ...forward, ...pool }))),
    );
}
