import { canonical } from '../canonical.js';
import type { Accepts, Premium } from '../clearing/index.js';
import { type Hash, hex, utf8 } from '../crypto.js';
import { Fields, parseJson, type Refuse } from '../fields.js';
import { readAccepts, readPremium } from '../intents/preferences.js';
import { problem } from '../problems.js';
import { formatSlot, type Slot } from '../slot.js';
import { type Price, type Wh, wh } from '../units.js';

export const ORDER_SIDES = ['sell', 'buy'] as const;
export type OrderSide = (typeof ORDER_SIDES)[number];

/** What is sealed until the gate: a quantity for one slot at a price, and whom it accepts. */
export type ForwardOrder = {
    readonly v: 1;
    readonly participant: string;
    readonly point: string;
    readonly side: OrderSide;
    readonly slot: Slot;
    readonly wh: Wh;
    /** The least a seller takes; the most a buyer pays, grid fee included, 10⁻⁴ CNY/kWh. */
    readonly price: Price;
    readonly accepts?: Accepts;
    /** Only a buyer pays any. */
    readonly premiums?: readonly Premium[];
    /** 32 random bytes in hexadecimal: without them nobody can guess price and quantity from the commitment. */
    readonly salt: string;
};

/** What everybody sees of an order before its gate. */
export type PublicOrder = {
    readonly v: 1;
    readonly participant: string;
    readonly point: string;
    readonly side: OrderSide;
    readonly slot: Slot;
    /** Of the signed instruction; with the point it names the order of the slot. */
    readonly sequence: number;
    /** SHA-256 (hex) of the canonical content. */
    readonly commitment: string;
    readonly kid: string;
    /**
     * The newest slot that was gated when it was placed; the one before the ledger's first where none was. A fact of the ledger, not of
     * anybody's clock. Decides only which contract is served first.
     */
    readonly after: Slot;
    /** Sequence of the instruction that withdrew it; null while it is live. */
    readonly cancelled: number | null;
};

const refuse: Refuse = (where, reason) => problem('ORDER_INVALID', { where, reason });

/** The name of an order within its slot. */
export function orderId({ point, sequence }: Pick<PublicOrder, 'point' | 'sequence'>): string {
    return `${point}.${sequence}`;
}

/** The content as it is hashed and kept: canonical JSON, the slot by its start. */
export function orderContent(order: ForwardOrder): string {
    return canonical({ ...order, slot: formatSlot(order.slot) });
}

/** What a participant signs in place of the content: SHA-256 (hex) of {@link orderContent}. */
export function commitmentOf(order: ForwardOrder, hash: Hash): string {
    return hex(hash(utf8(orderContent(order))));
}

/** Reads the JSON text of an order strictly. @throws ORDER_INVALID, SLOT_INVALID */
export function parseOrder(text: string): ForwardOrder {
    return readOrder(parseJson(text, 'order', refuse), 'order');
}

/** Reads an order from parsed JSON. @throws ORDER_INVALID, SLOT_INVALID */
export function readOrder(value: unknown, where: string): ForwardOrder {
    const fields = new Fields(value, where, refuse);
    fields.integer('v', 1, 1);
    const side = fields.oneOf('side', ORDER_SIDES);
    const buys = side === 'buy';
    const common = {
        v: 1,
        participant: fields.id('participant'),
        point: fields.id('point'),
        side,
        slot: fields.slot('slot'),
        wh: wh(fields.integer('wh', 1, 1_000_000_000_000)),
        price: fields.price('price'),
        salt: fields.text('salt', 64),
    } as const;
    const accepts = fields.optional('accepts', () => readAccepts(fields.object('accepts'), buys));
    const premiums = buys
        ? fields.optional('premiums', () => fields.list('premiums', readPremium(refuse), 20))
        : undefined;
    fields.end();
    if (!/^[0-9a-f]{64}$/.test(common.salt)) {
        throw fields.bad('salt', '32 bytes in lower-case hexadecimal are expected');
    }
    return {
        ...common,
        ...(accepts === undefined ? {} : { accepts }),
        ...(premiums === undefined ? {} : { premiums }),
    };
}
