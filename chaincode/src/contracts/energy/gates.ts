import { formatSlot, problem, type Slot, slotPlus, slotStartSeconds } from '../../domain/index.js';
import type { GateHeadRecord, GateRecord, OriginRecord } from '../../ledger/index.js';

/** What one call gates or closes at most: a week. */
const MOST_SLOTS = 672;
/** How far ahead of the wall's clock a gate may lie: a day, or people could be shut out of the future. */
const SLOTS_AHEAD = 96;

/**
 * The gates from the last one to `through`. A gate that comes when its slot has begun (wall clock) takes the basis of the slot
 * before: what was entered since for the slot itself came with hindsight. The ledger's first slot has nothing before it and is
 * always its own basis.
 * @param mark.timestamp - epoch seconds, as the client says
 * @throws GATE_OUT_OF_ORDER, GATE_TOO_FAR
 */
export function gatesOf(
    { firstSlot, clock }: OriginRecord,
    head: GateHeadRecord | undefined,
    through: Slot,
    { by, timestamp }: Readonly<{ by: string; timestamp: number }>,
): readonly GateRecord[] {
    const first = head === undefined ? firstSlot : slotPlus(head.last, 1);
    checkSpan(first, through, 'GATE_OUT_OF_ORDER');
    if (clock === 'wall' && slotStartSeconds(through) > timestamp + SLOTS_AHEAD * 900) {
        throw problem('GATE_TOO_FAR', { limit: SLOTS_AHEAD });
    }
    const gates: GateRecord[] = [];
    let basis = head?.basis ?? firstSlot;
    for (let at = first; at <= through; at = slotPlus(at, 1)) {
        basis = clock === 'simulated' || timestamp < slotStartSeconds(at) ? at : basis;
        gates.push({ v: 1, slot: at, basis, by });
    }
    return gates;
}

/** Marks follow one another without a gap, not too many at once. @throws GATE_OUT_OF_ORDER, CLOSE_OUT_OF_ORDER, GATE_TOO_FAR */
export function checkSpan(first: Slot, through: Slot, outOfOrder: 'GATE_OUT_OF_ORDER' | 'CLOSE_OUT_OF_ORDER'): void {
    if (through < first) {
        throw problem(outOfOrder, { slot: formatSlot(through), next: formatSlot(first) });
    }
    if (through - first >= MOST_SLOTS) {
        throw problem('GATE_TOO_FAR', { limit: MOST_SLOTS });
    }
}
