import type { Measurement } from './load.js';

/** Measurements as a table for people. */
export function table(results: readonly Measurement[], inFlight: number): string {
    const head = [
        `embedded network, ${inFlight} in flight`,
        '/s',
        'p50 ms',
        'p95 ms',
        'p99 ms',
        'failed',
        'CPU ms each',
    ];
    const rows = results.map((one) => [
        one.name,
        one.perSecond.toFixed(0),
        one.p50.toFixed(1),
        one.p95.toFixed(1),
        one.p99.toFixed(1),
        String(one.failed),
        Object.entries(one.cpu)
            .map(([part, milliseconds]) => `${part} ${milliseconds.toFixed(2)}`)
            .join(', '),
    ]);
    const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
    const line = (cells: readonly string[]): string =>
        cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
    return [line(head), ...rows.map(line)].join('\n');
}
