import { canonical } from '../canonical.js';
import { type Hash, type Hmac, hex, utf8 } from '../crypto.js';
import { problem } from '../problems.js';
import { compareText } from '../registry/book.js';
import type { Line, LineTrade } from '../settlement/line.js';
import { recordDigest, type SlotRecord } from '../settlement/record.js';
import type { Part } from '../settlement/sources.js';
import { formatSlot, type Slot } from '../slot.js';
import { money, moneyFromJson, moneyToJson, sumWh, type Wh, wh } from '../units.js';
import { type Closing, shiftOfGap } from './closing.js';
import { correctedLine } from './correctedline.js';
import type {
    CorrectedEnergy,
    Correction,
    CorrectionBasis,
    CorrectionEntry,
    CorrectionRecord,
    TradeChange,
} from './correction.js';
import { correctionMustAddUp, moneyOfChange } from './invariants.js';
import { correctionDigest, entryTree } from './proof.js';
import { type Left, shortenTrades } from './shorten.js';

export type CorrectionInput = Readonly<{
    /** The final record of the slot and all its lines. */
    record: SlotRecord;
    lines: readonly Line[];
    /** Corrections of the slot so far, in order of their numbers. */
    earlier: readonly Correction[];
    point: string;
    /** What the meter should have shown, and where the export comes from. */
    energy: Readonly<{ imported: Wh; exported: Wh; generated: Wh | null; parts: readonly Part[] }>;
    /** Where the slot had no usable reading: the slot in which registers were known again. */
    closing: Closing | null;
    basis: CorrectionBasis;
    decided: Slot;
    by: string;
    /** 32 bytes; salts the entries. */
    seed: Uint8Array;
    hash: Hash;
    hmac: Hmac;
}>;

const SIDES = ['bought', 'sold', 'ownReceived', 'ownGiven'] as const;

/**
 * Corrects a point's energy in a final slot (design 4.3). Nobody's trade grows: more energy comes from or goes to the grid at its tariff;
 * less shortens the point's own trades, and the other side of each has the rest from or to the grid, as without the community. Forward
 * contracts' compensation stays as it was settled.
 * @throws CORRECTION_REFUSED, CORRECTION_UNCHANGED, NOT_FOUND, SEED_INVALID, INVARIANT_BROKEN
 */
export function correctSlot(input: CorrectionInput): Correction {
    const { record, lines, earlier, point, energy, hash } = input;
    const { slot } = record;
    if (!record.final) {
        throw problem('CORRECTION_REFUSED', {
            point,
            slot: formatSlot(slot),
            reason: 'it is not final: send the reading itself',
        });
    }
    if (input.seed.length !== 32) {
        throw problem('SEED_INVALID', {});
    }
    const settled = lines.find((line) => line.point === point && !line.handover);
    if (settled === undefined) {
        throw problem('NOT_FOUND', { kind: 'metering point', id: point });
    }
    const standing = (line: Line) => standingLine(line, earlier);
    const line = standing(settled);
    const left = shortenTrades(line, energy, energy.parts);
    if (isUnchanged(line, energy, left)) {
        throw problem('CORRECTION_UNCHANGED', { point, slot: formatSlot(slot) });
    }
    const number = earlier.length + 1;
    const own = entryOf(line, left, { number, record, energy });
    const shift = shiftOfGap(settled, input.closing, own.before, own.after);
    const shifted = shift === null ? 0n : moneyFromJson(shift.money);
    const balance = moneyToJson(money(moneyFromJson(own.money.balance) + shifted));
    const others = lines
        .filter((other) => other !== settled && !other.handover && tradesOf(other).some(({ trade }) => left.has(trade)))
        .map(standing)
        .map((other) => entryOf(other, left, { number, record, energy: null }))
        .filter(({ trades }) => trades.length > 0);
    const entries = [{ ...own, shift, balance }, ...others].sort((a, b) => compareText(a.point, b.point));
    correctionMustAddUp(slot, entries, record.tariff);
    const tree = entryTree(entries, input.seed, hash, input.hmac);
    const before = earlier.at(-1);
    const correction: CorrectionRecord = {
        v: 1,
        slot,
        point,
        number,
        decided: input.decided,
        basis: input.basis,
        by: input.by,
        slotDigest: recordDigest(record, hash),
        previousDigest: before === undefined ? null : correctionDigest(before.record, hash),
        inputsDigest: hex(input.hmac(input.seed, utf8(canonical({ closing: input.closing, energy, point, slot })))),
        root: hex(tree.root),
        size: tree.size,
    };
    return { record: correction, entries };
}

/** A line of a slot with the slot's corrections so far. */
export function standingLine(line: Line, corrections: readonly Correction[]): Line {
    const own = corrections.flatMap(({ entries }) => entries.filter(({ point }) => point === line.point));
    return line.handover ? line : correctedLine(line, own);
}

function isUnchanged(line: Line, energy: CorrectionInput['energy'], left: Left): boolean {
    const same = tradesOf(line).every(({ trade, wh: amount, certifiable }) => {
        const now = left.get(trade);
        return now?.wh === amount && now.certifiable === certifiable;
    });
    return same && line.imported === energy.imported && line.exported === energy.exported;
}

function entryOf(
    line: Line,
    left: Left,
    context: Readonly<{ number: number; record: SlotRecord; energy: CorrectionInput['energy'] | null }>,
): CorrectionEntry {
    const { number, record, energy } = context;
    const trades = SIDES.flatMap((side) => line[side].flatMap((trade) => changeOf(side, trade, left)));
    const lost = (...sides: readonly TradeChange['side'][]) =>
        sumWh(trades.filter(({ side }) => sides.includes(side)).map(({ before, after }) => wh(before.wh - after.wh)));
    const { imported, exported, generated, fromGrid, toGrid } = line;
    const before: CorrectedEnergy = { exported, fromGrid, generated, imported, toGrid };
    const after: CorrectedEnergy = {
        exported: energy?.exported ?? exported,
        fromGrid: wh(
            fromGrid + lost('bought', 'ownReceived') + (energy === null ? 0 : energy.imported - (imported ?? 0)),
        ),
        generated: energy === null ? generated : energy.generated,
        imported: energy?.imported ?? imported,
        toGrid: wh(toGrid + lost('sold', 'ownGiven') + (energy === null ? 0 : energy.exported - (exported ?? 0))),
    };
    const change = moneyOfChange({ before, after, trades }, record.tariff);
    return {
        v: 1,
        slot: record.slot,
        number,
        point: line.point,
        participant: line.participant,
        own: energy !== null,
        before,
        after,
        trades,
        shift: null,
        money: change,
        balance: change.balance,
    };
}

function changeOf(side: TradeChange['side'], trade: LineTrade, left: Left): readonly TradeChange[] {
    const after = left.get(trade.trade);
    if (after === undefined || (after.wh === trade.wh && after.certifiable === trade.certifiable)) {
        return [];
    }
    const before = { certifiable: trade.certifiable, wh: trade.wh };
    return [{ after: { ...after }, before, fee: trade.fee, price: trade.price, side, trade: trade.trade }];
}

function tradesOf(line: Line): readonly LineTrade[] {
    return SIDES.flatMap((side) => line[side]);
}
