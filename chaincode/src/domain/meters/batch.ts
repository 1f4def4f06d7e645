import { utf8Text, type VerifyEs256 } from '../crypto.js';
import { Fields, parseJson } from '../fields.js';
import { problem } from '../problems.js';
import { pointOf, type StandingBook } from '../registry/book.js';
import type { AcceptedReading } from '../settlement/settle.js';
import type { Slot } from '../slot.js';
import { checkReading, type ReadingCode } from './reading.js';

/** Readings of one slot as they are sent in: raw OCMF records, and a random salt that hides them in the batch's public digest. */
export type ReadingBatch = { readonly readings: readonly AcceptedReading[]; readonly salt: string };

/** A reading that was not taken, by its place in the batch. */
export type RefusedReading = { readonly i: number; readonly point: string; readonly code: ReadingCode };

/** Most readings of a batch. */
export const MOST_READINGS = 1000;
const LONGEST_RECORD = 8192;

/**
 * Reads `{readings: [{ocmf, point}], salt}`.
 * @param count - how many readings were announced
 * @throws REQUEST_INVALID, BATCH_INVALID
 */
export function parseBatch(bytes: Uint8Array, count: number): ReadingBatch {
    const fields = new Fields(parseJson(utf8Text(bytes), 'batch'), 'batch');
    const salt = fields.text('salt', 128);
    const readings = fields.list('readings', parseSent, MOST_READINGS);
    fields.end();
    if (readings.length !== count) {
        throw problem('BATCH_INVALID', { reason: 'it holds another number of readings than announced' });
    }
    return { readings, salt };
}

/**
 * Checks each reading of a batch against the registration that holds in the slot ({@link checkReading}). A metering point counts
 * once: after a reading that was accepted, others of the same point are refused.
 */
export function judgeBatch(
    readings: readonly AcceptedReading[],
    context: Readonly<{ slot: Slot; book: StandingBook; verify: VerifyEs256 }>,
): { readonly accepted: readonly AcceptedReading[]; readonly refused: readonly RefusedReading[] } {
    const { slot, book, verify } = context;
    const accepted: AcceptedReading[] = [];
    const refused: RefusedReading[] = [];
    const seen = new Set<string>();
    for (const [i, reading] of readings.entries()) {
        const registered = pointOf(book, reading.point)?.entry.body;
        const code = seen.has(reading.point)
            ? 'READING_DUPLICATE'
            : checkReading(reading.ocmf, { point: registered, slot, verify }).code;
        if (code === 'OK') {
            seen.add(reading.point);
            accepted.push(reading);
        } else {
            refused.push({ i, point: reading.point, code });
        }
    }
    return { accepted, refused };
}

/** Members in the order of canonical JSON, in which the accepted ones are stored. */
function parseSent(value: unknown, where: string): AcceptedReading {
    const fields = new Fields(value, where);
    const reading = { ocmf: fields.text('ocmf', LONGEST_RECORD), point: fields.id('point') };
    fields.end();
    return reading;
}
