import { Fields } from '../fields.js';
import { problem } from '../problems.js';
import { SOURCES } from '../registry/point.js';
import { formatSlot, type Slot, slot } from '../slot.js';
import { digestText } from './digest.js';
import { type Accreditation, INSTRUMENT_SYSTEMS, type Undertaking } from './record.js';

/**
 * Reads `{id, plant, source, capacityW, point, zone, register, filingNumber, scheme, undertaking: {by, digest, system, jws}, from, until?}`,
 * slots as integers.
 * @throws REQUEST_INVALID
 */
export function parseAccreditation(request: unknown): Accreditation {
    const fields = new Fields(request, 'plant');
    const accreditation: Accreditation = {
        v: 2,
        id: fields.id('id'),
        plant: fields.id('plant'),
        source: fields.oneOf('source', SOURCES),
        capacityW: fields.watt('capacityW'),
        point: fields.id('point'),
        zone: fields.id('zone'),
        register: fields.oneOf('register', ['export', 'generation']),
        filingNumber: fields.text('filingNumber', 64),
        scheme: fields.id('scheme'),
        undertaking: parseUndertaking(fields.object('undertaking')),
        from: slot(fields.integer('from')),
        until: fields.has('until') && fields.take('until') !== null ? slot(fields.integer('until')) : null,
        suspensions: [],
        withdrawals: [],
        audits: [],
    };
    fields.end();
    if (accreditation.until !== null && accreditation.until <= accreditation.from) {
        throw fields.bad('until', 'a slot after "from" is expected');
    }
    return accreditation;
}

function parseUndertaking(fields: Fields): Undertaking {
    const undertaking = {
        by: fields.id('by'),
        digest: digestText(fields, 'digest'),
        system: fields.oneOf('system', INSTRUMENT_SYSTEMS),
        jws: fields.text('jws', 4096),
    };
    fields.end();
    return undertaking;
}

/** The plant suspended from a slot on. */
export function suspendPlant(of: Accreditation, from: Slot, reason: string): Accreditation {
    return { ...of, suspensions: [...of.suspensions, { from, until: null, reason }] };
}

/** Ends every open suspension at a slot, from which the plant counts again. @throws REQUEST_INVALID where none is open before it */
export function resumePlant(of: Accreditation, from: Slot): Accreditation {
    if (!of.suspensions.some((one) => one.until === null && one.from < from)) {
        throw problem('REQUEST_INVALID', { where: 'from', reason: 'no suspension is open before it' });
    }
    const suspensions = of.suspensions.map((one) =>
        one.until === null && one.from < from ? { ...one, until: from } : one,
    );
    return { ...of, suspensions };
}

/** The accreditation withdrawn afterwards for a period: what was certified in it must be revoked. @throws REQUEST_INVALID */
export function withdrawAccreditation(of: Accreditation, from: Slot, until: Slot, reason: string): Accreditation {
    if (until <= from) {
        throw problem('REQUEST_INVALID', { where: 'until', reason: `a slot after ${formatSlot(from)} is expected` });
    }
    return { ...of, withdrawals: [...of.withdrawals, { from, until, reason }] };
}

/** The accreditation with an audit of the plant, and longer valid if that is given. */
export function auditPlant(
    of: Accreditation,
    audit: Accreditation['audits'][number],
    until: Slot | undefined,
): Accreditation {
    return { ...of, until: until === undefined ? of.until : until, audits: [...of.audits, audit] };
}

/** Whether energy the plant made in the slot can be certified. */
export function accreditedAt(of: Accreditation | undefined, at: Slot): boolean {
    return (
        of !== undefined &&
        of.from <= at &&
        (of.until === null || at < of.until) &&
        of.suspensions.every(({ from, until }) => at < from || (until !== null && at >= until)) &&
        of.withdrawals.every(({ from, until }) => at < from || at >= until)
    );
}
