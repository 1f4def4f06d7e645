import { formatSlot, problem, type Slot, slot, slotPlus } from '../domain/index.js';
import { keys } from './keys.js';
import { contractProblem } from './problems.js';
import { type CloseHeadRecord, type GateHeadRecord, type GateRecord, type OriginRecord, records } from './records.js';
import type { State } from './state.js';

/** Gates and closes: the records that fix time. */
export class Marks {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    findOrigin(): Promise<OriginRecord | undefined> {
        return this.#state.read(records.origin, keys.origin.build({}));
    }

    /** @throws NOT_SET_UP before the first rules are accepted */
    async origin(): Promise<OriginRecord> {
        const origin = await this.findOrigin();
        if (origin === undefined) {
            throw problem('NOT_SET_UP', {});
        }
        return origin;
    }

    async saveOrigin(origin: OriginRecord): Promise<void> {
        await this.#state.write(records.origin, keys.origin.build({}), origin);
    }

    gateHead(): Promise<GateHeadRecord | undefined> {
        return this.#state.read(records.gateHead, keys.gateHead.build({}));
    }

    closeHead(): Promise<CloseHeadRecord | undefined> {
        return this.#state.read(records.closeHead, keys.closeHead.build({}));
    }

    /** @throws GATE_MISSING */
    async gate(of: Slot): Promise<GateRecord> {
        const gate = await this.#state.read(records.gate, keys.gate.build({ slot: of }));
        if (gate === undefined) {
            throw problem('GATE_MISSING', { slot: formatSlot(of) });
        }
        return gate;
    }

    /** The gates of slots `first`…`last`, in order; frozen once `last` is gated. */
    async gates(first: Slot, last: Slot): Promise<readonly GateRecord[]> {
        const found = await this.#state.list(records.gate, keys.gate.range({ slot: first }, { slot: last }));
        return found.map(({ record }) => record);
    }

    isGated(of: Slot): Promise<boolean> {
        return this.#state.has(keys.gate.build({ slot: of }));
    }

    isClosed(of: Slot): Promise<boolean> {
        return this.#state.has(keys.close.build({ slot: of }));
    }

    /** Writes gates in order and moves the head to the last. */
    async saveGates(gates: readonly GateRecord[]): Promise<void> {
        for (const gate of gates) {
            await this.#state.write(records.gate, keys.gate.build({ slot: gate.slot }), gate);
        }
        const last = gates.at(-1);
        if (last !== undefined) {
            const head: GateHeadRecord = { v: 1, last: last.slot, basis: last.basis };
            await this.#state.write(records.gateHead, keys.gateHead.build({}), head);
        }
    }

    /** Writes closes from the first to the last slot and moves the head. */
    async saveCloses(first: Slot, last: Slot): Promise<void> {
        for (let at = first; at <= last; at = slotPlus(at, 1)) {
            await this.#state.write(records.close, keys.close.build({ slot: at }), { v: 1, slot: at });
        }
        await this.#state.write(records.closeHead, keys.closeHead.build({}), { v: 1, last });
    }

    /**
     * Something may still change from this slot on: it lies on the ledger's time line and is not gated. Reads only its gate,
     * so it conflicts exactly with that.
     * @param now - epoch seconds; makes it stricter where the clock is the wall's
     * @throws BEFORE_FIRST_SLOT, SLOT_GATED or CHOICE_TOO_LATE
     */
    async mustBeOpen(
        of: Slot,
        now: number,
        code: 'SLOT_GATED' | 'CHOICE_TOO_LATE' | 'ORDER_TOO_LATE' = 'SLOT_GATED',
    ): Promise<void> {
        const origin = await this.origin();
        if (of < origin.firstSlot) {
            throw contractProblem('BEFORE_FIRST_SLOT', { slot: formatSlot(of), first: formatSlot(origin.firstSlot) });
        }
        const begun = origin.clock === 'wall' && now >= of * 900;
        if (begun || (await this.isGated(of))) {
            const head = await this.gateHead();
            const next = Math.max(head === undefined ? 0 : head.last + 1, begun ? Math.floor(now / 900) + 1 : 0);
            throw problem(code, { slot: formatSlot(of), next: formatSlot(slot(next)) });
        }
    }

    /**
     * Something that needs notice: the slot that many slots earlier is not gated either.
     * @throws NOTICE_TOO_SHORT, BEFORE_FIRST_SLOT
     */
    async mustHaveNotice(of: Slot, slots: number, what: string): Promise<void> {
        const { firstSlot } = await this.origin();
        if (of < firstSlot) {
            throw contractProblem('BEFORE_FIRST_SLOT', { slot: formatSlot(of), first: formatSlot(firstSlot) });
        }
        if (await this.isGated(slot(Math.max(of - slots, firstSlot)))) {
            throw contractProblem('NOTICE_TOO_SHORT', { what, slot: formatSlot(of), slots });
        }
    }
}
