import type { DatabaseSync } from 'node:sqlite';
import {
    costWithoutCommunity,
    type Line,
    moneyFromJson,
    type SlotRecord,
    sumLines,
    suppliesOf,
} from '@linguang/chaincode/domain';
import { statement } from '../storage/database.js';
import { saveFigures } from './figures.js';
import { isStation } from './registry.js';

/** A line as it was settled, which proofs are about, and as it stands after corrections, which every sum is made of. */
export type StandingLine = Readonly<{
    settled: Line;
    standing: Line;
    /** 0: not at all; 1: trades or a gap, by the correction of another point or slot; 2: its own energy. */
    corrected: 0 | 1 | 2;
}>;

/** Where a line stands, and what of its slot the sums need. */
export type LinePlace = Readonly<{
    position: number;
    revision: number;
    record: SlotRecord | undefined;
    fromStation: (plant: string) => boolean;
}>;

const columns = Array(26).fill('?').join(', ');

/** Writes a line with its sums, supplies and sales; what was there of it before is replaced. */
export function saveLine(
    database: DatabaseSync,
    { settled, standing, corrected }: StandingLine,
    place: LinePlace,
): void {
    const { position, revision, record, fromStation } = place;
    const { slot } = settled;
    const sums = sumLines([standing]);
    const { money } = sums;
    const supplies = statement(database, 'INSERT OR REPLACE INTO supplies VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    for (const { supplier, source, wh, money: paid, fees } of suppliesOf([standing], fromStation)) {
        supplies.run(slot, position, standing.participant, supplier, source, wh, paid, fees);
    }
    if (record !== undefined) {
        saveFigures(database, standing, position, record);
    }
    statement(database, `INSERT OR REPLACE INTO lines VALUES (${columns})`).run(
        slot,
        position,
        revision,
        settled.point,
        settled.participant,
        settled.state,
        JSON.stringify(settled),
        sums.unknownLines,
        sums.imported,
        sums.exported,
        sums.generated,
        sums.ownReceived,
        sums.ownGiven,
        sums.bought,
        sums.sold,
        sums.fromGrid,
        sums.toGrid,
        sums.clean,
        money.bought,
        money.fees,
        money.retail,
        money.sold,
        money.feedIn,
        record === undefined ? 0n : costWithoutCommunity([standing], () => record.tariff),
        corrected,
        corrected === 0 ? 0n : money.balance - moneyFromJson(settled.money.balance),
    );
}

/** Takes away what was reckoned of a line beside itself, before it is reckoned again. */
export function forgetSums(database: DatabaseSync, slot: number, position: number): void {
    statement(database, 'DELETE FROM supplies WHERE slot = ? AND position = ?').run(slot, position);
    statement(database, 'DELETE FROM figures WHERE slot = ? AND position = ?').run(slot, position);
}

/** Whether a plant is run as a power station in a slot, each asked for once. */
export function stationsAt(database: DatabaseSync, slot: number): (plant: string) => boolean {
    const stations = new Map<string, boolean>();
    return (plant) => {
        const known = stations.get(plant) ?? isStation(database, plant, slot);
        stations.set(plant, known);
        return known;
    };
}
