import { expect } from 'chai';
import fc from 'fast-check';
import { composeOcmfPayload, type MeterReading } from '../meters/ocmf.js';
import { readPayload } from '../meters/payload.js';
import { checkReading } from '../meters/reading.js';
import { parsePoint, type Unit } from '../registry/point.js';
import { hash, hmac, verifyEs256 } from '../testing/crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { watt, wh } from '../units.js';
import type { Line } from './line.js';
import { settleSlot } from './settle.js';
import { behindMeter } from './sources.js';

const big = watt(9_000_000);
const ROOF = { id: 'roof', source: 'solar', capacityW: big, register: 'generation' } as const;
const MILL: Unit = { id: 'mill', kind: 'plant', source: 'wind', capacityW: big, channel: 1 };
const BATTERY: Unit = { id: 'battery', kind: 'storage', source: '', capacityW: big, channel: 2 };
const pair = (amount: number) => ({ start: wh(1000), end: wh(1000 + amount) });

/** Farm: a roof, a mill and a battery behind one meter. */
const FARM = testPoint('farm', 'F', { plant: ROOF, units: [MILL, BATTERY] });
function farm(exported: number, roof: number, mill: number, gave: number, took = 0): MeterReading {
    const channels = [
        { channel: 1, out: pair(mill), in: null },
        { channel: 2, out: pair(gave), in: pair(took) },
    ];
    return reading('farm', [0, 0], [0, exported], { generation: pair(roof), channels });
}

describe('the units behind a meter', () => {
    it('share the export in proportion to their registers; what storage gave has no source', () => {
        expect(behindMeter(FARM, farm(100, 150, 50, 50))).to.deep.equal({
            generated: 200,
            ownUse: 150,
            parts: [
                { plant: 'roof', source: 'solar', wh: 60 },
                { plant: 'mill', source: 'wind', wh: 20 },
                { plant: '', source: '', wh: 20 },
            ],
        });
    });

    it('leave as unspecified what is exported beyond what they gave, and take charging off the own use', () => {
        const behind = behindMeter(FARM, farm(100, 30, 10, 0));
        expect(behind.parts.map(({ plant, wh: amount }) => [plant, amount])).to.deep.equal([
            ['roof', 30],
            ['mill', 10],
            ['', 60],
        ]);
        expect(behind.ownUse).to.equal(0);
        expect(behindMeter(FARM, farm(20, 100, 0, 0, 50)).ownUse).to.equal(30);
    });

    it('give nothing a source where a register of theirs is missing', () => {
        const whole = { generated: null, ownUse: null, parts: [{ plant: '', source: '', wh: 100 }] };
        const { channels, ...rest } = farm(100, 150, 50, 50);
        expect(behindMeter(FARM, rest)).to.deep.equal(whole);
        expect(behindMeter(FARM, { ...rest, channels: channels?.slice(0, 1) ?? [] })).to.deep.equal(whole);
        expect(behindMeter(FARM, { ...farm(100, 150, 50, 50), generation: null })).to.deep.equal(whole);
        const unmetered = { ...FARM, plant: { ...ROOF, register: 'export' } } as const;
        expect(behindMeter(unmetered, farm(100, 150, 50, 50))).to.deep.equal(whole);
        const half = {
            ...rest,
            channels: [
                { channel: 1, out: pair(5), in: null },
                { channel: 2, out: pair(5), in: null },
            ],
        };
        expect(behindMeter(FARM, half)).to.deep.equal(whole);
    });

    it('are bounded by the plant’s own register where there is one', () => {
        const point = testPoint('p', 'P', { plant: ROOF });
        expect(behindMeter(point, reading('p', [0, 0], [0, 100], { generation: pair(40) })).parts).to.deep.equal([
            { plant: 'roof', source: 'solar', wh: 40 },
            { plant: '', source: '', wh: 60 },
        ]);
        expect(behindMeter(testPoint('p', 'P'), reading('p', [0, 0], [0, 100])).parts).to.deep.equal([
            { plant: '', source: '', wh: 100 },
        ]);
    });

    it('never get more than they gave, and together the whole export', () => {
        const amounts = fc.nat(100_000);
        fc.assert(
            fc.property(amounts, amounts, amounts, amounts, (exported, roof, mill, gave) => {
                const { parts } = behindMeter(FARM, farm(exported, roof, mill, gave));
                const of = (plant: string) => parts.find((part) => part.plant === plant)?.wh ?? 0;
                expect(parts.reduce((sum, part) => sum + part.wh, 0)).to.equal(exported);
                expect(of('roof')).to.be.at.most(roof);
                expect(of('mill')).to.be.at.most(mill);
                expect(of('')).to.be.at.least(Math.max(0, exported - roof - mill - gave));
                // Pro rata to the Wh: each part lies within one of its exact share.
                const all = Math.max(1, roof + mill + gave);
                expect(Math.abs(of('roof') - (Math.min(exported, all) * roof) / all)).to.be.at.most(1);
            }),
        );
    });
});

describe('registers of units in a signed record', () => {
    it('are read as they were written, in order of channel', () => {
        const sent = farm(100, 150, 50, 50, 7);
        expect(readPayload(composeOcmfPayload(sent))).to.deep.equal(sent);
    });

    it('must not run backwards nor show more than the unit can give', () => {
        const check = (channel: object) => {
            const sent = { ...farm(1, 1, 1, 1), channels: [{ channel: 1, out: pair(1), in: null, ...channel }] };
            return checkReading(METER.signReading(sent), { point: FARM, slot: SLOT, verify: verifyEs256 }).code;
        };
        expect(check({})).to.equal('OK');
        expect(check({ out: { start: wh(5), end: wh(4) } })).to.equal('READING_REGISTER_BACKWARDS');
        expect(check({ out: pair(9_000_000) })).to.equal('READING_OVER_LIMIT');
    });

    it('are registered each with a channel and an id of its own', () => {
        const { from, ...meter } = FARM.meter;
        const request = { ...FARM, meter: { ...meter, from } };
        expect(parsePoint(request).units).to.deep.equal([MILL, BATTERY]);
        expect(parsePoint({ ...request, units: [] })).not.to.have.property('units');
        const parse = (units: readonly object[]) => () => parsePoint({ ...request, units });
        expect(parse([MILL, { ...BATTERY, channel: 1 }])).to.throw('a channel is repeated');
        expect(parse([{ ...MILL, id: 'roof' }])).to.throw('an id is repeated');
        expect(parse([{ ...BATTERY, source: 'solar' }])).to.throw('storage has no source');
        expect(parse([{ ...MILL, channel: 100 }])).to.throw('channel');
        expect(parse([{ ...MILL, source: '' }])).to.throw('source');
    });
});

describe('sources in the market', () => {
    const solarOnly = { energy: 'clean', accepts: { sources: ['solar'] } } as const;
    const any = { energy: 'clean' } as const;
    const settle = (
        wants: readonly (readonly [string, number, typeof solarOnly | typeof any])[],
        sent = farm(100, 60, 20, 20),
    ) => {
        const buyers = wants.map(([id, , choice]) => standing(testPoint(id, id), { choice }));
        const readings = [
            { point: 'farm', ocmf: METER.signReading(sent) },
            ...wants.map(([id, amount]) => ({ point: id, ocmf: METER.signReading(reading(id, [0, amount])) })),
        ];
        return settleSlot({
            slot: SLOT,
            book: testBook([standing(FARM, { minPrice: 0 }), ...buyers]),
            readings,
            registers: new Map(),
            previous: null,
            windowOver: false,
            seed: new Uint8Array(32),
            hash,
            hmac,
        }).lines;
    };
    const boughtBy = (lines: readonly Line[], id: string) =>
        lines
            .find(({ point }) => point === id)
            ?.bought.map(({ source, wh: amount, certifiable }) => [source, amount, certifiable]);

    it('sell as solar only what the roof gave, to who wants nothing else', () => {
        const lines = settle([['b', 500, solarOnly]]);
        expect(boughtBy(lines, 'b')).to.deep.equal([['solar', 60, 60]]);
        expect(lines.find(({ point }) => point === 'farm')).to.deep.include({ toGrid: 40, ownUse: 0, generated: 80 });
    });

    it('share all sources pro rata among those who take any', () => {
        const lines = settle([
            ['b', 30, any],
            ['c', 70, any],
        ]);
        expect(boughtBy(lines, 'b')).to.deep.equal([
            ['solar', 18, 18],
            ['wind', 6, 6],
            ['', 6, 0],
        ]);
        expect(boughtBy(lines, 'c')).to.deep.equal([
            ['solar', 42, 42],
            ['wind', 14, 14],
            ['', 14, 0],
        ]);
    });
});
