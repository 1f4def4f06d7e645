import { formatSlot, hex, judgeBatch, MOST_READINGS, parseBatch, problem, type Slot } from '../../domain/index.js';
import { batchDocument, batchJson } from '../../ledger/index.js';
import { hash, verifyEs256 } from '../crypto.js';
import { request, slotNumber } from '../request.js';
import type { EnergyContext } from './context.js';

/**
 * Checks each reading of a batch against the registration that holds in the slot and stores the batch as it came in private
 * data, in public only counts, the places of what was refused and a salted digest. What is refused is named by place, metering point and code; no value
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
    const sent = context.transient('batch');
    if (sent === undefined) {
        throw problem('BATCH_INVALID', { reason: 'the transient value "batch" is missing' });
    }
    const document = batchDocument(sent);
    const batchText = batchJson(document);
    const { readings } = parseBatch(batchText, count);
    if (hex(hash(batchText)) !== digest) {
        throw problem('BATCH_DIGEST_MISMATCH', { batch });
    }
    const gate = await context.marks.gate(slot);
    const late = await isLate(context, slot);
    const book = await context.books.standingFor(
        gate,
        readings.map(({ point }) => point),
    );
    const { accepted, refused } = judgeBatch(readings, { slot, book, verify: verifyEs256 });
    const numbers = { batch, slot, count, accepted: accepted.length };
    const record = { v: 1, ...numbers, digest, refused: refused.map(({ i }) => i) } as const;
    await context.readings.save(context.transaction, record, document, late);
    context.announce('readings.submitted', { ...numbers, late });
    return { ...numbers, late, refused };
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
