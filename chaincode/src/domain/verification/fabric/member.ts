import { base64urlBytes, sameBytes, utf8Text, type VerifyEs256 } from '../../crypto.js';
import { derToP1363 } from '../../meters/der.js';
import { readX509, type X509 } from '../../x509/certificate.js';
import { childrenOf, isObjectId, SET, sameDer } from '../../x509/der.js';
import type { Network } from '../bundle.js';
import { Refusal } from '../refusal.js';
import { Message } from './protobuf.js';

/** What a node or client of an organisation is, by the unit in its certificate (NodeOUs). */
export type Role = 'peer' | 'orderer' | 'client' | 'admin';

export type Member = Readonly<{ mspId: string; certificate: X509 }>;

const UNIT = '55040b';
const HALF = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

/**
 * A member of an organisation of the network, by its serialized identity (`msp.SerializedIdentity`): its certificate is signed by one of
 * the organisation's root authorities and names one of the roles. Whether the certificate has run out since does not matter: what it
 * signed stays signed.
 * @throws Refusal LEDGER_FORM, LEDGER_MEMBER
 */
export function memberOf(
    identity: Uint8Array,
    roles: readonly Role[],
    { organisations }: Network,
    verify: VerifyEs256,
): Member {
    const message = new Message(identity);
    const [mspId, pem] = [utf8Text(message.bytes(1)), utf8Text(message.bytes(2))];
    message.end();
    const certificate = read(derOfPem(pem));
    const authorities = organisations.find((one) => one.mspId === mspId)?.authorities ?? [];
    const certified = authorities.some((text) => issued(read(base64urlBytes(text)), certificate, verify));
    const units = unitsOf(certificate);
    if (!certified || !roles.some((role) => units.includes(role))) {
        throw new Refusal('LEDGER_MEMBER', { organisation: mspId.slice(0, 64) });
    }
    return { mspId, certificate };
}

/** An ECDSA signature as Fabric makes it: strict DER, and the smaller of the two values that fit. */
export function isSigned(
    { certificate }: Member,
    message: Uint8Array,
    signature: Uint8Array,
    verify: VerifyEs256,
): boolean {
    let bytes: Uint8Array;
    try {
        bytes = derToP1363(signature);
    } catch {
        return false;
    }
    const s = bytes.subarray(32).reduce((value, byte) => value * 256n + BigInt(byte), 0n);
    return s <= HALF && verify(certificate.key, message, bytes);
}

function issued(authority: X509, certificate: X509, verify: VerifyEs256): boolean {
    return (
        authority.authority !== null &&
        authority.usage?.certSign !== false &&
        certificate.authority === null &&
        !sameBytes(authority.bytes, certificate.bytes) &&
        sameDer(authority.subject, certificate.issuer) &&
        verify(authority.key, certificate.signed, certificate.signature)
    );
}

function unitsOf({ subject }: X509): readonly string[] {
    return childrenOf(subject).flatMap((set) =>
        childrenOf(set, SET).flatMap((pair) => {
            const [type, value] = childrenOf(pair);
            return value !== undefined && isObjectId(type, UNIT) ? [utf8Text(value.content)] : [];
        }),
    );
}

function read(der: Uint8Array): X509 {
    try {
        return readX509(der);
    } catch {
        throw new Refusal('LEDGER_FORM');
    }
}

function derOfPem(pem: string): Uint8Array {
    const [, lines] = /^-----BEGIN CERTIFICATE-----\n([\w+/=\n]+)-----END CERTIFICATE-----\n?$/.exec(pem) ?? [];
    if (lines === undefined) {
        throw new Refusal('LEDGER_FORM');
    }
    const text = lines.replaceAll('\n', '').replace(/=+$/, '');
    return base64urlBytes(text.replaceAll('+', '-').replaceAll('/', '_'));
}
