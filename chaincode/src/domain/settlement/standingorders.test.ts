import { expect } from 'chai';
import type { ChoiceTerms } from '../intents/intent.js';
import type { Source } from '../registry/point.js';
import type { Tariff } from '../registry/tariff/tariff.js';
import { hash, hmac } from '../testing/crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { price, watt } from '../units.js';
import type { Line } from './line.js';
import { type Settlement, settleSlot } from './settle.js';

const plant = (id: string, source: Source) => ({ id, source, capacityW: watt(90_000), register: 'export' }) as const;
const roof = testPoint('roof', 'sun', { plant: plant('roof-pv', 'solar') });
const mill = testPoint('mill', 'wind', { zone: 'west', plant: plant('mill-1', 'wind') });
const cellar = testPoint('cellar', 'battery');
const sellers = [roof, mill, cellar].map((point) => standing(point, { minPrice: 4530 }));
const fees: Tariff['fees'] = [['west', 'east', { network: price(100), losses: price(0), levies: price(0) }]];

/** Every seller exports 1000 Wh; the buyer in `east` imports `imported`. */
function settled(choice: ChoiceTerms, imported = 2500, tariff: Partial<Tariff> = {}): Settlement {
    const book = testBook([...sellers, standing(testPoint('home', 'anna'), { choice })], { fees, ...tariff });
    const of = (point: string, taken: number, given: number) => ({
        point,
        ocmf: METER.signReading(reading(point, [0, taken], [0, given])),
    });
    const readings = [of('home', imported, 0), ...['roof', 'mill', 'cellar'].map((point) => of(point, 0, 1000))];
    const input = { slot: SLOT, book, readings, registers: new Map(), previous: null, windowOver: false };
    return settleSlot({ ...input, seed: new Uint8Array(32), hash, hmac });
}

function home(lines: readonly Line[]): Line {
    const found = lines.find(({ point }) => point === 'home');
    if (found === undefined) {
        throw new Error('there is a line');
    }
    return found;
}

/** Wh bought by source; '' is what no plant is registered for. */
function bought(choice: ChoiceTerms, imported?: number, tariff?: Partial<Tariff>): Record<string, number> {
    const { bought: trades } = home(settled(choice, imported, tariff).lines);
    return Object.fromEntries(trades.map(({ source, wh }) => [source, wh]));
}

describe('standing choices in the book of a slot', () => {
    it('take clean first and unspecified energy of neighbours too, unless clean only is said', () => {
        expect(bought({ energy: 'clean' }, 3000)).to.deep.equal({ solar: 1000, wind: 1000, '': 1000 });
        expect(bought({ energy: 'clean', cleanOnly: true }, 3000)).to.deep.equal({ solar: 1000, wind: 1000 });
        const line = home(settled({ energy: 'clean', cleanOnly: true }, 3000).lines);
        expect(line.fromGrid, 'the grid supplies the rest all the same').to.equal(1000);
        expect(line.bought.every(({ certifiable, wh }) => certifiable === wh)).to.equal(true);
    });

    it('take the sources, plants and neighbours they name, and only their own zone', () => {
        expect(bought({ energy: 'clean', accepts: { sources: ['wind'] } })).to.deep.equal({ wind: 1000 });
        expect(bought({ energy: 'clean', cleanOnly: true, accepts: { sources: ['solar'] } })).to.deep.equal({
            solar: 1000,
        });
        expect(bought({ energy: 'clean', accepts: { plants: ['mill-1'] } })).to.deep.equal({ wind: 1000 });
        expect(bought({ energy: 'clean', accepts: { owners: ['sun'] } })).to.deep.equal({ solar: 1000 });
        expect(bought({ energy: 'clean', ownZone: true })).to.deep.equal({ solar: 1000, '': 1000 });
        expect(bought({ energy: 'clean', ownZone: true, cleanOnly: true })).to.deep.equal({ solar: 1000 });
    });

    it('bid for the share they name, rounded down to the watt-hour', () => {
        expect(bought({ energy: 'clean', share: 5000, accepts: { sources: ['solar'] } }, 999)).to.deep.equal({
            solar: 499,
        });
        expect(bought({ energy: 'clean', share: 1 }, 9999), 'less than one Wh').to.deep.equal({});
        const line = home(settled({ energy: 'clean', share: 2500 }, 1000).lines);
        expect(line.fromGrid).to.equal(750);
    });

    it('get first where their premium is the highest, of several the highest that fits', () => {
        const wanting = (plants: number, wind: number): ChoiceTerms => ({
            energy: 'clean',
            premiums: [
                { accepts: { sources: ['wind'] }, add: wind },
                { accepts: { plants: ['roof-pv'] }, add: plants },
            ],
        });
        expect(bought(wanting(200, 900), 1000)).to.deep.equal({ wind: 1000 });
        expect(bought(wanting(900, 200), 1000)).to.deep.equal({ solar: 1000 });
    });
});

describe('limits that a change of tariff has overtaken', () => {
    const at = (retail: number, feedIn: number): Partial<Tariff> => ({
        retail: { base: price(retail), periods: [] },
        feedIn: price(feedIn),
    });

    it('are lowered to the retail tariff, so that nobody pays the community more than the grid', () => {
        const ceiling: ChoiceTerms = { energy: 'clean', maxPrice: price(9000) };
        const line = home(settled(ceiling, 500, at(5000, 4000)).lines);
        // Sellers still ask 4530; the middle of the tariff is 4500. The two of her own zone share.
        expect(line.bought.map((trade) => trade.price + trade.fee)).to.deep.equal([4530, 4530]);
        expect(bought(ceiling, 500, at(4500, 4000)), 'below what sellers ask: they sit out').to.deep.equal({});
    });

    it('go above the retail tariff only by a premium that was declared', () => {
        const premiums = [{ accepts: { plants: ['roof-pv'] }, add: 100 }];
        const ceiling: ChoiceTerms = { energy: 'clean', maxPrice: price(9000), premiums };
        const { bought: trades } = home(settled(ceiling, 2500, at(4500, 4000)).lines);
        expect(trades.map((trade) => [trade.plant, trade.price])).to.deep.equal([['roof-pv', 4530]]);
    });

    it('are raised to the feed-in tariff, so that nobody sells below what the grid pays', () => {
        const line = home(settled({ energy: 'clean' }, 500, at(6800, 6790)).lines);
        expect(line.bought.map((trade) => trade.price)).to.deep.equal([6795, 6795]);
        const low: ChoiceTerms = { energy: 'clean', maxPrice: price(6000) };
        expect(bought(low, 500, at(6800, 6790)), 'a ceiling below feed-in buys nothing').to.deep.equal({});
    });
});

describe('own points', () => {
    it('are netted first with the grid fee, on record, and move no price of the market', () => {
        const choice: ChoiceTerms = { energy: 'clean' };
        const points = (own: boolean) => [
            standing(testPoint('a-roof', 'anna', { zone: 'west', plant: plant('a-pv', 'solar') }), { minPrice: 6700 }),
            standing(testPoint('a-home', own ? 'anna' : 'ben'), { choice }),
            standing(testPoint('c-home', 'carol'), { choice }),
            standing(roof, { minPrice: 4530 }),
        ];
        const run = (own: boolean) => {
            const of = (point: string, taken: number, given: number) => ({
                point,
                ocmf: METER.signReading(reading(point, [0, taken], [0, given])),
            });
            const readings = [of('a-roof', 0, 300), of('a-home', 300, 0), of('c-home', 400, 0), of('roof', 0, 400)];
            const book = testBook(points(own), { fees });
            const input = { slot: SLOT, book, readings, registers: new Map(), previous: null, windowOver: false };
            return settleSlot({ ...input, seed: new Uint8Array(32), hash, hmac });
        };
        const { record, lines } = run(true);
        const line = (point: string) => lines.find((one) => one.point === point);
        expect(line('a-home')?.ownReceived).to.deep.include({
            certifiable: 300,
            fee: 100,
            plant: 'a-pv',
            price: 0,
            source: 'solar',
            trade: 1,
            wh: 300,
            zone: 'west',
        });
        expect(line('a-home')?.money).to.include({ bought: 0, fees: 300 * 100, retail: 0 });
        expect(line('a-roof')?.ownGiven.map(({ wh }) => wh)).to.deep.equal([300]);
        expect(record.totals).to.include({ own: 300, traded: 400 });
        // Only carol's trade forms a price: the middle of 4530 and 6800. Anna's limit of 6700 is nowhere in it.
        expect(record.prices).to.deep.equal({ low: 5665, high: 5665 });
        expect(record.trades).to.equal(1);
        expect(run(false).record.prices?.high, 'as strangers they would form one').to.equal(6700);
    });
});
