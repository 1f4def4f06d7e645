import { logKeys, logRecords } from '@linguang/chaincode/ledger';
import { statement } from '../storage/database.js';
import type { Written } from './projection.js';
import { text } from './registry.js';

/** A tree head: when the certifier proposes it, and each time a signature or a refusal is added. Kept is also where it was sealed. */
export function projectTreeHead({ database, value, block, transaction }: Written): void {
    const { position, state, digest, treeHead } = logRecords.head.decode(value);
    const { transactionId, at } = transaction;
    statement(
        database,
        `INSERT INTO tree_heads VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)
         ON CONFLICT DO UPDATE SET state = excluded.state, record = excluded.record`,
    ).run(position, treeHead.head.size, state, digest, text(value), block, transactionId, at);
    if (state === 'sealed') {
        statement(
            database,
            `UPDATE tree_heads SET sealed_block = ?, sealed_transaction = ?, sealed_at = ?
             WHERE position = ? AND sealed_block IS NULL`,
        ).run(block, transactionId, at, position);
    }
}

export function projectLogKey({ database, value }: Written): void {
    const { org, kid } = logRecords.key.decode(value);
    statement(database, 'INSERT OR REPLACE INTO log_keys VALUES (?, ?, ?)').run(org, kid, text(value));
}

export function projectSplitView({ database, key, value }: Written): void {
    const found = logKeys.splitView.parse(key);
    statement(database, 'INSERT OR REPLACE INTO split_views VALUES (?, ?)').run(found?.digest ?? key, text(value));
}
