import {
    type BookPoint,
    type ChoiceEntry,
    type ChoiceTerms,
    DEFAULT_SECTIONS,
    flatTariff,
    type MeterReading,
    type OfferEntry,
    type Point,
    type PointEntry,
    parseSlot,
    price,
    type RulesEntry,
    type Slot,
    type StandingBook,
    type Tariff,
    type TariffEntry,
    watt,
    wh,
} from '../index.js';
import { type Signer, signer } from './crypto.js';

export const SLOT: Slot = parseSlot('2026-03-01T10:15Z');
const START = parseSlot('2026-01-01T00:00Z');
/** One key for all test meters: signing is not what most tests are about. */
export const METER: Signer = signer();

export function testPoint(point: string, participant: string, changes: Partial<Point> = {}): Point {
    return {
        point,
        participant,
        zone: 'east',
        direction: 'both',
        limits: { importW: watt(40_000_000), exportW: watt(40_000_000) },
        meter: { serial: `M-${point}`, jwk: METER.jwk, from: START, to: null },
        plant: null,
        active: true,
        ...changes,
    };
}

export function pointEntry(point: Point, from: Slot = START, sequence = 0): PointEntry {
    return { v: 1, kind: 'point', id: point.point, from, sequence, by: { organisation: 'GridMSP' }, body: point };
}

export function choiceEntry(of: Point, terms: ChoiceTerms, from: Slot = START, sequence = 1): ChoiceEntry {
    const by = { participant: of.participant, kid: 'k' };
    return { v: 1, kind: 'choice', id: of.point, from, sequence, by, body: { participant: of.participant, terms } };
}

export function offerEntry(of: Point, minPrice: number, from: Slot = START, sequence = 1): OfferEntry {
    const body = { participant: of.participant, terms: { minPrice: price(minPrice) } };
    return { v: 1, kind: 'offer', id: of.point, from, sequence, by: { participant: of.participant, kid: 'k' }, body };
}

export function tariffEntry(tariff: Partial<Tariff> = {}, from: Slot = START, sequence = 0): TariffEntry {
    const body: Tariff = { ...flatTariff(price(6800), price(4530)), ...tariff };
    return { v: 1, kind: 'tariff', id: 'tariff', from, sequence, by: { organisation: 'GridMSP' }, body };
}

export const RULES: RulesEntry = {
    v: 1,
    kind: 'rules',
    id: 'rules',
    from: START,
    sequence: 1,
    by: { organisation: 'GridMSP' },
    body: {
        ...DEFAULT_SECTIONS,
        version: 1,
        priceRule: 'shared',
        utcOffsetMinutes: 480,
        finalAfterSlots: 288,
        clock: 'simulated',
        firstSlot: START,
    },
};

/** A point as it stands in a book; `clean` and `minPrice` give it a choice and an offer. */
export function standing(
    point: Point,
    instructions: { readonly choice?: ChoiceTerms; readonly minPrice?: number } = {},
): BookPoint {
    const { choice, minPrice } = instructions;
    return {
        entry: pointEntry(point),
        choice: choice === undefined ? null : { entry: choiceEntry(point, choice), signedThrough: 1 },
        offer: minPrice === undefined ? null : { entry: offerEntry(point, minPrice), signedThrough: 1 },
    };
}

export function testBook(points: readonly BookPoint[], tariff: Partial<Tariff> = {}): StandingBook {
    const sorted = [...points].sort((a, b) => (a.entry.id < b.entry.id ? -1 : 1));
    return { rules: RULES, tariff: tariffEntry(tariff), zones: [], points: sorted };
}

export function reading(
    point: string,
    imported: readonly [number, number],
    exported: readonly [number, number] = [0, 0],
    changes: Partial<MeterReading> = {},
): MeterReading {
    return {
        serial: `M-${point}`,
        page: 1,
        slot: SLOT,
        import: { start: wh(imported[0]), end: wh(imported[1]) },
        export: { start: wh(exported[0]), end: wh(exported[1]) },
        generation: null,
        quality: 'measured',
        ...changes,
    };
}
