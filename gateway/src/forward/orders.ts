import {
    type ForwardContract,
    type ForwardOrder,
    formatSlot,
    type Line,
    type OrderState,
    orderId,
    type Point,
    type PointEntry,
    type PublicOrder,
    type Slot,
    type SlotTariff,
    slot as slotOf,
    type TariffEntry,
    tariffAt,
} from '@linguang/chaincode/domain';
import type { ForwardRecord } from '@linguang/chaincode/ledger';
import { gateHead, utcOffsetOf } from '../clock/clock.js';
import type { AuctionRecord, OrderRecord } from '../http/api.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

/**
 * A participant's orders, newest slot first.
 * @param seesSealed - whether price and quantity of orders that are still sealed are shown: to the participant, not to her office
 */
export function orderListing(readModel: ReadModel, participant: string, seesSealed: boolean) {
    return {
        select: 'SELECT * FROM orders WHERE participant = ?',
        values: [participant],
        order: ['slot', 'point', 'sequence'],
        direction: 'DESC',
        read: (row: Row) => orderRecord(readModel, row, seesSealed),
    } as const;
}

/** What everybody may know of auctions, newest first. */
export function auctionListing() {
    return {
        select: 'SELECT * FROM auctions',
        order: ['slot'],
        direction: 'DESC',
        read: (row: Row): AuctionRecord => {
            const { slot, priceRule, counts, contracts, wh, prices, digest, parts, written } =
                recordOf<ForwardRecord>(row);
            const complete = parts === written;
            return {
                slot,
                start: formatSlot(slot),
                complete,
                priceRule,
                orders: counts,
                contracts,
                wh,
                prices,
                digest,
            };
        },
    } as const;
}

/** The point as registered for a slot, as far as that is known. */
export function pointAt(readModel: ReadModel, point: string, slot: Slot): Point | undefined {
    const row = readModel.one(
        "SELECT record FROM entries WHERE kind = 'point' AND id = ? AND slot <= ? ORDER BY slot DESC, sequence DESC LIMIT 1",
        point,
        slot,
    );
    return row && recordOf<PointEntry>(row).body;
}

/** The tariff of a slot, as far as it is known. */
export function tariffOfSlot(readModel: ReadModel, slot: Slot): SlotTariff | undefined {
    const row = readModel.one(
        "SELECT record FROM entries WHERE kind = 'tariff' AND slot <= ? ORDER BY slot DESC, sequence DESC LIMIT 1",
        slot,
    );
    return row && tariffAt(recordOf<TariffEntry>(row).body, slot, utcOffsetOf(readModel));
}

/** Wh of a point's live orders for a slot on one side, as far as their contents are known here. */
export function orderedWh(
    readModel: ReadModel,
    { slot, point, side }: Pick<PublicOrder, 'slot' | 'point' | 'side'>,
): number {
    return readModel
        .all('SELECT record FROM orders WHERE slot = ? AND point = ?', slot, point)
        .map((row) => recordOf<PublicOrder>(row))
        .filter((order) => order.side === side && order.cancelled === null)
        .reduce((sum, order) => sum + (contentOf(readModel, order)?.wh ?? 0), 0);
}

export function contentOf(readModel: ReadModel, { commitment }: PublicOrder): ForwardOrder | undefined {
    const row = readModel.one('SELECT record FROM order_contents WHERE commitment = ?', commitment);
    return row && recordOf<ForwardOrder>(row);
}

function orderRecord(readModel: ReadModel, row: Row, seesSealed: boolean): OrderRecord {
    const order = recordOf<PublicOrder>(row);
    const { slot, point, sequence, participant, side } = order;
    const state = stateOf(readModel, order);
    const content = state === 'sealed' && !seesSealed ? undefined : contentOf(readModel, order);
    return {
        point,
        slot,
        start: formatSlot(slotOf(slot)),
        sequence,
        participant,
        side,
        state,
        wh: content?.wh ?? null,
        price: content?.price ?? null,
        contracts: contractsOf(readModel, order),
        block: Number(row['block']),
        transactionId: String(row['transaction_id']),
    };
}

function stateOf(readModel: ReadModel, order: PublicOrder): OrderRecord['state'] {
    const { slot } = order;
    if (order.cancelled !== null) {
        return 'cancelled';
    }
    if (readModel.one('SELECT 1 FROM auctions WHERE slot = ? AND complete = 1', slot) !== undefined) {
        const ended = readModel.one('SELECT state FROM order_states WHERE slot = ? AND id = ?', slot, orderId(order));
        return ended === undefined ? 'admitted' : (String(ended['state']) as OrderState);
    }
    return (gateHead(readModel)?.last ?? -1) >= slot ? 'gated' : 'sealed';
}

function contractsOf(readModel: ReadModel, { slot, point, side, sequence }: PublicOrder): OrderRecord['contracts'] {
    const [party, number] = side === 'sell' ? ['seller', 'sell_order'] : ['buyer', 'buy_order'];
    const rows = readModel.all(
        `SELECT record FROM contracts WHERE slot = ? AND ${party} = ? AND ${number} = ? ORDER BY contract`,
        slot,
        point,
        sequence,
    );
    const line =
        rows.length === 0
            ? undefined
            : readModel.one('SELECT record FROM lines WHERE slot = ? AND point = ?', slot, point);
    const settled = line === undefined ? [] : recordOf<Line>(line).contracts;
    return rows.map((row) => {
        const { contract, wh, price, fee } = recordOf<ForwardContract>(row);
        const delivered = settled.find((one) => one.contract === contract)?.delivered ?? null;
        return { contract, wh, price, fee, delivered };
    });
}
