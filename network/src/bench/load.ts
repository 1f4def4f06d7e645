/** What one kind of transaction achieved. */
export interface Measurement {
    readonly name: string;
    /** Completed per second. */
    readonly perSecond: number;
    /** Milliseconds from the start of a transaction to its answer. */
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly completed: number;
    readonly failed: number;
    /** CPU milliseconds per transaction, by part of the system; what other programs do on the machine does not count. */
    readonly cpu: Readonly<Record<string, number>>;
}

/**
 * Keeps a number of transactions in flight until so many are done.
 * @param run - one transaction; its number is unique in this process
 */
export async function measure(
    name: string,
    run: (number: number) => Promise<unknown>,
    options: Readonly<{ inFlight: number; count: number; cpu: () => Readonly<Record<string, number>> }>,
): Promise<Measurement> {
    const latencies: number[] = [];
    let next = 0;
    let failed = 0;
    const worker = async (): Promise<void> => {
        for (let number = next++; number < options.count; number = next++) {
            const began = performance.now();
            try {
                await run(unique++);
                latencies.push(performance.now() - began);
            } catch {
                failed++;
            }
        }
    };
    const before = options.cpu();
    const began = performance.now();
    await Promise.all(Array.from({ length: options.inFlight }, worker));
    const seconds = (performance.now() - began) / 1000;
    const after = options.cpu();
    const sorted = latencies.toSorted((a, b) => a - b);
    return {
        name,
        perSecond: latencies.length / seconds,
        p50: percentile(sorted, 50),
        p95: percentile(sorted, 95),
        p99: percentile(sorted, 99),
        completed: latencies.length,
        failed,
        cpu: Object.fromEntries(
            Object.entries(after).map(([part, used]) => [part, (used - (before[part] ?? 0)) / options.count]),
        ),
    };
}

let unique = 0;

/** Nearest-rank percentile of ascending values; 0 for none. */
export function percentile(sorted: readonly number[], percent: number): number {
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
