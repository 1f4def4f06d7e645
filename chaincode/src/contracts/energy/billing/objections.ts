import {
    disputedLine,
    Fields,
    formatSlot,
    hex,
    type Origin,
    parseJson,
    parseObjection,
    problem,
    type Slot,
    slot,
    utf8,
    utf8Text,
    verifyObjection,
} from '../../../domain/index.js';
import type { ObjectionRecord } from '../../../ledger/index.js';
import { hash, verifyEs256 } from '../../crypto.js';
import type { EnergyContext } from '../context.js';

const UNITS_PER_FEN = 100_000;

/**
 * Records an objection to one line of a bill, signed by the participant or made by the office in her name; what it disputes is frozen
 * until it is decided. Amount and words are private.
 * Reads: the bill and its private document, the objection itself (must be absent), the participant, the gate of the slot it names.
 * @throws OBJECTION_REFUSED, NOT_FOUND, INTENT_INVALID, JWS_INVALID, SIGNATURE_INVALID, KEY_NOT_IN_FORCE, CHOICE_TOO_LATE
 */
export async function object(
    context: EnergyContext,
    named: Readonly<{ month: string; participant: string; line: number }>,
): Promise<ObjectionRecord> {
    const { month, participant, line } = named;
    const fields = privateInput(context, 'objection');
    const salt = saltOf(fields);
    const jws = fields.optional('jws', () => fields.text('jws', 16_384)) ?? null;
    let by: Origin = { organisation: context.caller.mspId };
    let objection = jws === null ? parseObjection(fields.take('objection')) : undefined;
    fields.end();
    if (objection === undefined) {
        const signer = await context.registry.participant(participant);
        const verified = verifyObjection(jws ?? '', {
            channel: context.channel,
            participant: signer,
            verify: verifyEs256,
        });
        objection = verified.objection;
        by = { participant, kid: verified.kid };
    }
    const same = objection.participant === participant && objection.month === month && objection.line === line;
    if (!same || objection.channel !== context.channel) {
        throw problem('OBJECTION_REFUSED', { month, reason: 'it names another bill or line than the request' });
    }
    await context.marks.mustBeOpen(objection.from, context.timestamp, 'CHOICE_TOO_LATE');
    if ((await context.bills.findObjection(named)) !== undefined) {
        throw problem('OBJECTION_REFUSED', { month, reason: `there is one to line ${line} already` });
    }
    disputedLine((await context.bills.bill(month, participant)).bill, objection);
    const record: ObjectionRecord = { v: 1, month, participant, line, status: 'open', by, decidedFrom: null };
    const { amount, text } = objection;
    await context.bills.saveObjection(record, { v: 1, salt, amount, text, jws, decision: null });
    return record;
}

/**
 * Decides an objection. What is granted is credited on the bill of the month in which the named slot lies; the disputed bill stays as
 * it is. Reads: the objection with its private text, the private bill, the gate of the slot (must be absent).
 * @throws OBJECTION_REFUSED, NOT_FOUND, SLOT_GATED
 */
export async function decide(
    context: EnergyContext,
    named: Readonly<{ month: string; participant: string; line: number; from: Slot }>,
): Promise<ObjectionRecord> {
    const { month, participant, line, from } = named;
    const fields = privateInput(context, 'decision');
    const salt = saltOf(fields);
    const granted = fields.integer('amount');
    const text = fields.text('text', 1000);
    fields.end();
    const found = await context.bills.findObjection(named);
    if (found === undefined) {
        throw problem('NOT_FOUND', { kind: 'objection', id: `${month} ${participant} ${line}` });
    }
    if (found.status !== 'open') {
        throw problem('OBJECTION_REFUSED', { month, reason: `the one to line ${line} is decided already` });
    }
    const objection = await context.bills.objectionText(named);
    if (granted > objection.amount) {
        throw problem('OBJECTION_REFUSED', { month, reason: 'more is granted than was disputed' });
    }
    await context.marks.mustBeOpen(from, context.timestamp);
    const status = granted > 0 ? 'upheld' : 'rejected';
    const record: ObjectionRecord = { ...found, status, decidedFrom: from };
    // A salt of its own for each version, or equal hashes in blocks would tell that nothing changed.
    await context.bills.saveObjection(record, { ...objection, salt, decision: { amount: granted, text } });
    if (granted > 0) {
        const { bill } = await context.bills.bill(month, participant);
        const { point, vat } = disputedLine(bill, { line, amount: objection.amount });
        const reference = `${month}.${line}`;
        await context.bills.saveAdjustment(
            { v: 1, slot: from, participant, reference },
            {
                v: 1,
                salt: hex(hash(utf8(`adjustment|${salt}|${formatSlot(from)}`))),
                money: -granted * UNITS_PER_FEN,
                vat,
                point,
                ofMonth: month,
            },
        );
    }
    return record;
}

function privateInput(context: EnergyContext, name: string): Fields {
    const bytes = context.transient(name);
    return new Fields(bytes === undefined ? undefined : parseJson(utf8Text(bytes), name), name);
}

function saltOf(fields: Fields): string {
    const salt = fields.text('salt', 64);
    if (!/^[0-9a-f]{64}$/.test(salt)) {
        throw fields.bad('salt', '32 bytes as hex digits are expected');
    }
    return salt;
}

/** Reads `from` as the number of a slot. */
export function slotField(fields: Fields): Slot {
    return slot(fields.integer('from'));
}
