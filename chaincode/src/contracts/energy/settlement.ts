import contractApi from 'fabric-contract-api';
import {
    type AcceptedReading,
    slot as asSlot,
    formatSlot,
    type History,
    hex,
    historySlots,
    type Line,
    type Metered,
    meterPoints,
    problem,
    type Registers,
    type Rules,
    registersOf,
    type Settlement,
    type Slot,
    settleSlot,
    slotPlus,
    utf8,
} from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { hash, hmac } from '../crypto.js';
import { request, slotNumber, slotRequest } from '../request.js';
import { EnergyContext } from './context.js';
import { EnergyContract } from './contract.js';
import { correct, corrections } from './corrections.js';
import { servedIn } from './pool/serving.js';
import { seedOf } from './seed.js';

const { Transaction } = contractApi;
const MOST_RECORDS = 100;

/** Settles slots as metered. */
export class SettlementContract extends EnergyContract {
    constructor() {
        super('settlement');
    }

    /**
     * Settles a closed slot, or settles it again until it is final. Grid or community; both endorse, so both compute it.
     *
     * Reads, all frozen by gate or close: origin, gate and close of the slot, the day's book, the entries since, the batches and
     * their private documents, and where there are forward orders their auction with its contracts, and where offers reserve
     * energy for households on the community tariff the list opened for it. Not frozen: the slot's own record and that of the slot before with its lines (settling twice at
     * once conflicts, as it must), those that substitutes are made of, the gate that ends the slot's window, and for a revision the late batches.
     */
    @Transaction()
    @allow('grid.client', 'community.client')
    async settle(context: EnergyContext, json: string): Promise<string> {
        const slot = slotRequest(json);
        const seed = seedOf(context);
        const gate = await context.marks.gate(slot);
        if (!(await context.marks.isClosed(slot))) {
            throw problem('CLOSE_MISSING', { slot: formatSlot(slot) });
        }
        const previous = (await context.settlements.find(slot)) ?? null;
        if (previous?.final === true) {
            throw problem('SLOT_FINAL', { slot: formatSlot(slot) });
        }
        const registers = await registersBefore(context, slot);
        const book = await context.books.standing(gate);
        const rules = book.rules?.body;
        const metered = { slot, book, readings: await readingsOf(context, slot, previous !== null), registers };
        const points = meterPoints(metered);
        const settlement = settleSlot({
            ...metered,
            points,
            previous,
            windowOver: await isPassed(context, slot, rules?.finalAfterSlots),
            deadlineOver: await isDeadlineOver(context, slot, rules),
            history: await historyOf(context, slot, rules, points),
            ...(await context.forward.outcome(slot)),
            households: await servedIn(context, slot, gate, book),
            seed,
            hash,
            hmac,
        });
        await context.settlements.save(settlement, seed, hmac);
        await saveReserved(context, settlement, seed);
        context.announce('slot.settled', settlement.record);
        return answer(settlement.record);
    }

    /**
     * Corrects a point's energy in a final slot; see {@link correct}. Grid only; both organisations endorse, so both compute it.
     * Reads: the gate of the slot of the decision, which must be absent; slot, lines and corrections of the corrected slot; its gate,
     * book and entries; the slot that closed its gap.
     */
    @Transaction()
    @allow('grid.client')
    async correct(context: EnergyContext, json: string): Promise<string> {
        return answer(await correct(context, json));
    }

    /** Public records of corrections by the slot corrected, up to 672 slots, both ends included. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async corrections(context: EnergyContext, json: string): Promise<string> {
        return answer(await corrections(context, json));
    }

    /** Corrections of a slot with entries and seeds; only for evaluation: as a transaction its answer would stand in a block. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async getCorrections(context: EnergyContext, json: string): Promise<string> {
        return answer({ corrections: await context.corrections.of(slotRequest(json)) });
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async getSlot(context: EnergyContext, json: string): Promise<string> {
        return answer(await context.settlements.record(slotRequest(json)));
    }

    /** The records of up to 100 slots, both ends included; the `certificate` chaincode calls this too. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async slotRecords(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const [from, to] = [slotNumber(fields, 'from'), slotNumber(fields, 'to')];
        fields.end();
        mustBeFew(from, to);
        return answer({ records: await context.settlements.between(from, to) });
    }

    /**
     * What the `certificate` chaincode asks: records and public corrections of up to 100 slots, both ends included, and which of up to 8
     * slots are gated. It joins the read set of the asking transaction.
     */
    @Transaction(false)
    @allow(...EVERYBODY)
    async certifiable(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const [from, to] = [slotNumber(fields, 'from'), slotNumber(fields, 'to')];
        const marks = fields.list('marks', (value) => asSlot(Number(value)), 8);
        fields.end();
        mustBeFew(from, to);
        const gated: Slot[] = [];
        for (const mark of marks) {
            if (await context.marks.isGated(mark)) {
                gated.push(mark);
            }
        }
        const records = await context.settlements.between(from, to);
        return answer({ records, corrections: await context.corrections.records(from, to), gated });
    }

    /** Lines and seed of the newest revision; only for evaluation: as a transaction its answer would stand in a block. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async getLines(context: EnergyContext, json: string): Promise<string> {
        const record = await context.settlements.record(slotRequest(json));
        const [seed, lines] = [await context.settlements.seed(record), await context.settlements.lines(record)];
        return answer({ slot: record.slot, revision: record.revision, seed, lines });
    }
}

/** What of the slot's trades was reserved: for grid and community alone. */
async function saveReserved(context: EnergyContext, { record, reserved }: Settlement, seed: Uint8Array): Promise<void> {
    if (reserved.length > 0) {
        const { slot, revision } = record;
        const salt = hex(hmac(seed, utf8(`reserved|${slot}|${revision}`)));
        await context.pool.saveReserved({ v: 1, slot, revision, salt, trades: reserved });
    }
}

function mustBeFew(from: Slot, to: Slot): void {
    if (to < from || to - from >= MOST_RECORDS) {
        throw problem('REQUEST_INVALID', { where: 'request.to', reason: `1 to ${MOST_RECORDS} slots are expected` });
    }
}

/** What the meters showed at the end of the slot before. @throws SETTLE_OUT_OF_ORDER */
async function registersBefore(context: EnergyContext, slot: Slot): Promise<ReadonlyMap<string, Registers>> {
    const { firstSlot } = await context.marks.origin();
    if (slot === firstSlot) {
        return new Map();
    }
    const before = slotPlus(slot, -1);
    const record = await context.settlements.find(before);
    if (record === undefined) {
        throw problem('SETTLE_OUT_OF_ORDER', { previous: formatSlot(before), slot: formatSlot(slot) });
    }
    return registersOf(await context.settlements.lines(record));
}

/** Late batches are looked for only in a revision: their range is not frozen. */
async function readingsOf(context: EnergyContext, slot: Slot, revision: boolean): Promise<readonly AcceptedReading[]> {
    const early = await context.readings.stored(slot, false);
    const late = revision ? await context.readings.stored(slot, true) : [];
    return [...early, ...late].flatMap(({ readings }) => readings);
}

/** Whether the slot that many slots later is gated. */
async function isPassed(context: EnergyContext, slot: Slot, slots: number | undefined): Promise<boolean> {
    return slots !== undefined && (await context.marks.isGated(slotPlus(slot, slots)));
}

async function isDeadlineOver(context: EnergyContext, slot: Slot, rules: Rules | undefined): Promise<boolean> {
    const deadline = rules?.provisional?.deadlineSlots;
    return deadline === undefined || (await isPassed(context, slot, 1 + deadline));
}

/**
 * What substitutes are made of: lines of earlier slots, read only where energy is unknown and the rules have substitutes. Their
 * settlements may be revised meanwhile; then this one conflicts, as it must.
 */
async function historyOf(
    context: EnergyContext,
    slot: Slot,
    rules: Rules | undefined,
    points: readonly Metered[],
): Promise<History> {
    const rule = rules?.substitution;
    if (!rule || points.every(({ imported }) => imported !== null)) {
        return [];
    }
    const { firstSlot } = await context.marks.origin();
    const history: (readonly Line[])[] = [];
    for (const earlier of historySlots(slot, rule, firstSlot)) {
        const record = await context.settlements.find(earlier);
        if (record !== undefined) {
            history.push(await context.settlements.lines(record));
        }
    }
    return history;
}
