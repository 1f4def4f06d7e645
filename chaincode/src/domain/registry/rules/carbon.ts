import type { Fields } from '../../fields.js';

/** What a kWh is reckoned to have emitted, as somebody published it. */
export type CarbonFactor = {
    /** 10⁻⁴ kgCO₂/kWh: 5306 is 0.5306 kg. Times Wh it gives 10⁻⁷ kg, exact. */
    readonly perKwh: number;
    /** The year the factor is of. */
    readonly year: number;
    /** Who published it, and which one it is. */
    readonly source: string;
};

/** Emission factors both organisations agreed on. */
export type Carbon = {
    /** Average of the grid the community lies in (GHG Protocol Scope 2, location-based). */
    readonly location: CarbonFactor;
    /** Of energy without attributes, the residual mix or what stands for it (market-based). */
    readonly residual: CarbonFactor;
    /** Carbon-free share of the grid's own energy, for scores per hour; absent where nobody publishes it. */
    readonly carbonFree?: CarbonFreeShare;
};

/** Hundredths of a percent, 0 to 10000, of the year, by that publisher. */
export type CarbonFreeShare = { readonly shareBp: number; readonly year: number; readonly source: string };

/** Reads `{location: {perKwh, year, source}, residual: {…}, carbonFree?: {shareBp, year, source}}`. @throws REQUEST_INVALID */
export function parseCarbon(fields: Fields): Carbon {
    const carbon = {
        location: parseFactor(fields.object('location')),
        residual: parseFactor(fields.object('residual')),
        ...fields.optional('carbonFree', () => ({ carbonFree: parseShare(fields.object('carbonFree')) })),
    };
    fields.end();
    return carbon;
}

function parseShare(fields: Fields): CarbonFreeShare {
    const share = {
        shareBp: fields.integer('shareBp', 0, 10_000),
        year: fields.integer('year', 1990, 2200),
        source: fields.text('source', 200),
    };
    fields.end();
    return share;
}

function parseFactor(fields: Fields): CarbonFactor {
    const factor = {
        perKwh: fields.integer('perKwh', 0, 100_000),
        year: fields.integer('year', 1990, 2200),
        source: fields.text('source', 200),
    };
    fields.end();
    return factor;
}
