import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * A `.tar.gz` whose bytes depend on the files alone: no times, no owners, entries by name, and stored rather than
 * compressed, since compressors differ between versions.
 * @param files - contents by path; paths of at most 100 bytes
 */
export function deterministicArchive(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
    const blocks = Object.keys(files)
        .sort()
        .flatMap((name) => entry(name, Buffer.from(files[name] ?? '')));
    const archive = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 0 });
    // RFC 1952: bytes 4-7 are the time, byte 9 the operating system; 255 is "unknown".
    archive.fill(0, 4, 8);
    archive[9] = 255;
    return archive;
}

/** A file in the ustar format (POSIX.1-1988). */
function entry(name: string, content: Buffer): Buffer[] {
    if (Buffer.byteLength(name) > 100) {
        throw new RangeError(`the path ${name} is too long for a package`);
    }
    const header = Buffer.alloc(BLOCK);
    header.write(name, 0);
    header.write(octal(0o644, 7), 100);
    header.write(octal(0, 7), 108);
    header.write(octal(0, 7), 116);
    header.write(octal(content.length, 11), 124);
    header.write(octal(0, 11), 136);
    header.write(' '.repeat(8), 148);
    header.write('0', 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}

function octal(value: number, digits: number): string {
    return `${value.toString(8).padStart(digits, '0')}\0`;
}
