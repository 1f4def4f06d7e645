import type { DatabaseSync } from 'node:sqlite';
import { type Line, moneyFromJson, type SlotRecord, salesOf } from '@linguang/chaincode/domain';
import { statement } from '../storage/database.js';

/** What figures need of a line beyond its sums: its sales and how they were priced, and imbalance. Lines without either have no row. */
export function saveFigures(database: DatabaseSync, line: Line, position: number, record: SlotRecord): void {
    const sales = salesOf(line, record.tariff);
    const imbalance = moneyFromJson(line.money.imbalance);
    if (sales.wh > 0 || imbalance !== 0n) {
        statement(database, 'INSERT OR REPLACE INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
            line.slot,
            position,
            line.participant,
            imbalance,
            sales.wh,
            sales.money,
            sales.fees,
            sales.atLow,
            sales.atHigh,
        );
    }
}
