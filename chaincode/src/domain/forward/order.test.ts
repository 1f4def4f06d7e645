import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { parseIntent } from '../intents/parse.js';
import type { StandingBook } from '../registry/book.js';
import { tariffAt } from '../registry/tariff/slottariff.js';
import { formatSlot, slotPlus } from '../slot.js';
import { hash } from '../testing/crypto.js';
import { SLOT, standing, tariffEntry, testBook, testPoint } from '../testing/district.js';
import { price, watt, wh } from '../units.js';
import { admitOrders } from './admission.js';
import { auction } from './auction.js';
import { commitmentOf, type ForwardOrder, orderContent, orderId, type PublicOrder, parseOrder } from './order.js';

const SALT = 'ab'.repeat(32);
const tariff = tariffAt(tariffEntry().body, SLOT, 480);

function content(changes: Partial<ForwardOrder> = {}): ForwardOrder {
    const parties = { participant: 'anna', point: 'p1', side: 'sell', slot: SLOT } as const;
    return { v: 1, ...parties, wh: wh(1000), price: price(5000), salt: SALT, ...changes };
}

function placed(of: ForwardOrder, sequence: number, changes: Partial<PublicOrder> = {}): PublicOrder {
    const { participant, point, side, slot } = of;
    const commitment = commitmentOf(of, hash);
    return {
        v: 1,
        participant,
        point,
        side,
        slot,
        sequence,
        commitment,
        kid: 'k',
        after: slotPlus(SLOT, -4),
        cancelled: null,
        ...changes,
    };
}

function admission(
    book: StandingBook,
    orders: readonly (readonly [PublicOrder, ForwardOrder | null])[],
    onTime = true,
) {
    const contents = new Map(orders.flatMap(([order, of]) => (of === null ? [] : [[order.commitment, of] as const])));
    return admitOrders({ slot: SLOT, book, tariff, orders: orders.map(([order]) => order), contents, onTime });
}

const book = testBook([
    standing(testPoint('p1', 'anna', { limits: { importW: watt(4000), exportW: watt(8001) } })),
    standing(testPoint('p2', 'ben', { direction: 'import' })),
]);

describe('an order', () => {
    it('is committed to by SHA-256 of its canonical JSON, salt included', () => {
        const text =
            '{"participant":"anna","point":"p1","price":5000,"salt":"' +
            `${SALT}","side":"sell","slot":"2026-03-01T10:15Z","v":1,"wh":1000}`;
        expect(orderContent(content())).to.equal(text);
        expect(commitmentOf(content(), hash)).to.equal(createHash('sha256').update(text).digest('hex'));
        expect(parseOrder(text)).to.deep.equal(content());
    });

    it('keeps whom it accepts and what it would pay on top', () => {
        const buying = content({
            side: 'buy',
            accepts: { sources: ['solar'], owners: ['ben'] },
            premiums: [{ accepts: { plants: ['roof'] }, add: 100 }],
        });
        expect(parseOrder(orderContent(buying))).to.deep.equal(buying);
    });

    it('is refused with an unknown member, no quantity, a short salt, or a seller’s premium', () => {
        const json = { ...content(), slot: formatSlot(SLOT) };
        for (const bad of [
            { ...json, more: 1 },
            { ...json, wh: 0 },
            { ...json, salt: 'ab' },
            { ...json, premiums: [] },
        ]) {
            expect(() => parseOrder(JSON.stringify(bad)), JSON.stringify(bad)).to.throw(/^ORDER_INVALID: /);
        }
    });

    it('is signed over its commitment for one point and slot', () => {
        const payload = {
            v: 1,
            kind: 'order',
            channel: 'linguang',
            participant: 'anna',
            point: 'p1',
            from: formatSlot(SLOT),
            sequence: 4,
            terms: { side: 'sell', commitment: commitmentOf(content(), hash) },
        };
        expect(parseIntent(payload)).to.deep.equal({ ...payload, from: SLOT });
        expect(() => parseIntent({ ...payload, terms: { side: 'sell', commitment: 'AB' } })).to.throw(
            /^INTENT_INVALID/,
        );
        expect(() => parseIntent({ ...payload, terms: { ...payload.terms, wh: 5 } })).to.throw(/^INTENT_INVALID/);
        expect(() => parseIntent({ ...payload, point: '*' })).to.throw(/^INTENT_INVALID/);
        const withdrawal = { ...payload, kind: 'order-cancellation', terms: { order: 4 } };
        expect(parseIntent(withdrawal)).to.deep.equal({ ...withdrawal, from: SLOT });
    });
});

describe('admission at the gate', () => {
    it('leaves out what was cancelled, not opened, or opened with a content that speaks of something else', () => {
        const cancelled = placed(content({ salt: '01'.repeat(32) }), 1, { cancelled: 2 });
        const unopened = placed(content({ salt: '02'.repeat(32) }), 3);
        const other = content({ point: 'p2', salt: '03'.repeat(32) });
        const mismatch = { ...placed(other, 4), point: 'p1' };
        const { admitted, states } = admission(book, [
            [cancelled, content({ salt: '01'.repeat(32) })],
            [unopened, null],
            [mismatch, other],
        ]);
        expect(admitted).to.deep.equal([]);
        expect([...states]).to.deep.equal([
            ['p1.1', 'cancelled'],
            ['p1.3', 'unopened'],
            ['p1.4', 'mismatch'],
        ]);
    });

    it('voids all orders of a slot that had begun before it was gated', () => {
        const of = content();
        expect([...admission(book, [[placed(of, 1), of]], false).states]).to.deep.equal([['p1.1', 'late']]);
        expect([...admission(book, [[placed(of, 1), of]], true).states]).to.deep.equal([['p1.1', 'admitted']]);
    });

    it('voids what exceeds the connection’s limit with the orders signed before it, each side by itself', () => {
        const of = (sequence: number, amount: number, side: 'sell' | 'buy') => {
            const one = content({ wh: wh(amount), side, salt: String(sequence).repeat(64).slice(0, 64) });
            return [placed(one, sequence), one] as const;
        };
        // 8001 W for a quarter of an hour are 2000 Wh out, 4000 W are 1000 Wh in.
        const { states } = admission(book, [
            of(3, 500, 'sell'),
            of(1, 1600, 'sell'),
            of(2, 401, 'sell'),
            of(4, 400, 'sell'),
            of(5, 1000, 'buy'),
        ]);
        expect(Object.fromEntries(states)).to.deep.equal({
            'p1.1': 'admitted',
            'p1.2': 'limit',
            'p1.3': 'limit',
            'p1.4': 'admitted',
            'p1.5': 'admitted',
        });
    });

    it('voids prices outside the tariff of the slot, directions a connection has not, and points of others', () => {
        const cases: [ForwardOrder, string][] = [
            [content({ price: price(4529) }), 'price'],
            [content({ price: price(6801) }), 'price'],
            [content({ participant: 'ben', point: 'p2' }), 'direction'],
            [content({ participant: 'ben', point: 'p1' }), 'owner'],
            [content({ point: 'p9' }), 'owner'],
        ];
        for (const [of, state] of cases) {
            const order = placed(of, 1);
            expect(admission(book, [[order, of]]).states.get(orderId(order))).to.equal(state);
        }
    });
});

describe('the call auction', () => {
    it('makes contracts at the midpoint and numbers them by the gate after which both orders were placed', () => {
        const parties = [
            ['late', 'p3', 'cora', 400, -1],
            ['early', 'p4', 'dan', 300, -9],
        ] as const;
        const sell = content({ wh: wh(700), price: price(4600) });
        const seller = {
            order: placed(sell, 1, { after: slotPlus(SLOT, -7) }),
            content: sell,
            point: testPoint('p1', 'anna'),
        };
        const buyers = parties.map(([, point, participant, amount, at]) => {
            const buy = content({ side: 'buy', point, participant, wh: wh(amount), price: price(6000) });
            return {
                order: placed(buy, 9, { after: slotPlus(SLOT, at) }),
                content: buy,
                point: testPoint(point, participant),
            };
        });
        const contracts = auction(SLOT, [seller, ...buyers], 'midpoint', tariff);
        // One seller fully sold to buyers fully served: equilibrium prices are [4600, 6000], their mean 5300.
        const terms = { seller: 'p1', sellOrder: 1, buyOrder: 9, price: 5300, fee: 0 };
        expect(contracts).to.deep.equal([
            { ...terms, contract: 1, buyer: 'p4', wh: 300 },
            { ...terms, contract: 2, buyer: 'p3', wh: 400 },
        ]);
        expect(auction(SLOT, [...buyers, seller].reverse(), 'midpoint', tariff)).to.deep.equal(contracts);
        expect(auction(slotPlus(SLOT, 1), [seller], 'shared', tariff)).to.deep.equal([]);
    });

    it('draws lots among contracts of the same gate, anew in every slot', () => {
        const firsts = new Set<string>();
        for (let later = 0; later < 20; later++) {
            const at = slotPlus(SLOT, later);
            const sell = content({ wh: wh(300), price: price(4600), slot: at });
            const seller = { order: placed(sell, 1), content: sell, point: testPoint('p1', 'anna') };
            const buyers = ['b', 'c', 'd'].map((name) => {
                const buy = content({ side: 'buy', point: name, participant: name, wh: wh(100), slot: at });
                return { order: placed(buy, 9), content: buy, point: testPoint(name, name) };
            });
            firsts.add(auction(at, [seller, ...buyers], 'midpoint', tariff)[0]?.buyer ?? '');
        }
        expect([...firsts].sort()).to.deep.equal(['b', 'c', 'd']);
    });
});
