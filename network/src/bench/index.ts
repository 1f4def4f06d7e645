/** Measuring a network from outside: open and closed loads, CPU time, blocks. Knows nothing of what the transactions mean. */
export * from './bench.js';
export type { BlockFill } from './blocks.js';
export { DriverProcess } from './driverprocess.js';
export * from './fixture/topology.js';
export { type ClientSpec, LedgerClient } from './ledgerclient.js';
export type { Load, LoadResult } from './load.js';
export * from './measurement.js';
export type * from './operation.js';
export { phaseTable, report, textTable } from './report.js';
export type { Counted } from './usage.js';
export { type PlainWorkloads, PUTS, plainWorkloads } from './workloads.js';
