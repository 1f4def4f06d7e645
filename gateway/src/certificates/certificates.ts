import {
    type CertificateRecord,
    formatSlot,
    instrumentOf,
    localDay,
    type ReconciliationRecord,
    slot,
} from '@linguang/chaincode/domain';
import type { Certificate } from '../http/api.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

/** What a certificate is not; pages word it. */
const statements = ['no-national-gec', 'no-guarantee-of-origin', 'no-irec', 'retired-for-beneficiary'];

export type CertificateContext = Readonly<{
    utcOffsetMinutes: number;
    simulation: boolean;
    reconciliations: ReadonlyMap<string, ReconciliationRecord>;
}>;

/** The public record of a certificate: nothing in it names or locates a person. */
export function certificateOf(
    row: Row,
    { utcOffsetMinutes, simulation, reconciliations }: CertificateContext,
): Certificate {
    const record = recordOf<CertificateRecord>(row);
    const { number, period, plants, revocation, suspension, supersedes, supersededBy, scheme, statusEntry } = record;
    const instrument = instrumentOf(record, reconciliations);
    return {
        number,
        status: record.status,
        supersedes,
        supersededBy,
        suspended: suspension === null ? null : { reason: suspension.reason },
        scheme: { scheme: scheme.scheme, version: scheme.version },
        instrument,
        statusEntry: { list: statusEntry.list, index: statusEntry.index },
        wh: record.wh,
        period: {
            from: period.from,
            to: period.to,
            start: formatSlot(period.from),
            end: formatSlot(period.to),
            day: localDay(period.from, utcOffsetMinutes),
        },
        slots: record.slots,
        bySource: record.sources.map(({ source, wh }) => ({ source, wh })),
        byPlant: plants.map(({ plant, source, wh }) => ({ plant, source, wh })),
        beneficiary: record.beneficiary,
        digest: record.digest,
        issued: {
            block: Number(row['block']),
            transactionId: String(row['transaction_id']),
            at: String(row['at']),
        },
        revoked:
            revocation === null
                ? null
                : {
                      block: Number(row['revoked_block']),
                      transactionId: String(row['revoked_transaction']),
                      at: String(row['revoked_at']),
                      reason: revocation.reason,
                  },
        statements: [...statements, `gec-${instrument === 'pending' ? 'reconciliation-pending' : instrument}`],
        simulation,
    };
}

/** The certificate that stands (valid or suspended) and covers any slot of a period for a participant. */
export function standingCertificate(
    readModel: ReadModel,
    participant: string,
    period: Readonly<{ from: number; to: number }>,
): string | null {
    return overlapping(readModel, participant, period).find(({ state }) => state === 'Claimed')?.number ?? null;
}

/** The newest certificate of the period that was revoked and may be issued again; undefined where there is none. */
export function reissuable(
    readModel: ReadModel,
    participant: string,
    period: Readonly<{ from: number; to: number }>,
): CertificateRecord | undefined {
    return overlapping(readModel, participant, period).findLast(
        ({ status, supersededBy, revocation }) =>
            status === 'revoked' && supersededBy === null && revocation?.reissue === true,
    );
}

function overlapping(
    readModel: ReadModel,
    participant: string,
    period: Readonly<{ from: number; to: number }>,
): readonly CertificateRecord[] {
    return readModel
        .all(
            'SELECT record FROM certificates WHERE participant = ? AND first < ? ORDER BY block, idx',
            participant,
            period.to,
        )
        .map((row) => recordOf<CertificateRecord>(row))
        .filter((record) => record.period.to > period.from);
}

/** The year a certificate number names: that of its period. */
export function yearOf(first: number): number {
    return Number(formatSlot(slot(first)).slice(0, 4));
}
