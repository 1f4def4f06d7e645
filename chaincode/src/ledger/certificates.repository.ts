import {
    type Accreditation,
    type CertificateRecord,
    type ClaimKey,
    type ClaimMap,
    NO_CLAIMS,
} from '../domain/index.js';
import { certificateKeys } from './keys.js';
import { certificateRecords } from './records.js';
import type { State } from './state.js';

/** Accredited plants, certificates, and which slots of a metering point are certified. */
export class Certificates {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    plant(plant: string): Promise<Accreditation | undefined> {
        return this.#state.read(certificateRecords.plant, certificateKeys.plant.build({ plant }));
    }

    async plants(): Promise<readonly Accreditation[]> {
        const found = await this.#state.list(certificateRecords.plant, certificateKeys.plant.range({}));
        return found.map(({ record }) => record);
    }

    async savePlant(record: Accreditation): Promise<void> {
        await this.#state.write(certificateRecords.plant, certificateKeys.plant.build({ plant: record.plant }), record);
    }

    find(number: string): Promise<CertificateRecord | undefined> {
        return this.#state.read(certificateRecords.certificate, certificateKeys.certificate.build({ number }));
    }

    async save(record: CertificateRecord): Promise<void> {
        const key = certificateKeys.certificate.build({ number: record.number });
        await this.#state.write(certificateRecords.certificate, key, record);
    }

    async claims({ point, day }: ClaimKey): Promise<ClaimMap> {
        const found = await this.#state.read(certificateRecords.claim, certificateKeys.claim.build({ point, day }));
        return found?.map ?? NO_CLAIMS;
    }

    async saveClaims({ point, day }: ClaimKey, map: ClaimMap): Promise<void> {
        const key = certificateKeys.claim.build({ point, day });
        await this.#state.write(certificateRecords.claim, key, { v: 1, point, day, map });
    }
}
