import { expect } from 'chai';
import { signer } from '../testing/crypto.js';
import { RULES, SLOT } from '../testing/district.js';
import { price } from '../units.js';
import { parsePoint } from './point.js';
import { parseRules } from './rules.js';
import { differenceFee, feeOf, parseTariff } from './tariff.js';
import { parseZone } from './zone.js';

const { jwk } = signer();
const POINT = {
    point: 'p1',
    participant: 'anna',
    zone: 'east',
    direction: 'both',
    limits: { importW: 8000, exportW: 6000 },
    meter: { jwk, serial: 'M1', from: SLOT, to: null },
    plant: { id: 'roof1', source: 'solar', capacityW: 6000, register: 'generation' },
};

describe('registrations', () => {
    it('reads a metering point with its meter and plant', () => {
        expect(parsePoint(POINT)).to.deep.equal({ ...POINT, active: true });
        const { plant: _, ...bare } = POINT;
        expect(parsePoint({ ...bare, active: false })).to.deep.equal({ ...bare, plant: null, active: false });
        expect(
            parsePoint({ ...POINT, plant: null, meter: { jwk, serial: 'M1', from: SLOT, to: SLOT + 1 } }).meter.to,
        ).to.equal(SLOT + 1);
    });

    it('refuses points that make no sense', () => {
        for (const bad of [
            { ...POINT, direction: 'import' },
            { ...POINT, direction: 'up' },
            { ...POINT, limits: { importW: -1, exportW: 0 } },
            { ...POINT, plant: { ...POINT.plant, source: 'coal' } },
            { ...POINT, owner: 'x' },
            { ...POINT, point: 'p 1' },
        ]) {
            expect(() => parsePoint(bad)).to.throw(/^REQUEST_INVALID: /);
        }
        expect(() => parsePoint({ ...POINT, meter: { ...POINT.meter, jwk: {} } })).to.throw(/^KEY_INVALID: /);
    });

    it('reads zones, rules and tariffs, and refuses feed-in above retail and repeated pairs', () => {
        const zone = { zone: 'east', feeder: 'F12', voltageLevel: '0.4 kV' };
        expect(parseZone(zone)).to.deep.equal(zone);
        const { version: _, ...rules } = RULES.body;
        expect(parseRules(rules)).to.deep.equal(rules);
        expect(() => parseRules({ ...rules, utcOffsetMinutes: 481 })).to.throw(/^REQUEST_INVALID: /);
        const tariff = { retail: 6800, feedIn: 4530, fees: [['east', 'west', 150]] };
        expect(parseTariff(tariff)).to.deep.equal(tariff);
        for (const bad of [
            { ...tariff, feedIn: 6801 },
            {
                ...tariff,
                fees: [
                    ['e', 'w', 1],
                    ['e', 'w', 2],
                ],
            },
            { ...tariff, fees: [['e', 'w']] },
            { ...tariff, fees: [['e', 'w', '1']] },
            { ...tariff, fees: [['e', 1, 1]] },
        ]) {
            expect(() => parseTariff(bad)).to.throw(/^REQUEST_INVALID: /);
        }
    });

    it('knows the fee of a pair of zones: as listed, nothing inside one zone, no way otherwise', () => {
        const tariff = parseTariff({
            retail: 2,
            feedIn: 1,
            fees: [
                ['east', 'west', 150],
                ['west', 'west', 20],
            ],
        });
        expect(feeOf(tariff, 'east', 'west')).to.equal(150);
        expect(feeOf(tariff, 'west', 'west')).to.equal(20);
        expect(feeOf(tariff, 'east', 'east')).to.equal(0);
        expect(feeOf(tariff, 'west', 'east')).to.equal(undefined);
    });

    it('takes the grid fee by the difference rule of document 1901', () => {
        expect(differenceFee(price(2400), price(1900))).to.equal(500);
        expect(() => differenceFee(price(1900), price(2400))).to.throw(/^FEE_NEGATIVE: /);
    });
});
