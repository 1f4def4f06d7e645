import type { Line } from '../settlement/line.js';
import { type Wh, wh } from '../units.js';
import { given, received } from './settled.js';

/** Fewer people than this are never told of by a figure. */
export const FEWEST_CONTRIBUTORS = 5;

/** Energy of a zone: given to users by its plants, sold by them to the grid, and drawn from the grid by its users. */
export const ENERGY_MEASURES = ['issuedWh', 'toGridWh', 'fromGridWh'] as const;
/** What became of the energy that its plants gave to users; together they are `issuedWh`. */
export const OUTCOME_MEASURES = ['retiredWh', 'reservedWh', 'expiredWh', 'revokedWh'] as const;
export type EnergyMeasure = (typeof ENERGY_MEASURES)[number];
export type OutcomeMeasure = (typeof OUTCOME_MEASURES)[number];
type Measure = EnergyMeasure | OutcomeMeasure;

export type EnergyFigures = {
    readonly [Name in EnergyMeasure]: Wh;
} & {
    /** What of the zone's energy nobody can claim: sold to the grid, and expired. Null where what expired is not published. */
    readonly residualMixWh: Wh | null;
};
export type OutcomeFigures = { readonly [Name in OutcomeMeasure]: Wh };

/** Figures of a zone and time as they are published; null where they would tell of fewer than five people. */
export type PublishedStatistics = { readonly energy: EnergyFigures | null; readonly outcomes: OutcomeFigures | null };

/** Who is behind a figure: people on the side of use, and people on the side of plants. Power stations are no people. */
type Behind = { wh: number; readonly users: Set<string>; readonly owners: Set<string> };

/** Sums of a zone with the people behind each of them. */
export class StatisticsCell {
    readonly #measures = new Map<Measure, Behind>();

    add(measure: Measure, amount: number, { user, owner }: Readonly<{ user?: string; owner?: string }>): void {
        if (amount === 0) {
            return;
        }
        const behind = this.#behind(measure);
        behind.wh += amount;
        if (user !== undefined) {
            behind.users.add(user);
        }
        if (owner !== undefined) {
            behind.owners.add(owner);
        }
    }

    /** Takes another cell's sums and people in. */
    join(other: StatisticsCell): void {
        for (const [measure, { wh: amount, users, owners }] of other.#measures) {
            const behind = this.#behind(measure);
            behind.wh += amount;
            for (const user of users) {
                behind.users.add(user);
            }
            for (const owner of owners) {
                behind.owners.add(owner);
            }
        }
    }

    amount(measure: Measure): Wh {
        return wh(this.#measures.get(measure)?.wh ?? 0);
    }

    /** Whether each of the figures stands for nobody or for at least five people on each side. */
    isSafe(measures: readonly Measure[]): boolean {
        return measures.every((measure) => {
            const behind = this.#measures.get(measure);
            return [behind?.users.size ?? 0, behind?.owners.size ?? 0].every(
                (people) => people === 0 || people >= FEWEST_CONTRIBUTORS,
            );
        });
    }

    #behind(measure: Measure): Behind {
        const known = this.#measures.get(measure) ?? { wh: 0, users: new Set<string>(), owners: new Set<string>() };
        this.#measures.set(measure, known);
        return known;
    }
}

/**
 * One slot's sums by zone, from all its lines as they stand.
 * @param outcome - what became of the energy of a plant that a point received
 * @param isPerson - whether a participant is a person (or a shop, a school), not somebody who runs power stations
 */
export function statisticsOfSlot(
    lines: readonly Line[],
    {
        outcome,
        isPerson,
    }: Readonly<{
        outcome: (point: string, plant: string) => OutcomeMeasure;
        isPerson: (participant: string) => boolean;
    }>,
): ReadonlyMap<string, StatisticsCell> {
    const cells = new Map<string, StatisticsCell>();
    const cell = (zone: string) => {
        const known = cells.get(zone) ?? new StatisticsCell();
        cells.set(zone, known);
        return known;
    };
    const person = (participant: string | undefined) =>
        participant !== undefined && isPerson(participant) ? participant : undefined;
    const owners = new Map<string, string>();
    for (const line of lines) {
        for (const { plant } of [...line.sold, ...line.ownGiven]) {
            if (given(line, plant).length > 0) {
                owners.set(plant, line.participant);
            }
        }
    }
    for (const line of lines) {
        const self = person(line.participant);
        const [user, seller] = [self === undefined ? {} : { user: self }, self === undefined ? {} : { owner: self }];
        cell(line.zone).add('fromGridWh', line.fromGrid, user);
        cell(line.zone).add('toGridWh', line.toGrid, seller);
        for (const { plant, zone, certifiable } of received(line)) {
            const owner = person(owners.get(plant));
            const people = { ...user, ...(owner === undefined ? {} : { owner }) };
            cell(zone).add('issuedWh', certifiable, people);
            cell(zone).add(outcome(line.point, plant), certifiable, people);
        }
    }
    return cells;
}

/** What is published of a zone's parts and of their sum, and what people could subtract from one another. */
export type PublishedSums<Name> = {
    readonly parts: readonly { readonly name: Name; readonly published: PublishedStatistics }[];
    readonly sum: PublishedStatistics;
    /** What of the sum is in no published part, for the sum of the next higher level. */
    readonly remainder: Remainder;
};
export type Remainder = { readonly energy: StatisticsCell; readonly outcomes: StatisticsCell };

const ALL_MEASURES = [...ENERGY_MEASURES, ...OUTCOME_MEASURES];

/**
 * Publishes parts and their sum so that no difference between what is published tells of fewer than five people: a part only where each
 * of its figures stands for nobody or for five; the sum only where the same holds for what the published parts leave of it.
 * @param parts - slots of a day (their remainder is themselves), or days of a month with what was published of them
 */
export function publishSums<Name>(
    parts: readonly Readonly<{
        name: Name;
        cell: StatisticsCell;
        /** Of a part that is a sum itself: what was published of it. */
        published?: Readonly<{ statistics: PublishedStatistics; remainder: Remainder }>;
    }>[],
): PublishedSums<Name> & { readonly cell: StatisticsCell } {
    const all = new StatisticsCell();
    const remainder = { energy: new StatisticsCell(), outcomes: new StatisticsCell() };
    const shown = parts.map(({ name, cell, published }) => {
        all.join(cell);
        const isShown = {
            energy: published === undefined ? cell.isSafe(ENERGY_MEASURES) : published.statistics.energy !== null,
            outcomes: published === undefined ? cell.isSafe(ALL_MEASURES) : published.statistics.outcomes !== null,
        };
        for (const group of ['energy', 'outcomes'] as const) {
            if (!isShown[group]) {
                remainder[group].join(published?.remainder[group] ?? cell);
            }
        }
        return { name, published: published?.statistics ?? figures(cell, isShown) };
    });
    const energy = remainder.energy.isSafe(ENERGY_MEASURES);
    // Outcomes add up to what was issued, so they are shown only beside it and where both differences are safe.
    const outcomes = energy && remainder.outcomes.isSafe(ALL_MEASURES);
    return { parts: shown, sum: figures(all, { energy, outcomes }), remainder, cell: all };
}

function figures(cell: StatisticsCell, shown: Readonly<{ energy: boolean; outcomes: boolean }>): PublishedStatistics {
    const [issuedWh, toGridWh, fromGridWh] = ENERGY_MEASURES.map((measure) => cell.amount(measure)) as [Wh, Wh, Wh];
    const [retiredWh, reservedWh, expiredWh, revokedWh] = OUTCOME_MEASURES.map((measure) => cell.amount(measure)) as [
        Wh,
        Wh,
        Wh,
        Wh,
    ];
    const outcomes = shown.energy && shown.outcomes;
    return {
        energy: shown.energy
            ? { issuedWh, toGridWh, fromGridWh, residualMixWh: outcomes ? wh(toGridWh + expiredWh) : null }
            : null,
        outcomes: outcomes ? { retiredWh, reservedWh, expiredWh, revokedWh } : null,
    };
}
