import type { CorrectionRecord } from '../corrections/correction.js';
import { Fields, type Refuse } from '../fields.js';
import { parseLineProof } from '../lines/proof.js';
import { problem } from '../problems.js';
import type { SlotRecord } from '../settlement/record.js';
import { slot } from '../slot.js';
import type { MeterProofs } from './meterproofs.js';

const refuse: Refuse = (where, reason) => problem('METER_PROOFS_INVALID', { where, reason });
/** Slots of 100 days. */
const MOST = 10_000;
const LONGEST = 200_000;

/**
 * Reads a holder's proofs. Of records, lines and corrections only what the checks look at is read; their hashes cover the rest.
 * @throws METER_PROOFS_INVALID, REQUEST_INVALID
 */
export function parseMeterProofs(value: unknown): MeterProofs {
    const fields = new Fields(value, 'proofs', refuse);
    fields.integer('v', 1, 1);
    const proofs: MeterProofs = {
        type: fields.oneOf('type', ['LinguangMeterProofs']),
        v: 1,
        number: fields.text('number', 64),
        participant: fields.text('participant', 64),
        nonce: fields.text('nonce', 128),
        key: hexText(fields),
        records: fields.list('records', (item, where) => placed<SlotRecord>(item, where, ['root']), MOST),
        lines: fields.list('lines', parseLine, MOST),
        corrections: fields.list('corrections', (item, where) => placed<CorrectionRecord>(item, where, []), MOST),
        readings: fields.list('readings', parseReading, MOST),
        points: fields.list('points', parseText, 100),
    };
    fields.end();
    return proofs;
}

function parseLine(value: unknown, where: string): MeterProofs['lines'][number] {
    const fields = new Fields(value, where, refuse);
    const line = {
        proof: parseLineProof(fields.take('proof'), `${where}.proof`),
        certified: fields.boolean('certified'),
    };
    fields.end();
    return line;
}

function parseReading(value: unknown, where: string): MeterProofs['readings'][number] {
    const fields = new Fields(value, where, refuse);
    const reading = { slot: slot(fields.integer('slot')), point: fields.id('point'), ocmf: fields.text('ocmf', 8192) };
    fields.end();
    return reading;
}

function parseText(value: unknown, where: string): string {
    if (typeof value !== 'string' || value.length > LONGEST) {
        throw refuse(where, 'a text is expected');
    }
    return value;
}

/** A public record of a slot; its digest is compared with what was signed, so its other members are what they were. */
function placed<Value>(value: unknown, where: string, hashes: readonly string[]): Value {
    const fields = new Fields(value, where, refuse);
    slot(fields.integer('slot'));
    for (const name of hashes) {
        if (!/^[0-9a-f]{64}$/.test(fields.text(name, 64))) {
            throw fields.bad(name, '64 lower-case hexadecimal digits are expected');
        }
    }
    return value as Value;
}

function hexText(fields: Fields): string {
    const text = fields.text('key', 64);
    if (!/^[0-9a-f]{64}$/.test(text)) {
        throw fields.bad('key', '64 lower-case hexadecimal digits are expected');
    }
    return text;
}
