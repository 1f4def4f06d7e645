import {
    type HeadRecord,
    hex,
    type LogEntryRecord,
    type LogKey,
    type LogState,
    problem,
    type SplitView,
    utf8,
} from '../domain/index.js';
import { logKeys } from './logkeys.js';
import { logRecords } from './logrecords.js';
import type { State } from './state.js';

/** Tree heads of the transparency log, the keys that sign them, and which certificates they hold. */
export class TransparencyLog {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    state(): Promise<LogState | undefined> {
        return this.#state.read(logRecords.state, logKeys.state.build({}));
    }

    async saveState(record: LogState): Promise<void> {
        await this.#state.write(logRecords.state, logKeys.state.build({}), record);
    }

    /** @throws NOT_FOUND before the first proposal */
    async existingState(): Promise<LogState> {
        const found = await this.state();
        if (found === undefined) {
            throw problem('NOT_FOUND', { kind: 'tree head', id: '1' });
        }
        return found;
    }

    /** @throws NOT_FOUND */
    async head(position: number): Promise<HeadRecord> {
        const found = await this.#state.read(logRecords.head, logKeys.head.build({ position }));
        if (found === undefined) {
            throw problem('NOT_FOUND', { kind: 'tree head', id: String(position) });
        }
        return found;
    }

    async saveHead(record: HeadRecord): Promise<void> {
        await this.#state.write(logRecords.head, logKeys.head.build({ position: record.position }), record);
    }

    entry(number: string): Promise<LogEntryRecord | undefined> {
        return this.#state.read(logRecords.entry, logKeys.entry.build({ number }));
    }

    async saveEntry(number: string, record: LogEntryRecord): Promise<void> {
        await this.#state.write(logRecords.entry, logKeys.entry.build({ number }), record);
    }

    key(org: string, kid: string): Promise<LogKey | undefined> {
        return this.#state.read(logRecords.key, keyOf(org, kid));
    }

    async saveKey(record: LogKey): Promise<void> {
        await this.#state.write(logRecords.key, keyOf(record.org, record.kid), record);
    }

    async saveSplitView(digest: string, record: SplitView): Promise<void> {
        await this.#state.write(logRecords.splitView, logKeys.splitView.build({ digest }), record);
    }
}

function keyOf(org: string, kid: string): string {
    return logKeys.key.build({ org, key: hex(utf8(kid)) });
}
