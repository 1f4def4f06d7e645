/** Ledgers written into files, and replayed from them without a network. Knows nothing of what chaincodes mean. */

export type { Simulator } from '../embedded/ledger/simulator.js';
export { inPeersBatches } from './batches.js';
export { codeName } from './blockchecks.js';
export {
    ChainReplay,
    type DisclosedSet,
    digestAfter,
    type ReplayedBlock,
    type ReplayedTransaction,
} from './chainreplay.js';
export { blockDifference } from './comparing.js';
export { ChainDifference, type Difference } from './difference.js';
export { type ExportOptions, type ExportResult, exportLedger } from './exporting.js';
export { privateWritesOf, type Read, readsOf, readsOfSimulation, type WriteSeen, writesOf } from './footprint.js';
export { ExportError, type ExportHeader, FORMAT, FORMAT_VERSION, framed } from './format.js';
export { type ExportedBlock, type LedgerExport, openExport } from './reading.js';
export { ReplayedState } from './state.js';
export { type RecordedTransaction, readTransaction } from './transaction.js';
export { ExportWriter } from './writing.js';
