import { expect } from 'chai';
import { hash, hmac } from '../testing/crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { price, wh } from '../units.js';
import { mustAddUp } from './invariants.js';
import type { Line } from './line.js';
import { settleSlot } from './settle.js';

const TARIFF = { retail: price(6800), feedIn: price(4530) };
const book = testBook([
    standing(testPoint('a', 'A'), { minPrice: 4530 }),
    standing(testPoint('b', 'B'), { choice: { energy: 'clean' } }),
]);
const readings = [
    { point: 'a', ocmf: METER.signReading(reading('a', [0, 0], [0, 400])) },
    { point: 'b', ocmf: METER.signReading(reading('b', [0, 900])) },
];
const seed = new Uint8Array(32);
const { lines } = settleSlot({
    slot: SLOT,
    book,
    readings,
    registers: new Map(),
    previous: null,
    windowOver: false,
    seed,
    hash,
    hmac,
});

describe('a settlement that does not add up', () => {
    const [seller, buyer] = lines;
    if (seller === undefined || buyer === undefined) {
        throw new Error('two lines are expected');
    }
    const trade = (changes: object) => buyer.bought.map((item) => ({ ...item, ...changes }));
    const named = (changes: object) => seller.sold.map((item) => ({ ...item, ...changes }));
    const broken: [string, Line, Line][] = [
        ['imported = own + bought + from grid', seller, { ...buyer, fromGrid: wh(501) }],
        ['exported = own + sold + to grid', { ...seller, toGrid: wh(1) }, buyer],
        ['imported = own + bought + from grid', seller, { ...buyer, imported: null }],
        ['only signed readings take part', seller, { ...buyer, state: 'registerJump' }],
        ['only who chose clean buys', seller, { ...buyer, energy: 'traditional' }],
        ['money of a point: retail', seller, { ...buyer, money: { ...buyer.money, retail: 1 } }],
        ['money of a point: balance', seller, { ...buyer, money: { ...buyer.money, balance: 1 } }],
        ['money of a point: sold', { ...seller, money: { ...seller.money, sold: 0 } }, buyer],
        ['money of a point: bought', seller, { ...buyer, bought: trade({ price: 5666 }) }],
        ['money of a point: fees', seller, { ...buyer, bought: trade({ fee: 1 }) }],
        ['substitutes are named', seller, { ...buyer, substitute: { by: 'days', days: 1, instead: 'missing' } }],
        ['a closing line is a gap', seller, { ...buyer, handover: true }],
        ['a plant or no source', { ...seller, sold: named({ certifiable: wh(1) }) }, buyer],
        ['plants give what they made', { ...seller, generated: wh(399), sold: named({ plant: 'p' }) }, buyer],
        ['sold = bought, trade by trade', seller, { ...buyer, bought: trade({ trade: 2 }) }],
    ];

    it('adds up as it was written', () => {
        expect(() => mustAddUp(SLOT, lines, TARIFF)).not.to.throw();
    });

    for (const [rule, first, second] of broken) {
        it(`is refused: ${rule}`, () => {
            expect(() => mustAddUp(SLOT, [first, second], TARIFF)).to.throw(
                `INVARIANT_BROKEN: the settlement of 2026-03-01T10:15Z does not add up: ${rule}`,
            );
        });
    }

    it('is refused where a side of a trade is left out', () => {
        expect(() => mustAddUp(SLOT, [seller], TARIFF)).to.throw('buyers pay = sellers receive + grid fees');
        expect(() => mustAddUp(SLOT, [buyer], TARIFF)).to.throw('buyers pay = sellers receive + grid fees');
        expect(() => mustAddUp(SLOT, [seller, seller, buyer], TARIFF)).to.throw('a trade has one seller');
    });
});
