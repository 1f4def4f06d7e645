import { LATE_MS, type Measurement } from './measurement.js';
import type { Usage } from './usage.js';

const HEAD = [
    'workload',
    'load',
    '/s',
    'items/s',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'tx/block',
    'kB/block',
    'CPU ms each',
    'not done',
];

/** Measurements as a table for people. */
export function report(measurements: readonly Measurement[]): string {
    return textTable(
        HEAD,
        measurements.map((one) => [
            one.workload,
            one.load + (one.held === false ? ' ✗' : ''),
            rate(one.perSecond) +
                (one.runs === undefined || one.runs.count < 2
                    ? ''
                    : ` (${rate(one.runs.lowest)}–${rate(one.runs.highest)})`),
            one.items === undefined ? '' : rate(one.items.perSecond),
            time(one.latency.p50),
            time(one.latency.p95),
            time(one.latency.p99),
            one.fill === undefined ? '' : one.fill.perBlock.mean.toFixed(1),
            one.fill === undefined ? '' : (one.fill.bytes.mean / 1000).toFixed(0),
            cpuText(one.cpu),
            problems(one),
        ]),
        2,
    );
}

/** Where the time of transactions goes that are alone on the network; empty where none was measured. */
export function phaseTable(measurements: readonly Measurement[]): string {
    const rows = measurements.flatMap(({ workload, load, latency, phases }) =>
        phases === undefined || load !== 'alone'
            ? []
            : [[workload, ...[latency, phases.endorse, phases.submit, phases.commit].map(({ p50 }) => time(p50))]],
    );
    const head = ['alone, p50 ms', 'all', 'endorse', 'hand in', 'order and commit'];
    return rows.length === 0 ? '' : textTable(head, rows);
}

/** `peers 9.1, chaincode 3.0`; the most expensive first. */
function cpuText(cpu: Usage): string {
    return Object.entries(cpu)
        .filter(([, ms]) => ms >= 0.005)
        .sort((a, b) => b[1] - a[1])
        .map(([kind, ms]) => `${kind} ${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)}`)
        .join(', ');
}

/** Whatever keeps a figure from being taken at its word. */
function problems({ failures, abandoned, lateness, agrees, driverBusy, load }: Measurement): string {
    return [
        ...Object.entries(failures).map(([code, count]) => `${count} × ${code}`),
        ...(abandoned > 0 ? [`${abandoned} given up`] : []),
        ...(load.startsWith('open') && lateness.p99 > LATE_MS ? [`driver late by ${lateness.p99.toFixed(0)} ms`] : []),
        ...(agrees === false ? ['ledger counts differ'] : []),
        ...(driverBusy > 0.9 ? ['driver is busy'] : []),
    ].join(', ');
}

/**
 * Columns side by side: figures end at the right of theirs, words begin at the left.
 * @param words - columns of words at the beginning, whatever they look like
 */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[], words = 1): string {
    const isText = head.map((_, column) => rows.every((row) => !/^[\d.]/.test(row[column] ?? '')) || column < words);
    const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
    const line = (cells: readonly string[]): string =>
        cells
            .map((cell, i) => (isText[i] ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
            .join('  ')
            .trimEnd();
    return [line(head), ...rows.map(line)].join('\n');
}

function rate(value: number): string {
    return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function time(ms: number): string {
    return ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
}
