import { canonical } from '../canonical.js';
import { base64url, utf8, type VerifyEs256 } from '../crypto.js';
import { Fields, parseJson, type Refuse } from '../fields.js';
import { parseJws, verifyJws } from '../jws.js';
import { problem } from '../problems.js';
import { keyInForce, type Participant } from '../registry/participant.js';
import type { Point } from '../registry/point.js';
import { formatSlot, type Slot } from '../slot.js';
import type { Accreditation, InstrumentSystem } from './record.js';

export const UNDERTAKING_TYPE = 'linguang-undertaking+jws';

/** What the owner of a plant signs: that no other instrument is issued for energy that is certified here from a slot on. */
export type UndertakingStatement = {
    readonly v: 1;
    readonly kind: 'undertaking';
    /** The ledger it is meant for. */
    readonly channel: string;
    readonly participant: string;
    readonly plant: string;
    /** The metering point at which the plant feeds in. */
    readonly point: string;
    readonly filingNumber: string;
    readonly scheme: string;
    readonly system: InstrumentSystem;
    /** SHA-256 (hex) of the document that words it. */
    readonly digest: string;
    /** First slot for which it holds; in JSON `2026-03-01T10:15Z`. */
    readonly from: Slot;
};

/** The payload as it is to be signed: canonical JSON, the slot by its start. */
export function undertakingPayload(statement: UndertakingStatement): string {
    return canonical({ ...statement, from: formatSlot(statement.from) });
}

/** What to sign with ES256 for a compact JWS; the JWS is this text, a dot and the base64url of r ‖ s. */
export function undertakingSigningInput(statement: UndertakingStatement, kid: string): string {
    const header = canonical({ alg: 'ES256', kid, typ: UNDERTAKING_TYPE });
    return `${base64url(utf8(header))}.${base64url(utf8(undertakingPayload(statement)))}`;
}

/**
 * Checks the signed undertaking of a plant that is to be accredited: it says what the accreditation says, whoever signed it owns the plant, and the
 * signature is by the owner's key in force at the accreditation's first slot.
 * @param context.point - the metering point as registered for that slot; undefined if it is not
 * @throws UNDERTAKING_INVALID, JWS_INVALID, KEY_NOT_IN_FORCE, SIGNATURE_INVALID
 */
export function checkUndertaking(
    accreditation: Accreditation,
    context: Readonly<{ channel: string; participant: Participant; point: Point | undefined; verify: VerifyEs256 }>,
): void {
    const { plant, undertaking, from } = accreditation;
    const { channel, participant, point, verify } = context;
    const invalid = (reason: string) => problem('UNDERTAKING_INVALID', { plant, reason });
    const jws = parseJws(undertaking.jws);
    if (jws.typ !== UNDERTAKING_TYPE) {
        throw problem('JWS_INVALID', { reason: `header.typ: ${UNDERTAKING_TYPE} is expected` });
    }
    const said = parseStatement(jws.payload, (where, reason) => invalid(`${where}: ${reason}`));
    const expected: UndertakingStatement = {
        v: 1,
        kind: 'undertaking',
        channel,
        participant: undertaking.by,
        plant,
        point: accreditation.point,
        filingNumber: accreditation.filingNumber,
        scheme: accreditation.scheme,
        system: undertaking.system,
        digest: undertaking.digest,
        from: said.from,
    };
    if (undertakingPayload(said) !== undertakingPayload(expected)) {
        throw invalid('it says something else than the accreditation');
    }
    if (said.from > from) {
        throw invalid(`it holds only from ${formatSlot(said.from)} on`);
    }
    if (participant.participant !== undertaking.by || point?.participant !== undertaking.by) {
        throw invalid('whoever signed it does not own the metering point');
    }
    const registered = [point.plant, ...(point.units ?? [])].some((one) => one?.id === plant);
    if (!registered) {
        throw invalid('the plant is not registered at the metering point');
    }
    if (!verifyJws(jws, keyInForce(participant, jws.kid, from).jwk, verify)) {
        throw problem('SIGNATURE_INVALID', { participant: undertaking.by });
    }
}

function parseStatement(payload: string, refuse: Refuse): UndertakingStatement {
    const fields = new Fields(parseJson(payload, 'undertaking', refuse), 'undertaking', refuse);
    fields.integer('v', 1, 1);
    const statement: UndertakingStatement = {
        v: 1,
        kind: fields.oneOf('kind', ['undertaking']),
        channel: fields.text('channel', 64),
        participant: fields.id('participant'),
        plant: fields.id('plant'),
        point: fields.id('point'),
        filingNumber: fields.text('filingNumber', 64),
        scheme: fields.id('scheme'),
        system: fields.oneOf('system', ['GEC']),
        digest: fields.text('digest', 64),
        from: fields.slot('from'),
    };
    fields.end();
    return statement;
}
