import { type CertificateRecord, formatSlot, localDay, slot } from '@linguang/chaincode/domain';
import type { Certificate } from '../http/api.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

/** What a certificate is not; pages word it. */
const statements = [
    'no-national-gec',
    'no-guarantee-of-origin',
    'no-irec',
    'gec-reconciliation-pending',
    'retired-for-beneficiary',
];

/** The public record of a certificate: nothing in it names or locates a person. */
export function certificateOf(
    row: Row,
    { utcOffsetMinutes, simulation }: Readonly<{ utcOffsetMinutes: number; simulation: boolean }>,
): Certificate {
    const record = recordOf<CertificateRecord>(row);
    const { number, period, plants, revocation } = record;
    return {
        number,
        status: record.status === 'revoked' ? 'revoked' : 'valid',
        wh: record.wh,
        period: {
            from: period.from,
            to: period.to,
            start: formatSlot(period.from),
            end: formatSlot(period.to),
            day: localDay(period.from, utcOffsetMinutes),
        },
        slots: record.slots,
        bySource: bySource(plants),
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
        statements,
        simulation,
    };
}

/** The certificate that is not revoked and covers any slot of a period for a participant. */
export function standingCertificate(
    readModel: ReadModel,
    participant: string,
    period: Readonly<{ from: number; to: number }>,
): string | null {
    const rows = readModel.all(
        'SELECT record FROM certificates WHERE participant = ? AND first < ? AND revoked_block IS NULL',
        participant,
        period.to,
    );
    const found = rows.map((row) => recordOf<CertificateRecord>(row)).find((record) => record.period.to > period.from);
    return found?.number ?? null;
}

function bySource(plants: CertificateRecord['plants']): { source: string; wh: number }[] {
    const sums = new Map<string, number>();
    for (const { source, wh } of plants) {
        sums.set(source, (sums.get(source) ?? 0) + wh);
    }
    return [...sums].map(([source, wh]) => ({ source, wh })).sort((a, b) => b.wh - a.wh);
}

/** The year a certificate number names: that of its period. */
export function yearOf(first: number): number {
    return Number(formatSlot(slot(first)).slice(0, 4));
}
