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

const MOST_UNITS = 8;
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

/**
 * A further unit behind the meter. Its own register is read out with the meter's, in a channel of the same signed record. Where there
 * are several units, or storage, export is split among them by these registers; without them it belongs to no source.
 */
export type Unit = {
    /** For a plant its id, as the certifier accredits it. */
    readonly id: string;
    readonly kind: 'plant' | 'storage';
    /** '' for storage: what it gives back has no source. */
    readonly source: Source | '';
    readonly capacityW: Watt;
    /** Value group B of its registers' OBIS codes, 1 to 99. */
    readonly channel: number;
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
    /** The unit whose register, if it has one, is the meter's own. */
    readonly plant: Plant | null;
    /** Further units; left out where there are none. */
    readonly units?: readonly Unit[];
    /** false: taken out of service. */
    readonly active: boolean;
};

/**
 * Reads `{point, participant, zone, direction, limits: {importW, exportW}, meter: {jwk, serial, from, to}, plant?, units?, active?}`.
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
        ...fields.optional('units', () => parseUnits(fields)),
        active: fields.optional('active', () => fields.boolean('active')) ?? true,
    };
    fields.end();
    if (point.plant !== null && point.direction === 'import') {
        throw fields.bad('plant', 'a point that only imports has no plant');
    }
    const ids = [...(point.plant === null ? [] : [point.plant.id]), ...(point.units ?? []).map(({ id }) => id)];
    if (new Set(ids).size !== ids.length) {
        throw fields.bad('units', 'an id is repeated');
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

function parseUnits(parent: Fields): { units?: readonly Unit[] } {
    const units = parent.list('units', parseUnit, MOST_UNITS);
    if (new Set(units.map(({ channel }) => channel)).size !== units.length) {
        throw parent.bad('units', 'a channel is repeated');
    }
    return units.length === 0 ? {} : { units };
}

function parseUnit(value: unknown, where: string): Unit {
    const fields = new Fields(value, where);
    const kind = fields.oneOf('kind', ['plant', 'storage']);
    const unit: Unit = {
        id: fields.id('id'),
        kind,
        source: kind === 'plant' ? fields.oneOf('source', SOURCES) : '',
        capacityW: fields.watt('capacityW'),
        channel: fields.integer('channel', 1, 99),
    };
    if (kind === 'storage' && fields.take('source') !== undefined && fields.take('source') !== '') {
        throw fields.bad('source', 'storage has no source');
    }
    fields.end();
    return unit;
}
