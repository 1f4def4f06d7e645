import { privateRecords, records } from '@linguang/chaincode/ledger';
import { statement } from '../storage/database.js';
import type { Written } from './projection.js';
import { text } from './registry.js';

/** A correction of a final slot: its public record. */
export function projectCorrection({ database, value, block, transaction }: Written): void {
    const { slot, number, point, decided } = records.correction.decode(value);
    statement(database, 'INSERT OR REPLACE INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
        slot,
        number,
        point,
        decided,
        text(value),
        block,
        transaction.index,
        transaction.transactionId,
    );
}

/** Its entries and the seed of their salts, and whom they touch. */
export function projectCorrectionEntries({ database, value }: Written): void {
    const { slot, number, entries } = privateRecords.correction.decode(value);
    statement(database, 'INSERT OR REPLACE INTO correction_details VALUES (?, ?, ?)').run(slot, number, text(value));
    const insert = statement(database, 'INSERT OR REPLACE INTO correction_entries VALUES (?, ?, ?, ?)');
    for (const { point, participant } of entries) {
        insert.run(slot, number, point, participant);
    }
}
