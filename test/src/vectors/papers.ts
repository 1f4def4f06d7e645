import { jcs, type SignedCertificate } from '@linguang/chaincode/domain';
import { type DocumentSigner, signPdf, unsignedCertificatePdf } from '@linguang/gateway/testing/documents';
import { AUTHORITY, STRANGER } from './chains.js';
import { altered, core, KEYS, type Loose, signed, signer, stranger, vector } from './material.js';
import type { Made } from './vector.js';

/** Certificates as PDF, in English: half the size of Chinese ones. */
export async function paperVectors(): Promise<readonly Made[]> {
    const unsigned = await unsignedCertificatePdf(signed, { language: 'en' });
    const bytes = signPdf(unsigned, signer.forPdf);
    const text = Buffer.from(bytes).toString('latin1');
    const paper = (id: string, shows: string, content: Uint8Array, outcome: string, changes: Partial<Made> = {}) =>
        vector(`pdf-${id}`, shows, content, { trust: [KEYS, AUTHORITY], extension: 'pdf', outcome, ...changes });
    const fails = (id: string, shows: string, content: Uint8Array, ...found: Made['fails']) =>
        paper(id, shows, content, 'tampered', { fails: found });
    const replaced = (from: string, to: string): Uint8Array => {
        if (text.split(from).length !== 2 || from.length !== to.length) {
            throw new Error(`${from} must stand in the PDF once, and what replaces it must be as long`);
        }
        return latin(text.replace(from, () => to));
    };
    const signedBy = (by: DocumentSigner) => signPdf(unsigned, by);
    return [
        paper('true', 'A certificate as PDF as the certifier gives it out.', bytes, 'valid'),
        paper('authority-alone', 'Its signer stands in for the key document: of one authority.', bytes, 'valid', {
            trust: [AUTHORITY],
        }),
        paper('keys-alone', 'The key document stands in for the authority.', bytes, 'valid', { trust: [KEYS] }),
        paper('no-trust', 'Nobody is trusted.', bytes, 'unknown', {
            trust: [],
            unknown: [
                ['pdf.chain', 'PDF_NO_AUTHORITY'],
                ['credential.key', 'KEY_DOCUMENT_MISSING'],
            ],
        }),
        paper('other-authority', 'An authority of the same name, with another key.', bytes, 'untrusted', {
            trust: [STRANGER],
            fails: [['pdf.chain', 'PDF_SIGNER_UNTRUSTED']],
        }),
        fails('appended', 'A line break behind the end; viewers still say “valid”.', latin(`${text}\n`), [
            'pdf.structure',
            'PDF_APPENDED',
        ]),
        fails('revised', 'A second revision with other pages over the signed one.', latin(text + revision(text)), [
            'pdf.structure',
            'PDF_REVISED',
        ]),
        fails('cut', 'The second half is missing.', bytes.subarray(0, 20_000), ['pdf.structure', 'PDF_APPENDED']),
        fails(
            'exchanged',
            'The embedded credential was exchanged for another true one of the issuer.',
            replaced(embedded(signed), embedded(elsewhere())),
            ['pdf.digest', 'PDF_CHANGED'],
        ),
        paper(
            'stranger',
            'A true credential in a PDF that a stranger of the same name signed.',
            signedBy(stranger.key('documents 1').forPdf),
            'untrusted',
            {
                fails: [
                    ['pdf.chain', 'PDF_SIGNER_UNTRUSTED'],
                    ['pdf.issuer', 'PDF_SIGNER_NOT_ISSUER'],
                ],
            },
        ),
    ];
}

/** A true certificate of the same length. */
function elsewhere(): SignedCertificate {
    for (let index = 0; index < 100; index++) {
        const other = altered(core, ({ credentialSubject }: Loose) => {
            credentialSubject.beneficiary.location = `shekou-${String(index).padStart(4, '0')}`;
        });
        const made = signer.credential(other);
        if (jcs(made).length === jcs(signed).length) {
            return made;
        }
    }
    throw new Error('a base58 signature has the usual length nearly always');
}

/** An incremental update (ISO 32000-1, 7.5.6) with another catalogue. */
function revision(text: string): string {
    const start = text.lastIndexOf('xref\n0 ');
    const [, root = ''] = /\/Root (\d+) 0 R/.exec(text) ?? [];
    const [, size = ''] = /\/Size (\d+)/.exec(text) ?? [];
    const object = `${root} 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\n`;
    const table = `xref\n${root} 1\n${String(text.length).padStart(10, '0')} 00000 n \n`;
    const trailer = `trailer\n<< /Size ${size} /Root ${root} 0 R /Prev ${start} >>\n`;
    return `${object}${table}${trailer}startxref\n${text.length + object.length}\n%%EOF\n`;
}

function latin(text: string): Uint8Array {
    return Buffer.from(text, 'latin1');
}

/** The credential as its bytes stand in the file. */
function embedded(certificate: SignedCertificate): string {
    return Buffer.from(jcs(certificate)).toString('latin1');
}
