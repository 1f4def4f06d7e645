/** One entry of a tar archive; `body` must be read before the next entry is asked for, or is skipped. */
export type TarEntry = Readonly<{
    path: string;
    /** `0` a file, `5` a folder, else as POSIX has them. */
    type: string;
    /** Permission bits. */
    mode: number;
    size: number;
    body: AsyncIterable<Buffer>;
}>;

const BLOCK = 512;
/** Extended headers longer than this are not a release's. */
const MAX_EXTENDED = 64 * 1024;

/**
 * Reads a tar archive (ustar, with the long names of pax and GNU) entry by entry, in little memory.
 * @throws Error where it is none, or ends early
 */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
    const reader = new ByteReader(source);
    let extended: ReadonlyMap<string, string> = new Map();
    for (;;) {
        const header = await reader.read(BLOCK);
        if (header.every((byte) => byte === 0)) {
            return;
        }
        requireChecksum(header);
        const type = text(header, 156, 1) || '0';
        const size = extended.has('size') ? Number(extended.get('size')) : octal(header, 124, 12);
        if (!Number.isSafeInteger(size) || size < 0) {
            throw new Error('a header has a size that is none');
        }
        const padding = (BLOCK - (size % BLOCK)) % BLOCK;
        if (type === 'x' || type === 'L' || type === 'g' || type === 'K') {
            if (size > MAX_EXTENDED) {
                throw new Error('an extended header is too long');
            }
            const content = await reader.read(size);
            await reader.skip(padding);
            extended = new Map([...extended, ...extension(type, content)]);
            continue;
        }
        const [prefix, name] = [text(header, 345, 155), text(header, 0, 100)];
        const path = extended.get('path') ?? (prefix === '' ? name : `${prefix}/${name}`);
        extended = new Map();
        const left = { bytes: size };
        yield { path, type, mode: octal(header, 100, 8), size, body: reader.take(left) };
        await reader.skip(left.bytes + padding);
    }
}

/** What an extended header says of the entry after it. */
function extension(type: string, content: Buffer): ReadonlyMap<string, string> {
    if (type === 'L') {
        return new Map([['path', text(content, 0, content.length)]]);
    }
    const records = new Map<string, string>();
    for (let offset = 0; type === 'x' && offset < content.length; ) {
        const space = content.indexOf(0x20, offset);
        const length = Number(content.toString('latin1', offset, space));
        if (space < 0 || !Number.isSafeInteger(length) || length <= 0 || offset + length > content.length) {
            throw new Error('an extended header is malformed');
        }
        const record = content.toString('utf8', space + 1, offset + length - 1);
        const equals = record.indexOf('=');
        records.set(record.slice(0, equals), record.slice(equals + 1));
        offset += length;
    }
    return records;
}

function requireChecksum(header: Buffer): void {
    const stated = octal(header, 148, 8);
    // The sum is taken with blanks in its own place.
    const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
    if (sum !== stated) {
        throw new Error('a header has the wrong checksum');
    }
}

function text(block: Buffer, start: number, length: number): string {
    const field = block.subarray(start, start + length);
    const end = field.indexOf(0);
    return field.toString('utf8', 0, end < 0 ? field.length : end);
}

function octal(block: Buffer, start: number, length: number): number {
    const field = text(block, start, length).trim();
    if (!/^[0-7]*$/.test(field)) {
        throw new Error('a header has a number that is none');
    }
    return field === '' ? 0 : Number.parseInt(field, 8);
}

/** Bytes of a stream in the portions that a format asks for. */
class ByteReader {
    readonly #chunks: AsyncIterator<Buffer>;
    #rest: Buffer = Buffer.alloc(0);

    constructor(source: AsyncIterable<Buffer>) {
        this.#chunks = source[Symbol.asyncIterator]();
    }

    /** Exactly so many bytes. */
    async read(length: number): Promise<Buffer> {
        const parts: Buffer[] = [];
        for await (const part of this.take({ bytes: length })) {
            parts.push(part);
        }
        return Buffer.concat(parts);
    }

    async skip(length: number): Promise<void> {
        const left = { bytes: length };
        for await (const _ of this.take(left)) {
            // Nothing is kept.
        }
    }

    /** The next bytes as they come; counts `left` down. */
    async *take(left: { bytes: number }): AsyncGenerator<Buffer> {
        while (left.bytes > 0) {
            if (this.#rest.length === 0) {
                const next = await this.#chunks.next();
                if (next.done === true) {
                    throw new Error('it ends early');
                }
                this.#rest = next.value;
            }
            const part = this.#rest.subarray(0, left.bytes);
            this.#rest = this.#rest.subarray(part.length);
            left.bytes -= part.length;
            yield part;
        }
    }
}
