import { p1363ToDer } from '@linguang/chaincode/domain';
import { sha256, type TestKey } from './keys.js';

const SEQUENCE = 0x30;
const SET = 0x31;
const OID = {
    ecdsaSha256: '2a8648ce3d040302',
    ecKey: '2a8648ce3d0201',
    p256: '2a8648ce3d030107',
    commonName: '550403',
    organisation: '55040a',
    unit: '55040b',
    basicConstraints: '551d13',
    keyUsage: '551d0f',
    subjectKey: '551d0e',
    authorityKey: '551d23',
} as const;

export type Name = Readonly<{ commonName: string; organisation: string; unit?: string }>;
/** `documents`: for signing documents; `node`: a peer, orderer or client of a network; `authority`: certifies others. */
export type Use = 'authority' | 'documents' | 'node';

/**
 * A certificate (RFC 5280) made of nothing random: the same request gives the same bytes.
 * @returns DER
 */
export function testCertificate(
    request: Readonly<{ subject: Name; key: TestKey; use: Use; from?: string; until?: string }>,
    issuer: Readonly<{ name: Name; key: TestKey }>,
): Uint8Array {
    const { subject, key, use, from = '20250101000000Z', until = '20450101000000Z' } = request;
    const algorithm = der(SEQUENCE, oid(OID.ecdsaSha256));
    // The first byte is below 0x80 and not zero: a serial number is positive and has one form.
    const serial = sha256(Buffer.from(JSON.stringify([subject, use, from, until, key.kid]))).slice(0, 16);
    serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
    const body = der(
        SEQUENCE,
        der(0xa0, der(0x02, Uint8Array.of(2))),
        der(0x02, serial),
        algorithm,
        nameOf(issuer.name),
        der(SEQUENCE, time(from), time(until)),
        nameOf(subject),
        der(SEQUENCE, der(SEQUENCE, oid(OID.ecKey), oid(OID.p256)), der(0x03, Uint8Array.of(0), key.point)),
        der(0xa3, der(SEQUENCE, ...extensions(key, use, issuer.key))),
    );
    return der(SEQUENCE, body, algorithm, der(0x03, Uint8Array.of(0), p1363ToDer(issuer.key.sign(body))));
}

export function pem(certificate: Uint8Array): string {
    const lines =
        Buffer.from(certificate)
            .toString('base64')
            .match(/.{1,64}/g) ?? [];
    return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function extensions(key: TestKey, use: Use, issuer: TestKey): readonly Uint8Array[] {
    // Bits of KeyUsage: digitalSignature 0x80, contentCommitment 0x40, keyCertSign 0x04, cRLSign 0x02.
    const usage = { authority: [1, 0x06], documents: [6, 0xc0], node: [7, 0x80] }[use];
    const authority = use === 'authority' ? [der(0x01, Uint8Array.of(0xff))] : [];
    return [
        extension(OID.basicConstraints, true, der(SEQUENCE, ...authority)),
        extension(OID.keyUsage, true, der(0x03, Uint8Array.from(usage))),
        extension(OID.subjectKey, false, der(0x04, keyId(key))),
        extension(OID.authorityKey, false, der(SEQUENCE, der(0x80, keyId(issuer)))),
    ];
}

function extension(name: string, critical: boolean, value: Uint8Array): Uint8Array {
    return der(SEQUENCE, oid(name), ...(critical ? [der(0x01, Uint8Array.of(0xff))] : []), der(0x04, value));
}

function keyId({ point }: TestKey): Uint8Array {
    return sha256(point).subarray(0, 20);
}

function nameOf({ commonName, organisation, unit }: Name): Uint8Array {
    const parts = [
        [OID.organisation, organisation],
        ...(unit === undefined ? [] : [[OID.unit, unit] as const]),
        [OID.commonName, commonName],
    ] as const;
    return der(
        SEQUENCE,
        ...parts.map(([type, text]) => der(SET, der(SEQUENCE, oid(type), der(0x0c, Buffer.from(text))))),
    );
}

/** UTCTime, as RFC 5280 wants before 2050. */
function time(text: string): Uint8Array {
    return der(0x17, Buffer.from(text.slice(2)));
}

function oid(digits: string): Uint8Array {
    return der(0x06, Buffer.from(digits, 'hex'));
}

export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
    const content = Buffer.concat(parts);
    const { length } = content;
    const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
    return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}
