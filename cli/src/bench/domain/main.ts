import { measureClaims, measureReadings, measureSettlement } from './measures.js';

const RUNS = 15;
const SIZES = [100, 1000, 5000];

const readings = measureReadings(RUNS);
const settlements = SIZES.map((points) => ({ points, costs: measureSettlement(points, points > 1000 ? 5 : RUNS) }));
const claims = measureClaims(RUNS);
const figures = {
    readings: {
        count: readings.count,
        intakeMs: rounded(readings['intake']),
        bareMs: rounded(readings['bare']),
        ratio: rounded((readings['bare'] ?? 0) / (readings['intake'] ?? 1), 2),
        perSecond: perSecond(readings.count, readings['intake']),
    },
    settlements: settlements.map(({ points, costs }) => ({
        points,
        ms: Object.fromEntries(Object.entries(costs).map(([name, cost]) => [name, rounded(cost)])),
    })),
    claims: {
        count: claims.claims,
        ms: rounded(claims['issue']),
        perSecond: perSecond(claims.claims, claims['issue']),
    },
};

process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(figures)}\n` : report());

function report(): string {
    const { intakeMs, bareMs, ratio, perSecond: rate, count } = figures.readings;
    const names = Object.keys(figures.settlements[0]?.ms ?? {});
    return [
        'processor time, median of some runs, without a ledger\n',
        row('readings', 'ms', 'per second'),
        row(`batch of ${count}, parsed, checked, written`, intakeMs, rate),
        row('its signatures alone', bareMs, perSecond(count, readings['bare'])),
        row('signatures alone ÷ batch', ratio),
        '',
        row('settle, points', ...figures.settlements.map(({ points }) => points)),
        ...names.map((name) => row(`${name}, ms`, ...figures.settlements.map(({ ms }) => ms[name] ?? 0))),
        '',
        row('certificates', 'ms', 'per second'),
        row(`${figures.claims.count} lines proved and claimed`, figures.claims.ms, figures.claims.perSecond),
        '',
    ].join('\n');
}

function row(name: string, ...values: readonly (string | number)[]): string {
    return name.padEnd(44) + values.map((value) => String(value).padStart(12)).join('');
}

function rounded(value = 0, digits = 1): number {
    return Math.round(value * 10 ** digits) / 10 ** digits;
}

function perSecond(count: number, ms = 0): number {
    return Math.round((1000 * count) / ms);
}
