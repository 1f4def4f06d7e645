import { cpus, loadavg } from 'node:os';
import { ENGINES } from '@linguang/network';
import { type Measurement, phaseTable, report } from '@linguang/network/bench';
import { Command, Option } from 'commander';
import { interruption } from '../../interruption.js';
import { wholeNumber } from '../../options.js';
import { exitCodeOf, report as reportError } from '../../report.js';
import { PROFILES } from '../../start/linguangtopology.js';
import { type Options, type Plan, plansOf, scaleOf, suitesOf } from './plan.js';
import { comparisonsOf, type Ratio, ratiosOf, ratioTable } from './ratios.js';
import { chaincodeOfSize, SUITES, Suites } from './suites.js';
import { BenchSystem } from './system.js';

type Run = Readonly<{ name: string; measurements: readonly Measurement[]; ratios: readonly Ratio[]; agrees: boolean }>;

/** `linguang bench network` */
const program = new Command('network')
    .description('transactions per second, latency and CPU time of one booted network with all of Linguang on it')
    .addOption(choice('--engine <engine>', 'what plays peers and orderers', ENGINES).default('embedded'))
    .addOption(choice('--profile <profile>', 'how real orderers agree', PROFILES).default('raft'))
    .option('--fabric-version <version>', 'which of the installed versions of Fabric: 3.1, 2.5')
    .option('--peers <n>', 'peers per organisation instead of 2, 2 and 1', wholeNumber(1, 4))
    .option('--only <suites>', `some of ${SUITES.join(',')}; "certificates" needs "settle"`)
    .option('--points <n>', 'metering points of the community', wholeNumber(10, 20_000))
    .option('--settle <sizes>', 'metering points of further communities that are settled; "none"')
    .option('--slots <n>', 'slots that are settled and then certified', wholeNumber(2, 96))
    .option('--rounds <n>', 'closed loops of each workload; the median counts', wholeNumber(1, 20))
    .option('--count <n>', 'transactions of a closed loop', wholeNumber(10, 100_000))
    .option('--short', 'a minute or less: everything once, figures mean nothing', false)
    .option('--json', 'end with one line of JSON', false)
    .option('--cpu-prof <dir>', 'leave a CPU profile of every Node process there; slows everything down')
    .action(run);

try {
    await program.parseAsync();
} catch (error) {
    process.exitCode = exitCodeOf(error);
    if (process.exitCode === 1) {
        reportError(error);
    } else {
        process.stderr.write('interrupted; everything is stopped\n');
    }
}

async function run(options: Options): Promise<void> {
    const signal = interruption();
    if (options.cpuProf !== undefined) {
        process.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=${options.cpuProf}`;
    }
    const runs: Run[] = [];
    for (const plan of plansOf(options)) {
        runs.push(await measure(plan, options, signal));
    }
    const between = comparisonsOf(runs);
    if (between.length > 0) {
        console.log(`\nbetween them\n${ratioTable(between)}`);
    }
    if (options.json) {
        console.log(JSON.stringify({ bench: 'network', machine: machine(), runs, between }));
    }
    process.exitCode = runs.every(({ agrees }) => agrees) ? 0 : 1;
}

async function measure({ name, engine, profile }: Plan, options: Options, signal: AbortSignal): Promise<Run> {
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    const { fabricVersion, peers } = options;
    const scale = scaleOf(options);
    const suites = suitesOf(options);
    const furtherEnergies = suites.includes('settle') ? scale.settleSizes.map(chaincodeOfSize) : [];
    const system = await BenchSystem.start({ engine, profile, fabricVersion, peers, furtherEnergies, signal, say });
    try {
        const measured = new Suites(system, scale, say);
        const measurements: Measurement[] = [];
        for (const suite of suites) {
            signal.throwIfAborted();
            measurements.push(...(await measured.run(suite)));
        }
        const ratios = ratiosOf(measurements);
        const phases = phaseTable(measurements);
        console.log(
            [
                `\n${name}: ${describeMachine()}`,
                report(measurements),
                ...(phases === '' ? [] : ['', phases]),
                '',
                ratioTable(ratios),
            ].join('\n'),
        );
        return { name, measurements, ratios, agrees: measurements.every(({ agrees }) => agrees !== false) };
    } catch (error) {
        signal.throwIfAborted();
        throw error;
    } finally {
        await system.stop();
    }
}

function choice(flags: string, description: string, choices: readonly string[]): Option {
    return new Option(flags, description).choices([...choices, 'both']);
}

function machine(): object {
    return {
        cpus: cpus().length,
        model: cpus()[0]?.model,
        platform: process.platform,
        node: process.version,
        load: loadavg(),
    };
}

/** Everything shares the machine's cores, the driver too; whatever else runs there is in the figures. */
function describeMachine(): string {
    const load = loadavg()[0]?.toFixed(1);
    return `${cpus().length} cores shared by network, chaincodes, gateways and load driver; load average ${load}`;
}
