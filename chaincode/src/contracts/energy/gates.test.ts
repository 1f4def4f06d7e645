import { expect } from 'chai';
import fc from 'fast-check';
import { slot, slotPlus } from '../../domain/index.js';
import type { GateHeadRecord, OriginRecord } from '../../ledger/index.js';
import { gatesOf } from './gates.js';

const FIRST = slot(1_000_000);
const origin = (clock: OriginRecord['clock']): OriginRecord => ({ v: 1, firstSlot: FIRST, clock });
const head = (last: number, basis: number): GateHeadRecord => ({ v: 1, last: slot(last), basis: slot(basis) });
/** Epoch seconds so many seconds after the start of the slot. */
const at = (of: number, seconds = 0) => ({ by: 'grid', timestamp: of * 900 + seconds });

describe('gates', () => {
    it('on time make each slot its own basis', () => {
        const gates = gatesOf(origin('wall'), undefined, slotPlus(FIRST, 1), at(FIRST, -1));
        expect(gates.map(({ slot: of, basis }) => [of, basis])).to.deep.equal([
            [FIRST, FIRST],
            [FIRST + 1, FIRST + 1],
        ]);
    });

    it('that come late give the slots that have begun the basis of the last one on time', () => {
        const gates = gatesOf(origin('wall'), head(FIRST, FIRST), slotPlus(FIRST, 4), at(FIRST + 3));
        expect(gates.map(({ slot: of, basis }) => [of, basis])).to.deep.equal([
            [FIRST + 1, FIRST],
            [FIRST + 2, FIRST],
            [FIRST + 3, FIRST],
            [FIRST + 4, FIRST + 4],
        ]);
    });

    it('never look at the timestamp on a simulated clock', () => {
        const gates = gatesOf(origin('simulated'), head(FIRST, FIRST), slotPlus(FIRST, 1), at(FIRST + 500));
        expect(gates[0]?.basis).to.equal(FIRST + 1);
    });

    it('keep the first slot its own basis, however late: before it there is nothing', () => {
        expect(gatesOf(origin('wall'), undefined, FIRST, at(FIRST + 9))[0]?.basis).to.equal(FIRST);
    });

    it('have no gap, a basis that never falls and never lies beyond the slot, and never one that had begun', () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 0, max: 50 }),
                fc.integer({ min: 0, max: 10 }),
                fc.integer({ min: 1, max: 60 }),
                fc.integer({ min: -32_000, max: 90_000 }),
                (past, lag, count, seconds) => {
                    const last = FIRST + past + lag;
                    const before = head(last, FIRST + past);
                    const now = at(last, seconds);
                    const gates = gatesOf(origin('wall'), before, slot(last + count), now);
                    expect(gates.map((gate) => gate.slot)).to.deep.equal(
                        Array.from({ length: count }, (_, index) => last + 1 + index),
                    );
                    let lowest: number = before.basis;
                    for (const gate of gates) {
                        expect(gate.basis).to.be.at.least(lowest).and.at.most(gate.slot);
                        if (gate.basis > before.basis) {
                            expect(gate.basis * 900).to.be.greaterThan(now.timestamp);
                        }
                        lowest = gate.basis;
                    }
                },
            ),
        );
    });

    it('are refused out of order, by the thousand, and more than a day ahead of the clock', () => {
        const before = head(FIRST + 5, FIRST + 5);
        const gate = (through: number, clock: OriginRecord['clock'] = 'simulated') =>
            gatesOf(origin(clock), before, slot(through), at(FIRST + 5));
        expect(() => gate(FIRST + 5)).to.throw('GATE_OUT_OF_ORDER');
        expect(() => gate(FIRST + 5 + 673)).to.throw('GATE_TOO_FAR');
        expect(gate(FIRST + 5 + 672)).to.have.length(672);
        expect(() => gate(FIRST + 5 + 97, 'wall')).to.throw('GATE_TOO_FAR');
    });
});
