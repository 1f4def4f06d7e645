/** Name and version of the file format, in the first record of each file. */
export const FORMAT = 'linguang-ledger-export';
export const FORMAT_VERSION = 1;

/** The first record of an export, as JSON. */
export type ExportHeader = Readonly<{
    format: typeof FORMAT;
    version: typeof FORMAT_VERSION;
    channel: string;
    /** MSP id of the organisation whose peer the blocks come from. */
    organisation: string;
    /** Whether private data that the organisation holds goes with the blocks. */
    private: boolean;
}>;

/** An export that cannot be written or read; the message names the place and the remedy. */
export class ExportError extends Error {
    override readonly name = 'ExportError';

    constructor(
        readonly code: 'EXPORT_INVALID' | 'EXPORT_TRUNCATED' | 'EXPORT_UNREADABLE' | 'EXPORT_EXISTS' | 'EXPORT_OTHER',
        detail: string,
        options?: ErrorOptions,
    ) {
        super(`${code}: ${detail}`, options);
    }
}

/** A record as it stands in the file: its length as a protobuf varint, then its bytes. */
export function framed(record: Uint8Array): Buffer {
    const length: number[] = [];
    let rest = record.length;
    for (; rest > 127; rest = Math.floor(rest / 128)) {
        length.push((rest % 128) + 128);
    }
    length.push(rest);
    return Buffer.concat([Buffer.from(length), record]);
}

/** @throws ExportError EXPORT_INVALID */
export function parseHeader(record: Uint8Array, file: string): ExportHeader {
    let value: unknown;
    try {
        value = JSON.parse(Buffer.from(record).toString('utf8'));
    } catch (cause) {
        throw new ExportError('EXPORT_INVALID', `${file} is no export of a ledger`, { cause });
    }
    if (!isHeader(value)) {
        throw new ExportError('EXPORT_INVALID', `${file} is no export of a ledger in version ${FORMAT_VERSION}`);
    }
    return value;
}

function isHeader(value: unknown): value is ExportHeader {
    return (
        typeof value === 'object' &&
        value !== null &&
        'format' in value &&
        value.format === FORMAT &&
        'version' in value &&
        value.version === FORMAT_VERSION &&
        'channel' in value &&
        typeof value.channel === 'string' &&
        'organisation' in value &&
        typeof value.organisation === 'string' &&
        'private' in value &&
        typeof value.private === 'boolean'
    );
}
