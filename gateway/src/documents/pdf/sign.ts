import { concat, hex, sameBytes, utf8 } from '@linguang/chaincode/domain';
import { sha256 } from '../../crypto/sha256.js';
import { type DocumentSigner, signedData } from './cms.js';

/** Room for a signature with a chain of some certificates, in bytes. */
export const SIGNATURE_ROOM = 3072;
/** Numbers of the byte range before it is known; as wide as the widest, so that the true ones fit. */
export const RANGE_PLACEHOLDER = [0, 1_111_111_111, 1_111_111_111, 1_111_111_111] as const;

/** A document with room for its signature. Equal credentials and options give equal bytes. */
export type UnsignedPdf = Readonly<{ bytes: Uint8Array }>;

/** Puts the signature into a document: the byte range first, then a CMS signature over all but its own place. */
export function signPdf({ bytes }: UnsignedPdf, signer: DocumentSigner): Uint8Array {
    const room = utf8(`<${'00'.repeat(SIGNATURE_ROOM)}>`);
    const from = only(bytes, room);
    const to = from + room.length;
    const placeholder = utf8(`/ByteRange [${RANGE_PLACEHOLDER.join(' ')}]`);
    const at = only(bytes, placeholder);
    const range = utf8(`/ByteRange [0 ${from} ${to} ${bytes.length - to}]`.padEnd(placeholder.length));
    const ranged = concat(bytes.subarray(0, at), range, bytes.subarray(at + placeholder.length));
    const digest = sha256(concat(ranged.subarray(0, from), ranged.subarray(to)));
    const signature = signedData(digest, signer);
    if (signature.length > SIGNATURE_ROOM) {
        throw new RangeError(
            `a signature of ${signature.length} bytes does not fit; shorten the chain of certificates`,
        );
    }
    const written = utf8(`<${hex(signature).padEnd(2 * SIGNATURE_ROOM, '0')}>`);
    return concat(ranged.subarray(0, from), written, ranged.subarray(to));
}

/** Where a sequence stands in bytes; it must stand there once. */
function only(bytes: Uint8Array, sequence: Uint8Array): number {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const at = buffer.indexOf(sequence);
    if (
        at < 0 ||
        buffer.indexOf(sequence, at + 1) >= 0 ||
        !sameBytes(buffer.subarray(at, at + sequence.length), sequence)
    ) {
        throw new RangeError('the document has no single place for its signature');
    }
    return at;
}
