import { concat, type Hash, hex, sameBytes, type VerifyEs256 } from '../../crypto.js';
import { derToP1363 } from '../../meters/der.js';
import { isEcdsaSha256, readX509, type X509 } from '../../x509/certificate.js';
import {
    childrenOf,
    contentOf,
    type Der,
    INTEGER,
    isObjectId,
    notDer,
    OCTET_STRING,
    readDer,
    SET,
    sameDer,
    smallInteger,
} from '../../x509/der.js';

const SIGNED_DATA = '2a864886f70d010702';
const DATA = '2a864886f70d010701';
const SHA256 = '608648016503040201';
const CONTENT_TYPE = '2a864886f70d010903';
const MESSAGE_DIGEST = '2a864886f70d010904';
const SIGNING_CERTIFICATE_V2 = '2a864886f70d010910022f';
/** Certificates in a signature; more only cost time. */
const MOST_CERTIFICATES = 6;
const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

/** A detached signature over a document by one P-256 key: CMS (RFC 5652) in the profile CAdES B-B as PAdES wants it (EN 319 142-1). */
export type DocumentSignature = Readonly<{
    certificate: X509;
    /** The others that came with it. */
    others: readonly X509[];
    /** SHA-256 that the signed attributes give for the document. */
    messageDigest: Uint8Array;
    /** Digests of the certificates that signing-certificate-v2 names, that of the signer first; none where the attribute is missing. */
    namedCertificates: readonly Uint8Array[];
    /** What is signed: the attributes as a SET. */
    attributes: Uint8Array;
    /** r ‖ s */
    signature: Uint8Array;
}>;

/**
 * Reads a signature of exactly this profile: one signer, SHA-256, ECDSA on P-256, S in the lower half, no unsigned attributes; so that
 * there is one form of it and no byte can be changed without consequence.
 * @throws ENCODING_INVALID
 */
export function readDocumentSignature(bytes: Uint8Array): DocumentSignature {
    const [type, wrapped, nothing] = childrenOf(readDer(bytes));
    if (!isObjectId(type, SIGNED_DATA) || wrapped?.tag !== 0xa0 || nothing !== undefined) {
        throw notDer();
    }
    const [version, digests, content, certificates, signers, more] = childrenOf(readDer(wrapped.content));
    const [digest, otherDigest] = childrenOf(digests, SET);
    const [contentType, embedded] = childrenOf(content);
    const [signer, otherSigner] = childrenOf(signers, SET);
    if (
        smallInteger(version) !== 1 ||
        !isSha256(digest) ||
        !isObjectId(contentType, DATA) ||
        [otherDigest, embedded, otherSigner, more].some((one) => one !== undefined)
    ) {
        throw notDer();
    }
    const known = childrenOf(certificates, 0xa0);
    const ordered = known.every((one, index) => index === 0 || hex(known[index - 1]?.bytes ?? empty) < hex(one.bytes));
    if (known.length > MOST_CERTIFICATES || !ordered) {
        throw notDer();
    }
    return readSigner(
        signer,
        known.map((one) => readX509(one.bytes)),
    );
}

function readSigner(signer: Der | undefined, certificates: readonly X509[]): DocumentSignature {
    const [version, identifier, digest, attributes, algorithm, signature, more] = childrenOf(signer);
    const [issuer, serial, surplus] = childrenOf(identifier);
    const certificate = certificates.find(
        (one) =>
            issuer !== undefined && sameDer(one.issuer, issuer) && sameBytes(one.serial, contentOf(serial, INTEGER)),
    );
    if (
        smallInteger(version) !== 1 ||
        certificate === undefined ||
        !isSha256(digest) ||
        attributes?.tag !== 0xa0 ||
        !isEcdsaSha256(algorithm) ||
        [surplus, more].some((one) => one !== undefined)
    ) {
        throw notDer();
    }
    const values = attributesOf(attributes);
    const [contentType] = values.get(CONTENT_TYPE) ?? [];
    const [messageDigest] = values.get(MESSAGE_DIGEST) ?? [];
    const [named] = values.get(SIGNING_CERTIFICATE_V2) ?? [];
    const raw = derToP1363(contentOf(signature, OCTET_STRING));
    if (!isObjectId(contentType, DATA) || BigInt(`0x${hex(raw.subarray(32))}`) > HALF_ORDER) {
        throw notDer();
    }
    return {
        certificate,
        others: certificates.filter((one) => one !== certificate),
        messageDigest: contentOf(messageDigest, OCTET_STRING),
        namedCertificates: named === undefined ? [] : certificateDigests(named),
        // RFC 5652, 5.4: signed with the tag of a SET, not with the one it has in the file.
        attributes: concat(new Uint8Array([SET]), attributes.bytes.subarray(1)),
        signature: raw,
    };
}

const empty = new Uint8Array();

function attributesOf(attributes: Der): ReadonlyMap<string, readonly Der[]> {
    const found = new Map<string, readonly Der[]>();
    for (const attribute of childrenOf(attributes, 0xa0)) {
        const [type, values] = childrenOf(attribute);
        const name = hex(type?.content ?? empty);
        const all = childrenOf(values, SET);
        if (found.has(name) || all.length !== 1) {
            throw notDer();
        }
        found.set(name, all);
    }
    return found;
}

/** SigningCertificateV2 (RFC 5035): digests of certificates, by SHA-256, which is the default and therefore not written. */
function certificateDigests(attribute: Der): readonly Uint8Array[] {
    const [certificates] = childrenOf(attribute);
    return childrenOf(certificates).map((one) => contentOf(childrenOf(one)[0], OCTET_STRING));
}

function isSha256(algorithm: Der | undefined): boolean {
    const [id, parameters] = childrenOf(algorithm);
    return isObjectId(id, SHA256) && parameters === undefined;
}

/** Whether the key of the certificate made the signature. */
export function isSignedBy({ certificate, attributes, signature }: DocumentSignature, verify: VerifyEs256): boolean {
    return verify(certificate.key, attributes, signature);
}

/**
 * Whether the signature names its certificate and all that came with it, and nothing else came: so none can be put in the place of another,
 * changed, added or left out.
 */
export function namesItsCertificates(signature: DocumentSignature, hash: Hash): boolean {
    const { certificate, others, namedCertificates } = signature;
    const [first, ...rest] = namedCertificates;
    const digests = others.map(({ bytes }) => hash(bytes));
    return (
        first !== undefined &&
        sameBytes(first, hash(certificate.bytes)) &&
        rest.length === digests.length &&
        new Set(digests.map(hex)).size === digests.length &&
        digests.every((digest) => rest.some((one) => sameBytes(one, digest)))
    );
}
