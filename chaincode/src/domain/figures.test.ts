import { expect } from 'chai';
import { costWithoutCommunity, figures, share, sumLines, suppliesOf } from './figures.js';
import { settleSlot } from './settlement/settle.js';
import { hash, hmac } from './testing/crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from './testing/district.js';
import { price, watt, wh } from './units.js';

const roof = { id: 'roof', source: 'solar', capacityW: watt(90_000), register: 'generation' } as const;
const book = testBook([
    standing(testPoint('a', 'anna', { plant: roof }), { minPrice: 4530 }),
    standing(testPoint('b', 'ben'), { choice: { energy: 'clean' } }),
    standing(testPoint('c', 'ben'), { choice: { energy: 'clean' } }),
]);
const generation = { start: wh(0), end: wh(1000) };
const readings = [
    { point: 'a', ocmf: METER.signReading(reading('a', [0, 0], [0, 700], { generation })) },
    { point: 'b', ocmf: METER.signReading(reading('b', [0, 1000])) },
];
const { lines } = settleSlot({
    slot: SLOT,
    book,
    readings,
    registers: new Map(),
    previous: null,
    windowOver: false,
    seed: new Uint8Array(32),
    hash,
    hmac,
});
const of = (participant: string) => lines.filter((line) => line.participant === participant);

describe('figures', () => {
    it('add up lines and keep unknown ones apart', () => {
        const sums = sumLines(of('ben'));
        expect(sums).to.deep.include({
            lines: 2,
            unknownLines: 1,
            imported: 1000,
            bought: 700,
            fromGrid: 300,
            clean: 700,
        });
        // 700 Wh at (4530 + 6800) / 2, 300 Wh at 6800
        expect(sums.money.balance).to.equal(700n * 5665n + 300n * 6800n);
    });

    it('give the shares of a consumer, a producer and the whole', () => {
        expect(figures(sumLines(of('ben')))).to.deep.equal({
            selfSufficiency: 7000,
            selfConsumption: null,
            localShare: 7000,
            cleanShare: 7000,
        });
        // 300 Wh used behind the meter, 700 Wh sold.
        expect(figures(sumLines(of('anna')))).to.deep.equal({
            selfSufficiency: 10_000,
            selfConsumption: 10_000,
            localShare: null,
            cleanShare: null,
        });
        expect(figures(sumLines(lines)).selfSufficiency).to.equal(7692);
    });

    it('tell neighbours from power stations, energy, money and fees', () => {
        const fromRoof = { source: 'solar', wh: 700, money: 700n * 5665n, fees: 0n };
        expect(suppliesOf(of('ben'), () => false)).to.deep.equal([{ supplier: 'neighbour', ...fromRoof }]);
        expect(suppliesOf(of('ben'), (plant) => plant === 'roof')).to.deep.equal([{ supplier: 'plant', ...fromRoof }]);
        expect(suppliesOf(of('anna'), () => false)).to.deep.equal([]);
    });

    it('keep own energy apart, which costs the grid fee only, and sum to the lines', () => {
        const [line] = of('ben').filter(({ point }) => point === 'b');
        if (line === undefined) {
            throw new Error('ben has a line');
        }
        const trade = { trade: 9, plant: '', source: '', zone: 'z', wh: wh(50), certifiable: wh(0) } as const;
        const wind = { ...trade, plant: 'mill', source: 'wind', price: price(4000), fee: price(150) } as const;
        const own = { ...trade, wh: wh(20), price: price(0), fee: price(30) };
        const supplies = suppliesOf(
            [{ ...line, ownReceived: [own], bought: [...line.bought, wind, wind] }],
            (plant) => plant === 'mill',
        );
        expect(supplies.map(({ supplier, source, wh: amount }) => [supplier, source, amount])).to.deep.equal([
            ['own', '', 20],
            ['neighbour', 'solar', 700],
            ['plant', 'wind', 100],
        ]);
        expect(supplies.map(({ money, fees }) => [money, fees])).to.deep.equal([
            [0n, 600n],
            [700n * 5665n, 0n],
            [400_000n, 15_000n],
        ]);
    });

    it('say what the grid alone would have cost', () => {
        const tariff = () => ({ retail: price(6800), feedIn: price(4530) });
        expect(costWithoutCommunity(of('ben'), tariff)).to.equal(1000n * 6800n);
        expect(costWithoutCommunity(of('anna'), tariff)).to.equal(-700n * 4530n);
    });

    it('follow the example of Grid Singularity: own demand of 3 kWh covered by 10 kWh of PV is 100 % and 30 %', () => {
        const none = sumLines([]);
        const home = { ...none, generated: wh(10_000), exported: wh(7000), toGrid: wh(7000) };
        expect(figures(home)).to.include({ selfSufficiency: 10_000, selfConsumption: 3000 });
        expect(share(1, 3)).to.equal(3333);
    });
});
