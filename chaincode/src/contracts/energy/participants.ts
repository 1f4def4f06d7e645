import {
    admit,
    parsePublicJwk,
    problem,
    readSignedIntent,
    replaceKey,
    revokeKey,
    thumbprint,
    verifySignedIntent,
} from '../../domain/index.js';
import { hash, verifyEs256 } from '../crypto.js';
import { request, rest, slotNumber } from '../request.js';
import type { EnergyContext } from './context.js';
import { NOTICE_SLOTS } from './rules.js';

/** Admits `{participant, jwk, roles}`; her key holds from the ledger's first slot. @throws ALREADY_EXISTS, NOT_SET_UP */
export async function admitParticipant(context: EnergyContext, json: string): Promise<object> {
    const { firstSlot } = await context.marks.origin();
    const participant = admit(rest(json), firstSlot, hash);
    const id = participant.participant;
    if ((await context.registry.findParticipant(id)) !== undefined) {
        throw problem('ALREADY_EXISTS', { kind: 'participant', id });
    }
    await context.registry.saveParticipant({ ...participant, proposal: null });
    const kid = participant.keys[0]?.kid ?? '';
    context.announce('participant.admitted', { participant: id, kid, roles: participant.roles });
    return { participant: id, kid };
}

/** Replaces a key as the old one's signature says, from a slot that is still open. @throws SIGNATURE_INVALID, SLOT_GATED, … */
export async function replaceKeyBySignature(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const jws = fields.text('jws', 8192);
    fields.end();
    const read = readSignedIntent(jws).intent;
    const participant = await context.registry.participant(read.participant);
    const { intent } = verifySignedIntent(jws, { channel: context.channel, participant, verify: verifyEs256 });
    if (intent.kind !== 'key') {
        throw problem('INTENT_INVALID', { where: 'intent.kind', reason: 'key is expected' });
    }
    await context.marks.mustBeOpen(intent.from, context.timestamp);
    const changed = replaceKey(participant, intent.terms.jwk, intent.from, hash);
    await context.registry.saveParticipant({ ...changed, proposal: null });
    const kid = thumbprint(hash, intent.terms.jwk);
    context.announce('key.replaced', { participant: intent.participant, kid, from: intent.from, by: 'participant' });
    return { participant: intent.participant, kid, from: intent.from, status: 'accepted' };
}

/** Records a key the community wants for a participant who lost hers; it takes a second organisation and a day's notice. */
export async function proposeKey(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const id = fields.id('participant');
    const jwk = parsePublicJwk(fields.take('jwk'));
    const from = slotNumber(fields, 'from');
    fields.end();
    const participant = await context.registry.participant(id);
    await context.marks.mustHaveNotice(from, NOTICE_SLOTS, 'a new key');
    const kid = thumbprint(hash, jwk);
    const by = context.caller.member;
    await context.registry.saveParticipant({ ...participant, proposal: { kid, jwk, from, by } });
    context.announce('key.proposed', { participant: id, kid, from, by });
    return { participant: id, kid, from, status: 'proposed' };
}

/** Accepts the proposed key `{participant, kid}`. @throws NOT_FOUND, NOTICE_TOO_SHORT, ALREADY_EXISTS */
export async function acceptKey(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const [id, kid] = [fields.id('participant'), fields.text('kid', 43)];
    fields.end();
    const { proposal, ...participant } = await context.registry.participant(id);
    if (proposal === null || proposal.kid !== kid) {
        throw problem('NOT_FOUND', { kind: 'proposed key', id: kid });
    }
    await context.marks.mustHaveNotice(proposal.from, NOTICE_SLOTS, 'a new key');
    const changed = replaceKey(participant, proposal.jwk, proposal.from, hash);
    await context.registry.saveParticipant({ ...changed, proposal: null });
    context.announce('key.replaced', { participant: id, kid, from: proposal.from, by: context.caller.member });
    return { participant: id, kid, from: proposal.from };
}

/** Ends the key `{participant, kid, from}` from an open slot on. @throws NOT_FOUND, SLOT_GATED */
export async function revokeParticipantKey(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const [id, kid] = [fields.id('participant'), fields.text('kid', 43)];
    const from = slotNumber(fields, 'from');
    fields.end();
    const record = await context.registry.participant(id);
    await context.marks.mustBeOpen(from, context.timestamp);
    await context.registry.saveParticipant({ ...revokeKey(record, kid, from), proposal: record.proposal });
    context.announce('key.revoked', { participant: id, kid, from });
    return { participant: id, kid, from };
}
