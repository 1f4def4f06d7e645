import { type CertificateRecord, isSampled, localDay, type SchemeVersion } from '@linguang/chaincode/domain';
import { sha256 } from '../crypto/sha256.js';
import type { SampledCertificate, SamplePage } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import type { Selection } from './register.js';

/** Certificates examined for one page; how many of them are in the sample is chance. */
const EXAMINED = 2_000;

/**
 * What of a selection of certificates a person must look at. The hash of the block that follows a certificate's own decides: nobody knew
 * it at issue, and everybody has it afterwards.
 * @param after - number of the certificate after which to go on
 */
export function sampleOf(
    readModel: ReadModel,
    { where, values }: Selection,
    { after, utcOffsetMinutes }: Readonly<{ after: string | undefined; utcOffsetMinutes: number }>,
): SamplePage {
    const rows = readModel.all(
        `SELECT c.number, c.participant, c.record, b.number AS later, b.hash, s.record AS scheme FROM certificates c
         LEFT JOIN blocks b ON b.number = c.block + 1
         JOIN schemes s ON s.scheme = c.record ->> '$.scheme.scheme' AND s.version = c.record ->> '$.scheme.version'
         WHERE c.number IN (SELECT number FROM certificates WHERE ${where}) AND c.number > ? ORDER BY c.number LIMIT ?`,
        ...values,
        after ?? '',
        EXAMINED + 1,
    );
    const examined = rows.slice(0, EXAMINED);
    const items: SampledCertificate[] = [];
    for (const row of examined) {
        const record = recordOf<CertificateRecord>(row);
        const { scheme, version, samplingPermille } = recordOf<SchemeVersion>(row, 'scheme');
        const { hash } = row;
        if (typeof hash === 'string' && isSampled(record, { samplingPermille }, hash, sha256)) {
            items.push({
                number: record.number,
                participant: typeof row['participant'] === 'string' ? row['participant'] : null,
                status: record.status,
                wh: record.wh,
                day: localDay(record.period.from, utcOffsetMinutes),
                scheme: { scheme, version, samplingPermille },
                digest: record.digest,
                decidedBy: { block: Number(row['later']), hash },
            });
        }
    }
    return {
        items,
        examined: examined.length,
        undecided: examined.filter(({ hash }) => hash === null).length,
        next: rows.length > EXAMINED ? String(examined.at(-1)?.['number']) : null,
        asOf: readModel.asOf,
    };
}
