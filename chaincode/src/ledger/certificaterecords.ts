import type {
    Accreditation,
    CertificateRecord,
    ClaimRecord,
    PlantAllocation,
    ReconciliationRecord,
    ReservationRecord,
    SchemeVersion,
    StorageDevice,
    StorageRecord,
} from '../domain/index.js';
import { codec } from './record.js';

/** The certificate to which an entry of a status list belongs. */
export type StatusEntryRecord = { readonly v: 1; readonly number: string };

/** Records of the `certificate` chaincode. */
export const certificateRecords = {
    scheme: codec<SchemeVersion>(1),
    plant: codec<Accreditation>(2),
    certificate: codec<CertificateRecord>(2),
    statusEntry: codec<StatusEntryRecord>(1),
    claim: codec<ClaimRecord>(2),
    allocation: codec<PlantAllocation>(1),
    reservation: codec<ReservationRecord>(1),
    reconciliation: codec<ReconciliationRecord>(1),
    storage: codec<StorageDevice>(1),
    storageRecord: codec<StorageRecord>(1),
} as const;
