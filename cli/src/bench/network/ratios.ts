import { type Measurement, PUTS, textTable } from '@linguang/network/bench';
import { verificationsPerSecond } from './verification.js';

/** A figure that travels between machines, or a limit, with what it should be. */
export type Ratio = Readonly<{
    name: string;
    value: number;
    unit: string;
    target?: Readonly<{ text: string; met: boolean }>;
}>;

/** The ratios and limits of the design's targets, of whatever was measured on one network. */
export function ratiosOf(measurements: readonly Measurement[]): Ratio[] {
    const closed = (workload: string) => find(measurements, workload);
    const alone = (workload: string): Measurement | undefined =>
        measurements.find((one) => one.workload.startsWith(workload) && one.load === 'alone');
    const open = (workload: string): Measurement | undefined =>
        measurements.find((one) => one.workload === workload && one.isHighest === true);
    const speed = (one: Measurement | undefined) => one?.perSecond;
    const median = (one: Measurement | undefined) => one?.latency.p50;
    const noop = closed('no-op submit');
    const put = closed('blind put (100 B)');
    const order = 'order (1 read, 2 writes)';
    const puts = closed(`${PUTS} puts in one`);
    const [direct, rest] = ['choice, direct client', 'choice, REST'];
    const [stock, native] = [closed('no-op submit, stock signer'), closed('no-op submit, native signer')];
    const batch = [closed('readings, 500 a batch'), open('readings, 500 a batch')];
    const readings = batch.flatMap((one) => one?.items?.perSecond ?? []);
    return [
        ratio('order ÷ no-op, in flight', speed(closed(order)), speed(noop), least(0.75)),
        ratio('order ÷ no-op, highest rate held', speed(open(order)), speed(open('no-op submit')), least(0.75)),
        ratio('order ÷ no-op, by CPU time', processorTime(noop), processorTime(closed(order))),
        ratio('blind put ÷ no-op', speed(put), speed(noop), least(0.85)),
        ratio('read-modify-write ÷ blind put', speed(closed('read-modify-write')), speed(put), least(0.8)),
        ratio(`puts, ${PUTS} in one ÷ one each`, puts?.items?.perSecond, speed(put), least(10)),
        ratio('no-op submit ÷ no-op evaluate', speed(noop), speed(closed('no-op evaluate'))),
        ratio('native ÷ stock signer, tx/s', speed(native), speed(stock)),
        ratio('stock ÷ native signer, client CPU', stock?.cpu['client'], native?.cpu['client'], least(1.3)),
        ratio('REST ÷ direct client, in flight', speed(closed(rest)), speed(closed(direct)), least(0.9)),
        ratio('REST ÷ direct client, highest rate held', speed(open(rest)), speed(open(direct)), least(0.9)),
        ratio('REST ÷ direct client, lone latency', median(alone(rest)), median(alone(direct))),
        readings.length === 0
            ? []
            : [
                  limit('readings in batches of 500', Math.max(...readings), '/s', least(4000)),
                  ...ratio(
                      '2 × readings ÷ bare verifications of a core',
                      2 * Math.max(...readings),
                      verificationsPerSecond(),
                  ),
              ],
        settling(alone('settle, 1000 points')),
    ].flat();
}

/** What the networks of several runs did beside one another. */
export function comparisonsOf(
    runs: readonly Readonly<{ name: string; measurements: readonly Measurement[] }>[],
): Ratio[] {
    const [first, ...others] = runs;
    if (first === undefined) {
        return [];
    }
    const isEmbedded = first.name.startsWith('embedded');
    return others.flatMap((other) => {
        // Embedded over real, and what is tried over what is usual.
        const [above, below] = isEmbedded ? [first, other] : [other, first];
        const of = `${above.name} ÷ ${below.name}`;
        const speed = (all: readonly Measurement[], workload: string) => find(all, workload)?.perSecond;
        const latency = (all: readonly Measurement[]) =>
            all.find((one) => one.workload === 'no-op submit' && one.load === 'alone')?.latency.p50;
        return [
            ...['no-op submit', 'order (1 read, 2 writes)'].flatMap((workload) =>
                ratio(
                    `${workload}, ${of}`,
                    speed(above.measurements, workload),
                    speed(below.measurements, workload),
                    isEmbedded && workload === 'no-op submit' ? least(2) : undefined,
                ),
            ),
            ...ratio(`lone latency, ${of}`, latency(above.measurements), latency(below.measurements)),
        ];
    });
}

/** All CPU time of one transaction: what it would cost of a rate if nothing else limited it, whatever else the machine does. */
function processorTime(one: Measurement | undefined): number | undefined {
    const sum = Object.values(one?.cpu ?? {}).reduce((total, ms) => total + ms, 0);
    return sum === 0 ? undefined : sum;
}

function find(all: readonly Measurement[], workload: string): Measurement | undefined {
    return all.find((one) => one.workload === workload && one.load.endsWith('in flight'));
}

/** Ratios as a table. */
export function ratioTable(ratios: readonly Ratio[]): string {
    return textTable(
        ['ratio', 'measured', 'target', ''],
        ratios.map(({ name, value, unit, target }) => [
            name,
            `${value < 100 ? value.toFixed(2) : value.toFixed(0)}${unit}`,
            target?.text ?? '',
            target === undefined ? 'reported' : target.met ? 'met' : 'NOT MET',
        ]),
    );
}

type Target = (value: number) => NonNullable<Ratio['target']>;

function least(bound: number): Target {
    return (value) => ({ text: `≥ ${bound}`, met: value >= bound });
}

function most(bound: number, unit: string): Target {
    return (value) => ({ text: `≤ ${bound}${unit}`, met: value <= bound });
}

function settling(settle: Measurement | undefined): Ratio[] {
    return settle === undefined
        ? []
        : [limit('settle 1,000 points, to commit', settle.latency.p50 / 1000, ' s', most(1, ' s'))];
}

function limit(name: string, value: number, unit: string, target: Target): Ratio {
    return { name, value, unit, target: target(value) };
}

/** Nothing where one of the two was not measured. */
function ratio(name: string, numerator: number | undefined, denominator: number | undefined, target?: Target): Ratio[] {
    if (numerator === undefined || denominator === undefined || denominator === 0) {
        return [];
    }
    const value = numerator / denominator;
    return [{ name, value, unit: '', ...(target === undefined ? {} : { target: target(value) }) }];
}
