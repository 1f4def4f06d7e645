import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { peer } from '@hyperledger/fabric-protos';
import { ExportError, type ExportHeader, parseHeader } from './format.js';

/** Largest record that is believed: a block's absolute maximum with private data is far below it. */
const LARGEST = 256 * 2 ** 20;
const CHUNK = 2 ** 20;

/** A block of an export with the private data that goes with it. */
export type ExportedBlock = Readonly<{
    number: number;
    message: peer.BlockAndPrivateData;
    /** Bytes of the record, its length included. */
    size: number;
    /** Where it begins among the unpacked bytes of the file. */
    offset: number;
}>;

/** An export that is being read, once, from its beginning. */
export interface LedgerExport {
    readonly file: string;
    readonly header: ExportHeader;
    /** Bytes of the file as it lies on the disk, and how many were read: for progress. */
    readonly bytes: number;
    readonly bytesRead: () => number;
    /**
     * Blocks in order. A file that ends within a record ends there as if it were not: `isTruncated` tells.
     * @throws ExportError EXPORT_INVALID where a record is no block or not the next one
     */
    blocks(): AsyncGenerator<ExportedBlock, void>;
    readonly isTruncated: () => boolean;
    close(): Promise<void>;
}

/** Opens an export, plain or gzip. @throws ExportError EXPORT_UNREADABLE, EXPORT_INVALID */
export async function openExport(file: string): Promise<LedgerExport> {
    const [size, packed] = await inspect(file);
    const source = createReadStream(file, { highWaterMark: CHUNK });
    const stream = packed ? source.pipe(createGunzip({ chunkSize: CHUNK })) : source;
    source.on('error', (error) => stream.destroy(error));
    const records = new Records(stream[Symbol.asyncIterator](), file);
    const first = await records.next();
    if (first === undefined) {
        throw new ExportError('EXPORT_INVALID', `${file} is empty`);
    }
    const header = parseHeader(first.bytes, file);
    return {
        file,
        header,
        bytes: size,
        bytesRead: () => source.bytesRead,
        isTruncated: () => records.isTruncated,
        blocks: () => blocksOf(records, file),
        close: async () => {
            stream.destroy();
            source.destroy();
        },
    };
}

async function* blocksOf(records: Records, file: string): AsyncGenerator<ExportedBlock, void> {
    for (let number = 0; ; number++) {
        const record = await records.next();
        if (record === undefined) {
            return;
        }
        const message = blockOf(record.bytes, number, file);
        yield { number, message, size: record.size, offset: record.offset };
    }
}

function blockOf(bytes: Uint8Array, number: number, file: string): peer.BlockAndPrivateData {
    let message: peer.BlockAndPrivateData;
    try {
        message = peer.BlockAndPrivateData.deserializeBinary(bytes);
    } catch (cause) {
        throw new ExportError('EXPORT_INVALID', `${file}: record ${number + 1} is no block`, { cause });
    }
    const found = message.getBlock()?.getHeader()?.getNumber();
    if (found !== number) {
        throw new ExportError(
            'EXPORT_INVALID',
            `${file}: block ${number} is expected as record ${number + 1}, found is ${found === undefined ? 'none' : `block ${found}`}`,
        );
    }
    return message;
}

type Piece = Readonly<{ bytes: Uint8Array; size: number; offset: number }>;

/** Cuts a stream of bytes into its records. */
class Records {
    readonly #source: AsyncIterator<unknown>;
    readonly #file: string;
    #chunks: Buffer[] = [];
    #available = 0;
    #offset = 0;
    #ended = false;
    isTruncated = false;

    constructor(source: AsyncIterator<unknown>, file: string) {
        this.#source = source;
        this.#file = file;
    }

    async next(): Promise<Piece | undefined> {
        const offset = this.#offset;
        let length = 0;
        let factor = 1;
        for (;;) {
            const [byte] = (await this.#take(1)) ?? [];
            if (byte === undefined) {
                this.isTruncated = this.isTruncated || this.#offset > offset;
                return undefined;
            }
            length += (byte % 128) * factor;
            factor *= 128;
            if (byte < 128) {
                break;
            }
        }
        if (length > LARGEST) {
            throw new ExportError('EXPORT_INVALID', `${this.#file}: a record of ${length} bytes at byte ${offset}`);
        }
        const bytes = await this.#take(length);
        return bytes === undefined ? undefined : { bytes, size: this.#offset - offset, offset };
    }

    async #take(count: number): Promise<Buffer | undefined> {
        while (this.#available < count && !this.#ended) {
            await this.#fill();
        }
        if (this.#available < count) {
            this.isTruncated = this.isTruncated || this.#available > 0 || count > 1;
            return undefined;
        }
        const [first] = this.#chunks;
        if (first === undefined || first.length < count) {
            this.#chunks = [Buffer.concat(this.#chunks)];
        }
        const whole = this.#chunks[0] ?? Buffer.alloc(0);
        this.#available -= count;
        this.#offset += count;
        if (whole.length === count) {
            this.#chunks.shift();
        } else {
            this.#chunks[0] = whole.subarray(count);
        }
        return whole.subarray(0, count);
    }

    async #fill(): Promise<void> {
        try {
            const { done, value } = await this.#source.next();
            if (done === true) {
                this.#ended = true;
            } else if (value instanceof Uint8Array) {
                this.#chunks.push(Buffer.from(value.buffer, value.byteOffset, value.length));
                this.#available += value.length;
            }
        } catch (cause) {
            if (isEndOfGzip(cause)) {
                this.#ended = true;
                this.isTruncated = true;
                return;
            }
            throw new ExportError('EXPORT_UNREADABLE', `${this.#file}: ${text(cause)}`, { cause });
        }
    }
}

function isEndOfGzip(error: unknown): boolean {
    return error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
}

async function inspect(file: string): Promise<readonly [size: number, packed: boolean]> {
    try {
        const handle = await open(file, 'r');
        try {
            const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
            return [(await stat(file)).size, buffer[0] === 0x1f && buffer[1] === 0x8b];
        } finally {
            await handle.close();
        }
    } catch (cause) {
        throw new ExportError('EXPORT_UNREADABLE', `${file}: ${text(cause)}`, { cause });
    }
}

function text(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
