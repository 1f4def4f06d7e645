import fc from 'fast-check';
import { parseTariff, type Tariff } from '../registry/tariff/tariff.js';
import type { Line, LineTrade } from '../settlement/line.js';
import { type Slot, slot } from '../slot.js';
import { money, moneyToJson, price, wh } from '../units.js';

/** A month of made-up but consistent settlement lines, with what they must come to counted beside them. */
export type Month = {
    readonly lines: readonly Line[];
    readonly tariffOf: (at: Slot) => Tariff;
    /** Exact balance by participant, 10⁻⁷ CNY. */
    readonly owed: ReadonlyMap<string, bigint>;
    /** Wh that reached each participant from anywhere, gaps included. */
    readonly reached: ReadonlyMap<string, number>;
};

/** 2026-03-01T00:00 in Shenzhen (UTC+8), the first of 2,976 slots. */
export const MARCH = slot(1_969_216);
export const MARCH_SLOTS = 31 * 96;
const CHANGE = MARCH + 96 * 14;
const MOVE = MARCH + 96 * 20 + 17;

const before = parseTariff({
    retail: { base: 6803, periods: [{ name: 'valley', from: '00:00', to: '08:00', price: 4701 }] },
    feedIn: 4531,
    fees: [['east', 'west', { network: 101, losses: 13, levies: 7 }]],
    vat: 1300,
});
const after = parseTariff({
    retail: { base: 7001, periods: [{ name: 'peak', from: '10:00', to: '12:00', price: 9999 }] },
    feedIn: 4499,
    feedInProvisional: true,
    fees: [
        ['east', 'west', { network: 99, losses: 0, levies: 8 }],
        ['west', 'west', 21],
    ],
    vat: 900,
});

export const FEED_IN = price(4444);

/** Points: two of one household in different zones, one that changes hands, a neighbour, a plant. */
const POINTS = [
    { point: 'p1', zone: 'east', owner: () => 'anna' },
    { point: 'p2', zone: 'west', owner: () => 'anna' },
    { point: 'p3', zone: 'west', owner: (at: number) => (at < MOVE ? 'bo' : 'chen') },
    { point: 'p4', zone: 'west', owner: () => 'dora' },
    { point: 'p5', zone: 'east', owner: () => 'plant' },
] as const;

type Draft = { bought: LineTrade[]; sold: LineTrade[]; ownReceived: LineTrade[]; ownGiven: LineTrade[] };

const amounts = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 2_000_000 }));
const slotDrafts = fc.record({
    at: fc.integer({ min: 0, max: MARCH_SLOTS - 1 }),
    trades: fc.array(
        fc.record({
            seller: fc.nat({ max: 4 }),
            buyer: fc.nat({ max: 4 }),
            wh: fc.integer({ min: 1, max: 3000 }),
            price: fc.integer({ min: 4000, max: 7000 }),
        }),
        { maxLength: 6 },
    ),
    rest: fc.tuple(
        ...POINTS.map(() => fc.record({ from: amounts, to: amounts, missing: fc.boolean(), gap: fc.option(amounts) })),
    ),
});

/** Random months: few slots anywhere in it, since what adds up does so for any of them. */
export const months: fc.Arbitrary<Month> = fc
    .uniqueArray(slotDrafts, { selector: ({ at }) => at, minLength: 1, maxLength: 25 })
    .map((drafts) => {
        const owed = new Map<string, bigint>();
        const reached = new Map<string, number>();
        const lines = drafts
            .sort((a, b) => a.at - b.at)
            .flatMap(({ at: offset, trades, rest }) => {
                const at = slot(MARCH + offset);
                const tariff = at < CHANGE ? before : after;
                const drafted = POINTS.map((): Draft => ({ bought: [], sold: [], ownReceived: [], ownGiven: [] }));
                for (const [index, trade] of trades.entries()) {
                    const [seller, buyer] = [POINTS[trade.seller], POINTS[trade.buyer]];
                    const fee = seller && buyer ? feeBetween(tariff, seller.zone, buyer.zone) : undefined;
                    const known = !rest[trade.seller]?.missing && !rest[trade.buyer]?.missing;
                    if (seller === undefined || buyer === undefined || fee === undefined || !known) {
                        continue;
                    }
                    const own = seller.owner(at) === buyer.owner(at);
                    const seen = (zone: string): LineTrade => ({
                        trade: index + 1,
                        plant: '',
                        source: '',
                        zone,
                        wh: wh(trade.wh),
                        certifiable: wh(0),
                        price: price(own ? 0 : trade.price),
                        fee: price(fee),
                    });
                    drafted[trade.seller]?.[own ? 'ownGiven' : 'sold'].push(seen(buyer.zone));
                    drafted[trade.buyer]?.[own ? 'ownReceived' : 'bought'].push(seen(seller.zone));
                }
                return POINTS.map((point, index) => {
                    const line = lineOf(at, point, drafted[index], rest[index], tariff);
                    const owner = point.owner(at);
                    owed.set(owner, (owed.get(owner) ?? 0n) + BigInt(line.money.balance));
                    const into = (line.imported ?? 0) + (line.gap?.imported ?? 0);
                    reached.set(owner, (reached.get(owner) ?? 0) + into);
                    return line;
                });
            });
        return { lines, tariffOf: (at: Slot) => (at < CHANGE ? before : after), owed, reached };
    });

/** Fee of a pair by the list alone. */
function feeBetween(tariff: Tariff, seller: string, buyer: string): number | undefined {
    const items = tariff.fees.find(([from, to]) => from === seller && to === buyer)?.[2];
    return items === undefined ? (seller === buyer ? 0 : undefined) : items.network + items.losses + items.levies;
}

function lineOf(
    at: Slot,
    { point, zone, owner }: (typeof POINTS)[number],
    draft: Draft = { bought: [], sold: [], ownReceived: [], ownGiven: [] },
    rest: { from: number; to: number; missing: boolean; gap: number | null } = {
        from: 0,
        to: 0,
        missing: true,
        gap: null,
    },
    tariff: Tariff,
): Line {
    const [from, to] = rest.missing ? [0, 0] : [rest.from, rest.to];
    const gap = rest.missing || rest.gap === null ? null : rest.gap;
    const quarter = (at - MARCH) % 96;
    const [peak] = tariff.retail.periods;
    const [first, end] = peak?.name === 'valley' ? [0, 32] : [40, 48];
    const retail = BigInt(peak !== undefined && quarter >= first && quarter < end ? peak.price : tariff.retail.base);
    const sum = (trades: readonly LineTrade[], of: 'price' | 'fee' | 'wh') =>
        trades.reduce((all, trade) => all + BigInt(of === 'wh' ? 1 : trade[of]) * BigInt(trade.wh), 0n);
    const into = [...draft.bought, ...draft.ownReceived];
    const parts = {
        bought: sum(draft.bought, 'price'),
        fees: sum(into, 'fee'),
        retail: BigInt(from + (gap ?? 0)) * retail,
        sold: sum(draft.sold, 'price'),
        feedIn: BigInt(to + (gap ?? 0)) * BigInt(tariff.feedIn),
    };
    const amount = (value: bigint) => moneyToJson(money(value));
    return {
        v: 1,
        slot: at,
        revision: 1,
        point,
        participant: owner(at),
        zone,
        plant: '',
        energy: 'clean',
        state: rest.missing ? 'missing' : 'signed',
        imported: rest.missing ? null : wh(from + Number(sum(into, 'wh'))),
        exported: rest.missing ? null : wh(to + Number(sum([...draft.sold, ...draft.ownGiven], 'wh'))),
        generated: null,
        ownUse: null,
        start: null,
        end: null,
        gap: gap === null ? null : { from: at, imported: wh(gap), exported: wh(gap) },
        handover: false,
        contracts: [],
        imbalances: [],
        substitute: null,
        estimate: null,
        ...draft,
        fromGrid: wh(from),
        toGrid: wh(to),
        money: {
            bought: amount(parts.bought),
            fees: amount(parts.fees),
            retail: amount(parts.retail),
            sold: amount(parts.sold),
            feedIn: amount(parts.feedIn),
            imbalance: 0,
            balance: amount(parts.bought + parts.fees + parts.retail - parts.sold - parts.feedIn),
        },
    };
}
