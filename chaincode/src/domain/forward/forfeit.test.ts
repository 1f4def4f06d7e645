import { expect } from 'chai';
import fc from 'fast-check';
import { seed } from '../clearing/testbooks.js';
import { FORWARD_DEFAULTS, type ForwardRules } from '../registry/rules/forward.js';
import { tariffAt } from '../registry/tariff/slottariff.js';
import { slotPlus } from '../slot.js';
import { hash } from '../testing/crypto.js';
import { SLOT, standing, tariffEntry, testBook, testPoint } from '../testing/district.js';
import { price, watt, wh } from '../units.js';
import { admitOrders } from './admission.js';
import { forfeitsOf } from './forfeit.js';
import { commitmentOf, type ForwardOrder, type OrderSide, type PublicOrder } from './order.js';

/** Retail 6800, feed-in 4530. */
const tariff = tariffAt(tariffEntry().body, SLOT, 480);
/** 2,000 Wh out and 1,000 Wh in a slot. */
const book = testBook([
    standing(testPoint('p1', 'anna', { limits: { importW: watt(4000), exportW: watt(8000) } })),
    standing(testPoint('p2', 'ben', { limits: { importW: watt(4000), exportW: watt(8000) } })),
]);

type Sent = Readonly<{ point?: string; participant?: string; side?: OrderSide; wh: number; opened: boolean }>;

function forfeits(sent: readonly Sent[], rules: Partial<ForwardRules> = {}, onTime = true) {
    const contents = new Map<string, ForwardOrder>();
    const orders = sent.map((one, index): PublicOrder => {
        const parties = { participant: one.participant ?? 'anna', point: one.point ?? 'p1', side: one.side ?? 'sell' };
        const salt = String(index).padStart(64, '0');
        const common = { v: 1, ...parties, slot: SLOT } as const;
        const content: ForwardOrder = { ...common, wh: wh(one.wh), price: price(5000), salt };
        const commitment = commitmentOf(content, hash);
        if (one.opened) {
            contents.set(commitment, content);
        }
        return { ...common, sequence: index + 1, commitment, kid: 'k', after: slotPlus(SLOT, -1), cancelled: null };
    });
    const admission = admitOrders({ slot: SLOT, book, tariff, orders, contents, onTime });
    return forfeitsOf({ book, tariff, rules: { ...FORWARD_DEFAULTS, ...rules }, orders, admission });
}

describe('an order that nobody opened', () => {
    it('counts as one for all the connection carries, wholly undelivered, at the widest difference of prices', () => {
        expect(forfeits([{ wh: 10, opened: false }])).to.deep.equal([
            // A tenth of 2,000 Wh is tolerated; 6800 − 4530.
            { point: 'p1', side: 'sell', order: 1, wh: 1800, price: 2270 },
        ]);
        expect(forfeits([{ side: 'buy', wh: 10, opened: false }])).to.deep.equal([
            { point: 'p1', side: 'buy', order: 1, wh: 900, price: 2270 },
        ]);
    });

    it('counts only for what the point’s opened orders leave, and once however many were not opened', () => {
        const sent = [
            { wh: 5, opened: false },
            { wh: 1_500, opened: true },
            { wh: 7, opened: false },
            { side: 'buy', wh: 1_000, opened: true },
            { side: 'buy', wh: 1, opened: false },
        ] as const;
        expect(forfeits(sent)).to.deep.equal([{ point: 'p1', side: 'sell', order: 1, wh: 450, price: 2270 }]);
    });

    it('costs nothing where the rules say so, where the gate was late, or where the point is another’s', () => {
        const shut = { wh: 5, opened: false };
        expect(forfeits([shut], { unopened: 'void' })).to.deep.equal([]);
        expect(forfeits([shut], {}, false)).to.deep.equal([]);
        expect(forfeits([{ ...shut, participant: 'ben' }])).to.deep.equal([]);
        expect(forfeits([shut], { toleranceBasisPoints: 10_000 })).to.deep.equal([]);
    });

    it('never pays: it costs at least what the same order, opened and wholly undelivered, can cost', () => {
        const start = seed();
        const amounts = fc.record({
            opened: fc.integer({ min: 0, max: 1_000 }),
            shut: fc.integer({ min: 1, max: 1_000 }),
        });
        fc.assert(
            fc.property(
                amounts,
                fc.integer({ min: 0, max: 10_000 }),
                fc.integer({ min: 4530, max: 6800 }),
                (wanted, band, at) => {
                    const others = wanted.opened === 0 ? [] : [{ wh: wanted.opened, opened: true }];
                    const found = forfeits([...others, { wh: wanted.shut, opened: false }], {
                        toleranceBasisPoints: band,
                    });
                    const cost = found.reduce((sum, one) => sum + one.wh * one.price, 0);
                    // A seller owes retail − price at most, a buyer price − feed-in, beyond the tolerance of what was ordered.
                    const short = wanted.shut - Math.floor((wanted.shut * band) / 10_000);
                    expect(cost).to.be.at.least(short * Math.max(6800 - at, at - 4530));
                },
            ),
            { seed: start, numRuns: 2_000 },
        );
        console.log(`      2,000 cases, seed ${start}`);
    });
});
