import { expect } from 'chai';
import fc from 'fast-check';
import { slotPlus } from '../slot.js';
import { proofsOf, Register, settled } from '../testing/certification.js';
import { hash } from '../testing/crypto.js';
import { SLOT } from '../testing/district.js';
import { wh } from '../units.js';
import { standingOf } from './settled.js';
import { charge, type DischargeRecord, discharge, type StorageDevice } from './storage.js';

const slots = [0, 1, 2].map((offset) => settled(offset));
const register = new Register(slots);
const lines = proofsOf({ point: 'b1' }, slots).map((proof) => standingOf(proof, register, hash));
const line = (index: number) => lines[index] ?? expect.fail();
const EMPTY: StorageDevice = {
    v: 1,
    device: 'battery',
    point: 'b1',
    efficiencyPermille: 900,
    windowSlots: 1000,
    lots: [],
    lastCharge: null,
    lastDischarge: null,
};
const put = (device: StorageDevice, index: number, amount: number) =>
    charge(device, line(index), { certificate: `LG-${index}`, wh: wh(amount) }).device;

describe('storage records', () => {
    it('follow charges to discharges first in, first out, losses deducted, and never make new Wh', () => {
        const full = put(put(EMPTY, 0, 300), 1, 200);
        const { device, record } = discharge(full, slotPlus(SLOT, 5), wh(360));
        // 360 Wh at 90 % take 400 Wh: all of the first charge and half of the second.
        expect(record.from).to.deep.equal([
            { slot: SLOT, certificate: 'LG-0', wh: 300 },
            { slot: slotPlus(SLOT, 1), certificate: 'LG-1', wh: 100 },
        ]);
        expect(record.lossWh).to.equal(40);
        expect(device.lots).to.deep.equal([{ slot: slotPlus(SLOT, 1), certificate: 'LG-1', leftWh: 100 }]);
        expect(() => discharge(device, slotPlus(SLOT, 6), wh(91))).to.throw(
            'STORAGE_REFUSED: the storage record of battery at 2026-03-01T11:45Z is refused: it is more than was charged before, less losses',
        );
        expect(discharge(device, slotPlus(SLOT, 6), wh(90)).device.lots).to.deep.equal([]);
    });

    it('take in only clean energy of their own point and slot, once', () => {
        expect(() => put(EMPTY, 0, 401)).to.throw('more than the clean energy of the slot');
        expect(() => put({ ...EMPTY, point: 'c1' }, 0, 1)).to.throw('another metering point');
        const once = put(EMPTY, 0, 100);
        expect(() => put(once, 0, 100)).to.throw('is recorded already');
        expect(() => put(put(once, 1, 1), 0, 1)).to.throw('is recorded already');
        const used = discharge(once, slotPlus(SLOT, 1), wh(9)).device;
        expect(() => discharge(used, slotPlus(SLOT, 1), wh(9))).to.throw('is recorded already');
        expect(() => discharge(once, SLOT, wh(1))).to.throw('more than was charged before');
    });

    it('forget charges beyond the window', () => {
        const once = put(EMPTY, 0, 300);
        expect(discharge(once, slotPlus(SLOT, 1000), wh(9)).record.from).to.have.length(1);
        expect(() => discharge(once, slotPlus(SLOT, 1001), wh(9))).to.throw('more than was charged');
    });

    it('never give out more than was charged times the efficiency', () => {
        const amounts = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 30 });
        fc.assert(
            fc.property(amounts, fc.integer({ min: 1, max: 1000 }), (wanted, efficiencyPermille) => {
                let device = put(put({ ...EMPTY, efficiencyPermille }, 0, 397), 1, 211);
                const given: DischargeRecord[] = [];
                for (const [index, amount] of wanted.entries()) {
                    try {
                        const next = discharge(device, slotPlus(SLOT, 10 + index), wh(amount));
                        device = next.device;
                        given.push(next.record);
                    } catch (error) {
                        expect(String(error)).to.match(/STORAGE_REFUSED/);
                    }
                }
                const out = given.reduce((sum, record) => sum + record.wh, 0);
                const took = given.flatMap(({ from }) => from).reduce((sum, lot) => sum + lot.wh, 0);
                const left = device.lots.reduce((sum, lot) => sum + lot.leftWh, 0);
                expect(took + left).to.equal(608);
                expect(out * 1000).to.be.at.most(took * efficiencyPermille);
                expect(given.reduce((sum, record) => sum + record.lossWh, 0)).to.equal(took - out);
            }),
        );
    });
});
