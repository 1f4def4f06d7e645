import { expect } from 'chai';
import { parseSlot } from '../../slot.js';
import { price, wh } from '../../units.js';
import { differenceFee, differenceFees } from './fees.js';
import { feeOf, tariffAt } from './slottariff.js';
import { stepCharges } from './steps.js';
import { flatTariff, parseTariff, taxIn } from './tariff.js';

const SHENZHEN = 480;

describe('tariffs', () => {
    const tariff = { retail: 6800, feedIn: 4530, fees: [['east', 'west', 150]] };

    it('are read from one price, and refuse feed-in above retail, repeated pairs and fees that are none', () => {
        expect(parseTariff(tariff)).to.deep.equal({
            retail: { base: 6800, periods: [] },
            feedIn: 4530,
            feedInProvisional: false,
            fees: [['east', 'west', { network: 150, losses: 0, levies: 0 }]],
            vat: 0,
            steps: null,
        });
        const repeated = ['e', 'w', 1];
        for (const bad of [
            { ...tariff, feedIn: 6801 },
            { ...tariff, fees: [repeated, repeated] },
            { ...tariff, fees: [['e', 'w']] },
            { ...tariff, fees: [['e', 'w', '1']] },
            { ...tariff, fees: [['e', 1, 1]] },
            { ...tariff, vat: -1 },
            {
                ...tariff,
                retail: { base: 6800, periods: [{ name: 'valley', from: '00:00', to: '08:00', price: 4529 }] },
            },
            {
                ...tariff,
                retail: { base: 6800, periods: [{ name: 'night', from: '22:00', to: '06:00', price: 5000 }] },
            },
            { ...tariff, retail: { base: 6800, periods: [{ name: 'noon', from: '12:10', to: '13:00', price: 5000 }] } },
            { ...tariff, retail: { base: 6800, periods: [{ name: 'base', from: '12:00', to: '13:00', price: 5000 }] } },
            { ...tariff, retail: { base: 6800, periods: [{ name: 'x', from: '12:00', to: '24:15', price: 5000 }] } },
            {
                ...tariff,
                steps: {
                    levels: [
                        { aboveWh: 5, add: 3 },
                        { aboveWh: 5, add: 4 },
                    ],
                    matchedCounts: true,
                },
            },
        ]) {
            expect(() => parseTariff(bad)).to.throw(/^REQUEST_INVALID: /);
        }
    });

    it('hold by the hour of local time, by month and weekday, the first listed period first', () => {
        const timed = parseTariff({
            ...tariff,
            retail: {
                base: 6800,
                periods: [
                    { name: 'summit', months: [7, 8, 9], from: '11:00', to: '12:00', price: 12_000 },
                    { name: 'peak', weekdays: [1, 2, 3, 4, 5], from: '10:00', to: '12:00', price: 9000 },
                    { name: 'valley', from: '00:00', to: '08:00', price: 4600 },
                    { name: 'evening', from: '22:00', to: '24:00', price: 5000 },
                ],
            },
        });
        const at = (slot: string) => {
            const { retail, period } = tariffAt(timed, parseSlot(slot), SHENZHEN);
            return [retail, period];
        };
        // 2026-03-02 was a Monday; Shenzhen is eight hours ahead of UTC.
        expect(at('2026-03-02T01:45Z')).to.deep.equal([6800, 'base']);
        expect(at('2026-03-02T02:00Z')).to.deep.equal([9000, 'peak']);
        expect(at('2026-03-02T03:45Z')).to.deep.equal([9000, 'peak']);
        expect(at('2026-03-02T04:00Z')).to.deep.equal([6800, 'base']);
        expect(at('2026-03-01T02:00Z')).to.deep.equal([6800, 'base']);
        expect(at('2026-03-02T15:45Z')).to.deep.equal([5000, 'evening']);
        expect(at('2026-03-02T16:00Z')).to.deep.equal([4600, 'valley']);
        expect(at('2026-07-06T03:15Z')).to.deep.equal([12_000, 'summit']);
        expect(at('2026-06-30T16:00Z')).to.deep.equal([4600, 'valley']);
    });

    it('know the fee of a pair of zones: as listed, with all its items; nothing inside one zone; no way otherwise', () => {
        const fees = [
            ['east', 'west', { network: 100, losses: 30, levies: 20 }],
            ['west', 'west', 20],
        ];
        const slotTariff = tariffAt(parseTariff({ retail: 2, feedIn: 1, fees }), parseSlot('2026-03-01T00:00Z'), 0);
        expect(feeOf(slotTariff, 'east', 'west')).to.equal(150);
        expect(feeOf(slotTariff, 'west', 'west')).to.equal(20);
        expect(feeOf(slotTariff, 'east', 'east')).to.equal(0);
        expect(feeOf(slotTariff, 'west', 'east')).to.equal(undefined);
    });

    it('take the grid fee by the difference rule of document 1901: the level of the user minus the highest one used', () => {
        expect(differenceFee(price(2400), price(1900))).to.equal(500);
        expect(() => differenceFee(price(1900), price(2400))).to.throw(/^FEE_NEGATIVE: /);
        const levels = [
            { level: '0.4kV', price: price(2400) },
            { level: '10kV', price: price(1900) },
            { level: '110kV', price: price(1200) },
        ];
        const zones = [
            { zone: 'garden', level: '0.4kV' },
            { zone: 'harbour', level: '0.4kV' },
            { zone: 'factory', level: '10kV' },
        ];
        const extra = { losses: price(40), levies: price(10) };
        const fees = new Map(
            differenceFees(zones, levels, extra).map(([seller, buyer, items]) => [`${seller} ${buyer}`, items]),
        );
        expect(fees.get('garden garden')).to.deep.equal({ network: 0, losses: 0, levies: 0 });
        expect(fees.get('garden harbour')).to.deep.equal({ network: 500, losses: 40, levies: 10 });
        expect(fees.get('factory garden')).to.deep.equal({ network: 1200, losses: 40, levies: 10 });
        expect(fees.get('garden factory')).to.deep.equal({ network: 700, losses: 40, levies: 10 });
        expect(() => differenceFees([{ zone: 'far', level: '220kV' }], levels, extra)).to.throw(/^REQUEST_INVALID: /);
    });

    it('charge each step of a month only for what lies in it', () => {
        const steps = {
            levels: [
                { aboveWh: wh(260_000), add: price(500) },
                { aboveWh: wh(600_000), add: price(3000) },
            ],
            matchedCounts: false,
        };
        const at = (imported: number) => stepCharges(steps, wh(imported)).map((one) => [one.wh, one.money]);
        expect(at(260_000)).to.deep.equal([
            [0, 0n],
            [0, 0n],
        ]);
        expect(at(700_000)).to.deep.equal([
            [340_000, 170_000_000n],
            [100_000, 300_000_000n],
        ]);
    });

    it('contain their tax', () => {
        expect(taxIn(113_000n, 1300)).to.equal(13_000n);
        expect(taxIn(-113_000n, 1300)).to.equal(-13_000n);
        expect(flatTariff(price(2), price(1)).vat).to.equal(0);
    });
});
