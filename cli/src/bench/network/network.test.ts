import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { z } from 'zod';
import { ratiosOf } from './ratios.js';
import { SHORT } from './scale.js';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));

const Measured = z.object({
    workload: z.string(),
    load: z.string(),
    sent: z.number(),
    completed: z.number(),
    abandoned: z.number(),
    failures: z.record(z.string(), z.number()),
    perSecond: z.number(),
    latency: z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() }),
    agrees: z.boolean().optional(),
    fill: z.looseObject({ valid: z.number(), invalid: z.record(z.string(), z.number()) }).optional(),
});
type Measured = z.infer<typeof Measured>;
const Output = z.object({ runs: z.array(z.object({ name: z.string(), measurements: z.array(Measured) })).length(1) });

describe('the benchmark of a network', () => {
    let child: ChildProcess | undefined;
    let text = '';
    let measurements: readonly Measured[] = [];

    before(async function () {
        this.timeout(240_000);
        const started = spawn(process.execPath, [MAIN, '--short', '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
        child = started;
        started.stdout.on('data', (part: Buffer) => {
            text += part.toString();
        });
        const [code] = await once(started, 'close');
        expect(code).to.equal(0);
        const [run] = Output.parse(JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')).runs;
        measurements = run?.measurements ?? [];
    });
    after(() => void child?.kill());

    const named = (beginning: string) => measurements.filter(({ workload }) => workload.startsWith(beginning));

    it('commits every transaction of every workload that does not make conflicts on purpose', () => {
        for (const { workload, load, sent, completed, abandoned, failures } of measurements) {
            if (!workload.includes('hot keys')) {
                expect({ completed, abandoned, failures }, `${workload}, ${load}`).to.deep.equal({
                    completed: sent,
                    abandoned: 0,
                    failures: {},
                });
            }
        }
    });

    it('finds on the ledger exactly the transactions that the driver saw committed', () => {
        const written = measurements.filter(({ workload }) => !workload.includes('evaluate'));
        expect(written.length).to.be.greaterThan(20);
        for (const { workload, load, agrees, fill, completed } of written) {
            expect(agrees, `${workload}, ${load}`).to.equal(true);
            expect(fill?.valid, `${workload}, ${load}`).to.equal(completed);
        }
    });

    it('counts conflicts on hot keys by their code, on the ledger as well as in the driver', () => {
        const [hot] = named('read-modify-write of 5 hot keys');
        expect(hot?.failures['MVCC_READ_CONFLICT']).to.be.greaterThan(0);
        expect(hot?.fill?.invalid).to.deep.equal(hot?.failures);
    });

    it('measures what it says: all batch sizes, communities and ways', () => {
        for (const size of SHORT.batches) {
            expect(named(`readings, ${size} a batch`), `${size}`).to.not.be.empty;
        }
        for (const points of [SHORT.points, ...SHORT.settleSizes]) {
            const [settle] = named(`settle, ${points} points`);
            expect(settle?.sent).to.equal(SHORT.settleSlots - 1);
        }
        for (const workload of [
            'no-op submit, stock',
            'no-op submit, native',
            'certificate',
            'choice, REST',
            'choice, direct',
        ]) {
            expect(named(workload), workload).to.not.be.empty;
        }
        for (const { latency } of measurements) {
            expect(latency.p50).to.be.greaterThan(0);
            expect([latency.p50, latency.p95, latency.p99, latency.max]).to.deep.equal(
                [latency.p50, latency.p95, latency.p99, latency.max].toSorted((a, b) => a - b),
            );
        }
    });

    it('prints tables for people before the line for programs', () => {
        expect(text).to.match(/^workload +load +\/s/m);
        expect(text).to.match(/^alone, p50 ms +all +endorse +hand in +order and commit$/m);
        expect(text).to.match(/^order ÷ no-op, in flight +\d\.\d\d +≥ 0\.75 +(met|NOT MET)$/m);
    });
});

describe('ratios of the benchmark', () => {
    const flat = { p50: 1, p95: 1, p99: 1, max: 1 };
    const measured = (workload: string, perSecond: number) => ({
        workload,
        load: '100 in flight',
        perSecond,
        cpu: {},
        cpuByProcess: {},
        driverBusy: 0,
        sent: 1,
        completed: 1,
        abandoned: 0,
        failures: {},
        failed: [],
        seconds: 1,
        latency: flat,
        lateness: flat,
    });

    it('says whether a target is met, and leaves out what was not measured', () => {
        const of = (order: number) =>
            ratiosOf([measured('no-op submit', 100), measured('order (1 read, 2 writes)', order)]);
        expect(of(75)).to.deep.equal([
            { name: 'order ÷ no-op, in flight', value: 0.75, unit: '', target: { text: '≥ 0.75', met: true } },
        ]);
        expect(of(74)[0]?.target?.met).to.equal(false);
        expect(ratiosOf([])).to.deep.equal([]);
    });
});
