import type { HeadRecord, LogEntryRecord, LogKey, LogState, SplitView } from '../domain/index.js';
import { codec } from './record.js';

/** Records of the transparency log. */
export const logRecords = {
    state: codec<LogState>(1),
    head: codec<HeadRecord>(1),
    entry: codec<LogEntryRecord>(1),
    key: codec<LogKey>(1),
    splitView: codec<SplitView>(1),
} as const;
