import { concat, hexBytes, p1363ToDer, readX509 } from '@linguang/chaincode/domain';
import { sha256 } from '../../crypto/sha256.js';

const OID = {
    signedData: hexBytes('06092a864886f70d010702'),
    data: hexBytes('06092a864886f70d010701'),
    sha256: hexBytes('0609608648016503040201'),
    ecdsaSha256: hexBytes('06082a8648ce3d040302'),
    contentType: hexBytes('06092a864886f70d010903'),
    messageDigest: hexBytes('06092a864886f70d010904'),
    signingCertificateV2: hexBytes('060b2a864886f70d010910022f'),
} as const;
const SEQUENCE = 0x30;
const SET = 0x31;

/** The certifier's key of documents. */
export type DocumentSigner = Readonly<{
    /** DER, the certificate of the key first, each next the issuer of the one before. */
    chain: readonly Uint8Array[];
    /** ES256 over a message: r ‖ s, 64 bytes. */
    sign: (message: Uint8Array) => Uint8Array;
}>;

/** Order of P-256 (SEC 2, 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * A detached CMS signature (RFC 5652) over a document with this SHA-256, as PAdES B-B wants it (EN 319 142-1): signed attributes
 * content-type, message-digest and signing-certificate-v2 (RFC 5035), no signing-time. Written here byte by byte, since the certificates
 * must go in as they are: a library that parses and writes them again may change a byte under their signatures.
 */
export function signedData(documentDigest: Uint8Array, { chain, sign }: DocumentSigner): Uint8Array {
    const [own] = chain;
    if (own === undefined) {
        throw new RangeError('a document is signed with a certificate');
    }
    const { issuer, serial } = readX509(own);
    const algorithm = der(SEQUENCE, OID.sha256);
    // All of the chain by name, so that no certificate can be changed, added or left out beside the signature.
    const named = der(SEQUENCE, der(SEQUENCE, ...chain.map((one) => der(SEQUENCE, der(0x04, sha256(one))))));
    const attributes = setOf(
        attribute(OID.contentType, OID.data),
        attribute(OID.messageDigest, der(0x04, documentDigest)),
        attribute(OID.signingCertificateV2, named),
    );
    const signer = der(
        SEQUENCE,
        integer(1),
        der(SEQUENCE, issuer.bytes, der(0x02, serial)),
        algorithm,
        der(0xa0, attributes),
        der(SEQUENCE, OID.ecdsaSha256),
        // RFC 5652, 5.4: what is signed are the attributes as a SET, not as the tagged part of the signer they become.
        der(0x04, p1363ToDer(lowS(sign(der(SET, attributes))))),
    );
    const content = der(
        SEQUENCE,
        integer(1),
        der(SET, algorithm),
        der(SEQUENCE, OID.data),
        der(0xa0, setOf(...chain)),
        der(SET, signer),
    );
    return der(SEQUENCE, OID.signedData, der(0xa0, content));
}

/** One of the two signatures a message has with each nonce: that with S in the lower half, the only one our reader takes. */
function lowS(signature: Uint8Array): Uint8Array {
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
    const low = s > ORDER >> 1n ? ORDER - s : s;
    return concat(signature.subarray(0, 32), hexBytes(low.toString(16).padStart(64, '0')));
}

function attribute(type: Uint8Array, value: Uint8Array): Uint8Array {
    return der(SEQUENCE, type, der(SET, value));
}

/** Elements in the order DER wants of a SET OF (X.690, 11.6). */
function setOf(...elements: readonly Uint8Array[]): Uint8Array {
    return concat(...elements.toSorted(Buffer.compare));
}

function integer(value: number): Uint8Array {
    return der(0x02, Uint8Array.of(value));
}

function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
    const content = concat(...parts);
    const { length } = content;
    const size =
        length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256];
    return concat(Uint8Array.of(tag, ...size), content);
}
