import { canonical } from '../../canonical.js';
import { concat, sameBytes, utf8Text } from '../../crypto.js';
import { readX509, timestamp, type X509 } from '../../x509/certificate.js';
import { judgeChain } from '../../x509/chain.js';
import { readDerPrefix } from '../../x509/der.js';
import { type DocumentSignature, isSignedBy, namesItsCertificates, readDocumentSignature } from './cms.js';
import { isNamed, openPdf, type PdfFile } from './file.js';
import {
    PDF_CHECKS,
    type PdfCheck,
    type PdfCheckId,
    type PdfReason,
    type PdfTrust,
    type PdfVerification,
} from './result.js';
import { latin, PdfReference, PdfText, type PdfValue } from './syntax.js';

/** Name under which a certificate's PDF carries its credential. */
export const CREDENTIAL_FILE = 'credential.json';

type Outcomes = Map<PdfCheckId, PdfReason | 'pass' | 'unknown'>;

/**
 * Checks a certificate as PDF and takes the credential out of it. Never throws: what cannot be read fails with a reason.
 * The credential itself (its proof, its figures, its status) is for others to check.
 */
export function verifyPdf(bytes: Uint8Array, trust: PdfTrust): PdfVerification {
    const outcomes: Outcomes = new Map();
    const file = openPdf(bytes);
    if (typeof file === 'string') {
        outcomes.set('pdf.structure', file);
        return { ...nothing, checks: checksOf(outcomes) };
    }
    outcomes.set('pdf.structure', 'pass');
    const credential = readCredential(file, outcomes);
    const signed = readSignature(file, outcomes);
    const signature = signed === undefined ? undefined : checkSignature(file, signed, outcomes, trust);
    if (signed !== undefined && signature !== undefined) {
        checkChain(signature, signed.at, outcomes, trust);
    }
    return {
        credential: credential?.value,
        credentialBytes: credential?.bytes,
        signer:
            signature === undefined
                ? undefined
                : {
                      chain: [signature.certificate, ...signature.others].map((one) => one.bytes),
                      commonName: signature.certificate.commonName,
                      organisation: signature.certificate.organisation,
                      key: signature.certificate.key,
                  },
        signedAt: signed?.at,
        checks: checksOf(outcomes),
    };
}

const nothing = { credential: undefined, credentialBytes: undefined, signer: undefined, signedAt: undefined };

function checksOf(outcomes: Outcomes): readonly PdfCheck[] {
    return PDF_CHECKS.map((id): PdfCheck => {
        const outcome = outcomes.get(id);
        if (outcome === 'pass') {
            return { id, result: 'pass', reason: null };
        }
        if (outcome === undefined || outcome === 'unknown') {
            return { id, result: 'unknown', reason: outcome === undefined ? 'PDF_NOT_CHECKED' : 'PDF_NO_AUTHORITY' };
        }
        return { id, result: 'fail', reason: outcome };
    });
}

function readCredential(
    file: PdfFile,
    outcomes: Outcomes,
): Readonly<{ value: unknown; bytes: Uint8Array }> | undefined {
    const fail = (reason: PdfReason) => {
        outcomes.set('pdf.credential', reason);
        return undefined;
    };
    let bytes: Uint8Array;
    try {
        const associated = file.list(file.root.get('AF'));
        const named = file.list(file.members(file.members(file.root.get('Names')).get('EmbeddedFiles')).get('Names'));
        const [name, specification] = named;
        const attachment = file.members(specification);
        const one = associated.length === 1 && named.length === 2 && sameReference(associated[0], specification);
        if (
            !one ||
            !(name instanceof PdfText) ||
            latin(name.bytes) !== CREDENTIAL_FILE ||
            !isNamed(attachment, 'AFRelationship', 'Source')
        ) {
            return fail('PDF_OTHER_ATTACHMENT');
        }
        bytes = file.stream(file.members(attachment.get('EF')).get('F'));
    } catch {
        return fail('PDF_NO_CREDENTIAL');
    }
    try {
        const text = utf8Text(bytes);
        const value: unknown = JSON.parse(text);
        if (canonical(value) !== text) {
            return fail('PDF_CREDENTIAL_NOT_CANONICAL');
        }
        outcomes.set('pdf.credential', 'pass');
        return { value, bytes };
    } catch {
        return fail('PDF_CREDENTIAL_NOT_CANONICAL');
    }
}

/** Whether the list of associated files and that of attachments name the same object. */
function sameReference(a: PdfValue | undefined, b: PdfValue | undefined): boolean {
    return a instanceof PdfReference && b instanceof PdfReference && a.id === b.id;
}

type Signed = Readonly<{ contents: PdfText; at: number }>;

function readSignature(file: PdfFile, outcomes: Outcomes): Signed | undefined {
    const fail = (reason: PdfReason) => {
        outcomes.set('pdf.coverage', reason);
        return undefined;
    };
    try {
        const form = file.root.get('AcroForm');
        const fields = form === undefined ? [] : file.list(file.members(form).get('Fields'));
        if (fields.length !== 1) {
            return fail(fields.length === 0 ? 'PDF_NOT_SIGNED' : 'PDF_SEVERAL_SIGNATURES');
        }
        const field = file.members(fields[0]);
        const dictionary = file.members(field.get('V'));
        const [contents, made] = [dictionary.get('Contents'), dictionary.get('M')];
        const at = made instanceof PdfText ? /^D:(\d{14}Z)$/.exec(latin(made.bytes))?.[1] : undefined;
        if (
            !isNamed(field, 'FT', 'Sig') ||
            !isNamed(dictionary, 'Type', 'Sig') ||
            !isNamed(dictionary, 'Filter', 'Adobe.PPKLite') ||
            !isNamed(dictionary, 'SubFilter', 'ETSI.CAdES.detached') ||
            !(contents instanceof PdfText) ||
            at === undefined
        ) {
            return fail('PDF_NOT_SIGNED');
        }
        const ranges = file.list(dictionary.get('ByteRange'));
        const expected = [0, contents.from, contents.to, file.bytes.length - contents.to];
        if (JSON.stringify(ranges) !== JSON.stringify(expected) || file.bytes[contents.from] !== 0x3c) {
            return fail('PDF_NOT_COVERED');
        }
        outcomes.set('pdf.coverage', 'pass');
        return { contents, at: timestamp(at) };
    } catch {
        return fail('PDF_NOT_SIGNED');
    }
}

function checkSignature(
    file: PdfFile,
    { contents }: Signed,
    outcomes: Outcomes,
    { hash, verify }: PdfTrust,
): DocumentSignature | undefined {
    let signature: DocumentSignature;
    try {
        const cms = readDerPrefix(contents.bytes).bytes;
        if (contents.bytes.subarray(cms.length).some((byte) => byte !== 0)) {
            outcomes.set('pdf.signature', 'PDF_SIGNATURE_FORM');
            return undefined;
        }
        signature = readDocumentSignature(cms);
    } catch {
        outcomes.set('pdf.signature', 'PDF_SIGNATURE_FORM');
        return undefined;
    }
    const digest = hash(concat(file.bytes.subarray(0, contents.from), file.bytes.subarray(contents.to)));
    outcomes.set('pdf.digest', sameBytes(digest, signature.messageDigest) ? 'pass' : 'PDF_CHANGED');
    outcomes.set('pdf.signature', isSignedBy(signature, verify) ? 'pass' : 'PDF_SIGNATURE_WRONG');
    outcomes.set('pdf.signer', namesItsCertificates(signature, hash) ? 'pass' : 'PDF_SIGNER_NOT_NAMED');
    return signature;
}

function checkChain(signature: DocumentSignature, at: number, outcomes: Outcomes, trust: PdfTrust): void {
    if (trust.authorities.length === 0) {
        outcomes.set('pdf.chain', 'unknown');
        return;
    }
    const authorities = trust.authorities.flatMap(readable);
    const judge = (moment: number) =>
        judgeChain(signature.certificate, signature.others, authorities, moment, trust.verify);
    const now = judge(trust.now);
    const result = now === 'expired' ? judge(at) : now;
    outcomes.set(
        'pdf.chain',
        result === 'trusted' ? 'pass' : result === 'expired' ? 'PDF_SIGNER_EXPIRED' : 'PDF_SIGNER_UNTRUSTED',
    );
}

/** Authorities we cannot judge (other kinds of keys) signed nothing of ours. */
function readable(authority: Uint8Array): readonly X509[] {
    try {
        return [readX509(authority)];
    } catch {
        return [];
    }
}
