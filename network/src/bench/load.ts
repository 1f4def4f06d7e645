import type { Operation, Outcome, Phases } from './operation.js';
import { arrivals } from './schedule.js';
import { type Distribution, distribution, tally } from './statistics.js';

/** How operations are sent. */
export type Load =
    /** A number of them is kept in flight until all are done; one: each alone. */
    | Readonly<{ kind: 'closed'; inFlight: number }>
    /** They arrive by a schedule that is fixed beforehand, whatever becomes of the earlier ones. */
    | Readonly<{ kind: 'open'; rate: number; seconds: number; seed: number }>;

/** What became of a load. Latencies are milliseconds from the *intended* send time, of operations that did what they should. */
export type LoadResult = Readonly<{
    sent: number;
    completed: number;
    /** Scheduled operations that were never sent, because the backlog had grown too large to go on. */
    abandoned: number;
    failures: Readonly<Record<string, number>>;
    /** Places of the failed operations among those sent, with their failures. */
    failed: readonly (readonly [index: number, failure: string])[];
    /** From the first intended send time to the last answer. */
    seconds: number;
    latency: Distribution;
    /** How long after its intended time an operation was sent: large where the driver itself cannot keep the schedule. */
    lateness: Distribution;
    phases?: Readonly<Record<keyof Phases, Distribution>>;
    /** First and last block with a transaction of this load. */
    blocks?: Readonly<{ first: number; last: number }>;
    results?: readonly string[];
}>;

/** More than this in flight, and an open-loop load is given up: the system has long ceased to follow. */
const MOST_IN_FLIGHT = 4000;

type Sent = Readonly<{ index: number; intended: number; began: number; ended: number; outcome: Outcome }>;

/**
 * Sends operations by a load and waits for all answers.
 * @param run - sends one; never rejects
 * @param collect - keep what was answered
 */
export async function sendLoad(
    operations: readonly Operation[],
    load: Load,
    run: (operation: Operation) => Promise<Outcome>,
    collect = false,
): Promise<LoadResult> {
    const start = performance.now();
    const sent: Sent[] = [];
    const send: Send = async (index, operation, intended) => {
        const began = performance.now();
        const outcome = await run(operation);
        sent.push({ index, intended, began, ended: performance.now(), outcome });
    };
    const abandoned =
        load.kind === 'closed'
            ? await closed(operations, load.inFlight, send)
            : await open(operations, arrivals(load.rate, load.seconds, load.seed), start, send);
    return summary(sent, abandoned, start, collect);
}

type Send = (index: number, operation: Operation, intended: number) => Promise<void>;

async function closed(operations: readonly Operation[], inFlight: number, send: Send): Promise<number> {
    let next = 0;
    const worker = async (): Promise<void> => {
        for (let index = next++; index < operations.length; index = next++) {
            const operation = operations[index];
            if (operation !== undefined) {
                await send(index, operation, performance.now());
            }
        }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    return 0;
}

async function open(
    operations: readonly Operation[],
    times: readonly number[],
    start: number,
    send: Send,
): Promise<number> {
    const running = new Set<Promise<void>>();
    for (const [index, time] of times.entries()) {
        const intended = start + time;
        const operation = operations[index];
        if (operation === undefined || running.size > MOST_IN_FLIGHT) {
            await Promise.all(running);
            return times.length - index;
        }
        const early = intended - performance.now();
        if (early > 0) {
            await new Promise((resolve) => setTimeout(resolve, early));
        }
        const one = send(index, operation, intended).finally(() => running.delete(one));
        running.add(one);
    }
    await Promise.all(running);
    return 0;
}

function summary(sent: readonly Sent[], abandoned: number, start: number, collect: boolean): LoadResult {
    const good = sent.filter(({ outcome }) => outcome.failure === undefined);
    const blocks = sent.flatMap(({ outcome }) => (outcome.block === undefined ? [] : [outcome.block]));
    const phases = good.flatMap(({ outcome }) => (outcome.phases === undefined ? [] : [outcome.phases]));
    const phase = (name: keyof Phases) => distribution(phases.map((one) => one[name]));
    return {
        sent: sent.length,
        completed: good.length,
        abandoned,
        failures: tally(sent.flatMap(({ outcome }) => outcome.failure ?? [])),
        failed: sent.flatMap(({ index, outcome: { failure } }) =>
            failure === undefined ? [] : [[index, failure] as const],
        ),
        seconds: (sent.reduce((last, { ended }) => Math.max(last, ended), start) - start) / 1000,
        latency: distribution(good.map(({ intended, ended }) => ended - intended)),
        lateness: distribution(sent.map(({ intended, began }) => began - intended)),
        ...(phases.length === 0
            ? {}
            : { phases: { endorse: phase('endorse'), submit: phase('submit'), commit: phase('commit') } }),
        ...(blocks.length === 0
            ? {}
            : {
                  blocks: {
                      first: blocks.reduce((a, b) => Math.min(a, b)),
                      last: blocks.reduce((a, b) => Math.max(a, b)),
                  },
              }),
        ...(collect ? { results: good.map(({ outcome }) => outcome.result ?? '') } : {}),
    };
}
