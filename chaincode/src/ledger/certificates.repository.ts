import {
    type CertificateRecord,
    type ClaimKey,
    type ClaimRecord,
    type PlantAllocation,
    problem,
    type SchemeReference,
    type SchemeVersion,
    type StatusEntry,
} from '../domain/index.js';
import { certificateRecords } from './certificaterecords.js';
import { certificateKeys } from './keys.js';
import type { State } from './state.js';

/** Scheme versions, certificates, which slots of a metering point are certified, and what they took of plants. */
export class Certificates {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    scheme({ scheme, version }: SchemeReference): Promise<SchemeVersion | undefined> {
        return this.#state.read(certificateRecords.scheme, certificateKeys.scheme.build({ scheme, version }));
    }

    async schemes(scheme?: string): Promise<readonly SchemeVersion[]> {
        const range = certificateKeys.scheme.range(scheme === undefined ? {} : { scheme });
        const found = await this.#state.list(certificateRecords.scheme, range);
        return found.map(({ record }) => record);
    }

    async saveScheme(record: SchemeVersion): Promise<void> {
        const { scheme, version } = record;
        await this.#state.write(certificateRecords.scheme, certificateKeys.scheme.build({ scheme, version }), record);
    }

    find(number: string): Promise<CertificateRecord | undefined> {
        return this.#state.read(certificateRecords.certificate, certificateKeys.certificate.build({ number }));
    }

    /** @throws NOT_FOUND */
    async existing(number: string): Promise<CertificateRecord> {
        const found = await this.find(number);
        if (found === undefined) {
            throw problem('NOT_FOUND', { kind: 'certificate', id: number });
        }
        return found;
    }

    async save(record: CertificateRecord): Promise<void> {
        const key = certificateKeys.certificate.build({ number: record.number });
        await this.#state.write(certificateRecords.certificate, key, record);
    }

    /** Takes an entry of a status list for a certificate. @throws STATUS_ENTRY_USED */
    async takeStatusEntry({ list, index }: StatusEntry, number: string): Promise<void> {
        const key = certificateKeys.statusEntry.build({ list, index });
        if (await this.#state.has(key)) {
            throw problem('STATUS_ENTRY_USED', { list, index });
        }
        await this.#state.write(certificateRecords.statusEntry, key, { v: 1, number });
    }

    claims({ point, day }: ClaimKey): Promise<ClaimRecord | undefined> {
        return this.#state.read(certificateRecords.claim, certificateKeys.claim.build({ point, day }));
    }

    async saveClaims(record: ClaimRecord): Promise<void> {
        const { point, day } = record;
        await this.#state.write(certificateRecords.claim, certificateKeys.claim.build({ point, day }), record);
    }

    /** What certificates took of a plant, from one ledger day to another, both included. */
    async allocations(plant: string, from: number, to: number): Promise<readonly PlantAllocation[]> {
        const range = certificateKeys.allocation.range({ plant, day: from }, { plant, day: to });
        const found = await this.#state.list(certificateRecords.allocation, range);
        return found.map(({ record }) => record);
    }

    async saveAllocation(record: PlantAllocation, transaction: string): Promise<void> {
        const { plant, day } = record;
        const key = certificateKeys.allocation.build({ plant, day, transaction });
        await this.#state.write(certificateRecords.allocation, key, record);
    }
}
