import {
    formatSlot,
    type Hmac,
    hex,
    type Line,
    type Settlement,
    type Slot,
    type SlotRecord,
    utf8,
} from '../domain/index.js';
import { keys, lineKeys } from './keys.js';
import { contractProblem } from './problems.js';
import {
    collections,
    LINES_PER_SHARD,
    type LinesRecord,
    lineShards,
    privateRecords,
    records,
    type SeedRecord,
} from './records.js';
import { missing } from './registry.repository.js';
import type { State } from './state.js';

/** Slot records in public state; lines and seeds in the private collection. */
export class Settlements {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    find(slot: Slot): Promise<SlotRecord | undefined> {
        return this.#state.read(records.slot, keys.slot.build({ slot }));
    }

    /** @throws NOT_FOUND */
    async record(slot: Slot): Promise<SlotRecord> {
        return (await this.find(slot)) ?? missing('settlement', slot);
    }

    /** Records of the slots from `first` to `last`, in order; unsettled slots are left out. */
    async between(first: Slot, last: Slot): Promise<readonly SlotRecord[]> {
        const found = await this.#state.list(records.slot, keys.slot.range({ slot: first }, { slot: last }));
        return found.map(({ record }) => record);
    }

    /** All lines of a settlement, in the order of its tree. @throws LINES_UNAVAILABLE */
    async lines(record: SlotRecord): Promise<readonly Line[]> {
        const lines: Line[] = [];
        for (let shard = 0; shard < lineShards(record); shard++) {
            lines.push(...(await this.linesOfShard(record, shard)));
        }
        return lines;
    }

    /** Lines of one shard of a settlement. @throws LINES_UNAVAILABLE */
    async linesOfShard({ slot, revision }: SlotRecord, shard: number): Promise<readonly Line[]> {
        const key = lineKeys.lines.build({ slot, revision, shard });
        const found = await this.#state.readPrivate(privateRecords.lines, collections.lines, key);
        if (found === undefined) {
            throw contractProblem('LINES_UNAVAILABLE', { slot: formatSlot(slot) });
        }
        return found.lines;
    }

    /** The seed of a settlement's salts. @throws LINES_UNAVAILABLE */
    async seed(record: SlotRecord): Promise<string> {
        const key = lineKeys.seed.build({ slot: record.slot, revision: record.revision });
        const found = await this.#state.readPrivate(privateRecords.seed, collections.lines, key);
        if (found === undefined) {
            throw contractProblem('LINES_UNAVAILABLE', { slot: formatSlot(record.slot) });
        }
        return found.seed;
    }

    async save({ record, lines }: Settlement, seed: Uint8Array, hmac: Hmac): Promise<void> {
        const { slot, revision } = record;
        await this.#state.write(records.slot, keys.slot.build({ slot }), record);
        for (let shard = 0; shard < lineShards(record); shard++) {
            const part = lines.slice(shard * LINES_PER_SHARD, (shard + 1) * LINES_PER_SHARD);
            const salt = hex(hmac(seed, utf8(`lines|${slot}|${revision}|${shard}`)));
            const document: LinesRecord = { lines: part, revision, salt, shard, slot, v: 1 };
            const key = lineKeys.lines.build({ slot, revision, shard });
            await this.#state.writePrivate(privateRecords.lines, collections.lines, key, document);
        }
        const kept: SeedRecord = { v: 1, slot, revision, seed: hex(seed) };
        await this.#state.writePrivate(
            privateRecords.seed,
            collections.lines,
            lineKeys.seed.build({ slot, revision }),
            kept,
        );
    }
}
