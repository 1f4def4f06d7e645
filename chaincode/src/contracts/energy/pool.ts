import contractApi from 'fabric-contract-api';
import { daysOfMonth } from '../../domain/index.js';
import { ownCollection } from '../../ledger/index.js';
import { missing } from '../../ledger/registry.repository.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { consortium } from '../context/organisations.js';
import { request } from '../request.js';
import { EnergyContext } from './context.js';
import { EnergyContract } from './contract.js';
import { donate } from './pool/donate.js';
import { admit, keepList, open } from './pool/recipients.js';
import { serve } from './pool/serving.js';

const { Transaction } = contractApi;

/** The solidarity pool: what is given, and to whom it may go. It is spent where a month is billed. */
export class PoolContract extends EnergyContract {
    constructor() {
        super('pool');
    }

    /**
     * Enters a donation by the participant's signature. Community only. Reads: origin, gate of its first slot (must be absent), rules, participant,
     * the entry itself.
     */
    @Transaction()
    @allow('community.client')
    async donate(context: EnergyContext, json: string): Promise<string> {
        return answer(await donate(context, json));
    }

    /**
     * Keeps the households behind a list, transient `list`, in the community's own collection. To be endorsed by the community alone: nobody else's
     * peers see it. Writes blindly.
     */
    @Transaction()
    @allow('community.client')
    async keepList(context: EnergyContext, json: string): Promise<string> {
        return answer(await keepList(context, json));
    }

    /** Publishes the commitments of a list from a slot on. Community only. Reads: origin, the gate of the slot, the list itself. */
    @Transaction()
    @allow('community.client')
    async admit(context: EnergyContext, json: string): Promise<string> {
        const name = await admit(context, json);
        context.announce('pool.admitted', name);
        return answer(name);
    }

    /**
     * Opens the list of a month that is over to grid and community, transient `opening`. Community only. Reads: the month's bills (must not be
     * begun), origin, the gate after the month, the book of its last day, the lists from the named one to its first slot (frozen).
     */
    @Transaction()
    @allow('community.client')
    async open(context: EnergyContext, json: string): Promise<string> {
        const record = await open(context, json);
        context.announce('pool.opened', { month: record.month });
        return answer(record);
    }

    /**
     * Opens a list to grid and community for the slots from one on, transient `opening`: energy that offers reserve goes to its households.
     * Community only. Reads: origin, the gate of the slot (must be absent), the list, the record itself.
     */
    @Transaction()
    @allow('community.client')
    async serve(context: EnergyContext, json: string): Promise<string> {
        const { from, list } = await serve(context, json);
        context.announce('pool.serving', { from, list });
        return answer({ from, list });
    }

    /** What the office keeps of a list; only for evaluation, by the community's own peers. */
    @Transaction(false)
    @allow('community.client')
    async getKept(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const digest = fields.text('digest', 64);
        fields.end();
        return answer(await context.pool.kept(ownCollection(consortium.community), digest));
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async getMonth(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const month = fields.text('month', 7);
        fields.end();
        daysOfMonth(month);
        return answer((await context.pool.month(month)) ?? missing('month of the pool', month));
    }
}
