import {
    type Admission,
    admitOrders,
    auction,
    canonical,
    commitmentOf,
    type Forfeit,
    type ForwardContract,
    type ForwardOrder,
    forfeitsOf,
    formatSlot,
    hex,
    type OrderState,
    orderContent,
    type PublicOrder,
    price,
    problem,
    type Rules,
    type Slot,
    type SlotTariff,
    type StandingBook,
    sumWh,
    tariffAt,
    utf8,
} from '../../domain/index.js';
import { CONTRACTS_PER_PART, type ContractsRecord, type ForwardRecord, type GateRecord } from '../../ledger/index.js';
import { hash } from '../crypto.js';
import { request, slotNumber } from '../request.js';
import type { EnergyContext } from './context.js';
import { openingEnd } from './openings.js';

/**
 * Clears the orders of a slot: `{slot, part}`. Every call computes the whole auction and writes one document of contracts; the parts
 * follow one another from 0, so each stands on the ledger exactly once, and the digest of each continues that of the one before.
 * @throws GATE_MISSING, FORWARD_UNOPENED while orders may still be opened, FORWARD_OUT_OF_ORDER, FORWARD_CLEARED, BOOK_MISSING
 */
export async function clearForward(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const slot = slotNumber(fields, 'slot');
    const part = fields.integer('part', 0, 9_999);
    fields.end();
    const before = await context.forward.find(slot);
    if (before !== undefined && before.written === before.parts) {
        throw problem('FORWARD_CLEARED', { slot: formatSlot(slot) });
    }
    if (part !== (before?.written ?? 0)) {
        throw problem('FORWARD_OUT_OF_ORDER', { slot: formatSlot(slot), part, next: before?.written ?? 0 });
    }
    const inputs = await inputsOf(context, slot);
    await mustBeOpened(context, inputs);
    const cleared = clearOnce(inputs);
    if (before !== undefined && before.inputsDigest !== cleared.record.inputsDigest) {
        throw problem('INVARIANT_BROKEN', { slot: formatSlot(slot), rule: 'all parts are of one auction' });
    }
    const document = partOf(slot, cleared, part);
    const digest = hex(hash(utf8(canonical({ before: before?.digest ?? '', document }))));
    const record: ForwardRecord = { ...cleared.record, written: part + 1, digest };
    await context.forward.savePart(record, document);
    context.announce('forward.cleared', record);
    return record;
}

/** @throws FORWARD_UNOPENED */
async function mustBeOpened(context: EnergyContext, { slot, orders, contents }: AuctionInputs): Promise<void> {
    const unopened = orders.some(({ cancelled, commitment }) => cancelled === null && !contents.has(commitment));
    const until = unopened ? await openingEnd(context, slot) : null;
    if (until !== null && !(await context.marks.isClosed(until))) {
        throw problem('FORWARD_UNOPENED', { slot: formatSlot(slot), until: formatSlot(until) });
    }
}

/** What an auction is computed from. */
export type AuctionInputs = Readonly<{
    slot: Slot;
    gate: GateRecord;
    book: StandingBook;
    orders: readonly PublicOrder[];
    contents: ReadonlyMap<string, ForwardOrder>;
}>;

type Cleared = Readonly<{
    record: Omit<ForwardRecord, 'written' | 'digest'>;
    contracts: readonly ForwardContract[];
    /** Of orders that were not admitted. */
    states: readonly (readonly [string, OrderState])[];
    forfeits: readonly Forfeit[];
    /** Made of all salts. */
    salt: string;
}>;

/** The newest auction by the digest of its inputs: its parts are computed from the same. */
let newest: Cleared | undefined;

function clearOnce(inputs: AuctionInputs): Cleared {
    const { slot, gate, book, orders, contents } = inputs;
    const opened = orders.map(({ commitment }) => contents.get(commitment)).filter((one) => one !== undefined);
    const salt = hex(hash(utf8(`salt ${opened.map((one) => one.salt).join('')}`)));
    const texts = opened.map(orderContent);
    const inputsDigest = hex(hash(utf8(canonical({ slot, gate: { ...gate }, book, orders, texts }))));
    if (newest?.record.inputsDigest !== inputsDigest) {
        newest = compute(inputs, { salt, inputsDigest });
    }
    return newest;
}

/** @throws GATE_MISSING, BOOK_MISSING, LINES_UNAVAILABLE */
export async function inputsOf(context: EnergyContext, slot: Slot): Promise<AuctionInputs> {
    const gate = await context.marks.gate(slot);
    const orders = await context.forward.orders(slot);
    const contents = new Map((await context.forward.contents(slot)).map((one) => [commitmentOf(one, hash), one]));
    return { slot, gate, book: await context.books.standing(gate), orders, contents };
}

/** The orders that take part, with the rules and the tariff they were judged by. @throws NOT_SET_UP, TARIFF_MISSING */
export function admitted({ slot, gate, book, orders, contents }: AuctionInputs): {
    admission: Admission;
    rules: Rules;
    tariff: SlotTariff;
} {
    const { rules, tariff: entry } = book;
    if (rules === null || entry === null) {
        throw problem(rules === null ? 'NOT_SET_UP' : 'TARIFF_MISSING', { slot: formatSlot(slot) });
    }
    const tariff = tariffAt(entry.body, slot, rules.body.utcOffsetMinutes);
    const onTime = gate.basis === slot;
    return { admission: admitOrders({ slot, book, tariff, orders, contents, onTime }), rules: rules.body, tariff };
}

function compute(inputs: AuctionInputs, made: { salt: string; inputsDigest: string }): Cleared {
    const { slot, book, orders } = inputs;
    const { admission, rules, tariff } = admitted(inputs);
    const { forward } = rules;
    const { states } = admission;
    const forfeits = forward === null ? [] : forfeitsOf({ book, tariff, rules: forward, orders, admission });
    const priceRule = forward?.priceRule ?? 'midpoint';
    const contracts = forward === null ? [] : auction(slot, admission.admitted, priceRule, tariff);
    const count = (...wanted: OrderState[]) => [...states.values()].filter((state) => wanted.includes(state)).length;
    const numbers = {
        orders: orders.length,
        admitted: admission.admitted.length,
        cancelled: count('cancelled'),
        unopened: count('unopened'),
    };
    const { admitted: taken, cancelled, unopened } = numbers;
    const prices = contracts.map((one) => one.price);
    const rest = [...states].filter(([, state]) => state !== 'admitted');
    return {
        contracts,
        states: rest,
        forfeits,
        salt: made.salt,
        record: {
            v: 1,
            slot,
            rulesVersion: book.rules?.body.version ?? 0,
            priceRule,
            counts: { ...numbers, void: orders.length - taken - cancelled - unopened },
            contracts: contracts.length,
            wh: sumWh(contracts.map((one) => one.wh)),
            prices: prices.length === 0 ? null : { low: price(lowest(prices)), high: price(highest(prices)) },
            inputsDigest: made.inputsDigest,
            parts: Math.max(1, Math.ceil((contracts.length + rest.length + forfeits.length) / CONTRACTS_PER_PART)),
        },
    };
}

/** Contracts fill the documents first, then states, then forfeits. */
function partOf(slot: Slot, { contracts, states, forfeits, salt }: Cleared, part: number): ContractsRecord {
    const [from, to] = [part * CONTRACTS_PER_PART, (part + 1) * CONTRACTS_PER_PART];
    const cut = <Of>(list: readonly Of[], before: number) =>
        list.slice(Math.max(0, from - before), Math.max(0, to - before));
    return {
        v: 1,
        slot,
        part,
        salt: hex(hash(utf8(`${salt} ${part}`))),
        contracts: cut(contracts, 0),
        states: cut(states, contracts.length),
        forfeits: cut(forfeits, contracts.length + states.length),
    };
}

function lowest(values: readonly number[]): number {
    return values.reduce((least, one) => Math.min(least, one));
}

function highest(values: readonly number[]): number {
    return values.reduce((most, one) => Math.max(most, one));
}
