import contractApi from 'fabric-contract-api';
import { formatSlot, problem, slotPlus, slotStartSeconds } from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { emptyRequest, slotRequest } from '../request.js';
import { EnergyContext } from './context.js';
import { EnergyContract } from './contract.js';
import { checkSpan, gatesOf } from './gates.js';
import { submitReadings } from './ingest.js';

const { Transaction } = contractApi;
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
        const gates = gatesOf(origin, head, through, { by: context.caller.member, timestamp: context.timestamp });
        await context.marks.saveGates(gates);
        const span = { from: gates[0]?.slot, through, basis: gates.at(-1)?.basis };
        context.announce('slot.gated', span);
        return answer(span);
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
        const batches = stored.map(({ transaction, readings }) => ({ transaction, readings }));
        return answer({ slot: of, batches });
    }
}
