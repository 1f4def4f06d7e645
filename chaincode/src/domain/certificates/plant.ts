import { Fields } from '../fields.js';
import { SOURCES, type Source } from '../registry/point.js';
import { type Slot, slot } from '../slot.js';
import type { Watt } from '../units.js';

/** A plant the certifier accredited: only its energy can be certified. */
export type Accreditation = {
    readonly v: 1;
    readonly plant: string;
    readonly source: Source;
    readonly capacityW: Watt;
    readonly point: string;
    readonly register: 'export' | 'generation';
    readonly filingNumber: string;
    readonly from: Slot;
    /** First slot in which it no longer holds; null while open. */
    readonly until: Slot | null;
    readonly suspensions: readonly { readonly from: Slot; readonly reason: string }[];
};

/** Reads `{plant, source, capacityW, point, register, filingNumber, from, until?}`, slots as integers. @throws REQUEST_INVALID */
export function parseAccreditation(request: unknown): Accreditation {
    const fields = new Fields(request, 'plant');
    const accreditation: Accreditation = {
        v: 1,
        plant: fields.id('plant'),
        source: fields.oneOf('source', SOURCES),
        capacityW: fields.watt('capacityW'),
        point: fields.id('point'),
        register: fields.oneOf('register', ['export', 'generation']),
        filingNumber: fields.text('filingNumber', 64),
        from: slot(fields.integer('from')),
        until: fields.has('until') && fields.take('until') !== null ? slot(fields.integer('until')) : null,
        suspensions: [],
    };
    fields.end();
    return accreditation;
}

/** The plant suspended from a slot on. */
export function suspendPlant(of: Accreditation, from: Slot, reason: string): Accreditation {
    return { ...of, suspensions: [...of.suspensions, { from, reason }] };
}

/** Whether energy the plant made in the slot can be certified. */
export function accreditedAt(of: Accreditation | undefined, at: Slot): boolean {
    return (
        of !== undefined &&
        of.from <= at &&
        (of.until === null || at < of.until) &&
        of.suspensions.every((suspension) => at < suspension.from)
    );
}
