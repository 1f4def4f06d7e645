import { expect } from 'chai';
import { measureClaims, measureReadings, measureSettlement } from './measures.js';
import { costsOf } from './timing.js';

describe('the benchmark of the domain', function () {
    this.timeout(120_000);

    it('measures readings beside their signatures, settlements with their parts, and claims', () => {
        const readings = measureReadings(1);
        expect(readings['intake']).to.be.greaterThan(0);
        expect(readings['bare']).to.be.greaterThan(0);
        const settlement = measureSettlement(30, 1);
        expect(Object.keys(settlement)).to.include.members(['read', 'settle', 'write', 'whole']);
        expect(measureClaims(1), '10 points of one user, a day').to.deep.include({ claims: 960 });
    });

    it('gives the median of the runs in processor time, not in time passed', () => {
        let runs = 0;
        const { waits, works } = costsOf(
            {
                waits: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100),
                works: () => {
                    runs++;
                    for (const start = process.cpuUsage(); process.cpuUsage(start).user < 30_000; ) {}
                },
            },
            3,
        );
        expect(runs, 'once to warm up').to.equal(4);
        expect(waits).to.be.lessThan(30);
        expect(works).to.be.within(25, 300);
    });
});
