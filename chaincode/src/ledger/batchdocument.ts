import { deflateSync, inflateSync } from 'node:zlib';
import { type AcceptedReading, parseBatch, problem, utf8Text } from '../domain/index.js';
import type { BatchRecord } from './records.js';

/** Most bytes of a batch when unpacked: a thousand of the longest records. */
const MOST_BYTES = 10 * 2 ** 20;
const OPENING_BRACE = 0x7b;

/**
 * A batch of readings as it travels to the endorsers and lies in private data: `{readings, salt}` in JSON, deflated (RFC 1950). OCMF records
 * repeat each other, so this is a quarter of the text, and peers copy, hash and pass on each byte of it several times.
 * @returns base64url, the transient value `batch`
 */
export function packBatch(json: string): string {
    return deflateSync(json).toString('base64url');
}

/** What of a transient value `batch` is stored: its bytes, packed as they came. Plain JSON is taken too. @throws BATCH_INVALID */
export function batchDocument(sent: Uint8Array): Uint8Array {
    if (sent[0] === OPENING_BRACE) {
        return sent;
    }
    const text = utf8Text(sent);
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.toString('base64url') !== text || bytes[0] === OPENING_BRACE) {
        throw problem('BATCH_INVALID', { reason: 'neither JSON nor deflated JSON in base64url' });
    }
    return bytes;
}

/** The JSON of a stored batch. @throws BATCH_INVALID */
export function batchJson(document: Uint8Array): Uint8Array {
    if (document[0] === OPENING_BRACE) {
        return document;
    }
    try {
        return inflateSync(document, { maxOutputLength: MOST_BYTES });
    } catch {
        throw problem('BATCH_INVALID', { reason: `it does not unpack to at most ${MOST_BYTES} bytes` });
    }
}

/** The readings of a stored batch without those that were refused. */
export function acceptedOf(document: Uint8Array, { count, refused }: BatchRecord): readonly AcceptedReading[] {
    const { readings } = parseBatch(batchJson(document), count);
    const left = new Set(refused);
    return left.size === 0 ? readings : readings.filter((_, index) => !left.has(index));
}
