import type { Energy, EnergyFigures, EnergyPeriod } from '../http/api.js';
import type { ReadModel, Row } from '../readmodel/readmodel.js';
import { cutPeriods, type Period, type Resolution, readingStates, startOf } from './periods.js';
import { addBought, type Bought, boughtBySlot, nothing } from './supplies.js';

const columns = {
    importedWh: 'imported',
    exportedWh: 'exported',
    generatedWh: 'generated',
    ownWh: 'own_received',
    boughtWh: 'bought',
    soldWh: 'sold',
    fromGridWh: 'from_grid',
    toGridWh: 'to_grid',
} as const satisfies Partial<Record<keyof EnergyFigures, string>>;
type Column = keyof typeof columns;
const names = Object.keys(columns).filter((name): name is Column => name in columns);

/** A point whose own energy was corrected is known by that, whatever its reading was. */
const stateOfLine = "CASE l.corrected WHEN 2 THEN 'corrected' ELSE l.state END";
const stateRank = `CASE ${stateOfLine} ${readingStates.map((state, rank) => `WHEN '${state}' THEN ${rank}`).join(' ')} ELSE ${readingStates.length - 1} END`;
const perSlot = `SELECT l.slot AS slot, count(*) AS lines, sum(l.unknown) AS unknown, max(${stateRank}) AS state, min(s.final) AS final,
    max(l.corrected > 0) AS corrected,
    ${names.map((name) => `sum(l.${columns[name]}) AS ${name}`).join(', ')}
    FROM lines l JOIN slots s USING (slot) WHERE l.participant = ? AND l.slot >= ? AND l.slot < ? GROUP BY l.slot ORDER BY l.slot`;

/** A participant's energy by period, from her settlement lines as they stand after corrections. Sums are of what is known; the state tells what is not. */
export function energyOf(
    readModel: ReadModel,
    participant: string,
    {
        period,
        resolution,
        utcOffsetMinutes,
    }: Readonly<{ period: Period; resolution: Resolution; utcOffsetMinutes: number }>,
): Energy {
    const bought = boughtBySlot(readModel, participant, period);
    const rows = readModel.all(perSlot, participant, period.from, period.to);
    let next = 0;
    const periods = cutPeriods(period, resolution, utcOffsetMinutes).map((part): EnergyPeriod => {
        const inside: Row[] = [];
        for (let row = rows[next]; row !== undefined && Number(row['slot']) < part.to; row = rows[++next]) {
            inside.push(row);
        }
        return energyPeriod(part, inside, bought);
    });
    return {
        participant,
        from: period.from,
        to: period.to,
        resolution,
        periods,
        totals: addFigures(periods.flatMap(({ figures }) => figures ?? [])),
        asOf: readModel.asOf,
    };
}

function energyPeriod(period: Period, rows: readonly Row[], bought: ReadonlyMap<number, Bought>): EnergyPeriod {
    const known = rows.filter((row) => Number(row['unknown']) < Number(row['lines']));
    const worst = Math.max(...rows.map((row) => Number(row['state'])));
    return {
        ...startOf(period),
        slots: rows.length,
        figures:
            known.length === 0
                ? null
                : addFigures(known.map((row) => figuresOf(row, bought.get(Number(row['slot'])) ?? nothing))),
        state: rows.length === 0 ? 'unsettled' : (readingStates[worst] ?? 'missing'),
        missingSlots: rows.filter((row) => Number(row['unknown']) > 0).length,
        correctedSlots: rows.filter((row) => row['corrected'] === 1).length,
        final: rows.length === period.to - period.from && rows.every((row) => row['final'] === 1),
    };
}

function figuresOf(row: Row, bought: Bought): EnergyFigures {
    return figures((name) => Number(row[name]), bought);
}

function addFigures(parts: readonly EnergyFigures[]): EnergyFigures {
    return figures((name) => parts.reduce((sum, part) => sum + part[name], 0), addBought(parts));
}

function figures(value: (name: Column) => number, { neighboursWh, plantsWh }: Bought): EnergyFigures {
    return {
        importedWh: value('importedWh'),
        exportedWh: value('exportedWh'),
        generatedWh: value('generatedWh'),
        ownWh: value('ownWh'),
        boughtWh: value('boughtWh'),
        neighboursWh,
        plantsWh,
        soldWh: value('soldWh'),
        fromGridWh: value('fromGridWh'),
        toGridWh: value('toGridWh'),
    };
}
