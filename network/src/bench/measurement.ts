import type { BlockFill } from './blocks.js';
import type { ClientSpec } from './ledgerclient.js';
import type { LoadResult } from './load.js';
import type { Operation } from './operation.js';
import type { Usage } from './usage.js';

/** One kind of operation that is measured. */
export type Workload = Readonly<{
    name: string;
    /** Who sends it; not needed for HTTP. */
    client?: ClientSpec;
    /** The next operation; no two conflict unless that is the point. */
    next: () => Operation;
    /** What one transaction carries, where that is not 1: readings, puts. */
    items?: Readonly<{ count: number; name: string }>;
    /** Keep the answers. */
    collect?: boolean;
}>;

/** What was measured of a workload under one load. */
export type Measurement = Readonly<{
    workload: string;
    /** `100 in flight`, `alone`, `open 150/s`. */
    load: string;
    /** Operations completed per second: committed as valid, or answered where nothing is committed. */
    perSecond: number;
    /** Readings, puts … per second. */
    items?: Readonly<{ name: string; perSecond: number }>;
    /** CPU milliseconds per completed operation, by kind of process and by process. */
    cpu: Usage;
    cpuByProcess: Usage;
    /** Share of one core that the driver took: near 1, the driver is what is measured. */
    driverBusy: number;
    /** Of an open load: whether nearly everything was committed in time, see `holds`. */
    held?: boolean;
    /** Whether this is the highest rate at which the schedule held, of those tried. */
    isHighest?: boolean;
    /** Blocks from the first to the last with a transaction of the load. */
    fill?: BlockFill;
    /** Of several runs: how many, and the lowest and highest rate; the figures are those of the median. */
    runs?: Readonly<{ count: number; lowest: number; highest: number }>;
    /** Whether the ledger holds exactly as many valid transactions as the driver counted. */
    agrees?: boolean;
}> &
    LoadResult;

/** What nearly everything must be committed within, ms from its intended time, for a schedule to hold. */
export const HOLDS_WITHIN_MS = 2000;
const HOLDS_SHARE = 0.99;
/** A driver that sends its 99th percentile later than this does not keep its own schedule. */
export const LATE_MS = 100;

/**
 * Whether the system kept up with an open load: it did all that was asked, 99 of 100 within two seconds of their intended
 * time, and the driver sent on time.
 */
export function holds({ sent, completed, abandoned, latency, lateness }: LoadResult): boolean {
    return (
        abandoned === 0 && completed >= HOLDS_SHARE * sent && latency.p99 <= HOLDS_WITHIN_MS && lateness.p99 <= LATE_MS
    );
}
