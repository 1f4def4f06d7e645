import type { AcceptedReading, Slot } from '../domain/index.js';
import { acceptedOf } from './batchdocument.js';
import { keys, readingKeys } from './keys.js';
import { contractProblem } from './problems.js';
import { type BatchRecord, collections, records } from './records.js';
import type { State } from './state.js';

/** A stored batch: its transaction, what is public of it, and the accepted readings. */
export type StoredBatch = Readonly<{ transaction: string; batch: BatchRecord; readings: readonly AcceptedReading[] }>;

/** Batches of readings: a public digest and a private document each, written blindly under the transaction's id. */
export class Readings {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    /**
     * @param document - the batch as it was sent in, refused readings included
     * @param late - the slot is closed already
     */
    async save(transaction: string, batch: BatchRecord, document: Uint8Array, late: boolean): Promise<void> {
        const { slot } = batch;
        const kind = late ? keys.late : keys.batch;
        await this.#state.write(records.batch, kind.build({ slot, transaction }), batch);
        const key = readingKeys.reading.build({ slot, transaction });
        await this.#state.writePrivateBytes(collections.readings, key, document);
    }

    /**
     * The batches of a slot in order of transaction id. Those before the close are frozen; late ones are not, so only a
     * settlement that needs them (a revision) reads their range.
     */
    async batches(slot: Slot, late: boolean): Promise<readonly { transaction: string; batch: BatchRecord }[]> {
        const kind = late ? keys.late : keys.batch;
        const found = await this.#state.list(records.batch, kind.range({ slot }));
        return found.flatMap(({ key, record }) => {
            const parts = kind.parse(key);
            return parts === undefined ? [] : [{ transaction: parts.transaction, batch: record }];
        });
    }

    /**
     * The same with their readings, read one by one: Fabric forbids writes after a range query on private data.
     * @throws READINGS_UNAVAILABLE where this peer has not received a private document yet
     */
    async stored(slot: Slot, late: boolean): Promise<readonly StoredBatch[]> {
        const stored: StoredBatch[] = [];
        for (const { transaction, batch } of await this.batches(slot, late)) {
            const key = readingKeys.reading.build({ slot, transaction });
            const document = await this.#state.privateBytes(collections.readings, key);
            if (document === undefined) {
                throw contractProblem('READINGS_UNAVAILABLE', { batch: batch.batch });
            }
            stored.push({ transaction, batch, readings: acceptedOf(document, batch) });
        }
        return stored;
    }
}
