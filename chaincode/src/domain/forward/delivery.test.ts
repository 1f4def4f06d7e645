import { expect } from 'chai';
import fc from 'fast-check';
import { price, type Wh, wh } from '../units.js';
import type { ForwardContract } from './auction.js';
import { type Delivery, deliver, type Measured } from './delivery.js';
import { imbalancesOf } from './imbalance.js';

const TARIFF = { retail: price(6800), feedIn: price(4530) };

function contract(number: number, seller: string, buyer: string, ordered: number, at = 5000): ForwardContract {
    const parties = { seller, buyer, sellOrder: number, buyOrder: number };
    return { ...parties, contract: number, wh: wh(ordered), price: price(at), fee: price(100) };
}

function measured(exported: Record<string, number>, imported: Record<string, number>): Measured {
    const asMap = (of: Record<string, number>) => new Map<string, Wh>(Object.entries(of).map(([id, n]) => [id, wh(n)]));
    return { exported: asMap(exported), imported: asMap(imported) };
}

const served = (deliveries: readonly Delivery[]) => deliveries.map(({ delivered }) => Number(delivered));
const charges = (deliveries: readonly Delivery[], meters: Measured, tolerance: number) =>
    imbalancesOf(deliveries, meters, tolerance, TARIFF).map((one) => [
        one.contract.contract,
        one.cause,
        one.wh,
        one.price,
    ]);

describe('delivery of contracts', () => {
    it('settles 5 and 3 of trades over 5 and 4 kWh when 8 were injected, first come first served (Beckn)', () => {
        const contracts = [contract(1, 's', 'a', 5000), contract(2, 's', 'b', 4000)];
        const meters = measured({ s: 8000 }, { a: 5000, b: 4000 });
        expect(served(deliver(contracts, meters, 'fifo'))).to.deep.equal([5000, 3000]);
        expect(served(deliver([...contracts].reverse(), meters, 'fifo'))).to.deep.equal([5000, 3000]);
    });

    it('shares the same 8 kWh in proportion 5 to 4 where rules say pro rata', () => {
        const contracts = [contract(1, 's', 'a', 5000), contract(2, 's', 'b', 4000)];
        const meters = measured({ s: 8000 }, { a: 5000, b: 4000 });
        // 8000 × 5/9 = 4444.4…, 8000 × 4/9 = 3555.5…: the larger remainder has the odd Wh.
        expect(served(deliver(contracts, meters, 'pro rata'))).to.deep.equal([4444, 3556]);
    });

    it('passes on to other contracts what one buyer did not draw', () => {
        const contracts = [contract(1, 's', 'a', 600), contract(2, 's', 'b', 600)];
        const meters = measured({ s: 1000 }, { a: 100, b: 600 });
        expect(served(deliver(contracts, meters, 'fifo'))).to.deep.equal([100, 600]);
        expect(served(deliver(contracts, meters, 'pro rata'))).to.deep.equal([100, 600]);
    });

    it('serves nothing where a meter says nothing, and charges nobody for it', () => {
        const contracts = [contract(1, 's', 'a', 600)];
        for (const meters of [measured({}, { a: 600 }), measured({ s: 600 }, {})]) {
            const deliveries = deliver(contracts, meters, 'fifo');
            expect(served(deliveries)).to.deep.equal([0]);
            expect(charges(deliveries, meters, 0)).to.deep.equal([]);
        }
    });
});

describe('imbalance', () => {
    it('makes the buyer whose meter shows 8 of 10 answer for it, never the seller', () => {
        const meters = measured({ s: 10 }, { a: 8 });
        const deliveries = deliver([contract(1, 's', 'a', 10)], meters, 'fifo');
        expect(charges(deliveries, meters, 0)).to.deep.equal([[1, 'buyer', 2, 5000 - 4530]]);
    });

    it('makes the seller who made 4 of 5 kWh pay what the buyer’s kWh from the grid costs her more', () => {
        const meters = measured({ s: 4000 }, { a: 5000 });
        const deliveries = deliver([contract(1, 's', 'a', 5000)], meters, 'fifo');
        expect(charges(deliveries, meters, 0)).to.deep.equal([[1, 'seller', 1000, 6800 - 5000 - 100]]);
        // Of the 1000 Wh short 500 lie in the band of 10 % of 5000 Wh.
        expect(charges(deliveries, meters, 1000)).to.deep.equal([[1, 'seller', 500, 1700]]);
        expect(charges(deliveries, meters, 2000)).to.deep.equal([]);
    });

    it('is nobody’s where both fell short alike, nor where there is more than was ordered', () => {
        const short = measured({ s: 300 }, { a: 300 });
        expect(charges(deliver([contract(1, 's', 'a', 500)], short, 'fifo'), short, 0)).to.deep.equal([]);
        const more = measured({ s: 900 }, { a: 900 });
        expect(charges(deliver([contract(1, 's', 'a', 500)], more, 'fifo'), more, 0)).to.deep.equal([]);
    });

    it('counts what a party has in all its contracts: one buyer’s missing draw feeds the next contract', () => {
        // s sold 12, made 10; a drew 0 of 6, so b has all her 6: only a fell short, by 6, of which s could not have served 2.
        const contracts = [contract(1, 's', 'a', 6), contract(2, 's', 'b', 6)];
        const meters = measured({ s: 10 }, { a: 0, b: 6 });
        expect(charges(deliver(contracts, meters, 'fifo'), meters, 0)).to.deep.equal([[1, 'buyer', 4, 470]]);
    });

    it('costs nothing where the grid was no worse than the contract', () => {
        const meters = measured({ s: 0 }, { a: 500 });
        const deliveries = deliver([contract(1, 's', 'a', 500, 6750)], meters, 'fifo');
        expect(charges(deliveries, meters, 0)).to.deep.equal([]);
    });
});

const sellers = ['s1', 's2', 's3'];
const buyers = ['b1', 'b2', 'b3', 'b4'];
const amounts = (ids: readonly string[]) =>
    fc.record(Object.fromEntries(ids.map((id) => [id, fc.nat(3000)])), { requiredKeys: [] });
const cases = fc.record({
    drafts: fc.array(
        fc.tuple(fc.constantFrom(...sellers), fc.constantFrom(...buyers), fc.integer({ min: 1, max: 2000 })),
        { maxLength: 14 },
    ),
    exported: amounts(sellers),
    imported: amounts(buyers),
    order: fc.constantFrom('fifo', 'pro rata'),
    tolerance: fc.constantFrom(0, 1000, 10_000),
});

describe('contracts and meters at random', () => {
    it('serve no Wh twice and none that was not measured, leave none unserved that could be, and charge only who fell short', () => {
        fc.assert(
            fc.property(cases, ({ drafts, exported, imported, order, tolerance }) => {
                const contracts = drafts.map(([seller, buyer, ordered], index) =>
                    contract(index + 1, seller, buyer, ordered),
                );
                const meters = measured(exported as Record<string, number>, imported as Record<string, number>);
                const deliveries = deliver(contracts, meters, order as 'fifo' | 'pro rata');
                const left = {
                    seller: new Map<string, number>(meters.exported),
                    buyer: new Map<string, number>(meters.imported),
                };
                const lacking = new Map<string, number>();
                for (const { contract: of, delivered } of deliveries) {
                    expect(delivered).to.be.within(0, of.wh);
                    for (const role of ['seller', 'buyer'] as const) {
                        left[role].set(of[role], (left[role].get(of[role]) ?? 0) - delivered);
                        lacking.set(`${role} ${of[role]}`, (lacking.get(`${role} ${of[role]}`) ?? 0) + of.wh);
                    }
                }
                for (const rest of [...left.seller.values(), ...left.buyer.values()]) {
                    expect(rest).to.be.at.least(0);
                }
                for (const { contract: of, delivered } of deliveries) {
                    const could = Math.min(left.seller.get(of.seller) ?? 0, left.buyer.get(of.buyer) ?? 0);
                    const known = meters.exported.has(of.seller) && meters.imported.has(of.buyer);
                    expect(known && delivered < of.wh ? could : 0).to.equal(0);
                }
                const charged = new Map<string, number>();
                for (const one of imbalancesOf(deliveries, meters, tolerance, TARIFF)) {
                    const party = `${one.cause} ${one.contract[one.cause]}`;
                    charged.set(party, (charged.get(party) ?? 0) + one.wh);
                }
                for (const [party, sum] of charged) {
                    const [role = '', id = ''] = party.split(' ');
                    const own = (role === 'seller' ? meters.exported : meters.imported).get(id) ?? 0;
                    const contracted = lacking.get(party) ?? 0;
                    expect(sum).to.be.at.most(contracted - own - Math.floor((contracted * tolerance) / 10_000));
                }
            }),
            { numRuns: 2000 },
        );
    });
});
