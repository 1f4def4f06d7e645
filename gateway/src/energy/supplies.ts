import { type EnergySource, energySources } from '../http/api.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import type { Period } from './periods.js';

/** What a participant bought in a slot: of neighbours, and of power stations by source. */
export type Bought = Readonly<{ neighboursWh: number; plantsWh: Readonly<Partial<Record<EnergySource, number>>> }>;

const perSlot = `SELECT slot, supplier, source, sum(wh) AS wh FROM supplies
    WHERE participant = ? AND slot >= ? AND slot < ? AND supplier <> 'own' GROUP BY slot, supplier, source`;

/** What a participant bought, by slot; slots in which she bought nothing are not there. */
export function boughtBySlot(readModel: ReadModel, participant: string, { from, to }: Period): Map<number, Bought> {
    const found = new Map<number, Bought>();
    for (const row of readModel.all(perSlot, participant, from, to)) {
        const slot = Number(row['slot']);
        const wh = Number(row['wh']);
        const one = row['supplier'] === 'plant' ? fromPlant(sourceOf(row['source']), wh) : fromNeighbours(wh);
        found.set(slot, addBought([found.get(slot) ?? nothing, one]));
    }
    return found;
}

/** Adds what was bought, source by source. */
export function addBought(parts: readonly Bought[]): Bought {
    const plants = energySources.map(
        (source) => [source, sum(parts, ({ plantsWh }) => plantsWh[source] ?? 0)] as const,
    );
    return {
        neighboursWh: sum(parts, ({ neighboursWh }) => neighboursWh),
        plantsWh: Object.fromEntries(plants.filter(([, wh]) => wh > 0)),
    };
}

/** A source as the ledger names it; a plant that nobody registered has none. */
export function sourceOf(value: unknown): EnergySource {
    return energySources.find((source) => source === value) ?? 'other';
}

/** Nothing bought. */
export const nothing: Bought = { neighboursWh: 0, plantsWh: {} };

function fromNeighbours(neighboursWh: number): Bought {
    return { neighboursWh, plantsWh: {} };
}

function fromPlant(source: EnergySource, wh: number): Bought {
    return { neighboursWh: 0, plantsWh: { [source]: wh } };
}

function sum<T>(parts: readonly T[], value: (part: T) => number): number {
    return parts.reduce((all, part) => all + value(part), 0);
}
