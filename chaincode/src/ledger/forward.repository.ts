import {
    commitmentOf,
    type ForwardOrder,
    formatSlot,
    type Hash,
    hex,
    orderContent,
    orderId,
    type PublicOrder,
    parseOrder,
    problem,
    type Slot,
    utf8,
    utf8Text,
} from '../domain/index.js';
import { forwardKeys, privateForwardKeys } from './forwardkeys.js';
import {
    type ContractsRecord,
    type ForwardRecord,
    forwardRecords,
    type MatchProposalRecord,
    type OpenedRecord,
    type OpeningRecord,
} from './forwardrecords.js';
import { contractProblem } from './problems.js';
import type { Codec } from './record.js';
import { collections } from './records.js';
import type { Keyed, State } from './state.js';

type OrderName = Pick<PublicOrder, 'slot' | 'point' | 'sequence'>;

/** Orders, their sealed and opened contents, and the contracts made of them. */
export class Forward {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    /**
     * Keeps a content in an organisation's own collection. What stands there is exactly what the commitment is the hash of, so every
     * peer can see that it is there without being able to read it.
     */
    async seal(collection: string, order: ForwardOrder, hash: Hash): Promise<string> {
        const commitment = commitmentOf(order, hash);
        const key = privateForwardKeys.sealed.build({ slot: order.slot, commitment });
        await this.#state.writePrivateBytes(collection, key, utf8(orderContent(order)));
        return commitment;
    }

    /** @throws ORDER_NOT_SEALED unless the collection holds the content behind the commitment */
    async mustBeSealed(collection: string, order: PublicOrder): Promise<void> {
        const key = privateForwardKeys.sealed.build({ slot: order.slot, commitment: order.commitment });
        const kept = await this.#state.privateHash(collection, key);
        if (kept === undefined || hex(kept) !== order.commitment) {
            throw problem('ORDER_NOT_SEALED', { order: orderId(order) });
        }
    }

    async sealed(collection: string, slot: Slot, commitment: string): Promise<ForwardOrder | undefined> {
        const key = privateForwardKeys.sealed.build({ slot, commitment });
        const bytes = await this.#state.privateBytes(collection, key);
        return bytes === undefined ? undefined : parseOrder(utf8Text(bytes));
    }

    order({ slot, point, sequence }: OrderName): Promise<PublicOrder | undefined> {
        return this.#state.read(forwardRecords.order, forwardKeys.order.build({ slot, point, sequence }));
    }

    async saveOrder(order: PublicOrder): Promise<void> {
        const { slot, point, sequence } = order;
        await this.#state.write(forwardRecords.order, forwardKeys.order.build({ slot, point, sequence }), order);
    }

    /** All orders of a slot; frozen once it is gated. */
    async orders(slot: Slot): Promise<readonly PublicOrder[]> {
        return (await this.#state.list(forwardRecords.order, forwardKeys.order.range({ slot }))).map(onlyRecord);
    }

    /** All orders of a metering point for a slot. Whoever writes another one meanwhile makes the reader's transaction conflict. */
    async ordersOfPoint(slot: Slot, point: string): Promise<readonly PublicOrder[]> {
        return (await this.#state.list(forwardRecords.order, forwardKeys.order.range({ slot, point }))).map(onlyRecord);
    }

    /** The orders whose keys lie between those of the given ones, both inclusive. */
    async ordersAround(names: readonly OrderName[]): Promise<readonly PublicOrder[]> {
        const keys = names
            .map(({ slot, point, sequence }) => forwardKeys.order.build({ slot, point, sequence }))
            .sort();
        const [first = '', last = ''] = [keys[0], keys.at(-1)];
        return (await this.#state.list(forwardRecords.order, { start: first, end: `${last} ` })).map(onlyRecord);
    }

    hasOrders(slot: Slot): Promise<boolean> {
        return this.#state.hasAny(forwardKeys.order.range({ slot }));
    }

    async saveOpening(transaction: string, opening: OpeningRecord, opened: OpenedRecord): Promise<void> {
        const { slot } = opening;
        await this.#state.write(forwardRecords.opening, forwardKeys.opening.build({ slot, transaction }), opening);
        const key = privateForwardKeys.opened.build({ slot, transaction });
        await this.#state.writePrivate(forwardRecords.opened, collections.lines, key, opened);
    }

    /**
     * All opened contents of a slot.
     * @throws LINES_UNAVAILABLE where this peer has not received a private document yet
     */
    async contents(slot: Slot): Promise<readonly ForwardOrder[]> {
        const contents: ForwardOrder[] = [];
        for (const { key } of await this.#state.list(forwardRecords.opening, forwardKeys.opening.range({ slot }))) {
            const transaction = forwardKeys.opening.parse(key)?.transaction ?? '';
            const document = privateForwardKeys.opened.build({ slot, transaction });
            contents.push(...(await this.#document(forwardRecords.opened, document, slot)).contents);
        }
        return contents;
    }

    async saveProposal(record: MatchProposalRecord): Promise<void> {
        await this.#state.write(forwardRecords.proposal, forwardKeys.proposal.build(record), record);
    }

    /** Verdicts on proposed matches of a slot. */
    async proposals(slot: Slot): Promise<readonly MatchProposalRecord[]> {
        return (await this.#state.list(forwardRecords.proposal, forwardKeys.proposal.range({ slot }))).map(onlyRecord);
    }

    find(slot: Slot): Promise<ForwardRecord | undefined> {
        return this.#state.read(forwardRecords.forward, forwardKeys.forward.build({ slot }));
    }

    async savePart(record: ForwardRecord, part: ContractsRecord): Promise<void> {
        const { slot } = record;
        await this.#state.write(forwardRecords.forward, forwardKeys.forward.build({ slot }), record);
        const key = privateForwardKeys.contracts.build({ slot, part: part.part });
        await this.#state.writePrivate(forwardRecords.contracts, collections.lines, key, part);
    }

    /** What a cleared slot's documents hold, one after the other. @throws LINES_UNAVAILABLE */
    async parts({ slot, written }: ForwardRecord): Promise<readonly ContractsRecord[]> {
        const found: ContractsRecord[] = [];
        for (let part = 0; part < written; part++) {
            const key = privateForwardKeys.contracts.build({ slot, part });
            found.push(await this.#document(forwardRecords.contracts, key, slot));
        }
        return found;
    }

    /**
     * The contracts of a slot, in order of their numbers, and what orders forfeited that nobody opened; none where nothing was ordered.
     * @throws FORWARD_UNCLEARED, LINES_UNAVAILABLE
     */
    async outcome(slot: Slot): Promise<Pick<ContractsRecord, 'contracts' | 'forfeits'>> {
        const record = await this.find(slot);
        if (record === undefined ? await this.hasOrders(slot) : record.written < record.parts) {
            throw problem('FORWARD_UNCLEARED', { slot: formatSlot(slot) });
        }
        const parts = record === undefined ? [] : await this.parts(record);
        return {
            contracts: parts.flatMap(({ contracts }) => contracts),
            forfeits: parts.flatMap(({ forfeits }) => forfeits),
        };
    }

    async #document<T extends { readonly v: 1 }>(codec: Codec<T>, key: string, slot: Slot): Promise<T> {
        const found = await this.#state.readPrivate(codec, collections.lines, key);
        if (found === undefined) {
            throw contractProblem('LINES_UNAVAILABLE', { slot: formatSlot(slot) });
        }
        return found;
    }
}

function onlyRecord<T>({ record }: Keyed<T>): T {
    return record;
}
