import contractApi from 'fabric-contract-api';
import { formatSlot, problem, type Slot, slot, slotPlus, slotStartSeconds } from '../../domain/index.js';
import { type GateRecord, type OriginRecord } from '../../ledger/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { emptyRequest, slotRequest } from '../request.js';
import { EnergyContext } from './context.js';
import { EnergyContract } from './contract.js';
import { submitReadings } from './ingest.js';

const { Transaction } = contractApi;
/** A week: what one call gates or closes at most, and how far ahead of the wall's clock a gate may lie in days. */
const MOST_SLOTS = 672;
const SLOTS_AHEAD = 96;

/** The marks that fix time, and the readings. */
export class MeteringContract extends EnergyContract {
    constructor() {
        super('metering');
    }

    /** Gates the slots after the last gated one, up to `through`. Grid or community. Reads: the origin, the head of the gates. */
    @Transaction()
    @allow('grid.client', 'community.client')
    async gate(context: EnergyContext, json: string): Promise<string> {
        const through = slotRequest(json, 'through');
        const origin = await context.marks.origin();
        const head = await context.marks.gateHead();
        const first = head === undefined ? origin.firstSlot : slotPlus(head.last, 1);
        checkSpan(first, through, 'GATE_OUT_OF_ORDER');
        const gates = gatesOf(origin, first, through, head?.basis, context);
        await context.marks.saveGates(gates);
        const basis = gates.at(-1)?.basis;
        context.announce('slot.gated', { from: first, through, basis });
        return answer({ from: first, through, basis });
    }

    /**
     * Closes slots for readings, from the last closed one up to `through`. Grid only.
     * Reads: the origin, the head of the closes, the gate of `through` (gates have no gaps).
     */
    @Transaction()
    @allow('grid.client')
    async close(context: EnergyContext, json: string): Promise<string> {
        const through = slotRequest(json, 'through');
        const origin = await context.marks.origin();
        const head = await context.marks.closeHead();
        const first = head === undefined ? origin.firstSlot : slotPlus(head.last, 1);
        checkSpan(first, through, 'CLOSE_OUT_OF_ORDER');
        await context.marks.gate(through);
        if (origin.clock === 'wall' && context.timestamp < slotStartSeconds(slotPlus(through, 1))) {
            throw problem('CLOSE_TOO_EARLY', { slot: formatSlot(through) });
        }
        await context.marks.saveCloses(first, through);
        context.announce('slot.closed', { from: first, through });
        return answer({ from: first, through });
    }

    /**
     * Takes in a batch of signed readings of one slot; see {@link submitReadings}. Grid only. Writes blindly. Reads: gate, close
     * and book of the slot, the entries since; for a late batch the slot's settlement.
     */
    @Transaction()
    @allow('grid.client')
    async submitReadings(context: EnergyContext, json: string): Promise<string> {
        return answer(await submitReadings(context, json));
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async getClock(context: EnergyContext, json: string): Promise<string> {
        emptyRequest(json);
        const [gate, close] = [await context.marks.gateHead(), await context.marks.closeHead()];
        return answer({
            origin: (await context.marks.findOrigin()) ?? null,
            gate: gate === undefined ? null : { last: gate.last, basis: gate.basis },
            close: close === undefined ? null : { last: close.last },
        });
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async getBatches(context: EnergyContext, json: string): Promise<string> {
        const of = slotRequest(json);
        const early = await context.readings.batches(of, false);
        const late = await context.readings.batches(of, true);
        return answer({ slot: of, batches: [...early, ...late] });
    }

    /** The accepted readings themselves; only for evaluation: as a transaction its answer would stand in a block. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async getReadings(context: EnergyContext, json: string): Promise<string> {
        const of = slotRequest(json);
        const stored = [...(await context.readings.stored(of, false)), ...(await context.readings.stored(of, true))];
        const batches = stored.map(({ transaction, readings }) => ({ transaction, readings: readings.readings }));
        return answer({ slot: of, batches });
    }
}

function checkSpan(first: Slot, through: Slot, outOfOrder: 'GATE_OUT_OF_ORDER' | 'CLOSE_OUT_OF_ORDER'): void {
    if (through < first) {
        throw problem(outOfOrder, { slot: formatSlot(through), next: formatSlot(first) });
    }
    if (through - first >= MOST_SLOTS) {
        throw problem('GATE_TOO_FAR', { limit: MOST_SLOTS });
    }
}

/**
 * The gates from `first` to `through`. A gate that comes when its slot has begun (wall clock) takes the basis of the slot
 * before: what was entered since for the slot itself came with hindsight.
 */
function gatesOf(
    { clock }: OriginRecord,
    first: Slot,
    through: Slot,
    basisBefore: Slot | undefined,
    context: EnergyContext,
): GateRecord[] {
    const { timestamp } = context;
    if (clock === 'wall' && slotStartSeconds(through) > timestamp + SLOTS_AHEAD * 900) {
        throw problem('GATE_TOO_FAR', { limit: SLOTS_AHEAD });
    }
    const gates: GateRecord[] = [];
    let basis = basisBefore ?? slot(Math.max(first - 1, 0));
    for (let at = first; at <= through; at = slotPlus(at, 1)) {
        basis = clock === 'simulated' || timestamp < slotStartSeconds(at) ? at : basis;
        gates.push({ v: 1, slot: at, basis, by: context.caller.member });
    }
    return gates;
}
