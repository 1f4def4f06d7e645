import { listDigest } from '@linguang/chaincode/domain';
import { poolRecords } from '@linguang/chaincode/ledger';
import { sha256 } from '../crypto/sha256.js';
import { statement } from '../storage/database.js';
import type { Written } from './projection.js';
import { text } from './registry.js';

/** From when a list holds. Its commitments are only ever looked at by the contract. */
export function projectPoolList({ database, value }: Written): void {
    const { from, sequence, commitments } = poolRecords.list.decode(value);
    const digest = listDigest(commitments, sha256);
    statement(database, 'INSERT OR REPLACE INTO pool_lists VALUES (?, ?, ?)').run(from, sequence, digest);
}

/** The households behind a list: only the community's own gateway ever sees them here. */
export function projectPoolKept({ database, value }: Written): void {
    const { digest } = poolRecords.kept.decode(value);
    statement(database, 'INSERT OR REPLACE INTO pool_kept VALUES (?, ?)').run(digest, text(value));
}

export function projectPoolOpening({ database, value }: Written): void {
    const { month } = poolRecords.opening.decode(value);
    statement(database, 'INSERT OR REPLACE INTO pool_openings VALUES (?, ?)').run(month, text(value));
}

export function projectPoolServing({ database, value }: Written): void {
    const { from } = poolRecords.serving.decode(value);
    statement(database, 'INSERT OR REPLACE INTO pool_servings VALUES (?, ?)').run(from, text(value));
}

/** What is public of a month of the pool. Accounts and opened lists are left out: no page needs them. */
export function projectPoolMonth({ database, value }: Written): void {
    const { month } = poolRecords.month.decode(value);
    statement(database, 'INSERT OR REPLACE INTO pool_months VALUES (?, ?)').run(month, text(value));
}
