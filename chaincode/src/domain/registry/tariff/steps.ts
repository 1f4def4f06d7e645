import { Fields } from '../../fields.js';
import { cost, type Money, money, type Price, type Wh, wh } from '../../units.js';

/**
 * Block tariff on a month's cumulative import: what lies above a threshold costs `add` more per kWh, on top of the thresholds below.
 * Computed at month close.
 */
export type Steps = {
    /** In rising order of `aboveWh`. */
    readonly levels: readonly { readonly aboveWh: Wh; readonly add: Price }[];
    /** Whether Wh bought from neighbours count towards the thresholds. */
    readonly matchedCounts: boolean;
};

/** The surcharge of each level on a month's import, 10⁻⁷ CNY: Wh between this threshold and the next, times all that has been added. */
export function stepCharges(
    steps: Steps,
    imported: Wh,
): readonly { readonly wh: Wh; readonly add: Price; readonly money: Money }[] {
    return steps.levels.map(({ aboveWh, add }, index) => {
        const until = Math.min(imported, steps.levels[index + 1]?.aboveWh ?? Number.MAX_SAFE_INTEGER);
        const within = wh(Math.max(0, until - aboveWh));
        return { wh: within, add, money: money(cost(within, add)) };
    });
}

/** Reads `{levels: [{aboveWh, add}], matchedCounts}`. @throws REQUEST_INVALID */
export function parseSteps(fields: Fields): Steps {
    const steps: Steps = {
        levels: fields.list('levels', parseLevel, 10),
        matchedCounts: fields.boolean('matchedCounts'),
    };
    fields.end();
    const rises = steps.levels.every(({ aboveWh, add }, index) => {
        const before = steps.levels[index - 1];
        return before === undefined || (before.aboveWh < aboveWh && before.add < add);
    });
    if (!rises) {
        throw fields.bad('levels', 'thresholds and prices must rise');
    }
    return steps;
}

function parseLevel(value: unknown, where: string): Steps['levels'][number] {
    const fields = new Fields(value, where);
    const level = { aboveWh: wh(fields.integer('aboveWh', 1)), add: fields.price('add') };
    fields.end();
    return level;
}
