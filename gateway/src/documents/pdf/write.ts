import {
    CREDENTIAL_FILE,
    canonical,
    type Language,
    type SignedCertificate,
    utf8,
    wordingOf,
} from '@linguang/chaincode/domain';
import PDFDocument from 'pdfkit';
import { drawBack } from './back.js';
import { contentOf } from './content.js';
import { fontOf } from './fonts.js';
import { drawFront } from './front.js';
import { INK, PAGE } from './look.js';
import type { QuarterHour } from './rosette.js';
import { Sheet } from './sheet.js';
import { RANGE_PLACEHOLDER, SIGNATURE_ROOM, type UnsignedPdf } from './sign.js';
import { charactersOf, translator } from './texts.js';

export type PdfOptions = Readonly<{
    language: Language;
    /** SHA-256 of the credential's core, hexadecimal, as on the ledger. */
    digest: string;
    /** What the QR code says: see {@link import('./qr.js').verificationAddress}. */
    address: string;
    /** The holder's quarter-hours, in order; only where she wants them shown. */
    profile?: readonly QuarterHour[];
}>;

/** Parts of pdfkit that its type declarations leave out; true for the exact version we depend on. */
type Internals = {
    readonly _root: { readonly data: { AcroForm?: PDFKit.PDFKitReference } };
};

/**
 * Draws a certificate as PDF/A-3b in one language, with the credential embedded and room for a signature. The same input gives the
 * same bytes: all times are the certificate's own.
 */
export async function writePdf(credential: SignedCertificate, options: PdfOptions): Promise<UnsignedPdf> {
    const { language } = options;
    const content = contentOf(credential, options);
    const issued = new Date(credential.credentialSubject.issuanceDate);
    const doc = new PDFDocument({
        subset: 'PDF/A-3b',
        pdfVersion: '1.7',
        lang: language === 'zh' ? 'zh-CN' : 'en',
        displayTitle: true,
        size: [PAGE.width, PAGE.height],
        margin: 0,
        autoFirstPage: false,
        bufferPages: true,
        info: {
            Title: `${content.t('title')} ${credential.credentialSubject.certificateNumber}`,
            Creator: 'Linguang',
            Producer: 'Linguang',
            CreationDate: issued,
        },
    });
    const parts: Uint8Array[] = [];
    const finished = new Promise<void>((resolve, reject) => {
        doc.on('data', (part: Uint8Array) => parts.push(part));
        doc.on('end', resolve);
        doc.on('error', reject);
    });
    const words = wordingOf(credential.credentialSubject.schemeVersion);
    const characters = new Set(charactersOf(language) + JSON.stringify(words) + canonical(credential));
    for (const name of ['regular', 'medium', 'display'] as const) {
        doc.registerFont(name, fontOf(name, characters, language));
    }
    const sheet = new Sheet(doc);
    doc.addPage();
    drawFront(sheet, content);
    doc.addPage();
    drawBack(sheet, content, () => doc.addPage());
    drawMargins(sheet, credential, language);
    embed(doc, credential, issued);
    prepareSignature(doc, issued);
    doc.end();
    await finished;
    return { bytes: Buffer.concat(parts) };
}

/** Number and page on every page behind the first. */
function drawMargins(sheet: Sheet, credential: SignedCertificate, language: Language): void {
    const { start, count } = sheet.doc.bufferedPageRange();
    const t = translator(language);
    for (let page = start + 1; page < start + count; page++) {
        sheet.doc.switchToPage(page);
        const y = PAGE.height - 36;
        const style = { size: 8, color: INK.muted } as const;
        sheet.rule(PAGE.margin, y - 14, PAGE.width - 2 * PAGE.margin);
        sheet.text(`${t('title')}  ${credential.credentialSubject.certificateNumber}`, PAGE.margin, y, style);
        sheet.text(t('page', { page: page + 1, pages: count }), PAGE.width - PAGE.margin, y, {
            ...style,
            align: 'right',
        });
    }
}

/** The credential as an associated file, as canonical JSON and not compressed, so that a small reader finds it as it is. */
function embed(doc: PDFKit.PDFDocument, credential: SignedCertificate, issued: Date): void {
    const { compress } = doc;
    doc.compress = false;
    const options: PDFKit.Mixins.PDFAttachmentOptions & { relationship: 'Source' } = {
        name: CREDENTIAL_FILE,
        type: 'application/vc',
        relationship: 'Source',
        description: 'The signed credential this document is made from',
        creationDate: issued,
        modifiedDate: issued,
    };
    doc.file(Buffer.from(utf8(canonical(credential))), options);
    doc.compress = compress;
}

/** An invisible signature field with room for the signature (ISO 32000-1, 12.8; PAdES: ETSI.CAdES.detached). */
function prepareSignature(doc: PDFKit.PDFDocument, issued: Date): void {
    const signature = doc.ref({
        Type: 'Sig',
        Filter: 'Adobe.PPKLite',
        SubFilter: 'ETSI.CAdES.detached',
        ByteRange: [...RANGE_PLACEHOLDER],
        Contents: Buffer.alloc(SIGNATURE_ROOM),
        M: issued,
    });
    signature.end(undefined);
    doc.switchToPage(0);
    // Print and Locked; without an extent it needs no appearance (ISO 19005-3, 6.3.3).
    const field = doc.ref({
        Type: 'Annot',
        Subtype: 'Widget',
        FT: 'Sig',
        T: new String('signature'),
        V: signature,
        F: 132,
        Rect: [0, 0, 0, 0],
        P: doc.page.dictionary,
    });
    field.end(undefined);
    doc.page.annotations.push(field);
    doc.font('regular').initForm();
    const form: unknown = internals(doc)._root.data.AcroForm?.data;
    if (typeof form !== 'object' || form === null) {
        throw new TypeError('pdfkit keeps its form elsewhere');
    }
    // PDF/A forbids NeedAppearances; SigFlags: signatures exist, append only.
    Object.assign(form, { Fields: [field], SigFlags: 3, NeedAppearances: undefined, DA: undefined });
}

function internals(doc: PDFKit.PDFDocument): Internals {
    const candidate: unknown = doc;
    if (hasRoot(candidate)) {
        return candidate;
    }
    throw new TypeError('pdfkit keeps its catalog elsewhere');
}

function hasRoot(value: unknown): value is Internals {
    return typeof value === 'object' && value !== null && '_root' in value;
}
