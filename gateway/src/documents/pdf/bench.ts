import { createPublicKey, verify } from 'node:crypto';
import { type Language, type PdfTrust, verifyPdf } from '@linguang/chaincode/domain';
import { sha256 } from '../../crypto/sha256.js';
import { exampleCertificate, springDay } from '../../testing/certificate.js';
import { documentAuthority } from '../../testing/documentkeys.js';
import { certificatePdf } from './certificatepdf.js';

/*
 * How long a certificate's PDF takes in one process: drawn and signed (wall clock and processor time), and read again with every check.
 * The very first one also reads the typeface.
 */

const RUNS = 40;
const MONTH = 31;

const authority = await documentAuthority('Certifier');
const trust: PdfTrust = {
    authorities: [authority.certificate],
    now: Date.now(),
    hash: sha256,
    verify: (jwk, message, signature) =>
        verify(
            'sha256',
            message,
            { key: createPublicKey({ key: { ...jwk }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
            signature,
        ),
};

type Row = Readonly<{
    name: string;
    kilobytes: number;
    medianMs: number;
    p95Ms: number;
    cpuMs: number;
    readMs: number;
}>;
const started = performance.now();
await certificatePdf(exampleCertificate(), authority.signer, { language: 'zh' });
const firstMs = rounded(performance.now() - started);
const rows: Row[] = [];
for (const days of [1, MONTH]) {
    for (const language of ['zh', 'en'] as const) {
        rows.push(await measure(days, language));
    }
}
process.stdout.write(
    process.argv.includes('--json')
        ? `${JSON.stringify({ firstMs, rows })}\n`
        : [
              `the first certificate of a process: ${firstMs} ms`,
              `${'certificate'.padEnd(28)}${['KB', 'median ms', 'p95 ms', 'CPU ms', 'read ms'].map((text) => text.padStart(11)).join('')}`,
              ...rows.map(
                  ({ name, kilobytes, medianMs, p95Ms, cpuMs, readMs }) =>
                      name.padEnd(28) +
                      [kilobytes, medianMs, p95Ms, cpuMs, readMs].map((value) => String(value).padStart(11)).join(''),
              ),
              '',
          ].join('\n'),
);

/** One kind of certificate, with the picture of every quarter-hour. */
async function measure(days: number, language: Language): Promise<Row> {
    const credential = exampleCertificate(days);
    const profile = Array.from({ length: days }, (_, day) => springDay(day)).flat();
    const make = async () => await certificatePdf(credential, authority.signer, { language, profile });
    let bytes = await make();
    const times: number[] = [];
    const reads: number[] = [];
    const cpus: number[] = [];
    for (let run = 0; run < RUNS; run++) {
        const start = performance.now();
        const before = process.cpuUsage();
        bytes = await make();
        const made = performance.now();
        const { user, system } = process.cpuUsage(before);
        cpus.push((user + system) / 1000);
        verifyPdf(bytes, trust);
        times.push(made - start);
        reads.push(performance.now() - made);
    }
    return {
        name: `${days === 1 ? 'a day' : 'a month'}, ${language}`,
        kilobytes: rounded(bytes.length / 1024),
        medianMs: quantile(times, 0.5),
        p95Ms: quantile(times, 0.95),
        cpuMs: quantile(cpus, 0.5),
        readMs: quantile(reads, 0.5),
    };
}

function quantile(values: readonly number[], part: number): number {
    return rounded(values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? 0);
}

function rounded(value: number): number {
    return Math.round(value * 10) / 10;
}
