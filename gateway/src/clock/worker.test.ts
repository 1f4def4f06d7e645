import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SECTIONS, price, type SlotRecord, slot, slotStartSeconds, wh } from '@linguang/chaincode/domain';
import { keys, records } from '@linguang/chaincode/ledger';
import { expect } from 'chai';
import { ReadModel } from '../readmodel/readmodel.js';
import { TestChain, write } from '../testing/chain.js';
import { nextStep } from './worker.js';

/** A first slot that is also the first of a ledger day. */
const first = slot(96 * 20_000);
const start = slotStartSeconds(first);

describe('the keeper of a wall clock', () => {
    let folder: string;
    let readModel: ReadModel;
    let chain: TestChain;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'linguang-clock-'));
        readModel = ReadModel.open(join(folder, 'readmodel.sqlite'));
        chain = new TestChain();
    });
    afterEach(() => {
        readModel.close();
        rmSync(folder, { recursive: true, force: true });
    });

    const step = (now: number, organisation = 'grid') => {
        const found = nextStep(readModel, organisation, now);
        return found && [found.command.transaction, found.command.argument];
    };
    const rules = (clock: 'wall' | 'simulated', sections: object = {}) =>
        readModel.apply(
            chain.block({
                writes: [
                    write(records.rules, keys.rules.build({ version: 1 }), {
                        v: 1,
                        version: 1,
                        from: first,
                        rules: {
                            ...DEFAULT_SECTIONS,
                            priceRule: 'shared',
                            utcOffsetMinutes: 480,
                            finalAfterSlots: 4,
                            clock,
                            firstSlot: first,
                            ...sections,
                        },
                        proposedBy: 'GridMSP',
                        acceptedBy: 'CommunityMSP',
                    }),
                ],
            }),
        );
    const gated = (last: number) =>
        readModel.apply(
            chain.block({
                writes: [
                    write(records.gateHead, keys.gateHead.build({}), { v: 1, last: slot(last), basis: slot(last) }),
                ],
            }),
        );
    const closed = (last: number) =>
        readModel.apply(
            chain.block({ writes: [write(records.closeHead, keys.closeHead.build({}), { v: 1, last: slot(last) })] }),
        );
    const rolled = (day: number) =>
        readModel.apply(chain.block({ writes: [write(records.bookHead, keys.bookHead.build({}), { v: 1, day })] }));
    const settled = (of: number, final: boolean, revision = 1) =>
        readModel.apply(
            chain.block({
                writes: [write(records.slot, keys.slot.build({ slot: slot(of) }), slotRecord(of, final, revision))],
            }),
        );

    it('does nothing before there are rules, and nothing but finality with a simulated clock', () => {
        expect(step(start)).to.equal(undefined);
        rules('simulated');
        expect(step(start + 9_000)).to.equal(undefined);
    });

    it('gates a minute before a slot begins; the community only when it is overdue', () => {
        rules('wall');
        expect(step(start - 61)).to.equal(undefined);
        expect(step(start - 59)).to.deep.equal(['metering:gate', { through: first }]);
        expect(step(start + 29, 'community')).to.equal(undefined);
        expect(step(start + 31, 'community')).to.deep.equal(['metering:gate', { through: first }]);
        expect(step(start + 31, 'certifier')).to.equal(undefined);
    });

    it('catches up in order after an outage: gates, books, closes, then settles one by one', () => {
        rules('wall');
        const now = start + 900 * 10;
        expect(step(now)).to.deep.equal(['metering:gate', { through: first + 10 }]);
        gated(first + 10);
        expect(step(now)).to.deep.equal(['registry:rollDay', { day: 20_000 }]);
        rolled(20_000);
        expect(step(now)).to.deep.equal(['metering:close', { through: first + 8 }]);
        closed(first + 8);
        expect(step(now)).to.deep.equal(['settlement:settle', { slot: first }]);
        settled(first, true);
        expect(step(now)).to.deep.equal(['settlement:settle', { slot: first + 1 }]);
        expect(step(now, 'community')).to.deep.equal(['settlement:settle', { slot: first + 1 }]);
        expect(step(start + 900 * 3, 'community')).to.equal(undefined);
    });

    it('gates and closes at most a week in one transaction', () => {
        rules('wall');
        expect(step(start + 900 * 2_000)).to.deep.equal(['metering:gate', { through: first + 671 }]);
    });

    const batch = (of: number, late: boolean, id: string) =>
        readModel.apply(
            chain.block({
                id,
                answer: JSON.stringify({ refused: [] }),
                writes: [
                    write(records.batch, keys[late ? 'late' : 'batch'].build({ slot: slot(of), transaction: id }), {
                        v: 1,
                        batch: id,
                        slot: slot(of),
                        count: 1,
                        accepted: 1,
                        refused: [],
                        digest: '0'.repeat(64),
                    }),
                ],
            }),
        );

    it('waits for the deadline of a provisional settlement unless readings are in', () => {
        rules('wall', { provisional: { deadlineSlots: 2 } });
        gated(first + 2);
        rolled(20_000);
        closed(first);
        const now = start + 900 * 2;
        expect(step(now)).to.equal(undefined);
        gated(first + 3);
        expect(step(now)).to.deep.equal(['settlement:settle', { slot: first }]);
    });

    it('settles an open slot again when readings came late, and tries each of them once', () => {
        rules('wall');
        gated(first + 1);
        rolled(20_000);
        closed(first);
        const now = start + 900;
        settled(first, false);
        expect(step(now)).to.equal(undefined);
        batch(first, true, 'tx-late');
        expect(step(now)).to.deep.equal(['settlement:settle', { slot: first }]);
        expect(step(now, 'community')).to.equal(undefined);
        const tried = nextStep(readModel, 'grid', now)?.late;
        expect(tried?.slot).to.equal(first);
        const map = new Map([[slot(first), tried?.block ?? -1]]);
        expect(nextStep(readModel, 'grid', now, undefined, map)).to.equal(undefined);
        settled(first, false, 2);
        expect(step(now)).to.equal(undefined);
    });

    it('settles a slot once more when its window is over, and then leaves it', () => {
        rules('simulated');
        settled(first, false);
        gated(first + 3);
        expect(step(start)).to.equal(undefined);
        gated(first + 4);
        expect(step(start)).to.deep.equal(['settlement:settle', { slot: first }]);
        expect(step(start, 'community')).to.equal(undefined);
        settled(first, true, 2);
        expect(step(start)).to.equal(undefined);
    });
});

function slotRecord(of: number, final: boolean, revision: number): SlotRecord {
    const zero = wh(0);
    return {
        v: 1,
        slot: slot(of),
        revision,
        previousDigest: null,
        final,
        priceRule: 'shared',
        rulesVersion: 1,
        tariff: { from: first, retail: price(6_800), period: 'base', feedIn: price(3_000) },
        totals: {
            points: 0,
            imported: zero,
            exported: zero,
            own: zero,
            traded: zero,
            contracted: zero,
            delivered: zero,
            fromGrid: zero,
            toGrid: zero,
            gapImported: zero,
            gapExported: zero,
            tradedMoney: 0,
            fees: 0,
            imbalance: 0,
        },
        trades: 0,
        prices: null,
        states: {
            signed: 0,
            missing: 0,
            estimated: 0,
            contradictory: 0,
            registerBackwards: 0,
            registerJump: 0,
            substituted: 0,
        },
        inputsDigest: '0'.repeat(64),
        root: '0'.repeat(64),
        size: 0,
    };
}
