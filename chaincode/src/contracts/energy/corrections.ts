import {
    type Closing,
    correctedEnergy,
    correctSlot,
    Fields,
    formatSlot,
    hex,
    type Line,
    type Point,
    parseBasis,
    parseJson,
    pointOf,
    problem,
    type Slot,
    slotPlus,
    utf8Text,
} from '../../domain/index.js';
import { hash, hmac, verifyEs256 } from '../crypto.js';
import { request, slotNumber } from '../request.js';
import type { EnergyContext } from './context.js';
import { seedOf } from './seed.js';

const MOST_RECORDS = 672;

/**
 * Corrects a point's energy in a final slot: `{slot, point, decided, basis, closing?}`, with the reading `{ocmf}` or the decision
 * `{imported, exported, generated?}` as transient `correction`, and a transient `seed`. `decided` is a slot that is not gated yet: its
 * month's bills take the correction in. `closing` names the slot in which registers were known again.
 * @throws CORRECTION_REFUSED, CORRECTION_UNCHANGED, SLOT_GATED, NOT_FOUND, SEED_INVALID, READING_…
 */
export async function correct(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const slot = slotNumber(fields, 'slot');
    const point = fields.id('point');
    const decided = slotNumber(fields, 'decided');
    const basis = parseBasis(fields.take('basis'), 'request.basis');
    const closing = fields.has('closing') ? slotNumber(fields, 'closing') : null;
    fields.end();
    const seed = seedOf(context);
    await context.marks.mustBeOpen(decided, context.timestamp);
    const record = await context.settlements.record(slot);
    const lines = await context.settlements.lines(record);
    const registered = await registeredAt(context, point, slot);
    const correction = correctSlot({
        record,
        lines,
        earlier: await context.corrections.of(slot),
        point,
        energy: energyOf(context, basis.kind, registered, slot),
        closing: closing === null ? null : await closingOf(context, point, closing),
        basis,
        decided,
        by: context.caller.mspId,
        seed,
        hash,
        hmac,
    });
    await context.corrections.save(correction, { seed: hex(seed), input: privateInput(context) });
    context.announce('slot.corrected', correction.record);
    return correction.record;
}

/** Public records of corrections of up to a week's slots: `{from, to}`, both ends included. */
export async function corrections(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const [from, to] = [slotNumber(fields, 'from'), slotNumber(fields, 'to')];
    fields.end();
    if (to < from || to - from >= MOST_RECORDS) {
        throw problem('REQUEST_INVALID', { where: 'request.to', reason: `1 to ${MOST_RECORDS} slots are expected` });
    }
    return { records: await context.corrections.records(from, to) };
}

function energyOf(context: EnergyContext, kind: 'reading' | 'decision', point: Point, slot: Slot) {
    const fields = new Fields(parseJson(privateInput(context), 'correction'), 'correction');
    return correctedEnergy(kind, fields, { point, slot, verify: verifyEs256 });
}

/** The reading or decision as it was handed in: kept with the entries, so that anybody they are disclosed to can compute them again. */
function privateInput(context: EnergyContext): string {
    const sent = context.transient('correction');
    if (sent === undefined) {
        throw problem('REQUEST_INVALID', {
            where: 'transient.correction',
            reason: 'a reading or a decision is expected',
        });
    }
    return utf8Text(sent);
}

/** As the point was registered in the slot. */
async function registeredAt(context: EnergyContext, id: string, slot: Slot): Promise<Point> {
    const book = await context.books.standing(await context.marks.gate(slot));
    const found = pointOf(book, id)?.entry.body;
    if (found === undefined) {
        throw problem('NOT_FOUND', { kind: 'metering point', id });
    }
    return found;
}

async function closingOf(context: EnergyContext, point: string, slot: Slot): Promise<Closing> {
    const line = async (at: Slot): Promise<Line> => {
        const lines = await context.settlements.lines(await context.settlements.record(at));
        const found = lines.find((candidate) => candidate.point === point && !candidate.handover);
        if (found === undefined) {
            throw refused(point, slot, `it has no line in ${formatSlot(at)}`);
        }
        return found;
    };
    const record = await context.settlements.record(slot);
    return { record, line: await line(slot), before: await line(slotPlus(slot, -1)) };
}

function refused(point: string, slot: Slot, reason: string) {
    return problem('CORRECTION_REFUSED', { point, slot: formatSlot(slot), reason });
}
