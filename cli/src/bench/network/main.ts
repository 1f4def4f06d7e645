import { cpus, loadavg } from 'node:os';
import { ENGINES, type Engine } from '@linguang/network';
import { type Measurement, report } from '@linguang/network/bench';
import { Command, Option } from 'commander';
import { interruption } from '../../interruption.js';
import { wholeNumber } from '../../options.js';
import { between, least, type Ratio, ratiosOf, ratioTable } from './ratios.js';
import { FULL, type Scale, SHORT } from './scale.js';
import { chaincodeOfSize, SUITES, type Suite, Suites } from './suites.js';
import { BenchSystem } from './system.js';

type Options = Readonly<{
    engine: Engine | 'both';
    fabricVersion?: string;
    peers?: number;
    only?: string;
    points?: number;
    rounds?: number;
    count?: number;
    short: boolean;
    json: boolean;
    cpuProf?: string;
}>;

type Run = Readonly<{ name: string; measurements: readonly Measurement[]; ratios: readonly Ratio[]; agrees: boolean }>;

/** `linguang bench network` */
const program = new Command('network')
    .description('transactions per second, latency and CPU time of one booted network with all of Linguang on it')
    .addOption(
        new Option('--engine <engine>', 'what plays peers and orderers')
            .choices([...ENGINES, 'both'])
            .default('embedded'),
    )
    .option('--fabric-version <version>', 'which of the installed versions of Fabric: 3.1, 2.5')
    .option('--peers <n>', 'peers per organisation instead of 2, 2 and 1', wholeNumber(1, 4))
    .option('--only <suites>', `some of ${SUITES.join(',')}; "certificates" needs "settle"`)
    .option('--points <n>', 'metering points of the community', wholeNumber(10, 20_000))
    .option('--rounds <n>', 'closed loops of each workload; the median counts', wholeNumber(1, 20))
    .option('--count <n>', 'transactions of a closed loop', wholeNumber(10, 100_000))
    .option('--short', 'a minute or less: everything once, figures mean nothing', false)
    .option('--json', 'end with one line of JSON', false)
    .option('--cpu-prof <dir>', 'leave a CPU profile of every Node process there; slows everything down')
    .action(run);

await program.parseAsync();

async function run(options: Options): Promise<void> {
    const signal = interruption();
    if (options.cpuProf !== undefined) {
        process.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=${options.cpuProf}`;
    }
    const engines = options.engine === 'both' ? ENGINES : [options.engine];
    const runs: Run[] = [];
    for (const engine of engines) {
        runs.push(await measure(engine, options, signal));
    }
    const across = comparisons(runs);
    if (across.length > 0) {
        console.log(`\nbetween them\n${ratioTable(across)}`);
    }
    if (options.json) {
        console.log(JSON.stringify({ bench: 'network', machine: machine(), runs, between: across }));
    }
    process.exitCode = runs.every(({ agrees }) => agrees) ? 0 : 1;
}

async function measure(engine: Engine, options: Options, signal: AbortSignal): Promise<Run> {
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    const scale = scaleOf(options);
    const suites = suitesOf(options);
    const name = [engine, options.fabricVersion, options.peers && `${options.peers} peers each`]
        .filter(Boolean)
        .join(', ');
    const furtherEnergies = suites.includes('settle') ? scale.settleSizes.map(chaincodeOfSize) : [];
    const { fabricVersion, peers } = options;
    const system = await BenchSystem.start({ engine, fabricVersion, peers, furtherEnergies, signal, say });
    try {
        const measured = new Suites(system, scale, say);
        const measurements: Measurement[] = [];
        for (const suite of suites) {
            signal.throwIfAborted();
            measurements.push(...(await measured.run(suite)));
        }
        const ratios = ratiosOf(measurements);
        console.log(`\n${name}: ${describeMachine()}\n${report(measurements)}\n\n${ratioTable(ratios)}`);
        return { name, measurements, ratios, agrees: measurements.every(({ agrees }) => agrees !== false) };
    } finally {
        await system.stop();
    }
}

function scaleOf({ short, points, rounds, count }: Options): Scale {
    return {
        ...(short ? SHORT : FULL),
        ...(points === undefined ? {} : { points }),
        ...(rounds === undefined ? {} : { rounds }),
        ...(count === undefined ? {} : { count }),
    };
}

/** @throws Error naming the suites there are */
function suitesOf({ only }: Options): readonly Suite[] {
    const asked = only?.split(',') ?? [...SUITES];
    const unknown = asked.filter((name) => !SUITES.some((suite) => suite === name));
    if (unknown.length > 0) {
        throw new Error(`there is no suite ${unknown.join(', ')}; there are ${SUITES.join(', ')}`);
    }
    return SUITES.filter((suite) => asked.includes(suite));
}

/** What one network did beside another. */
function comparisons(runs: readonly Run[]): Ratio[] {
    const [first, second] = runs;
    return first === undefined || second === undefined
        ? []
        : between(
              `no-op submit, ${first.name} ÷ ${second.name}`,
              'no-op submit',
              [first.measurements, second.measurements],
              least(2),
          );
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
    return `${cpus().length} cores shared by network, chaincodes, gateways and load driver; load average ${loadavg()[0]?.toFixed(1)}`;
}
