import type { SubstitutionRule } from '../registry/rules/substitution.js';
import type { Rules } from '../registry/rules.js';
import { SLOTS_PER_DAY, type Slot, slotOfLocalDay, slotPlus } from '../slot.js';
import { NO_WH, type Wh, wh } from '../units.js';
import type { Line, Registers, Substitute } from './line.js';
import type { Metered } from './metered.js';
import { passed } from './pending.js';

/** Lines of earlier slots, in any order: those of {@link historySlots} that are settled. */
export type History = readonly (readonly Line[])[];

type Energy = { readonly imported: Wh; readonly exported: Wh };

/** The slots whose lines a substitution needs: the same quarter-hour of the days before, then the slot before. */
export function historySlots(slot: Slot, rule: SubstitutionRule, firstSlot: Slot): readonly Slot[] {
    const back = Array.from({ length: rule.days }, (_, day) => (day + 1) * SLOTS_PER_DAY);
    return [...back, 1].filter((slots) => slot - slots >= firstSlot).map((slots) => slotPlus(slot, -slots));
}

/**
 * The points with a value by the rules wherever readings are missing, contradict each other or run backwards; a meter's own signed
 * estimate is taken as it is. Substitutes are settled with the grid only, and count against the registers when those are known again.
 * Points for which nothing is known stay as they are.
 * @param known - registers at the end of the slot before, by point
 */
export function substituteUnknown(
    points: readonly Metered[],
    context: Readonly<{ slot: Slot; rules: Rules; history: History; known: ReadonlyMap<string, Registers> }>,
): readonly Metered[] {
    const { slot, rules, history, known } = context;
    const rule = rules.substitution;
    if (rule === null || points.every(({ imported }) => imported !== null)) {
        return points;
    }
    const past = pastOf(history, slot);
    return points.map((metered) => {
        if (metered.imported !== null) {
            return metered;
        }
        const found = valueFor(metered, rule, past, slotOfLocalDay(slot, rules.utcOffsetMinutes));
        if (found === null) {
            return metered;
        }
        const { energy, by, days } = found;
        const { id, body } = metered.point.entry;
        const registers = known.get(id);
        return {
            ...metered,
            ...energy,
            state: 'substituted',
            end: registers === undefined ? null : passed(registers, { participant: body.participant, ...energy }),
            substitute: { by, days, instead: metered.state },
            estimate: null,
        };
    });
}

type Past = { readonly days: ReadonlyMap<string, readonly Energy[]>; readonly before: ReadonlyMap<string, Energy> };
type Found = { readonly energy: Energy; readonly by: Substitute['by']; readonly days: number };

function valueFor(metered: Metered, rule: SubstitutionRule, past: Past, quarter: number): Found | null {
    const { point, estimate } = metered;
    if (estimate !== null) {
        return { energy: estimate, by: 'meter', days: 0 };
    }
    const { participant, direction } = point.entry.body;
    const days = past.days.get(keyOf(point.entry.id, participant)) ?? [];
    if (days.length > 0) {
        const energy = { imported: mean(days, 'imported'), exported: mean(days, 'exported') };
        return { energy, by: 'days', days: days.length };
    }
    const before = past.before.get(keyOf(point.entry.id, participant));
    if (before !== undefined) {
        return { energy: before, by: 'before', days: 0 };
    }
    const standard = rule.standard?.[Math.floor(quarter / 4)];
    if (standard === undefined) {
        return null;
    }
    return {
        energy: { imported: direction === 'export' ? NO_WH : standard, exported: NO_WH },
        by: 'standard',
        days: 0,
    };
}

/** Energy that meters measured while the same participant held the point. */
function pastOf(history: History, slot: Slot): Past {
    const days = new Map<string, Energy[]>();
    const before = new Map<string, Energy>();
    for (const line of history.flat()) {
        const { imported, exported, state, handover } = line;
        if (imported === null || exported === null || handover || (state !== 'signed' && state !== 'registerJump')) {
            continue;
        }
        const key = keyOf(line.point, line.participant);
        if (line.slot === slot - 1) {
            before.set(key, { exported, imported });
        } else {
            const known = days.get(key) ?? [];
            known.push({ exported, imported });
            days.set(key, known);
        }
    }
    return { days, before };
}

function keyOf(point: string, participant: string): string {
    return `${point} ${participant}`;
}

function mean(of: readonly Energy[], side: keyof Energy): Wh {
    const sum = of.reduce((total, energy) => total + BigInt(energy[side]), 0n);
    return wh(Number(sum / BigInt(of.length)));
}
