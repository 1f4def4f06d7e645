import { fillOf } from './blocks.js';
import type { DriverProcess } from './driverprocess.js';
import { type ClientSpec, LedgerClient } from './ledgerclient.js';
import type { Load, LoadResult } from './load.js';
import { holds, type Measurement, type Workload } from './measurement.js';
import type { Operation } from './operation.js';
import { arrivals } from './schedule.js';
import { medianBy } from './statistics.js';
import { byKind, type Counted, type Usage, usageOf, used } from './usage.js';

export type BenchOptions = Readonly<{
    driver: DriverProcess;
    /** All processes of the system, as they are now. */
    processes: () => readonly Counted[];
    /** Who reads the blocks afterwards. */
    reader: ClientSpec;
    say?: (line: string) => void;
}>;

/** Seeds of the open loads' schedules: the same arrivals in every run. */
const SEED = 20_260_301;
/** Of a rate that the closed loop reaches, where the search for the highest rate that holds begins, and its step. */
const FIRST_GUESS = 0.85;
const STEP = 1.12;
const MOST_STEPS = 5;
/** An open load of dear operations lasts longer, so that there are enough of them. */
const LEAST_ARRIVALS = 40;
const LONGEST_S = 30;

/** Measures workloads on one running network. */
export class Bench {
    readonly #options: BenchOptions;
    #reader: LedgerClient | undefined;

    constructor(options: BenchOptions) {
        this.#options = options;
    }

    /** Keeps `inFlight` operations under way until `count` are done. */
    async closed(workload: Workload, inFlight: number, count: number): Promise<Measurement> {
        return await this.#measure(workload, { kind: 'closed', inFlight }, count);
    }

    /** Several closed loops in turn, workload after workload, so that a slow minute hits all alike; the median of each. */
    async rounds(plans: readonly ClosedPlan[], rounds: number): Promise<Measurement[]> {
        const found = plans.map((): Measurement[] => []);
        for (let round = 0; round < rounds; round++) {
            for (const [index, { workload, inFlight, count }] of plans.entries()) {
                found[index]?.push(await this.closed(workload, inFlight, count));
            }
        }
        return found.map((several) => {
            const rates = several.map(({ perSecond }) => perSecond);
            const range = { lowest: Math.min(...rates), highest: Math.max(...rates) };
            return { ...medianBy(several, ({ perSecond }) => perSecond), runs: { count: several.length, ...range } };
        });
    }

    /** One open load of a fixed rate. */
    async open(workload: Workload, rate: number, seconds: number): Promise<Measurement> {
        const load: Load = { kind: 'open', rate, seconds, seed: SEED };
        return await this.#measure(workload, load, arrivals(rate, seconds, SEED).length);
    }

    /**
     * Looks for the highest rate at which the schedule holds, in steps of 12 % around what a closed loop reached.
     * @param reached - operations per second of the closed loop
     * @returns the highest that held; the last tried where none did
     */
    async saturate(workload: Workload, reached: number, seconds: number): Promise<Measurement> {
        let rate = reached * FIRST_GUESS;
        let best: Measurement | undefined;
        for (let step = 0; ; step++) {
            const long = Math.min(LONGEST_S, Math.max(seconds, LEAST_ARRIVALS / rate));
            const tried = await this.open(workload, rate, long);
            if (tried.held === true) {
                best = tried;
                rate *= STEP;
            } else if (best === undefined) {
                rate /= STEP;
            }
            const isFound = best !== undefined && tried.held !== true;
            if (isFound || step + 1 >= MOST_STEPS) {
                return best === undefined ? tried : { ...best, isHighest: true };
            }
        }
    }

    close(): void {
        this.#reader?.close();
    }

    async #measure(workload: Workload, load: Load, count: number): Promise<Measurement> {
        const { driver, processes, say = () => undefined } = this.#options;
        const { client, collect } = workload;
        const before = usageOf(processes());
        const { result, cpuMs } = await driver.send(supply(workload, count), {
            load,
            ...(client === undefined ? {} : { client }),
            ...(collect === undefined ? {} : { collect }),
        });
        const usage: Usage = { ...used(before, usageOf(processes())), client: cpuMs };
        const each = perOperation(usage, result.completed);
        const measurement: Measurement = {
            ...result,
            workload: workload.name,
            load: describe(load),
            ...speeds(workload, result),
            cpu: byKind(each),
            cpuByProcess: each,
            driverBusy: cpuMs / 1000 / result.seconds,
            ...(load.kind === 'open' ? { held: holds(result) } : {}),
            ...(await this.#ledgerSays(result)),
        };
        say(`${workload.name}, ${measurement.load}: ${measurement.perSecond.toFixed(0)}/s`);
        return measurement;
    }

    async #ledgerSays({ blocks, completed }: LoadResult): Promise<Pick<Measurement, 'fill' | 'agrees'>> {
        if (blocks === undefined) {
            return {};
        }
        this.#reader ??= await LedgerClient.connect(this.#options.reader);
        const fill = fillOf(await this.#reader.blocks(blocks.first, blocks.last));
        return { fill, agrees: fill.valid === completed };
    }
}

export type ClosedPlan = Readonly<{ workload: Workload; inFlight: number; count: number }>;

function* supply({ next }: Workload, count: number): Generator<Operation> {
    for (let number = 0; number < count; number++) {
        yield next();
    }
}

function speeds({ items }: Workload, { completed, seconds }: LoadResult): Pick<Measurement, 'perSecond' | 'items'> {
    const perSecond = seconds === 0 ? 0 : completed / seconds;
    return {
        perSecond,
        ...(items === undefined ? {} : { items: { name: items.name, perSecond: perSecond * items.count } }),
    };
}

function perOperation(usage: Usage, completed: number): Usage {
    return Object.fromEntries(Object.entries(usage).map(([name, ms]) => [name, ms / Math.max(1, completed)]));
}

function describe(load: Load): string {
    if (load.kind === 'open') {
        return `open ${load.rate < 10 ? load.rate.toFixed(1) : load.rate.toFixed(0)}/s`;
    }
    return load.inFlight === 1 ? 'alone' : `${load.inFlight} in flight`;
}
