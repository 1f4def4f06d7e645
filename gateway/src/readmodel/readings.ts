import { keys } from '@linguang/chaincode/ledger';
import { z } from 'zod';
import { statement } from '../storage/database.js';
import type { Written } from './projection.js';
import { text } from './registry.js';

/** What `metering:submitReadings` answers of readings it did not accept: their metering point and a code, no values. */
export const Refusals = z.array(z.object({ i: z.int(), point: z.string(), code: z.string() }));

const answer = z.object({ refused: Refusals });

/** A batch of readings, and what of it was refused: the contract's answer stands in the block beside the writes. */
export function projectBatch({ database, key, value, block, transaction }: Written): void {
    const late = keys.late.parse(key);
    const parts = late ?? keys.batch.parse(key);
    if (parts === undefined) {
        return;
    }
    statement(database, 'INSERT OR REPLACE INTO batches VALUES (?, ?, ?, ?)').run(
        parts.slot,
        parts.transaction,
        late === undefined ? 0 : 1,
        text(value),
    );
    const insert = statement(database, 'INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?, ?, ?, ?)');
    for (const { i, point, code } of answer.parse(JSON.parse(transaction.answer)).refused) {
        insert.run(block, transaction.index, i, parts.slot, point, code, transaction.at);
    }
}
