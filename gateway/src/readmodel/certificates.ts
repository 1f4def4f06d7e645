import type { DatabaseSync } from 'node:sqlite';
import { beneficiaryCommitment, type CertificateRecord } from '@linguang/chaincode/domain';
import { certificateKeys, certificateRecords } from '@linguang/chaincode/ledger';
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

export function projectScheme({ database, value }: Written): void {
    const { scheme, version } = certificateRecords.scheme.decode(value);
    statement(database, 'INSERT OR REPLACE INTO schemes VALUES (?, ?, ?)').run(scheme, version, text(value));
}

export function projectStatusEntry({ database, key, value }: Written): void {
    const place = certificateKeys.statusEntry.parse(key);
    if (place !== undefined) {
        const { number } = certificateRecords.statusEntry.decode(value);
        statement(database, 'INSERT OR REPLACE INTO status_entries VALUES (?, ?, ?)').run(
            place.list,
            place.index,
            number,
        );
    }
}

export function projectReservation({ database, value }: Written): void {
    const { plant, day, state } = certificateRecords.reservation.decode(value);
    statement(database, 'INSERT OR REPLACE INTO reservations VALUES (?, ?, ?, ?)').run(plant, day, state, text(value));
}

export function projectReconciliation({ database, value }: Written): void {
    const { plant, month } = certificateRecords.reconciliation.decode(value);
    statement(database, 'INSERT OR REPLACE INTO reconciliations VALUES (?, ?, ?)').run(plant, month, text(value));
}

export function projectStorage({ database, value }: Written): void {
    const { device } = certificateRecords.storage.decode(value);
    statement(database, 'INSERT OR REPLACE INTO storages VALUES (?, ?)').run(device, text(value));
}

export function projectStorageRecord({ database, value }: Written): void {
    const { device, slot, kind } = certificateRecords.storageRecord.decode(value);
    statement(database, 'INSERT OR REPLACE INTO storage_records VALUES (?, ?, ?, ?)').run(
        device,
        slot,
        kind,
        text(value),
    );
}

/** Which slots of a metering point's ledger day are certified, and by which certificate. */
export function projectClaims({ database, value }: Written): void {
    const { point, day } = certificateRecords.claim.decode(value);
    statement(database, 'INSERT OR REPLACE INTO claims VALUES (?, ?, ?)').run(point, day, text(value));
}

export function projectAllocation({ database, value }: Written): void {
    const { plant, day, items } = certificateRecords.allocation.decode(value);
    for (const { number, wh, map } of items) {
        statement(database, 'INSERT OR REPLACE INTO allocations VALUES (?, ?, ?, ?, ?)').run(
            plant,
            day,
            number,
            wh,
            map,
        );
    }
}

/** A certificate, when it is issued and each time its status changes; of a revocation also where it stands on the ledger. */
export function projectCertificate({ database, value, block, transaction }: Written): void {
    const record = certificateRecords.certificate.decode(value);
    const { number, status, period } = record;
    const { transactionId, index, at } = transaction;
    statement(
        database,
        `INSERT INTO certificates VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)
         ON CONFLICT DO UPDATE SET record = excluded.record`,
    ).run(number, holderOf(database, record), text(value), period.from, block, index, transactionId, at);
    if (status === 'revoked') {
        statement(
            database,
            `UPDATE certificates SET revoked_block = ?, revoked_transaction = ?, revoked_at = ?
             WHERE number = ? AND revoked_block IS NULL`,
        ).run(block, transactionId, at, number);
    }
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
