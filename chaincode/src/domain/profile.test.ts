import { expect } from 'chai';
import fc from 'fast-check';
import { cumulativeRegisters, milliwatts, netMeter, scaledMilliwatts, slotEnergies } from './profile.js';
import { wh } from './units.js';

describe('profiles', () => {
    it('reads decimal W as exact mW', () => {
        expect(['159', '0', '0.5', '12.345', '1e3', '2.5e-3', '0.0005', '0.00049'].map(milliwatts)).to.deep.equal([
            159_000n,
            0n,
            500n,
            12_345n,
            1_000_000n,
            3n,
            1n,
            0n,
        ]);
        for (const text of ['', '-1', 'NaN', '1,5', '0x10', '1.', 'Infinity']) {
            expect(() => milliwatts(text), text).to.throw(/^NUMBER_INVALID: /);
        }
    });

    it('scales per-unit output by the exact decimal, half up', () => {
        // 0.1 × 5000 W; 0.0000001 × 5000 W = 0.5 mW
        expect(['0.1', '0.0000001', '0.00000009', '1'].map((text) => scaledMilliwatts(text, 5000))).to.deep.equal([
            500_000n,
            1n,
            0n,
            5_000_000n,
        ]);
        expect(() => scaledMilliwatts('1', 0.5)).to.throw(/^NUMBER_INVALID: /);
    });

    it('loses nothing to rounding: the registers are the floor of the running sum', () => {
        const powers = fc.array(fc.nat(20_000_000).map(BigInt), { maxLength: 200 });
        fc.assert(
            fc.property(powers, (list) => {
                const total = list.reduce((sum, power) => sum + power, 0n);
                const energies = slotEnergies(list);
                expect(energies.reduce((sum: number, energy) => sum + energy, 0)).to.equal(Number(total / 4000n));
                expect(cumulativeRegisters(list)).to.have.length(list.length);
            }),
        );
    });

    it('counts a constant 1 W as a quarter watt-hour each slot', () => {
        expect(slotEnergies(Array.from({ length: 8 }, () => 1000n))).to.deep.equal([0, 0, 0, 1, 0, 0, 0, 1]);
    });

    it('shows at a net meter only what is left', () => {
        expect(netMeter(wh(300), wh(100))).to.deep.equal({ imported: 200, exported: 0, ownUse: 100 });
        expect(netMeter(wh(100), wh(300))).to.deep.equal({ imported: 0, exported: 200, ownUse: 100 });
    });
});
