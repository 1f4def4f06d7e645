import { expect } from 'chai';
import { Fields } from '../fields.js';
import { costWithoutCommunity } from '../figures.js';
import type { Carbon } from '../registry/rules/carbon.js';
import { parseCarbon } from '../registry/rules/carbon.js';
import { type Settlement, settleSlot } from '../settlement/settle.js';
import { hash, hmac } from '../testing/crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { price, watt } from '../units.js';
import { type Report, reportOf, tallyOf } from './report.js';

const tariff = { retail: price(6800), feedIn: price(4530) };
const roof = (id: string) => ({ id, source: 'solar', capacityW: watt(90_000), register: 'export' }) as const;
const carbon: Carbon = {
    location: { perKwh: 4042, year: 2023, source: 'MEE, South' },
    residual: { perKwh: 6096, year: 2023, source: 'MEE, without traded non-fossil' },
};

/** Sellers give what they are asked for at least prices; one buyer takes `taken` Wh. */
function settled(
    sellers: readonly (readonly [name: string, wh: number, minPrice: number])[],
    taken: number,
): Settlement {
    const of = (point: string, imported: number, exported: number) => ({
        point,
        ocmf: METER.signReading(reading(point, [0, imported], [0, exported])),
    });
    const book = testBook([
        ...sellers.map(([name, , minPrice]) =>
            standing(testPoint(name, name, { plant: roof(`pv-${name}`) }), { minPrice }),
        ),
        standing(testPoint('z', 'zoe'), { choice: { energy: 'clean' } }),
    ]);
    const readings = [of('z', taken, 0), ...sellers.map(([name, wh]) => of(name, 0, wh))];
    const input = { slot: SLOT, book, readings, registers: new Map(), previous: null, windowOver: false };
    return settleSlot({ ...input, seed: new Uint8Array(32), hash, hmac });
}

function report({ lines }: Settlement, factors: Carbon | null = null): Report {
    return reportOf(
        tallyOf(
            lines,
            () => tariff,
            costWithoutCommunity(lines, () => tariff),
        ),
        factors,
    );
}

describe('the report of figures', () => {
    it('says what sharing saved against the tariff alone: the whole spread where there is no fee', () => {
        const { savings, gridOnly, paid } = report(settled([['a', 600, 4530]], 1000));
        // The grid alone: 1000 Wh bought, 600 Wh sold to it. Shared: only 400 Wh come from it.
        expect(gridOnly).to.equal(1000n * 6800n - 600n * 4530n);
        expect(paid).to.equal(400n * 6800n);
        expect(savings).to.equal(600n * (6800n - 4530n));
    });

    it('gives mean prices, and how much was traded at a bound of the tariff', () => {
        expect(report(settled([['a', 600, 4530]], 600))).to.include({
            averagePrice: 5665,
            averageAllIn: 5665,
            atLowBound: 0,
            atHighBound: 0,
        });
        // Half at the middle of the tariff, half by a seller who asks for all of it.
        const dear = report(
            settled(
                [
                    ['a', 300, 4530],
                    ['b', 300, 6800],
                ],
                600,
            ),
        );
        expect(dear).to.include({ averagePrice: Math.floor((5665 + 6800) / 2), atLowBound: 0, atHighBound: 5000 });
    });

    it('measures concentration by Herfindahl and Hirschman: one seller 10000, two equal ones 5000', () => {
        expect(report(settled([['a', 300, 4530]], 300))).to.include({ concentration: 10_000, sellers: 1 });
        const equal = report(
            settled(
                [
                    ['a', 300, 4530],
                    ['b', 300, 4530],
                ],
                600,
            ),
        );
        expect(equal).to.include({ concentration: 5000, sellers: 2 });
        const uneven = report(
            settled(
                [
                    ['a', 100, 4530],
                    ['b', 300, 4530],
                ],
                400,
            ),
        );
        expect(uneven.concentration).to.equal(6250);
    });

    it('reckons CO₂ twice, by place and by market, each with its factor', () => {
        const { carbon: found } = report(settled([['a', 600, 4530]], 1000), carbon);
        expect(found).to.deep.equal({ ...carbon, locationBased: 1000n * 4042n, marketBased: 400n * 6096n });
        expect(report(settled([['a', 600, 4530]], 1000)).carbon).to.equal(null);
    });

    it('has nothing to say of nothing', () => {
        expect(
            reportOf(
                tallyOf(
                    [],
                    () => tariff,
                    costWithoutCommunity([], () => tariff),
                ),
                null,
            ),
        ).to.include({
            savings: 0n,
            averagePrice: null,
            averageAllIn: null,
            atLowBound: null,
            concentration: null,
            sellers: 0,
            selfSufficiency: null,
        });
    });
});

describe('emission factors in the rules', () => {
    it('carry year and source, and are refused without', () => {
        expect(parseCarbon(new Fields(JSON.parse(JSON.stringify(carbon)), 'carbon'))).to.deep.equal(carbon);
        for (const location of [
            { perKwh: 1, year: 2023 },
            { perKwh: -1, year: 2023, source: 'x' },
            { perKwh: 1, source: 'x' },
        ]) {
            expect(() => parseCarbon(new Fields({ ...carbon, location }, 'carbon'))).to.throw(
                /^REQUEST_INVALID: carbon/,
            );
        }
    });
});
