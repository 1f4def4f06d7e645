import { expect } from 'chai';
import type { MeterReading } from '../meters/ocmf.js';
import type { Unit } from '../registry/point.js';
import { slotPlus } from '../slot.js';
import { hash, hmac } from '../testing/crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { watt, wh } from '../units.js';
import type { Registers } from './line.js';
import { registersOf, settleSlot } from './settle.js';

const big = watt(9_000_000);
const MILL: Unit = { id: 'mill', kind: 'plant', source: 'wind', capacityW: big, channel: 1 };
const BATTERY: Unit = { id: 'battery', kind: 'storage', source: '', capacityW: big, channel: 2 };
const FARM = testPoint('farm', 'F', { units: [MILL, BATTERY] });
const pair = (start: number, end: number) => ({ start: wh(start), end: wh(end) });

/** The farm exports 100 Wh, all of the mill, in a slot that many slots later than the first. */
function sent(later: number, mill: number, battery: readonly [number, number] = [50, 7]): MeterReading {
    const [gave, took] = battery;
    return reading('farm', [0, 0], [100 * later, 100 * later + 100], {
        slot: slotPlus(SLOT, later),
        channels: [
            { channel: 1, out: pair(mill, mill + 100), in: null },
            { channel: 2, out: pair(gave, gave), in: pair(took, took) },
        ],
    });
}

function settle(of: MeterReading | undefined, later: number, registers: ReadonlyMap<string, Registers>) {
    const book = testBook([standing(FARM, { minPrice: 0 })]);
    const readings = of === undefined ? [] : [{ point: 'farm', ocmf: METER.signReading(of) }];
    const rest = { previous: null, windowOver: true, seed: new Uint8Array(32), hash, hmac };
    const { lines } = settleSlot({ slot: slotPlus(SLOT, later), book, readings, registers, ...rest });
    const [line] = lines;
    return { line: line ?? expect.fail(), registers: registersOf(lines) };
}

describe('registers of units behind a meter', () => {
    const first = settle(sent(0, 1000), 0, new Map());

    it('are remembered from slot to slot', () => {
        expect(first.line).to.include({ generated: 100, state: 'signed' });
        expect(first.registers.get('farm')?.units).to.deep.equal([
            { channel: 1, in: null, out: 1100 },
            { channel: 2, in: 7, out: 50 },
        ]);
        expect(settle(sent(1, 1100), 1, first.registers).line).to.include({ generated: 100, exported: 100 });
    });

    it('give nothing a source in a slot in which one does not go on where it stood, and take no energy away', () => {
        for (const [mill, battery] of [
            // The same 100 Wh of wind once more, wind that was never counted, and a battery that jumps.
            [1000, [50, 7]],
            [1101, [50, 7]],
            [1100, [49, 7]],
            [1100, [50, 8]],
        ] as const) {
            const { line } = settle(sent(1, mill, battery), 1, first.registers);
            expect(line, `${mill} ${battery}`).to.include({
                state: 'signed',
                exported: 100,
                generated: null,
                toGrid: 100,
            });
        }
    });

    it('may count on over slots without a reading, but not back', () => {
        const missing = settle(undefined, 1, first.registers);
        expect(missing.line.state).to.equal('missing');
        expect(settle(sent(2, 1180), 2, missing.registers).line).to.include({ generated: 100 });
        expect(settle(sent(2, 1099), 2, missing.registers).line).to.include({ generated: null, exported: 100 });
    });
});
