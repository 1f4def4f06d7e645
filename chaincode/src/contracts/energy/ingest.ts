import {
    canonical,
    checkReading,
    Fields,
    formatSlot,
    hex,
    parseJson,
    pointOf,
    problem,
    type ReadingCode,
    type Slot,
    type StandingBook,
    utf8,
    utf8Text,
} from '../../domain/index.js';
import { hash, verifyEs256 } from '../crypto.js';
import { request, slotNumber } from '../request.js';
import type { EnergyContext } from './context.js';

const MOST_READINGS = 1000;
const LONGEST_RECORD = 8192;

type Sent = Readonly<{ point: string; ocmf: string }>;
type Refusal = Readonly<{ i: number; point: string; code: ReadingCode }>;

/**
 * Checks each reading of a batch against the registration that holds in the slot and stores those that pass: raw in private
 * data, in public only counts and a salted digest. What is refused is named by place, metering point and code; no value
 * leaves private data. Whether registers continue, repeat or contradict is judged at settlement.
 * @throws BATCH_INVALID, BATCH_DIGEST_MISMATCH, GATE_MISSING, BOOK_MISSING, SLOT_FINAL
 */
export async function submitReadings(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const batch = fields.id('batch');
    const slot = slotNumber(fields, 'slot');
    const count = fields.integer('count', 1, MOST_READINGS);
    const digest = fields.text('digest', 64);
    fields.end();
    const { salt, readings } = privateBatch(context);
    if (readings.length !== count) {
        throw problem('BATCH_INVALID', { reason: 'it holds another number of readings than announced' });
    }
    if (hex(hash(utf8(canonical({ readings, salt })))) !== digest) {
        throw problem('BATCH_DIGEST_MISMATCH', { batch });
    }
    const gate = await context.marks.gate(slot);
    const late = await isLate(context, slot);
    const { accepted, refused } = judge(readings, slot, await context.books.standing(gate));
    const numbers = { batch, slot, count, accepted: accepted.length };
    await context.readings.save(
        context.transaction,
        { v: 1, ...numbers, digest },
        { v: 1, slot, salt, readings: accepted },
        late,
    );
    context.announce('readings.submitted', { ...numbers, late });
    return { ...numbers, late, refused };
}

function privateBatch(context: EnergyContext): { salt: string; readings: readonly Sent[] } {
    const bytes = context.transient('batch');
    if (bytes === undefined) {
        throw problem('BATCH_INVALID', { reason: 'the transient value "batch" is missing' });
    }
    const fields = new Fields(parseJson(utf8Text(bytes), 'batch'), 'batch');
    const salt = fields.text('salt', 128);
    const readings = fields.list('readings', sent, MOST_READINGS);
    fields.end();
    return { salt, readings };
}

function sent(value: unknown, where: string): Sent {
    const fields = new Fields(value, where);
    const reading = { point: fields.id('point'), ocmf: fields.text('ocmf', LONGEST_RECORD) };
    fields.end();
    return reading;
}

/** A closed slot takes late readings until its settlement is final. @throws SLOT_FINAL */
async function isLate(context: EnergyContext, slot: Slot): Promise<boolean> {
    if (!(await context.marks.isClosed(slot))) {
        return false;
    }
    if ((await context.settlements.find(slot))?.final === true) {
        throw problem('SLOT_FINAL', { slot: formatSlot(slot) });
    }
    return true;
}

function judge(
    readings: readonly Sent[],
    slot: Slot,
    book: StandingBook,
): { readonly accepted: readonly Sent[]; readonly refused: readonly Refusal[] } {
    const accepted: Sent[] = [];
    const refused: Refusal[] = [];
    const seen = new Set<string>();
    for (const [i, reading] of readings.entries()) {
        const code = seen.has(reading.point) ? 'READING_DUPLICATE' : codeOfReading(reading, slot, book);
        if (code === 'OK') {
            seen.add(reading.point);
            accepted.push(reading);
        } else {
            refused.push({ i, point: reading.point, code });
        }
    }
    return { accepted, refused };
}

function codeOfReading({ point, ocmf }: Sent, slot: Slot, book: StandingBook): ReadingCode | 'OK' {
    const registered = pointOf(book, point)?.entry.body;
    return checkReading(ocmf, { point: registered, slot, verify: verifyEs256 }).code;
}
