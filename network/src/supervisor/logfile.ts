import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const ROTATE_BYTES = 20 * 1024 * 1024;
const TAIL_BYTES = 64 * 1024;

/** Renames a log that has grown large to `<name>.1`, in place of an older one. */
export function rotateLog(file: string): void {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_BYTES) {
        renameSync(file, `${file}.1`);
    }
}

export function logSize(file: string): number {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines of a log, none of them from before `offset`. */
export function lastLines(file: string, count: number, offset = 0): string[] {
    const text = readFrom(file, Math.max(offset, logSize(file) - TAIL_BYTES));
    const lines = text.split('\n');
    if (lines.at(-1) === '') {
        lines.pop();
    }
    return lines.slice(-count);
}

/** Everything a log holds from `offset` bytes on. */
export function readFrom(file: string, offset: number): string {
    let descriptor: number;
    try {
        descriptor = openSync(file, 'r');
    } catch {
        return '';
    }
    try {
        const size = fstatSync(descriptor).size;
        const buffer = Buffer.alloc(Math.max(0, size - offset));
        const read = readSync(descriptor, buffer, 0, buffer.length, offset);
        return buffer.toString('utf8', 0, read);
    } finally {
        closeSync(descriptor);
    }
}
