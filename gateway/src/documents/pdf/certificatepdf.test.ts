import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical, type Language, type SignedCertificate, SOURCES, wordingOf } from '@linguang/chaincode/domain';
import { sampleCertificate } from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { exampleCertificate, springDay } from '../../testing/certificate.js';
import { type DocumentAuthority, documentAuthority } from '../../testing/documentkeys.js';
import { certificatePdf, unsignedCertificatePdf } from './certificatepdf.js';

/** Its declarations name another default export than the module has. */
const readQr: (data: Uint8ClampedArray, width: number, height: number) => { readonly data: string } | null =
    createRequire(import.meta.url)('jsqr');
const languages: readonly Language[] = ['zh', 'en'];
/** The limit set for certificates. */
const LARGEST = 150 * 1024;

describe('a certificate as PDF', function () {
    this.timeout(120_000);
    const credential = exampleCertificate();
    let folder = '';
    let authority: DocumentAuthority;
    const files = new Map<Language, { path: string; bytes: Uint8Array }>();

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'linguang-pdf-'));
        authority = await documentAuthority('Certifier');
        for (const language of languages) {
            const bytes = await certificatePdf(credential, authority.signer, { language });
            const path = join(folder, `${language}.pdf`);
            await writeFile(path, bytes);
            files.set(language, { path, bytes });
        }
    });
    after(async () => {
        await rm(folder, { recursive: true, force: true });
    });

    const fileOf = (language: Language): { path: string; bytes: Uint8Array } => {
        const file = files.get(language);
        if (file === undefined) {
            expect.fail();
        }
        return file;
    };

    it('is the same to the byte before signing for the same credential, and differs for another', async () => {
        const make = async (one: SignedCertificate) =>
            createHash('sha256')
                .update((await unsignedCertificatePdf(one, { language: 'zh' })).bytes)
                .digest('hex');
        const first = await make(credential);
        expect(await make(exampleCertificate())).to.equal(first);
        expect(await make({ ...credential, validUntil: '2037-03-03T02:15:00Z' })).not.to.equal(first);
    });

    it('stays within 150 KB, also for a month with the picture of every quarter-hour', async () => {
        const month = exampleCertificate(31);
        const profile = Array.from({ length: 31 }, (_, day) => springDay(day)).flat();
        for (const language of languages) {
            expect(fileOf(language).bytes.length).to.be.below(LARGEST);
            const large = await certificatePdf(month, authority.signer, { language, profile });
            expect(large.length, `${language}, a month`).to.be.below(LARGEST);
        }
    });

    it('keeps its form with long names, every source and forty plants', async () => {
        const { credentialSubject: subject, issuer } = credential;
        const [plant] = subject.productionDevices;
        if (plant === undefined) {
            expect.fail();
        }
        const many: SignedCertificate = {
            ...credential,
            issuer: { ...issuer, name: '邻光社区清洁能源认证与计量监督服务中心（深圳蛇口）'.repeat(2) },
            credentialSubject: {
                ...subject,
                schemeId: 'a-scheme-with-a-name-of-sixty-four-characters-as-long-as-any-id0',
                supersedes: subject.certificateNumber,
                productionDevices: Array.from({ length: 40 }, (_, at) => ({ ...plant, deviceId: `plant-${at}` })),
                matched: {
                    ...subject.matched,
                    sources: SOURCES.map((source) => ({ source, matchedWh: 123_456_789, shareBp: 2000 })),
                },
            },
        };
        for (const language of languages) {
            const { length } = await certificatePdf(many, authority.signer, { language, profile: springDay() });
            expect(length).to.be.below(LARGEST);
        }
    });

    it('refuses quarter-hours that do not add up to the certificate', async () => {
        const profile = springDay().map((one, index) =>
            index === 40 ? { ...one, matchedWh: one.matchedWh - 1 } : one,
        );
        const refused = await unsignedCertificatePdf(credential, { language: 'en', profile }).catch(String);
        expect(refused).to.include('do not add up');
    });

    it('claims PDF/A-3b: part, conformance, output intent, associated file, no appearances left to the reader', () => {
        const text = Buffer.from(fileOf('en').bytes).toString('latin1');
        expect(text).to.match(/<pdfaid:part>3<\/pdfaid:part>\s*<pdfaid:conformance>B<\/pdfaid:conformance>/);
        for (const part of [
            '/GTS_PDFA1',
            '/AFRelationship /Source',
            '/OutputIntents',
            '/AF [',
            '/ETSI.CAdES.detached',
        ]) {
            expect(text).to.include(part);
        }
        expect(text).not.to.match(/NeedAppearances|\/Encrypt|JavaScript/);
    });

    describe('for poppler', () => {
        before(function () {
            if (spawnSync('pdfsig', ['-v']).error !== undefined) {
                console.warn('      SKIPPED: poppler-utils (pdfsig, pdftotext, pdftoppm …) is not installed');
                this.skip();
            }
        });

        it('is signed as a whole with ETSI.CAdES.detached, and the signature is valid', () => {
            for (const language of languages) {
                const told = run('pdfsig', '-nocert', fileOf(language).path);
                expect(told).to.include('Signature is Valid');
                expect(told).to.include('Total document signed');
                expect(told).to.include('ETSI.CAdES.detached');
                expect(told).to.include('SHA-256');
            }
        });

        it('is trusted by whom the certifier’s authority is trusted', async function () {
            const database = join(folder, 'nss');
            await rm(database, { recursive: true, force: true });
            if (spawnSync('certutil', ['-H']).error !== undefined) {
                console.warn('      SKIPPED: certutil (libnss3-tools) is not installed');
                this.skip();
            }
            const ca = join(folder, 'ca.pem');
            await writeFile(ca, authority.pem);
            spawnSync('mkdir', [database]);
            run('certutil', '-N', '-d', `sql:${database}`, '--empty-password');
            run('certutil', '-A', '-d', `sql:${database}`, '-n', 'certifier', '-t', ',C,', '-i', ca);
            const told = run('pdfsig', '-nssdir', `sql:${database}`, fileOf('en').path);
            expect(told).to.include('Certificate is Trusted');
        });

        it('carries the credential as it is, to the byte', async () => {
            const out = join(folder, 'detached.json');
            run('pdfdetach', '-save', '1', '-o', out, fileOf('zh').path);
            expect(await readFile(out, 'utf8')).to.equal(canonical(credential));
            expect(run('pdfdetach', '-list', fileOf('zh').path)).to.match(/^1 embedded files\n1: credential\.json\n$/);
        });

        it('embeds its fonts, each as a subset', () => {
            for (const language of languages) {
                const rows = run('pdffonts', fileOf(language).path).trim().split('\n').slice(2);
                expect(rows.length).to.be.greaterThan(1);
                for (const row of rows) {
                    expect(row, row).to.match(/ yes +yes +yes +\d+ +0$/);
                }
            }
        });

        it('prints no figure that is not in the credential, and every one that matters', async () => {
            for (const one of [credential, sampleCertificate().signed]) {
                for (const language of languages) {
                    const path = join(folder, `figures-${language}.pdf`);
                    await writeFile(path, await certificatePdf(one, authority.signer, { language }));
                    const printed: string[] = run('pdftotext', '-layout', path, '-').match(/\d[\d,]*\.\d+%?/g) ?? [];
                    const known = new Set(figuresOf(one));
                    expect(printed.filter((figure) => !known.has(figure))).to.deep.equal([]);
                    expect([...known].filter((figure) => !printed.includes(figure))).to.deep.equal([]);
                }
            }
        });

        it('prints number, pseudonym, scheme, statements and criteria', () => {
            for (const language of languages) {
                const raw = run('pdftotext', fileOf(language).path, '-');
                const text = raw.replace(/\s+/g, '');
                const { certificateNumber, schemeId, wording, beneficiary } = credential.credentialSubject;
                const criteria = wordingOf(1).criteria.flatMap((one) => [one[language], one.basis[language]]);
                const statements = [wording.certifies, ...wording.isNot].map((one) => one[language]);
                for (const one of [certificateNumber, schemeId, beneficiary.commitment, ...statements, ...criteria]) {
                    expect(text).to.include(one.replace(/\s+/g, ''));
                }
                const results = credential.credentialSubject.audit.criteriaResults;
                const yes = (raw.match(language === 'zh' ? /^是$/gm : /^Yes$/gm) ?? []).length;
                expect(yes).to.equal(results.filter(({ result }) => result === 'yes').length);
            }
        });

        it('has a code that a camera reads from the page: address, number and digest of the core', async () => {
            const { proof: _, ...core } = credential;
            const digest = createHash('sha256').update(canonical(core)).digest('base64url');
            run('pdftoppm', '-r', '150', '-f', '1', '-l', '1', fileOf('en').path, join(folder, 'page'));
            const page = pixels(await readFile(join(folder, 'page-1.ppm')));
            expect(readQr(page.data, page.width, page.height)?.data).to.equal(
                `https://certifier.example/verify/${credential.credentialSubject.certificateNumber}#sha256=${digest}`,
            );
        });
    });
});

/** Every energy, capacity, emission and share of a certificate as a person expects it written. */
function figuresOf({ credentialSubject }: SignedCertificate): readonly string[] {
    const { matched, consumption, productionDevices, emissions } = credentialSubject;
    const amounts = [
        consumption.meteredConsumptionWh,
        matched.matchedWh,
        matched.unmatchedWh,
        matched.storageWh,
        ...matched.sources.map((one) => one.matchedWh),
        ...productionDevices.flatMap((one) => [one.matchedWh, one.capacityW]),
        ...(emissions === null ? [] : Object.values(emissions).map((one) => one.emissionGrams)),
    ];
    const shares = [
        matched.matchedShareBp,
        ...matched.sources.map((one) => one.shareBp),
        ...matched.coverage.map((one) => one.matchedShareBp),
        matched.cfeScore.scoreBp,
        matched.cfeScore.contractedBp,
        ...(matched.cfeScore.gridBp === null ? [] : [matched.cfeScore.gridBp]),
    ];
    return [
        ...amounts.map((amount) => (amount / 1000).toLocaleString('en-US', { minimumFractionDigits: 3 })),
        ...shares.map((share) => `${(share / 100).toFixed(2)}%`),
    ];
}

function run(command: string, ...parameters: string[]): string {
    const { status, stdout, stderr } = spawnSync(command, parameters, { encoding: 'utf8' });
    expect(status, `${command} ${parameters.join(' ')}: ${stderr}`).to.equal(0);
    return stdout;
}

/** A binary PPM as RGBA. */
function pixels(ppm: Buffer): { data: Uint8ClampedArray; width: number; height: number } {
    const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.toString('latin1', 0, 40));
    const [width, height] = [Number(head?.[1]), Number(head?.[2])];
    const data = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let from = head?.[0].length ?? 0, to = 0; from < ppm.length; from += 3, to += 4) {
        data.set(ppm.subarray(from, from + 3), to);
    }
    return { data, width, height };
}
