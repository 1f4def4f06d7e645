import type { Slot, SlotRecord } from '../domain/index.js';
import { FIRST_SLOT } from './keys.js';
import { poolKeys, privatePoolKeys } from './poolkeys.js';
import {
    type PoolAccountRecord,
    type PoolKeptRecord,
    type PoolListRecord,
    type PoolMonthRecord,
    type PoolOpeningRecord,
    type PoolRecipientsRecord,
    type PoolReservedRecord,
    type PoolServedRecord,
    type PoolServingRecord,
    poolRecords,
} from './poolrecords.js';
import { contractProblem } from './problems.js';
import { collections } from './records.js';
import { missing } from './registry.repository.js';
import type { State } from './state.js';

type ListName = Pick<PoolListRecord, 'from' | 'sequence'>;

/** Lists of recipients and the pool's account. */
export class Pool {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    /** Keeps what is behind a list in an organisation's own collection. Blind. */
    async keep(collection: string, list: PoolKeptRecord): Promise<void> {
        const key = privatePoolKeys.kept.build({ digest: list.digest });
        await this.#state.writePrivate(poolRecords.kept, collection, key, list);
    }

    /** @throws NOT_FOUND */
    async kept(collection: string, digest: string): Promise<PoolKeptRecord> {
        const key = privatePoolKeys.kept.build({ digest });
        const found = await this.#state.readPrivate(poolRecords.kept, collection, key);
        return found ?? missing('list of recipients', digest);
    }

    findList({ from, sequence }: ListName): Promise<PoolListRecord | undefined> {
        return this.#state.read(poolRecords.list, poolKeys.list.build({ from, sequence }));
    }

    async saveList(list: PoolListRecord): Promise<void> {
        const key = poolKeys.list.build({ from: list.from, sequence: list.sequence });
        await this.#state.write(poolRecords.list, key, list);
    }

    /** The newest list dated from `name` on that holds at slot `at`: frozen once that is gated. Undefined where `name` is not there. */
    async newestSince(name: ListName, at: Slot): Promise<PoolListRecord | undefined> {
        const range = poolKeys.list.range({ from: name.from, sequence: name.sequence }, { from: at });
        const found = await this.#state.list(poolRecords.list, { start: range.start, end: range.end });
        const [first] = found;
        const named = first?.record.from === name.from && first.record.sequence === name.sequence;
        return named ? found.at(-1)?.record : undefined;
    }

    /** Whether any list holds at a slot: frozen once it is gated. */
    hasList(at: Slot): Promise<boolean> {
        return this.#state.hasAny(poolKeys.list.range({ from: FIRST_SLOT }, { from: at }));
    }

    opening(month: string): Promise<PoolOpeningRecord | undefined> {
        return this.#state.read(poolRecords.opening, poolKeys.opening.build({ month }));
    }

    async saveOpening(record: PoolOpeningRecord, recipients: PoolRecipientsRecord): Promise<void> {
        const { month } = record;
        await this.#state.write(poolRecords.opening, poolKeys.opening.build({ month }), record);
        const key = privatePoolKeys.recipients.build({ month });
        await this.#state.writePrivate(poolRecords.recipients, collections.bills, key, recipients);
    }

    /** @throws BILLS_UNAVAILABLE */
    async recipients(month: string): Promise<PoolRecipientsRecord> {
        const key = privatePoolKeys.recipients.build({ month });
        const found = await this.#state.readPrivate(poolRecords.recipients, collections.bills, key);
        return found ?? unavailable(month);
    }

    findServing(from: Slot): Promise<PoolServingRecord | undefined> {
        return this.#state.read(poolRecords.serving, poolKeys.serving.build({ from }));
    }

    /** Lists opened for slots from some up to `to`, in order: frozen once that is gated. */
    async servings(to: Slot): Promise<readonly PoolServingRecord[]> {
        const range = poolKeys.serving.range({ from: FIRST_SLOT }, { from: to });
        return (await this.#state.list(poolRecords.serving, range)).map(({ record }) => record);
    }

    async saveServing(record: PoolServingRecord, served: PoolServedRecord): Promise<void> {
        const { from } = record;
        await this.#state.write(poolRecords.serving, poolKeys.serving.build({ from }), record);
        const key = privatePoolKeys.served.build({ from });
        await this.#state.writePrivate(poolRecords.served, collections.bills, key, served);
    }

    /** @throws BILLS_UNAVAILABLE */
    async served({ from }: PoolServingRecord): Promise<PoolServedRecord> {
        const key = privatePoolKeys.served.build({ from });
        const found = await this.#state.readPrivate(poolRecords.served, collections.bills, key);
        return found ?? unavailable('households for whom energy is reserved');
    }

    /** What of the trades of a settlement was reserved; undefined where nothing was. */
    reserved({ slot, revision }: Pick<SlotRecord, 'slot' | 'revision'>): Promise<PoolReservedRecord | undefined> {
        const key = privatePoolKeys.reserved.build({ slot, revision });
        return this.#state.readPrivate(poolRecords.reserved, collections.bills, key);
    }

    async saveReserved(record: PoolReservedRecord): Promise<void> {
        const key = privatePoolKeys.reserved.build({ slot: record.slot, revision: record.revision });
        await this.#state.writePrivate(poolRecords.reserved, collections.bills, key, record);
    }

    month(month: string): Promise<PoolMonthRecord | undefined> {
        return this.#state.read(poolRecords.month, poolKeys.month.build({ month }));
    }

    async saveMonth(record: PoolMonthRecord, account: PoolAccountRecord): Promise<void> {
        const { month } = record;
        await this.#state.write(poolRecords.month, poolKeys.month.build({ month }), record);
        const key = privatePoolKeys.account.build({ month });
        await this.#state.writePrivate(poolRecords.account, collections.bills, key, account);
    }

    /** The account at the end of a month; undefined where there was no pool. @throws BILLS_UNAVAILABLE */
    async account(month: string): Promise<PoolAccountRecord | undefined> {
        if ((await this.month(month)) === undefined) {
            return undefined;
        }
        const key = privatePoolKeys.account.build({ month });
        return (await this.#state.readPrivate(poolRecords.account, collections.bills, key)) ?? unavailable(month);
    }
}

function unavailable(what: string): never {
    throw contractProblem('BILLS_UNAVAILABLE', { what });
}
