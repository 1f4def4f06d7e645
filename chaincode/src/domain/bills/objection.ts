import { canonical } from '../canonical.js';
import { base64url, utf8, type VerifyEs256 } from '../crypto.js';
import { Fields, parseJson, type Refuse } from '../fields.js';
import { parseJws, verifyJws } from '../jws.js';
import { problem } from '../problems.js';
import { keyInForce, type Participant } from '../registry/participant.js';
import { formatSlot, type Slot } from '../slot.js';
import type { Bill, BillLine } from './bill.js';

/** `typ` of a signed objection. It is private data: an instruction of its own, not one for the public book. */
export const OBJECTION_TYPE = 'linguang-objection+jws';

/** What a participant holds against one line of a bill. */
export type Objection = {
    readonly v: 1;
    /** The ledger it is meant for. */
    readonly channel: string;
    readonly participant: string;
    readonly month: string;
    readonly line: number;
    /** Disputed: what she would pay less or be paid more, whole fen. */
    readonly amount: number;
    readonly text: string;
    /** A slot not gated yet: decides which of her keys must sign. In JSON `2026-03-01T10:15Z`. */
    readonly from: Slot;
};

const refuse: Refuse = (where, reason) => problem('INTENT_INVALID', { where, reason });
/** 100,000 CNY: more than any credit that a line could have left out. */
const MOST_CREDIT = 10_000_000;

/** Reads an objection strictly. @throws INTENT_INVALID, SLOT_INVALID */
export function parseObjection(payload: unknown): Objection {
    const fields = new Fields(payload, 'objection', refuse);
    fields.integer('v', 1, 1);
    const objection: Objection = {
        v: 1,
        channel: fields.text('channel', 64),
        participant: fields.id('participant'),
        month: fields.text('month', 7),
        line: fields.integer('line', 1, 99_999),
        amount: fields.integer('amount', 1, Number.MAX_SAFE_INTEGER),
        text: fields.text('text', 1000),
        from: fields.slot('from'),
    };
    fields.end();
    return objection;
}

/** What to sign with ES256 for a compact JWS over an objection. */
export function objectionSigningInput(objection: Objection, kid: string): string {
    const header = canonical({ alg: 'ES256', kid, typ: OBJECTION_TYPE });
    const payload = canonical({ ...objection, from: formatSlot(objection.from) });
    return `${base64url(utf8(header))}.${base64url(utf8(payload))}`;
}

/**
 * Verifies a signed objection: form, ledger, the participant's key in force at its slot, signature.
 * @throws JWS_INVALID, INTENT_INVALID, CHANNEL_MISMATCH, KEY_NOT_IN_FORCE, SIGNATURE_INVALID
 */
export function verifyObjection(
    compact: string,
    context: Readonly<{ channel: string; participant: Participant; verify: VerifyEs256 }>,
): { readonly objection: Objection; readonly kid: string } {
    const jws = parseJws(compact);
    if (jws.typ !== OBJECTION_TYPE) {
        throw problem('JWS_INVALID', { reason: `header.typ: ${OBJECTION_TYPE} is expected` });
    }
    const objection = parseObjection(parseJson(jws.payload, 'objection', refuse));
    const { participant } = context.participant;
    if (objection.channel !== context.channel) {
        throw problem('CHANNEL_MISMATCH', { given: objection.channel, channel: context.channel });
    }
    const key = keyInForce(context.participant, jws.kid, objection.from);
    if (objection.participant !== participant || !verifyJws(jws, key.jwk, context.verify)) {
        throw problem('SIGNATURE_INVALID', { participant });
    }
    return { objection, kid: jws.kid };
}

/**
 * The line an objection is about. What is charged can be disputed up to its amount; of what is credited, more may be claimed.
 * @throws OBJECTION_REFUSED
 */
export function disputedLine(bill: Bill, { line, amount }: Pick<Objection, 'line' | 'amount'>): BillLine {
    const found = bill.lines.find((one) => one.line === line);
    const { month } = bill;
    if (found === undefined) {
        throw problem('OBJECTION_REFUSED', { month, reason: `it has no line ${line}` });
    }
    if (found.kind === 'communityTariff') {
        // That there is an objection is public, and its line with it.
        throw problem('OBJECTION_REFUSED', { month, reason: 'the community’s office looks after this line' });
    }
    const most = found.fen > 0 ? found.fen : MOST_CREDIT;
    if (amount > most) {
        throw problem('OBJECTION_REFUSED', { month, reason: `more is disputed than line ${line} charges` });
    }
    return found;
}
