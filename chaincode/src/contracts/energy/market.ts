import contractApi from 'fabric-contract-api';
import {
    checkDelegated,
    checkPoint,
    mustBeWithinTariff,
    namesPrice,
    type Origin,
    parseIntent,
    problem,
    readSignedIntent,
    type StandingIntent,
    verifySignedIntent,
} from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { verifyEs256 } from '../crypto.js';
import { mandateId, request } from '../request.js';
import { EnergyContext } from './context.js';
import { EnergyContract } from './contract.js';
import { countersignMandate, grantMandate, revokeMandate } from './mandates.js';

const { Transaction } = contractApi;

/** What participants want: standing instructions, signed by them or given under their mandate. */
export class MarketContract extends EnergyContract {
    constructor() {
        super('market');
    }

    /**
     * Enters a choice. Community only, and only with the participant's signature or mandate.
     * Reads: origin, gate of its first slot (must be absent), participant or mandate, point, the entry itself,
     * and if it names a price the tariff of that slot as known today.
     */
    @Transaction()
    @allow('community.client')
    async choose(context: EnergyContext, json: string): Promise<string> {
        return answer(await instruct(context, json, 'choice'));
    }

    /** Enters an offer, as `choose` does a choice. Community only. */
    @Transaction()
    @allow('community.client')
    async offer(context: EnergyContext, json: string): Promise<string> {
        return answer(await instruct(context, json, 'offer'));
    }

    /** Grants a mandate by the participant's signature, or proposes one. Community only. Reads: participant, mandate, a gate. */
    @Transaction()
    @allow('community.client')
    async grantMandate(context: EnergyContext, json: string): Promise<string> {
        return answer(await grantMandate(context, json));
    }

    /** Grants a proposed mandate in place of the participant's signature. Another organisation. Reads: the mandate, a gate. */
    @Transaction()
    @allow('grid.client', 'certifier.client')
    async countersignMandate(context: EnergyContext, json: string): Promise<string> {
        return answer(await countersignMandate(context, json));
    }

    /** Withdraws a mandate from a slot on. Community only. Reads: the mandate, the participant, the gate of the slot. */
    @Transaction()
    @allow('community.client')
    async revokeMandate(context: EnergyContext, json: string): Promise<string> {
        return answer(await revokeMandate(context, json));
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async getMandate(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const id = mandateId(fields);
        fields.end();
        return answer(await context.registry.mandate(id));
    }
}

async function instruct(context: EnergyContext, json: string, kind: StandingIntent['kind']): Promise<object> {
    const { intent, by } = await (request(json).has('jws') ? signed(context, json) : delegated(context, json));
    if (intent.kind !== kind) {
        throw problem('INTENT_INVALID', { where: 'intent.kind', reason: `${kind} is expected` });
    }
    const { participant, point, from, sequence } = intent;
    await context.marks.mustBeOpen(from, context.timestamp, 'CHOICE_TOO_LATE');
    const { zone } = checkPoint(intent, await context.registry.pointAt(point, from));
    if (namesPrice(intent)) {
        mustBeWithinTariff(intent, await context.registry.tariffAt(from), zone);
    }
    const dated = { v: 1, id: point, from, sequence, by } as const;
    await context.books.addEntry(
        intent.kind === 'choice'
            ? { ...dated, kind: 'choice', body: { participant, terms: intent.terms } }
            : { ...dated, kind: 'offer', body: { participant, terms: intent.terms } },
    );
    context.announce(kind === 'choice' ? 'choice.made' : 'offer.made', { participant, point, from, sequence, by });
    return { participant, point, from, sequence };
}

type Given = Readonly<{ intent: StandingIntent; by: Origin }>;

async function signed(context: EnergyContext, json: string): Promise<Given> {
    const fields = request(json);
    const jws = fields.text('jws', 8192);
    fields.end();
    const participant = await context.registry.participant(readSignedIntent(jws).intent.participant);
    const { intent, by } = verifySignedIntent(jws, { channel: context.channel, participant, verify: verifyEs256 });
    return { intent: standing(intent), by };
}

async function delegated(context: EnergyContext, json: string): Promise<Given> {
    const fields = request(json);
    const intent = standing(parseIntent(fields.take('intent')));
    const id = mandateId(fields);
    fields.end();
    const mandate = await context.registry.mandate(id);
    if (mandate.status !== 'granted') {
        throw problem('MANDATE_REFUSED', { mandate: id, reason: 'it is not granted yet' });
    }
    const by = checkDelegated(intent, { channel: context.channel, mandate, delegate: context.caller.mspId });
    return { intent, by };
}

function standing(intent: ReturnType<typeof parseIntent>): StandingIntent {
    if (intent.kind !== 'choice' && intent.kind !== 'offer') {
        throw problem('INTENT_INVALID', { where: 'intent.kind', reason: 'choice or offer is expected' });
    }
    return intent;
}
