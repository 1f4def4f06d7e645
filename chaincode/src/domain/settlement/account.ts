import type { SlotTariff } from '../registry/tariff/slottariff.js';
import type { Slot } from '../slot.js';
import { cost, costOfChange, type Money, money, moneyToJson, NO_WH, sumMoney, sumWh, type Wh, wh } from '../units.js';
import type { Contracted } from './contracts.js';
import type { Line, LineImbalance, LineMoney, LineTrade } from './line.js';
import type { Metered } from './metered.js';
import { type Transfer, zoneOf } from './ownallocation.js';

type LineContext = Readonly<{ slot: Slot; revision: number; tariff: SlotTariff; contracted: Contracted }>;

type Side = { readonly own: LineTrade[]; readonly market: LineTrade[] };

/**
 * Writes the lines of all points, in the order given: transfers, residuals and money. Members stand in the order of canonical JSON
 * throughout, which makes writing them several times as fast.
 */
export function writeLines(
    points: readonly Metered[],
    own: readonly Transfer[],
    market: readonly Transfer[],
    context: LineContext,
): readonly Line[] {
    const given = new Map<Metered, Side>();
    const received = new Map<Metered, Side>();
    for (const [index, transfer] of [...own, ...market].entries()) {
        const { seller, buyer, plant, source } = transfer;
        const seenFrom = (zone: string): LineTrade => ({
            certifiable: plant === '' ? NO_WH : transfer.wh,
            ...(transfer.contract === undefined ? {} : { contract: transfer.contract }),
            fee: transfer.fee,
            plant,
            price: transfer.price,
            source,
            trade: index + 1,
            wh: transfer.wh,
            zone,
        });
        const kind = index < own.length ? 'own' : 'market';
        sideOf(given, seller)[kind].push(seenFrom(zoneOf(buyer)));
        sideOf(received, buyer)[kind].push(seenFrom(zoneOf(seller)));
    }
    return points.flatMap((metered) => {
        const line = writeLine(metered, sideOf(given, metered), sideOf(received, metered), context);
        return metered.formerGaps.length === 0 ? [line] : [line, ...closingLines(line, metered, context.tariff)];
    });
}

function writeLine(
    metered: Metered,
    given: Side,
    received: Side,
    { slot, revision, tariff, contracted }: LineContext,
): Line {
    const { state, imported, exported, generated, start, end, gap, substitute, estimate } = metered;
    const { point, participant, zone, plant } = metered.point.entry.body;
    const fromGrid = wh((imported ?? 0) - total([...received.own, ...received.market]));
    const toGrid = wh((exported ?? 0) - total([...given.own, ...given.market]));
    const imbalances = contracted.imbalances.get(metered) ?? [];
    return {
        bought: received.market,
        contracts: contracted.contracts.get(metered) ?? [],
        end,
        energy: metered.point.choice?.entry.body.terms.energy ?? 'traditional',
        estimate,
        exported,
        fromGrid,
        gap,
        generated,
        handover: false,
        imbalances,
        imported,
        money: account(received, given, imbalances, tariff, {
            imported: fromGrid + (gap?.imported ?? 0),
            exported: toGrid + (gap?.exported ?? 0),
        }),
        ownGiven: given.own,
        ownReceived: received.own,
        ownUse: metered.ownUse,
        participant,
        plant: plant?.id ?? '',
        point,
        revision,
        slot,
        sold: given.market,
        start,
        state,
        substitute,
        toGrid,
        v: 1,
        zone,
    };
}

/** What former owners still owe and are owed: their part of a gap that ended in this slot. */
function closingLines(line: Line, { formerGaps }: Metered, tariff: SlotTariff): readonly Line[] {
    const nothing: Side = { own: [], market: [] };
    return formerGaps.map(({ participant, gap }) => ({
        ...line,
        bought: [],
        contracts: [],
        end: null,
        energy: 'traditional',
        estimate: null,
        exported: NO_WH,
        fromGrid: NO_WH,
        gap,
        generated: null,
        handover: true,
        imbalances: [],
        imported: NO_WH,
        money: account(nothing, nothing, [], tariff, gap),
        ownGiven: [],
        ownReceived: [],
        ownUse: null,
        participant,
        sold: [],
        start: null,
        substitute: null,
        toGrid: NO_WH,
    }));
}

function account(
    received: Side,
    given: Side,
    imbalances: readonly LineImbalance[],
    tariff: SlotTariff,
    grid: { imported: number; exported: number },
): LineMoney {
    const bought = sumMoney(received.market.map((item) => cost(item.wh, item.price)));
    const fees = sumMoney([...received.own, ...received.market].map((item) => cost(item.wh, item.fee)));
    const retail = costOfChange(grid.imported, tariff.retail);
    const sold = sumMoney(given.market.map((item) => cost(item.wh, item.price)));
    const feedIn = costOfChange(grid.exported, tariff.feedIn);
    const imbalance = sumMoney(
        imbalances.map((one) => (one.owed ? cost(one.wh, one.price) : money(-cost(one.wh, one.price)))),
    );
    const balance: Money = money(bought + fees + retail + imbalance - sold - feedIn);
    return {
        balance: moneyToJson(balance),
        bought: moneyToJson(bought),
        feedIn: moneyToJson(feedIn),
        fees: moneyToJson(fees),
        imbalance: moneyToJson(imbalance),
        retail: moneyToJson(retail),
        sold: moneyToJson(sold),
    };
}

function total(items: readonly { readonly wh: Wh }[]): Wh {
    return sumWh(items.map((item) => item.wh));
}

function sideOf(sides: Map<Metered, Side>, of: Metered): Side {
    const side = sides.get(of) ?? { own: [], market: [] };
    sides.set(of, side);
    return side;
}
