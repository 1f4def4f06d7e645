import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { NetworkError } from '../problems.js';
import { readTar, type TarEntry } from './installtar.js';

/** More than any release has: about 300 MB in some 30 files. */
const MAX_BYTES = 4 * 1024 * 1024 * 1024;
const MAX_ENTRIES = 10_000;

/**
 * Unpacks a `.tar.gz` into an empty folder. Only files and folders below it are taken: an archive with links, devices or
 * paths that lead elsewhere is refused as a whole.
 * @throws NetworkError ARCHIVE_INVALID
 */
export async function unpack(archive: string, folder: string, limits = { bytes: MAX_BYTES, entries: MAX_ENTRIES }) {
    let [bytes, entries] = [0, 0];
    const gunzip = createGunzip();
    try {
        await pipeline(createReadStream(archive), gunzip, async (source) => {
            for await (const entry of readTar(source)) {
                bytes += entry.size;
                entries++;
                if (bytes > limits.bytes || entries > limits.entries) {
                    throw new Error(`it holds more than ${limits.bytes} bytes or ${limits.entries} entries`);
                }
                await place(entry, folder);
            }
            // What follows the end mark is not looked at, but a damaged stream is noticed.
            for await (const _ of source) {
            }
        });
    } catch (error) {
        if (error instanceof NetworkError) {
            throw error;
        }
        const reason = error instanceof Error ? error.message : String(error);
        const plain = /incorrect header check/.test(reason) ? 'it is not gzip' : reason;
        throw new NetworkError('ARCHIVE_INVALID', `${archive} cannot be unpacked: ${plain}`, { cause: error });
    }
}

async function place(entry: TarEntry, folder: string): Promise<void> {
    const parts = entry.path.split('/').filter((part) => part !== '' && part !== '.');
    if (entry.path.startsWith('/') || parts.includes('..') || /[\\\0]|^[A-Za-z]:/.test(entry.path)) {
        throw new Error(`its entry "${entry.path}" leads out of the folder`);
    }
    const target = join(folder, ...parts);
    if (entry.type === '5') {
        await mkdir(target, { recursive: true });
        return;
    }
    if (entry.type !== '0' || parts.length === 0) {
        throw new Error(`its entry "${entry.path}" is neither a file nor a folder`);
    }
    await mkdir(dirname(target), { recursive: true });
    // No links can be in the way, since none is ever made, and no entry may come twice.
    const file = await open(target, 'wx', (entry.mode & 0o100) !== 0 ? 0o755 : 0o644);
    try {
        for await (const part of entry.body) {
            await file.writeFile(part);
        }
    } finally {
        await file.close();
    }
}
