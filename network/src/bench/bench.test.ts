import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { cpuTime } from './cputime.js';
import { sendLoad } from './load.js';
import { holds } from './measurement.js';
import type { Operation } from './operation.js';
import { arrivals } from './schedule.js';
import { medianBy, percentile } from './statistics.js';
import { byKind, used } from './usage.js';

const OPERATION: Operation = { kind: 'evaluate', chaincode: 'any', transaction: 'any', arguments: [] };
const many = (count: number) => Array.from({ length: count }, () => OPERATION);

describe('a load', () => {
    it('keeps so many in flight and counts failures apart, by what failed', async () => {
        let inFlight = 0;
        let most = 0;
        let number = 0;
        const result = await sendLoad(many(100), { kind: 'closed', inFlight: 7 }, async () => {
            const mine = number++;
            most = Math.max(most, ++inFlight);
            await delay(1);
            inFlight--;
            return mine % 10 === 0 ? { failure: 'MVCC_READ_CONFLICT' } : { block: 5 + Math.floor(mine / 50) };
        });
        expect(most).to.equal(7);
        expect(result.sent).to.equal(100);
        expect(result.completed).to.equal(90);
        expect(result.failures).to.deep.equal({ MVCC_READ_CONFLICT: 10 });
        expect(result.failed.map(([index]) => index).toSorted((a, b) => a - b)).to.deep.equal([
            0, 10, 20, 30, 40, 50, 60, 70, 80, 90,
        ]);
        expect(result.blocks).to.deep.equal({ first: 5, last: 6 });
    });

    it('counts waiting for a system that stood still: latency begins when the operation was to be sent', async () => {
        let number = 0;
        // Everything takes 1 ms, but for one answer that keeps this very process from sending for 200 ms.
        const result = await sendLoad(many(200), { kind: 'open', rate: 400, seconds: 0.4, seed: 1 }, async () => {
            if (number++ === 10) {
                const until = performance.now() + 200;
                while (performance.now() < until);
            }
            return {};
        });
        expect(result.sent).to.be.greaterThan(100);
        expect(result.latency.p95, 'of coordinated omission there would be nothing to see').to.be.greaterThan(100);
        expect(result.lateness.p99, 'and it is seen that the driver was late').to.be.greaterThan(100);
        expect(holds(result)).to.equal(false);
    });

    it('does not wait for earlier answers', async () => {
        let inFlight = 0;
        let most = 0;
        const times = arrivals(100, 0.5, 3).length;
        const result = await sendLoad(many(times), { kind: 'open', rate: 100, seconds: 0.5, seed: 3 }, async () => {
            most = Math.max(most, ++inFlight);
            await delay(700);
            inFlight--;
            return {};
        });
        expect(most).to.equal(times);
        expect(result.completed).to.equal(times);
        expect(result.abandoned).to.equal(0);
    });

    it('holds only where nearly everything was done in time', async () => {
        const result = await sendLoad(many(50), { kind: 'open', rate: 200, seconds: 0.2, seed: 2 }, async () => ({}));
        expect(holds(result)).to.equal(true);
        expect(holds({ ...result, abandoned: 1 })).to.equal(false);
        expect(holds({ ...result, completed: result.sent * 0.98 })).to.equal(false);
        expect(holds({ ...result, latency: { ...result.latency, p99: 2001 } })).to.equal(false);
    });
});

describe('a schedule', () => {
    it('is the same for the same seed, ascending, and of the rate asked for', () => {
        const times = arrivals(50, 100, 7);
        expect(times).to.deep.equal(arrivals(50, 100, 7));
        expect(times).to.not.deep.equal(arrivals(50, 100, 8));
        expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
        // 5,000 expected; four standard deviations of a Poisson count.
        expect(times.length).to.be.within(5000 - 4 * Math.sqrt(5000), 5000 + 4 * Math.sqrt(5000));
        // Gaps of a Poisson process vary as much as they are long; of a metronome not at all.
        const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
        const mean = gaps.reduce((sum, one) => sum + one, 0) / gaps.length;
        const spread = Math.sqrt(gaps.reduce((sum, one) => sum + (one - mean) ** 2, 0) / gaps.length);
        expect(spread / mean).to.be.within(0.9, 1.1);
    });
});

describe('figures', () => {
    it('takes percentiles by nearest rank', () => {
        const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
        expect([50, 95, 99, 100].map((percent) => percentile(hundred, percent))).to.deep.equal([50, 95, 99, 100]);
        expect(percentile([7], 50)).to.equal(7);
        expect(percentile([], 50)).to.equal(0);
    });

    it('takes the median run whole, not figure by figure', () => {
        const runs = [3, 1, 2].map((speed) => ({ speed, name: `run ${speed}` }));
        expect(medianBy(runs, ({ speed }) => speed)).to.deep.equal({ speed: 2, name: 'run 2' });
    });

    it('reads CPU time where the system tells it, and sums it by kind of process', () => {
        expect(cpuTime(2 ** 30)).to.equal(undefined);
        if (process.platform === 'linux') {
            expect(cpuTime(process.pid)).to.be.greaterThan(0);
        }
        const before = { 'peer0.grid': 10, 'energy.grid': 5 };
        const after = { 'peer0.grid': 15, 'peer1.grid': 2, 'orderer0.grid': 1, 'energy.grid': 6, embedded: 3 };
        expect(byKind(used(before, after))).to.deep.equal({ peers: 7, orderers: 1, chaincode: 1, network: 3 });
    });
});
