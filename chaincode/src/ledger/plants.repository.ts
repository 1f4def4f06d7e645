import {
    type Accreditation,
    problem,
    type ReconciliationRecord,
    type ReservationRecord,
    type StorageDevice,
    type StorageRecord,
} from '../domain/index.js';
import { certificateRecords } from './certificaterecords.js';
import { certificateKeys } from './keys.js';
import type { State } from './state.js';

/** Accredited plants with what is reserved of them, and storage devices. */
export class Plants {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    find(plant: string): Promise<Accreditation | undefined> {
        return this.#state.read(certificateRecords.plant, certificateKeys.plant.build({ plant }));
    }

    /** @throws NOT_FOUND */
    async existing(plant: string): Promise<Accreditation> {
        const found = await this.find(plant);
        if (found === undefined) {
            throw problem('NOT_FOUND', { kind: 'plant', id: plant });
        }
        return found;
    }

    async all(): Promise<readonly Accreditation[]> {
        const found = await this.#state.list(certificateRecords.plant, certificateKeys.plant.range({}));
        return found.map(({ record }) => record);
    }

    async save(record: Accreditation): Promise<void> {
        await this.#state.write(certificateRecords.plant, certificateKeys.plant.build({ plant: record.plant }), record);
    }

    reservation(plant: string, day: number): Promise<ReservationRecord | undefined> {
        return this.#state.read(certificateRecords.reservation, certificateKeys.reservation.build({ plant, day }));
    }

    /** @throws NOT_FOUND */
    async existingReservation(plant: string, day: number): Promise<ReservationRecord> {
        const found = await this.reservation(plant, day);
        if (found === undefined) {
            throw problem('NOT_FOUND', { kind: 'reservation', id: `${plant} ${day}` });
        }
        return found;
    }

    /** Reservations of a plant, from one ledger day to another, both included. */
    async reservations(plant: string, from: number, to: number): Promise<readonly ReservationRecord[]> {
        const range = certificateKeys.reservation.range({ plant, day: from }, { plant, day: to });
        const found = await this.#state.list(certificateRecords.reservation, range);
        return found.map(({ record }) => record);
    }

    async saveReservation(record: ReservationRecord): Promise<void> {
        const { plant, day } = record;
        await this.#state.write(
            certificateRecords.reservation,
            certificateKeys.reservation.build({ plant, day }),
            record,
        );
    }

    reconciliation(plant: string, month: string): Promise<ReconciliationRecord | undefined> {
        return this.#state.read(
            certificateRecords.reconciliation,
            certificateKeys.reconciliation.build({ plant, month }),
        );
    }

    async saveReconciliation(record: ReconciliationRecord): Promise<void> {
        const { plant, month } = record;
        await this.#state.write(
            certificateRecords.reconciliation,
            certificateKeys.reconciliation.build({ plant, month }),
            record,
        );
    }

    storage(device: string): Promise<StorageDevice | undefined> {
        return this.#state.read(certificateRecords.storage, certificateKeys.storage.build({ device }));
    }

    async saveStorage(record: StorageDevice): Promise<void> {
        const key = certificateKeys.storage.build({ device: record.device });
        await this.#state.write(certificateRecords.storage, key, record);
    }

    async saveStorageRecord(record: StorageRecord): Promise<void> {
        const { device, slot, kind } = record;
        const key = certificateKeys.storageRecord.build({ device, slot, kind });
        await this.#state.write(certificateRecords.storageRecord, key, record);
    }

    async storageRecords(device: string): Promise<readonly StorageRecord[]> {
        const range = certificateKeys.storageRecord.range({ device });
        const found = await this.#state.list(certificateRecords.storageRecord, range);
        return found.map(({ record }) => record);
    }
}
