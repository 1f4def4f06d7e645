import type { Line } from '../settlement/line.js';
import { SLOTS_PER_DAY, slotOfLocalDay, slotPlus } from '../slot.js';
import { sumWh, type Wh, wh } from '../units.js';

/** How much of what was used was matched. */
export type MatchedCoverage = {
    readonly importedWh: Wh;
    readonly matchedWh: Wh;
    /** Basis points, rounded down; null where nothing was used: that is no share at all, not 100 %. */
    readonly shareBp: number | null;
};

/** Matched and used Wh of one slot (or any span). */
export type Usage = { readonly importedWh: Wh; readonly matchedWh: Wh };

/** MatchedCoverage of spans: matched energy is capped at what was used span by span, so that an excess never carries over. */
export function coverageOf(spans: readonly Usage[]): MatchedCoverage {
    const importedWh = sumWh(spans.map((span) => span.importedWh));
    const matchedWh = sumWh(spans.map((span) => wh(Math.min(span.matchedWh, span.importedWh))));
    const shareBp = importedWh === 0 ? null : Number((BigInt(matchedWh) * 10_000n) / BigInt(importedWh));
    return { importedWh, matchedWh, shareBp };
}

/** What each slot of a participant's lines used, and how much of it is certified. Slots of unknown energy are left out. */
export function usageBySlot(lines: readonly Line[], matchedWh: (line: Line) => Wh): ReadonlyMap<number, Usage> {
    const found = new Map<number, Usage>();
    for (const line of lines) {
        if (line.imported !== null) {
            const before = found.get(line.slot);
            found.set(line.slot, {
                importedWh: wh((before?.importedWh ?? 0) + line.imported),
                matchedWh: wh((before?.matchedWh ?? 0) + matchedWh(line)),
            });
        }
    }
    return found;
}

/** Usage of longer spans as the sum of its slots: by hour, or by local day. The same energy, so the share by slot is the honest one. */
export function usageBySpan(
    slots: ReadonlyMap<number, Usage>,
    span: 'hour' | 'day',
    utcOffsetMinutes: number,
): ReadonlyMap<number, Usage> {
    const size = span === 'hour' ? 4 : SLOTS_PER_DAY;
    const found = new Map<number, Usage>();
    for (const [slot, usage] of slots) {
        const of = slotOfLocalDay(slotPlus(slot as Parameters<typeof slotPlus>[0], 0), utcOffsetMinutes);
        const start = slot - (of % size);
        const before = found.get(start);
        found.set(start, {
            importedWh: wh((before?.importedWh ?? 0) + usage.importedWh),
            matchedWh: wh((before?.matchedWh ?? 0) + usage.matchedWh),
        });
    }
    return found;
}
