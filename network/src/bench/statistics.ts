/** Nearest-rank percentiles of a set of measured values, and the largest. */
export type Distribution = Readonly<{ p50: number; p95: number; p99: number; max: number }>;

export function distribution(values: readonly number[]): Distribution {
    const sorted = values.toSorted((a, b) => a - b);
    return {
        p50: percentile(sorted, 50),
        p95: percentile(sorted, 95),
        p99: percentile(sorted, 99),
        max: sorted.at(-1) ?? 0,
    };
}

/** Nearest-rank percentile of ascending values; 0 for none. */
export function percentile(sorted: readonly number[], percent: number): number {
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

/** The middle one by some measure; of an even number the lower middle. @throws RangeError for none */
export function medianBy<Item>(items: readonly Item[], measure: (item: Item) => number): Item {
    const sorted = items.toSorted((a, b) => measure(a) - measure(b));
    const middle = sorted[Math.ceil(sorted.length / 2) - 1];
    if (middle === undefined) {
        throw new RangeError('there is no median of nothing');
    }
    return middle;
}

/** How often each value occurs, the most frequent first. */
export function tally(values: Iterable<string>): Record<string, number> {
    const counts = new Map<string, number>();
    for (const value of values) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]));
}
