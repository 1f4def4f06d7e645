import { gunzipSync } from 'node:zlib';
import { textOf } from '../../chaincode/messages.js';

const BLOCK = 512;
/** Unpacked size beyond which an archive is not looked at: 256 MB. */
const LIMIT = 256 * 1024 * 1024;

/**
 * Reads the regular files of a gzipped tar archive (POSIX ustar).
 * @throws Error where it is none, or holds anything but regular files and folders
 */
export function readArchive(bytes: Uint8Array): ReadonlyMap<string, Buffer> {
    const archive = unzip(bytes);
    const files = new Map<string, Buffer>();
    let offset = 0;
    while (offset + BLOCK <= archive.length && archive[offset] !== 0) {
        const header = archive.subarray(offset, offset + BLOCK);
        const size = Number.parseInt(field(header, 124, 12) || '0', 8);
        const type = field(header, 156, 1);
        const start = offset + BLOCK;
        if (!Number.isSafeInteger(size) || size < 0 || start + size > archive.length) {
            throw new Error('error inspecting next tar header: archive/tar: invalid tar header');
        }
        const prefix = field(header, 345, 155);
        const name = prefix ? `${prefix}/${field(header, 0, 100)}` : field(header, 0, 100);
        if (type === '' || type === '0') {
            files.set(name, Buffer.from(archive.subarray(start, start + size)));
        } else if (!ignored.has(type)) {
            throw new Error(`tar entry ${name} is not a regular file, type ${type.charCodeAt(0)}`);
        }
        offset = start + Math.ceil(size / BLOCK) * BLOCK;
    }
    return files;
}

/** Folders and extended headers. */
const ignored: ReadonlySet<string> = new Set(['5', 'x', 'g']);

function field(header: Buffer, start: number, length: number): string {
    const bytes = header.subarray(start, start + length);
    const end = bytes.indexOf(0);
    return bytes
        .subarray(0, end < 0 ? length : end)
        .toString()
        .trim();
}

function unzip(bytes: Uint8Array): Buffer {
    try {
        return gunzipSync(bytes, { maxOutputLength: LIMIT });
    } catch (error) {
        const reason = textOf(error).includes('incorrect header') ? 'gzip: invalid header' : textOf(error);
        throw new Error(`error reading as gzip stream: ${reason}`);
    }
}
