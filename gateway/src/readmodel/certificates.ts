import type { DatabaseSync } from 'node:sqlite';
import { beneficiaryCommitment, type CertificateRecord } from '@linguang/chaincode/domain';
import { certificateRecords } from '@linguang/chaincode/ledger';
import { beneficiaryNonce } from '../certificates/beneficiary.js';
import { sha256 } from '../crypto/sha256.js';
import { statement } from '../storage/database.js';
import type { Written } from './projection.js';
import { text } from './registry.js';

export function projectPlant({ database, value }: Written): void {
    const { plant } = certificateRecords.plant.decode(value);
    statement(database, 'INSERT INTO plants VALUES (?, ?) ON CONFLICT DO UPDATE SET record = excluded.record').run(
        plant,
        text(value),
    );
}

export function projectCertificate({ database, value, block, transaction }: Written): void {
    const record = certificateRecords.certificate.decode(value);
    const { transactionId, index, at } = transaction;
    if (record.status === 'revoked') {
        statement(
            database,
            'UPDATE certificates SET record = ?, revoked_block = ?, revoked_transaction = ?, revoked_at = ? WHERE number = ?',
        ).run(text(value), block, transactionId, at, record.number);
        return;
    }
    statement(database, 'INSERT OR REPLACE INTO certificates VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)').run(
        record.number,
        holderOf(database, record),
        text(value),
        record.period.from,
        block,
        index,
        transactionId,
        at,
    );
}

/** Whom a certificate was issued to: members of the consortium can open the commitment, the public cannot. */
function holderOf(database: DatabaseSync, { number, beneficiary, period }: CertificateRecord): string | null {
    const seed = statement(database, 'SELECT seed FROM seeds WHERE slot = ?').get(period.from)?.['seed'];
    if (typeof seed !== 'string') {
        return null;
    }
    const nonce = beneficiaryNonce(seed, number);
    const candidates = statement(database, 'SELECT participant FROM participants').all();
    const holder = candidates.find(
        ({ participant }) => beneficiaryCommitment(String(participant), nonce, sha256) === beneficiary,
    );
    return holder === undefined ? null : String(holder['participant']);
}
