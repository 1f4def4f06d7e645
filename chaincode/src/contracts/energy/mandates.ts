import {
    type Intent,
    type MandateIntent,
    mandateOf,
    parseIntent,
    problem,
    readSignedIntent,
    revokeMandate as revoked,
    type Slot,
    verifySignedIntent,
} from '../../domain/index.js';
import { verifyEs256 } from '../crypto.js';
import { mandateId, request, slotNumber } from '../request.js';
import type { EnergyContext } from './context.js';

/**
 * Grants a mandate: `{jws}` by the participant's signature, at once; `{intent}` without one waits for a second organisation.
 * @throws SIGNATURE_INVALID, SLOT_GATED, ALREADY_EXISTS, …
 */
export async function grantMandate(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    if (fields.has('jws')) {
        const { intent, by } = await signedIntent(context, fields.text('jws', 8192));
        fields.end();
        const mandate = mandateOf(mustBeMandate(intent), by);
        await mustBeNew(context, mandate.id);
        await context.marks.mustBeOpen(mandate.from, context.timestamp);
        await context.registry.saveMandate(mandate.id, { ...mandate, status: 'granted' });
        context.announce('mandate.granted', {
            mandate: mandate.id,
            participant: mandate.participant,
            from: mandate.from,
        });
        return { mandate: mandate.id, from: mandate.from, status: 'granted' };
    }
    const intent = mustBeMandate(parseIntent(fields.take('intent')));
    fields.end();
    if (intent.channel !== context.channel) {
        throw problem('CHANNEL_MISMATCH', { given: intent.channel, channel: context.channel });
    }
    const { member, mspId } = context.caller;
    const { id, from, participant } = mandateOf(intent, { organisation: mspId });
    await context.registry.participant(participant);
    await mustBeNew(context, id);
    await context.registry.saveMandate(id, { v: 1, status: 'proposed', proposedBy: member, intent });
    context.announce('mandate.proposed', { mandate: id, participant, from });
    return { mandate: id, from, status: 'proposed' };
}

/** Grants a mandate that another organisation proposed. @throws NOT_FOUND, MANDATE_REFUSED, SLOT_GATED */
export async function countersignMandate(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const id = mandateId(fields);
    fields.end();
    const proposed = await context.registry.mandate(id);
    if (proposed.status !== 'proposed' || proposed.proposedBy === context.caller.member) {
        throw problem('MANDATE_REFUSED', {
            mandate: id,
            reason: 'there is nothing for this organisation to countersign',
        });
    }
    const mandate = mandateOf(proposed.intent, { organisation: context.caller.mspId });
    await context.marks.mustBeOpen(mandate.from, context.timestamp);
    await context.registry.saveMandate(id, { ...mandate, status: 'granted' });
    context.announce('mandate.granted', { mandate: id, participant: mandate.participant, from: mandate.from });
    return { mandate: id, from: mandate.from, status: 'granted' };
}

/** Withdraws a mandate: `{jws}` by the participant's signature, or `{mandate, from}`: giving up a power needs no leave. */
export async function revokeMandate(context: EnergyContext, json: string): Promise<object> {
    const { id, from } = await revocation(context, json);
    const mandate = await context.registry.mandate(id.mandate);
    if (mandate.status !== 'granted' || (id.participant !== undefined && id.participant !== mandate.participant)) {
        throw problem('MANDATE_REFUSED', { mandate: id.mandate, reason: 'it is not granted, or not hers' });
    }
    await context.marks.mustBeOpen(from, context.timestamp);
    await context.registry.saveMandate(id.mandate, { ...revoked(mandate, from), status: 'granted' });
    context.announce('mandate.revoked', { mandate: id.mandate, participant: mandate.participant, from });
    return { mandate: id.mandate, from };
}

type Revocation = Readonly<{ id: Readonly<{ mandate: string; participant?: string }>; from: Slot }>;

async function revocation(context: EnergyContext, json: string): Promise<Revocation> {
    const fields = request(json);
    if (!fields.has('jws')) {
        const found = { id: { mandate: mandateId(fields) }, from: slotNumber(fields, 'from') };
        fields.end();
        return found;
    }
    const { intent } = await signedIntent(context, fields.text('jws', 8192));
    fields.end();
    if (intent.kind !== 'mandate-revocation') {
        throw problem('INTENT_INVALID', { where: 'intent.kind', reason: 'mandate-revocation is expected' });
    }
    return { id: { mandate: intent.terms.mandate, participant: intent.participant }, from: intent.from };
}

async function signedIntent(context: EnergyContext, jws: string): Promise<ReturnType<typeof verifySignedIntent>> {
    const participant = await context.registry.participant(readSignedIntent(jws).intent.participant);
    return verifySignedIntent(jws, { channel: context.channel, participant, verify: verifyEs256 });
}

function mustBeMandate(intent: Intent): MandateIntent {
    if (intent.kind !== 'mandate') {
        throw problem('INTENT_INVALID', { where: 'intent.kind', reason: 'mandate is expected' });
    }
    return intent;
}

async function mustBeNew(context: EnergyContext, id: string): Promise<void> {
    if ((await context.registry.findMandate(id)) !== undefined) {
        throw problem('ALREADY_EXISTS', { kind: 'mandate', id });
    }
}
