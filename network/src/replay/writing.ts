import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { peer } from '@hyperledger/fabric-protos';
import { ExportError, type ExportHeader, framed } from './format.js';
import { openExport } from './reading.js';

/**
 * Writes an export block by block into `FILE.part`, so that an interrupted one goes on where it was; `finish` gives it its name, packed
 * when that ends in `.gz`. An export that is there already is continued with newer blocks.
 */
export class ExportWriter {
    readonly #file: string;
    readonly #part: string;
    readonly #handle: FileHandle;
    /** Number of blocks written. */
    #height: number;
    #waiting: Buffer[] = [];
    #bytes = 0;

    private constructor(file: string, part: string, handle: FileHandle, height: number) {
        this.#file = file;
        this.#part = part;
        this.#handle = handle;
        this.#height = height;
    }

    /** @throws ExportError EXPORT_OTHER where the file there is of another channel, organisation or kind */
    static async open(file: string, header: ExportHeader): Promise<ExportWriter> {
        const part = `${file}.part`;
        if (!(await exists(part)) && (await exists(file))) {
            await unpack(file, part);
        }
        const found = (await exists(part)) ? await measure(part, header) : undefined;
        if (found === undefined) {
            const handle = await open(part, 'w');
            await handle.write(framed(Buffer.from(JSON.stringify(header))));
            return new ExportWriter(file, part, handle, 0);
        }
        const handle = await open(part, 'r+');
        await handle.truncate(found.end);
        return new ExportWriter(file, part, await reopened(handle, part), found.height);
    }

    get height(): number {
        return this.#height;
    }

    /** @throws ExportError EXPORT_INVALID unless the block is the next one */
    async write(message: peer.BlockAndPrivateData): Promise<void> {
        const number = message.getBlock()?.getHeader()?.getNumber();
        if (number !== this.#height) {
            throw new ExportError('EXPORT_INVALID', `block ${number ?? '?'} came where ${this.#height} was expected`);
        }
        const record = framed(message.serializeBinary());
        this.#waiting.push(record);
        this.#bytes += record.length;
        this.#height += 1;
        if (this.#bytes >= 2 ** 20) {
            await this.#flush();
        }
    }

    /** Gives the export its name. */
    async finish(): Promise<void> {
        await this.#flush();
        await this.#handle.sync();
        await this.#handle.close();
        if (!this.#file.endsWith('.gz')) {
            await rename(this.#part, this.#file);
            return;
        }
        const packed = `${this.#file}.tmp`;
        await pipeline(createReadStream(this.#part), createGzip(), createWriteStream(packed));
        await rename(packed, this.#file);
        await rm(this.#part);
    }

    /** Leaves what there is, to be continued. */
    async leave(): Promise<void> {
        await this.#flush();
        await this.#handle.close();
    }

    async #flush(): Promise<void> {
        if (this.#waiting.length > 0) {
            await this.#handle.writeFile(Buffer.concat(this.#waiting));
            this.#waiting = [];
            this.#bytes = 0;
        }
    }
}

async function reopened(handle: FileHandle, part: string): Promise<FileHandle> {
    await handle.close();
    return await open(part, 'a');
}

/** How far an export got: blocks, and where the last whole one ends. Undefined: not even its header is whole. */
async function measure(part: string, header: ExportHeader): Promise<{ height: number; end: number } | undefined> {
    if ((await stat(part)).size === 0) {
        return undefined;
    }
    const found = await openExport(part);
    try {
        const { channel, organisation } = found.header;
        if (
            channel !== header.channel ||
            organisation !== header.organisation ||
            found.header.private !== header.private
        ) {
            throw new ExportError(
                'EXPORT_OTHER',
                `${part} is an export of ${channel} by ${organisation} ${found.header.private ? 'with' : 'without'} private data; choose another file or remove it`,
            );
        }
        let height = 0;
        let end = framed(Buffer.from(JSON.stringify(found.header))).length;
        for await (const { size, offset } of found.blocks()) {
            height += 1;
            end = offset + size;
        }
        return { height, end };
    } finally {
        await found.close();
    }
}

async function unpack(file: string, part: string): Promise<void> {
    const packed = file.endsWith('.gz');
    const temporary = `${part}.tmp`;
    await pipeline(
        packed ? createReadStream(file).pipe(createGunzip()) : createReadStream(file),
        createWriteStream(temporary),
    );
    await rename(temporary, part);
}

async function exists(file: string): Promise<boolean> {
    return await stat(file).then(
        () => true,
        () => false,
    );
}
