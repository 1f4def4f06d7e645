import { execFileSync } from 'node:child_process';
import { closeSync, cpSync, mkdtempSync, openSync, renameSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Skipped } from './fault.js';

/** Room that is left when a folder is moved onto a small disk, bytes. */
const ROOM = 24 * 2 ** 20;
const CHUNK = Buffer.alloc(2 ** 16, 1);

/** A small file system of its own under a folder, that can be filled to the last byte. */
export class SmallDisk {
    readonly #kept: string;

    private constructor(readonly folder: string) {
        this.#kept = `${folder}.before`;
    }

    /** Moves a folder that nobody uses onto a small disk. @throws Skipped where nothing may be mounted */
    static under(folder: string): SmallDisk {
        const disk = new SmallDisk(folder);
        requireMounts(dirname(folder));
        const used = Number(execFileSync('du', ['-sk', folder]).toString().split('\t')[0]) * 1024;
        renameSync(folder, disk.#kept);
        execFileSync('mkdir', [folder]);
        mount(folder, used + ROOM);
        cpSync(disk.#kept, folder, { recursive: true, preserveTimestamps: true });
        return disk;
    }

    /** Writes until nothing more fits. */
    fill(): void {
        const file = openSync(this.#ballast, 'a');
        try {
            for (let size = CHUNK.length; size >= 1; ) {
                try {
                    writeSync(file, CHUNK, 0, size);
                } catch {
                    size = Math.floor(size / 2);
                }
            }
        } finally {
            closeSync(file);
        }
    }

    /** Bytes that are free. */
    get free(): number {
        const { bavail, bsize } = statfsSync(this.folder);
        return bavail * bsize;
    }

    /** Gives the room back. */
    empty(): void {
        rmSync(this.#ballast, { force: true });
    }

    /** Moves the folder back; nobody may use it. */
    remove(): void {
        this.empty();
        const back = `${this.folder}.back`;
        cpSync(this.folder, back, { recursive: true, preserveTimestamps: true });
        execFileSync('umount', [this.folder]);
        rmSync(this.folder, { recursive: true });
        renameSync(back, this.folder);
        rmSync(this.#kept, { recursive: true });
    }

    /** Ends the small disk whatever happened. */
    abandon(): void {
        try {
            execFileSync('umount', ['-l', this.folder], { stdio: 'ignore' });
        } catch {
            // It is not mounted.
        }
    }

    get #ballast(): string {
        return join(this.folder, `${basename(this.folder)}.ballast`);
    }
}

function requireMounts(folder: string): void {
    const probe = mkdtempSync(join(folder, 'probe-'));
    try {
        mount(probe, 2 ** 20);
        execFileSync('umount', [probe]);
    } catch (error) {
        throw new Skipped(`no file system can be mounted here: ${error instanceof Error ? error.message : error}`);
    } finally {
        rmSync(probe, { recursive: true, force: true });
    }
}

function mount(folder: string, bytes: number): void {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'pipe' });
}
