import { createPublicKey, verify } from 'node:crypto';
import {
    canonical,
    concat,
    hex,
    PDF_CHECKS,
    type PdfReason,
    type PdfTrust,
    type SignedCertificate,
    utf8,
    verifyPdf,
} from '@linguang/chaincode/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import { sha256 } from '../../crypto/sha256.js';
import { exampleCertificate } from '../../testing/certificate.js';
import { type DocumentAuthority, documentAuthority } from '../../testing/documentkeys.js';
import { certificatePdf, unsignedCertificatePdf } from './certificatepdf.js';
import { type DocumentSigner, signedData } from './cms.js';
import { SIGNATURE_ROOM, signPdf, type UnsignedPdf } from './sign.js';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe('reading a certificate as PDF', function () {
    this.timeout(120_000);
    const credential = exampleCertificate();
    let authority: DocumentAuthority;
    let other: DocumentAuthority;
    let unsigned: UnsignedPdf;
    let bytes: Uint8Array;
    let text: string;
    let trust: PdfTrust;

    before(async () => {
        authority = await documentAuthority('Certifier');
        other = await documentAuthority('Certifier');
        unsigned = await unsignedCertificatePdf(credential, { language: 'en' });
        bytes = signPdf(unsigned, authority.signer);
        text = Buffer.from(bytes).toString('latin1');
        trust = {
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
    });

    const passes = (file: Uint8Array, by: PdfTrust = trust): boolean =>
        verifyPdf(file, by).checks.every(({ result }) => result === 'pass');
    const failures = (file: Uint8Array, by: PdfTrust = trust): Partial<Record<string, PdfReason | null>> =>
        Object.fromEntries(
            verifyPdf(file, by).checks.flatMap(({ id, result, reason }) => (result === 'fail' ? [[id, reason]] : [])),
        );
    const changed = (at: number, byte: number): Uint8Array => {
        const copy = Uint8Array.from(bytes);
        copy[at] = byte;
        return copy;
    };
    const replaced = (from: string, to: string): Uint8Array => {
        expect(text.split(from).length, `${from} stands there once`).to.equal(2);
        return Buffer.from(
            text.replace(from, () => to),
            'latin1',
        );
    };
    /** The document with another signature in its place. */
    const withSignature = (cms: Uint8Array): Uint8Array => {
        const from = text.indexOf('/Contents <30') + '/Contents <'.length;
        const copy = Buffer.from(bytes);
        copy.write(hex(cms).padEnd(2 * SIGNATURE_ROOM, '0'), from, 'latin1');
        return copy;
    };
    const documentDigest = (): Uint8Array => {
        const from = text.indexOf('/Contents <30') + '/Contents '.length;
        return sha256(concat(bytes.subarray(0, from), bytes.subarray(from + 2 * SIGNATURE_ROOM + 2)));
    };

    it('passes every check of a true document and gives its credential and its signer', () => {
        const { checks, credential: found, credentialBytes, signer, signedAt } = verifyPdf(bytes, trust);
        expect(checks).to.deep.equal(PDF_CHECKS.map((id) => ({ id, result: 'pass', reason: null })));
        expect(found).to.deep.equal(credential);
        expect(Buffer.from(credentialBytes ?? []).toString()).to.equal(canonical(credential));
        expect(signer).to.deep.include({ commonName: 'Certifier', organisation: 'certifier' });
        expect(signer?.chain.length).to.equal(2);
        expect(signedAt).to.equal(Date.parse('2026-03-03T02:15:00Z'));
    });

    it('passes no document in which a bit is changed, wherever it is', () => {
        const signature = text.indexOf('/Contents <30');
        const table = text.lastIndexOf('xref\n0 ');
        for (let at = 0; at < bytes.length; ) {
            expect(passes(changed(at, (bytes[at] ?? 0) ^ 1)), `byte ${at} changed`).to.equal(false);
            at += at >= signature - 200 && at < signature + 2800 ? 3 : at >= table ? 13 : 97;
        }
    });

    it('passes no document with another byte at any place', () => {
        fc.assert(
            fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, more) => {
                expect(passes(changed(at, ((bytes[at] ?? 0) + more) % 256))).to.equal(false);
            }),
            { numRuns: 300 },
        );
    });

    it('passes no document with bytes inserted, taken away or in another order', () => {
        fc.assert(
            fc.property(
                fc.nat(bytes.length),
                fc.nat(bytes.length),
                fc.uint8Array({ minLength: 1, maxLength: 40 }),
                (a, b, more) => {
                    expect(passes(concat(bytes.subarray(0, a), more, bytes.subarray(a)))).to.equal(false);
                    const [from, to] = [Math.min(a, b), Math.max(a, b)];
                    fc.pre(from < to && (from > 0 || to < bytes.length));
                    expect(passes(concat(bytes.subarray(0, from), bytes.subarray(to)))).to.equal(false);
                    const turned = concat(bytes.subarray(from, to), bytes.subarray(0, from), bytes.subarray(to));
                    fc.pre(from > 0);
                    expect(passes(turned)).to.equal(Buffer.compare(turned, bytes) === 0);
                },
            ),
            { numRuns: 300 },
        );
    });

    it('says of appended bytes, comments and end marks that something was appended', () => {
        for (const more of ['\n', ' ', '% a remark\n', '%%EOF\n', '\0']) {
            expect(failures(concat(bytes, utf8(more)))).to.deep.equal({ 'pdf.structure': 'PDF_APPENDED' });
        }
    });

    it('says of an incremental update that the document was revised', () => {
        const start = text.lastIndexOf('xref\n0 ');
        const [, root = ''] = /\/Root (\d+) 0 R/.exec(text) ?? [];
        const [, size = ''] = /\/Size (\d+)/.exec(text) ?? [];
        const object = `${root} 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\n`;
        const table = `xref\n${root} 1\n${String(bytes.length).padStart(10, '0')} 00000 n \n`;
        const trailer = `trailer\n<< /Size ${size} /Root ${root} 0 R /Prev ${start} >>\n`;
        const update = `${object}${table}${trailer}startxref\n${bytes.length + object.length}\n%%EOF\n`;
        expect(failures(concat(bytes, utf8(update)))).to.deep.equal({ 'pdf.structure': 'PDF_REVISED' });
    });

    it('says of another credential in the document that its bytes were changed', () => {
        const bought = `"matchedWh":${credential.credentialSubject.matched.matchedWh},"sources"`;
        const more = `"matchedWh":${credential.credentialSubject.matched.matchedWh + 1},"sources"`;
        expect(failures(replaced(bought, more))).to.deep.equal({ 'pdf.digest': 'PDF_CHANGED' });
    });

    it('takes one attachment only, by its name and as source', () => {
        const renamed = failures(Buffer.from(text.replaceAll('(credential.json)', '(credentiaI.json)'), 'latin1'));
        expect(renamed).to.include({ 'pdf.credential': 'PDF_OTHER_ATTACHMENT', 'pdf.digest': 'PDF_CHANGED' });
        const unrelated = failures(replaced('/AFRelationship /Source', '/AFRelationship /Secret'));
        expect(unrelated).to.include({ 'pdf.credential': 'PDF_OTHER_ATTACHMENT', 'pdf.digest': 'PDF_CHANGED' });
    });

    it('trusts neither another authority of the same name nor a peer’s or client’s key of the true one', () => {
        expect(failures(signPdf(unsigned, other.signer))).to.deep.equal({ 'pdf.chain': 'PDF_SIGNER_UNTRUSTED' });
        expect(failures(signPdf(unsigned, authority.client))).to.deep.equal({ 'pdf.chain': 'PDF_SIGNER_UNTRUSTED' });
        const mixed = { ...other.signer, chain: [...other.signer.chain, authority.certificate] };
        expect(failures(signPdf(unsigned, mixed))).to.deep.equal({ 'pdf.chain': 'PDF_SIGNER_UNTRUSTED' });
    });

    it('takes no signature by another key than that of its certificate', () => {
        const borrowed: DocumentSigner = { chain: authority.signer.chain, sign: other.signer.sign };
        expect(failures(signPdf(unsigned, borrowed))).to.deep.equal({ 'pdf.signature': 'PDF_SIGNATURE_WRONG' });
    });

    it('takes no signature of another document of the same certifier', async () => {
        const another: SignedCertificate = { ...credential, validUntil: '2036-03-03T02:15:01Z' };
        const file = Buffer.from(await certificatePdf(another, authority.signer, { language: 'en' })).toString(
            'latin1',
        );
        const cms = /\/Contents <(30[0-9a-f]+)>/.exec(file)?.[1] ?? '';
        expect(failures(withSignature(Buffer.from(cms, 'hex')))).to.deep.equal({ 'pdf.digest': 'PDF_CHANGED' });
    });

    it('takes no other form of the same signature: high S, bytes in its room, capital digits, more certificates', () => {
        const cms = signedData(documentDigest(), authority.signer);
        expect(passes(withSignature(cms)), 'made anew it is as good').to.equal(true);
        const form = { 'pdf.signature': 'PDF_SIGNATURE_FORM' };
        expect(failures(withSignature(concat(cms, Uint8Array.of(1))))).to.deep.equal(form);
        expect(failures(withSignature(highS(cms)))).to.deep.equal(form);
        const capital = text.replace(/\/Contents <30[0-9a-f]+>/, (whole) =>
            whole.toUpperCase().replace('CONTENTS', 'Contents'),
        );
        expect(passes(Buffer.from(capital, 'latin1'))).to.equal(false);
        const stuffed = {
            ...authority.signer,
            chain: [...authority.signer.chain, authority.certificate],
        };
        expect(failures(withSignature(signedData(documentDigest(), stuffed)))).to.deep.equal(form);
    });

    it('leaves the chain unknown without an authority to trust, and judges what was valid when it was signed', () => {
        const { checks } = verifyPdf(bytes, { ...trust, authorities: [] });
        expect(checks.at(-1)).to.deep.equal({ id: 'pdf.chain', result: 'unknown', reason: 'PDF_NO_AUTHORITY' });
        const later = trust.now + 40 * 365 * 86_400_000;
        expect(failures(bytes, { ...trust, now: later })).to.deep.equal({ 'pdf.chain': 'PDF_SIGNER_EXPIRED' });
        const signedNow = exampleCertificate();
        const issued = `${new Date(trust.now + 60_000).toISOString().slice(0, 19)}Z`;
        const subject = { ...signedNow.credentialSubject, issuanceDate: issued };
        return certificatePdf({ ...signedNow, credentialSubject: subject }, authority.signer, { language: 'en' }).then(
            (file) => {
                expect(failures(file, { ...trust, now: later })).to.deep.equal({});
            },
        );
    });

    it('never throws, whatever it is given', () => {
        fc.assert(
            fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(text.length), (noise, cut) => {
                for (const file of [
                    noise,
                    concat(utf8('%PDF-1.7\n'), noise),
                    bytes.subarray(0, cut),
                    bytes.subarray(cut),
                ]) {
                    fc.pre(file.length < bytes.length);
                    expect(passes(file)).to.equal(false);
                }
            }),
            { numRuns: 300 },
        );
    });
});

/** The same signature with the other of the two S that verify. */
function highS(cms: Uint8Array): Uint8Array {
    // The signature is the last thing in the CMS: OCTET STRING { SEQUENCE { INTEGER r, INTEGER s } }.
    const at = Buffer.from(cms).lastIndexOf(Buffer.from('06082a8648ce3d040302', 'hex')) + 10;
    const der = Buffer.from(cms.subarray(at + 2));
    const rLength = der[3] ?? 0;
    const r = der.subarray(4, 4 + rLength);
    const s = BigInt(`0x${der.subarray(6 + rLength).toString('hex')}`);
    const high = Buffer.from((ORDER - s).toString(16).padStart(64, '0'), 'hex');
    const signed = Buffer.concat([Buffer.of((high[0] ?? 0) >= 0x80 ? 0 : 1), high]).subarray(
        (high[0] ?? 0) >= 0x80 ? 0 : 1,
    );
    const body = Buffer.concat([Buffer.of(2, r.length), r, Buffer.of(2, signed.length), signed]);
    const after = Buffer.concat([Buffer.of(0x30, body.length), body]);
    const grown = after.length - der.length;
    // Lengths of the enclosing elements that are written in two bytes grow by what the signature grew.
    const copy = Buffer.concat([cms.subarray(0, at), Buffer.of(4, after.length), after]);
    return lengthened(copy, grown);
}

/** Adds to the lengths of ContentInfo, its content, SignedData, the set of signers and the signer. */
function lengthened(cms: Buffer, grown: number): Uint8Array {
    const add = (at: number): void => {
        if (cms[at + 1] === 0x82) {
            cms.writeUInt16BE(cms.readUInt16BE(at + 2) + grown, at + 2);
        } else if (cms[at + 1] === 0x81) {
            cms[at + 2] = (cms[at + 2] ?? 0) + grown;
        } else {
            cms[at + 1] = (cms[at + 1] ?? 0) + grown;
        }
    };
    const inside = (at: number): number => at + 2 + ((cms[at + 1] ?? 0) >= 0x80 ? (cms[at + 1] ?? 0) - 0x80 : 0);
    const size = (at: number): number => {
        const first = cms[at + 1] ?? 0;
        return first < 0x80 ? first : first === 0x81 ? (cms[at + 2] ?? 0) : cms.readUInt16BE(at + 2);
    };
    const next = (at: number): number => inside(at) + size(at);
    const wrapped = next(inside(0));
    const data = inside(wrapped);
    const certificates = next(next(next(inside(data))));
    const signers = next(certificates);
    for (const at of [0, wrapped, data, signers, inside(signers)]) {
        add(at);
    }
    return cms;
}
