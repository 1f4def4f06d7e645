/** What several pieces of work cost beside one another, ms of processor time each, by name. */
export type Costs = Readonly<Record<string, number>>;

/**
 * Runs some pieces of work in turns, so that what else the machine does falls on all of them alike.
 * @returns the median processor time (user and system) of each, ms
 */
export function costsOf(works: Readonly<Record<string, () => unknown>>, runs: number): Costs {
    const entries = Object.entries(works).map(([name, work]) => ({ name, work, costs: [] as number[] }));
    for (const { work } of entries) {
        work();
    }
    for (let run = 0; run < runs; run++) {
        for (const { work, costs } of entries) {
            costs.push(cpuTime(work));
        }
    }
    return Object.fromEntries(entries.map(({ name, costs }) => [name, median(costs)]));
}

function cpuTime(work: () => unknown): number {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
}

function median(values: readonly number[]): number {
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
