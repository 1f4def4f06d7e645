import { expect } from 'chai';
import { cpuTime } from './cputime.js';
import { measure, percentile } from './load.js';
import { table } from './table.js';

describe('a measurement', () => {
    it('keeps so many in flight, counts failures apart, and divides CPU time by all of them', async () => {
        let inFlight = 0;
        let most = 0;
        let cpu = 0;
        const result = await measure(
            'some',
            async (number) => {
                most = Math.max(most, ++inFlight);
                await new Promise((resolve) => setTimeout(resolve, 1));
                inFlight--;
                cpu += 2;
                if (number % 10 === 0) {
                    throw new Error('one in ten');
                }
            },
            { inFlight: 7, count: 100, cpu: () => ({ part: cpu }) },
        );
        expect(most).to.equal(7);
        expect(result.completed + result.failed).to.equal(100);
        expect(result.failed).to.equal(10);
        expect(result.cpu).to.deep.equal({ part: 2 });
        expect(table([result], 7)).to.match(/some +\d+ .* 10 +part 2\.00/);
    });

    it('takes percentiles by nearest rank', () => {
        const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
        expect([50, 95, 99, 100].map((percent) => percentile(hundred, percent))).to.deep.equal([50, 95, 99, 100]);
        expect(percentile([7], 50)).to.equal(7);
        expect(percentile([], 50)).to.equal(0);
    });

    it('reads CPU time where the system tells it', () => {
        expect(cpuTime(2 ** 30)).to.equal(undefined);
        if (process.platform === 'linux') {
            expect(cpuTime(process.pid)).to.be.greaterThan(0);
        }
    });
});
