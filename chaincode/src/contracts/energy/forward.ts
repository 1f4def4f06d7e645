import contractApi from 'fabric-contract-api';
import { ownCollection } from '../../ledger/index.js';
import { missing } from '../../ledger/registry.repository.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { consortium } from '../context/organisations.js';
import { request, slotNumber, slotRequest } from '../request.js';
import { clearForward } from './auctions.js';
import { EnergyContext } from './context.js';
import { EnergyContract } from './contract.js';
import { openOrders } from './openings.js';
import { cancelOrder, placeOrder, sealOrder } from './orders.js';
import { bookForMatchers, proposeMatch } from './proposals.js';

const { Transaction } = contractApi;
/** Contents a query gives at most. */
const MOST_CONTENTS = 2_000;

/** The forward market: orders sealed until the gate of their slot, then one auction. */
export class ForwardContract extends EnergyContract {
    constructor() {
        super('forward');
    }

    /**
     * Keeps the content of an order, transient `order`, in the community's own collection. To be endorsed by the community alone:
     * nobody else's peers see it. Writes blindly.
     */
    @Transaction()
    @allow('community.client')
    async seal(context: EnergyContext, json: string): Promise<string> {
        return answer(await sealOrder(context, json));
    }

    /**
     * Places an order by its participant's signature over the commitment. Community only. Reads: origin, rules, gate of the slot and
     * of the slot a horizon before, participant, point, the order itself, the hash of its sealed content.
     */
    @Transaction()
    @allow('community.client')
    async place(context: EnergyContext, json: string): Promise<string> {
        return answer(await placeOrder(context, json));
    }

    /** Withdraws an order before its gate, by its participant's signature. Community only. Reads: origin, gate, participant, order. */
    @Transaction()
    @allow('community.client')
    async cancel(context: EnergyContext, json: string): Promise<string> {
        return answer(await cancelOrder(context, json));
    }

    /**
     * Opens orders of a gated slot: transient `orders`, at most 1 MB. The community, which keeps them, or the grid for a participant who
     * gives her the content: a commitment can be opened in one way only, whoever does it. Reads: gate, rules of the slot, close, auction
     * of the slot, the orders named.
     */
    @Transaction()
    @allow('community.client', 'grid.client')
    async open(context: EnergyContext, json: string): Promise<string> {
        return answer(await openOrders(context, json));
    }

    /**
     * Clears the orders of a slot and writes one part of the contracts; parts in order, each exactly once. Grid or community; both
     * endorse, so both compute it. Reads: gate, book, orders (frozen), openings, close, the auction so far.
     */
    @Transaction()
    @allow('grid.client', 'community.client')
    async clear(context: EnergyContext, json: string): Promise<string> {
        return answer(await clearForward(context, json));
    }

    /**
     * Judges trades that somebody else than the engine proposes for a slot's orders, and records the verdict: `{slot}`, transient `trades`.
     * Any member. Only where the rules have a section `matcher`. Reads, all frozen: gate, book, orders, openings, the auction.
     */
    @Transaction()
    @allow(...EVERYBODY)
    async propose(context: EnergyContext, json: string): Promise<string> {
        return answer(await proposeMatch(context, json));
    }

    /** Verdicts on the matches proposed for a slot. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async getProposals(context: EnergyContext, json: string): Promise<string> {
        const slot = slotRequest(json);
        return answer({ slot, proposals: await context.forward.proposals(slot) });
    }

    /** The book of a cleared auction, for whoever matches it anew; only for evaluation: as a transaction its answer would stand in a block. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async getBook(context: EnergyContext, json: string): Promise<string> {
        return answer(await bookForMatchers(context, json));
    }

    /** What everybody sees of the orders of a slot. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async getOrders(context: EnergyContext, json: string): Promise<string> {
        const slot = slotRequest(json);
        return answer({ slot, orders: await context.forward.orders(slot) });
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async getAuction(context: EnergyContext, json: string): Promise<string> {
        const slot = slotRequest(json);
        return answer((await context.forward.find(slot)) ?? missing('auction', slot));
    }

    /** Contracts, and how orders ended that made none; only for evaluation: as a transaction its answer would stand in a block. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async getContracts(context: EnergyContext, json: string): Promise<string> {
        const slot = slotRequest(json);
        const parts = await context.forward.parts((await context.forward.find(slot)) ?? missing('auction', slot));
        return answer({
            slot,
            contracts: parts.flatMap(({ contracts }) => contracts),
            states: parts.flatMap(({ states }) => states),
            forfeits: parts.flatMap(({ forfeits }) => forfeits),
        });
    }

    /**
     * Sealed contents by commitment, for the community, which opens them once the slot is gated: before, nobody is shown any. null for
     * those this peer does not hold. Only for evaluation.
     * @throws GATE_MISSING
     */
    @Transaction(false)
    @allow('community.client')
    async getSealed(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const slot = slotNumber(fields, 'slot');
        const commitments = fields.ids('commitments', MOST_CONTENTS);
        fields.end();
        await context.marks.gate(slot);
        const collection = ownCollection(consortium.community);
        const contents = [];
        for (const commitment of commitments) {
            contents.push((await context.forward.sealed(collection, slot, commitment)) ?? null);
        }
        return answer({ slot, contents });
    }
}
