import { Fields } from '../fields.js';
import { problem } from '../problems.js';
import { formatSlot, localDay, localDayRange, type Slot, slot, slotPlus } from '../slot.js';
import { digestText } from './digest.js';
import type { SchemeReference, SchemeVersion } from './record.js';

/**
 * Reads a scheme version: as {@link SchemeVersion} without `v` and `automatic`, which begins switched off.
 * @throws REQUEST_INVALID
 */
export function parseScheme(request: unknown): SchemeVersion {
    const fields = new Fields(request, 'scheme');
    const name = fields.object('name');
    const document = fields.object('document');
    const validity = fields.object('validity');
    const night = fields.object('night');
    const scheme: SchemeVersion = {
        v: 1,
        scheme: fields.id('scheme'),
        version: fields.integer('version', 1, 999_999),
        name: { zh: name.text('zh'), en: name.text('en') },
        document: { digest: digestText(document, 'digest'), uri: document.text('uri', 500) },
        from: slot(fields.integer('from')),
        validity: {
            slots: validity.integer('slots', 1, 96 * 366 * 5),
            sameYear: validity.boolean('sameYear'),
            utcOffsetMinutes: validity.integer('utcOffsetMinutes', -840, 840),
        },
        transfers: fields.list('transfers', parseTransfer, 10_000),
        reservation: fields.oneOf('reservation', ['required', 'reported']),
        plausibilityPercent: fields.integer('plausibilityPercent', 100, 200),
        night: { from: night.integer('from', 0, 95), to: night.integer('to', 0, 95) },
        samplingPermille: fields.integer('samplingPermille', 0, 1000),
        ...fields.optional('supersession', () => ({
            supersession: fields.oneOf('supersession', ['automatic', 'officer']),
        })),
        automatic: false,
    };
    for (const read of [name, document, validity, night, fields]) {
        read.end();
    }
    if (scheme.validity.utcOffsetMinutes % 15 !== 0) {
        throw validity.bad('utcOffsetMinutes', 'a multiple of 15 is expected');
    }
    return scheme;
}

/** The slot before whose gate energy of a slot must be certified; from then on it belongs to the residual mix. */
export function expiryOf({ validity }: Pick<SchemeVersion, 'validity'>, generated: Slot): Slot {
    const after = slotPlus(generated, validity.slots);
    if (!validity.sameYear) {
        return after;
    }
    const year = Number(localDay(generated, validity.utcOffsetMinutes).slice(0, 4));
    const { from } = localDayRange(`${String(year + 1).padStart(4, '0')}-01-01`, validity.utcOffsetMinutes);
    return slot(Math.min(from, after));
}

/** Whether energy can be delivered from a plant's zone to a user's. */
export function isDeliverable({ transfers }: Pick<SchemeVersion, 'transfers'>, from: string, to: string): boolean {
    return from === to || transfers.some(([source, target]) => source === from && target === to);
}

/** The scheme version that certificates of the period name. @throws SCHEME_UNKNOWN unless it holds from the period's first slot */
export function schemeFor(found: SchemeVersion | undefined, wanted: SchemeReference, first: Slot): SchemeVersion {
    if (found === undefined || found.from > first) {
        throw problem('SCHEME_UNKNOWN', { ...wanted, slot: formatSlot(first) });
    }
    return found;
}

function parseTransfer(value: unknown, where: string): readonly [string, string] {
    if (!Array.isArray(value) || value.length !== 2) {
        throw problem('REQUEST_INVALID', { where, reason: 'a pair of zones is expected' });
    }
    const [from, to] = new Fields({ pair: value }, where).ids('pair', 2);
    if (from === undefined || to === undefined) {
        throw problem('REQUEST_INVALID', { where, reason: 'two different zones are expected' });
    }
    return [from, to];
}
