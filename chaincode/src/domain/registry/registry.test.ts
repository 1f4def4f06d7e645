import { expect } from 'chai';
import { signer } from '../testing/crypto.js';
import { RULES, SLOT } from '../testing/district.js';
import { parsePoint } from './point.js';
import { parseRules } from './rules.js';
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

    it('reads zones and rules', () => {
        const zone = { zone: 'east', feeder: 'F12', voltageLevel: '0.4 kV' };
        expect(parseZone(zone)).to.deep.equal(zone);
        const { version: _, ...rules } = RULES.body;
        expect(parseRules(rules)).to.deep.equal(rules);
        expect(() => parseRules({ ...rules, utcOffsetMinutes: 481 })).to.throw(/^REQUEST_INVALID: /);
    });
});
