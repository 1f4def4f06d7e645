import { Fields } from '../fields.js';
import { type PublicJwk, parsePublicJwk } from '../jwk.js';
import { type Slot, slot } from '../slot.js';
import type { Watt } from '../units.js';

export const SOURCES = ['solar', 'wind', 'hydro', 'biomass', 'other'] as const;
export type Source = (typeof SOURCES)[number];
/** Sources whose energy "clean only" takes; what no plant is registered for, or `other`, is not among them. */
export const CLEAN_SOURCES: readonly Source[] = ['solar', 'wind', 'hydro', 'biomass'];

export function isCleanSource(source: string): boolean {
    return CLEAN_SOURCES.some((clean) => clean === source);
}

export type Direction = 'import' | 'export' | 'both';

/** The meter at a point: its serial number and key, and the slots in which its signatures hold. */
export type Meter = {
    readonly serial: string;
    readonly jwk: PublicJwk;
    readonly from: Slot;
    /** First slot in which it no longer holds; null while open. */
    readonly to: Slot | null;
};

/** A generating unit behind a metering point. */
export type Plant = {
    readonly id: string;
    readonly source: Source;
    readonly capacityW: Watt;
    /** `generation`: a register of its own counts what it makes; `export`: the point exports all it makes. */
    readonly register: 'export' | 'generation';
};

/** A connection with a meter, as the grid company registers it. A new entry replaces the whole record. */
export type Point = {
    readonly point: string;
    readonly participant: string;
    readonly zone: string;
    readonly direction: Direction;
    /** What the connection can carry. */
    readonly limits: { readonly importW: Watt; readonly exportW: Watt };
    readonly meter: Meter;
    readonly plant: Plant | null;
    /** false: taken out of service. */
    readonly active: boolean;
};

/**
 * Reads `{point, participant, zone, direction, limits: {importW, exportW}, meter: {jwk, serial, from, to}, plant?, active?}`.
 * Slots are integers here. @throws REQUEST_INVALID, KEY_INVALID
 */
export function parsePoint(request: unknown): Point {
    const fields = new Fields(request, 'point');
    const point: Point = {
        point: fields.id('point'),
        participant: fields.id('participant'),
        zone: fields.id('zone'),
        direction: fields.oneOf('direction', ['import', 'export', 'both']),
        limits: parseLimits(fields.object('limits')),
        meter: parseMeter(fields.object('meter')),
        plant: fields.optional('plant', () => parsePlant(fields)) ?? null,
        active: fields.optional('active', () => fields.boolean('active')) ?? true,
    };
    fields.end();
    if (point.plant !== null && point.direction === 'import') {
        throw fields.bad('plant', 'a point that only imports has no plant');
    }
    return point;
}

function parseLimits(fields: Fields): Point['limits'] {
    const limits = { importW: fields.watt('importW'), exportW: fields.watt('exportW') };
    fields.end();
    return limits;
}

function parseMeter(fields: Fields): Meter {
    const to = fields.has('to') ? fields.take('to') : null;
    const meter: Meter = {
        serial: fields.text('serial', 40),
        jwk: parsePublicJwk(fields.take('jwk'), `${fields.where}.jwk`),
        from: slot(fields.integer('from')),
        to: to === null ? null : slot(fields.integer('to')),
    };
    fields.end();
    return meter;
}

function parsePlant(parent: Fields): Plant | null {
    const value = parent.take('plant');
    if (value === null) {
        return null;
    }
    const fields = new Fields(value, `${parent.where}.plant`);
    const plant: Plant = {
        id: fields.id('id'),
        source: fields.oneOf('source', SOURCES),
        capacityW: fields.watt('capacityW'),
        register: fields.oneOf('register', ['export', 'generation']),
    };
    fields.end();
    return plant;
}
