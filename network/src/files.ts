import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file so that a reader, also after a crash, sees either the old or the new content.
 * @param mode - permission bits; 0o644 by default
 */
export async function writeFileAtomically(file: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
    try {
        const handle = await open(temporary, 'wx', mode);
        try {
            await handle.writeFile(content);
            await handle.sync();
        } finally {
            await handle.close();
        }
        await rename(temporary, file);
    } catch (error) {
        await rm(temporary, { force: true });
        throw error;
    }
}

/** What writers that were killed amid {@link writeFileAtomically} left beside these files, which all lie in one folder. */
export async function unfinishedWrites(files: readonly string[]): Promise<string[]> {
    const folder = dirname(files[0] ?? '');
    const names = new Set(files.map((file) => basename(file)));
    const present = await readdir(folder).catch(() => []);
    return present
        .filter((name) => names.has(/^(.+)\.\d+\.[0-9a-f]{8}\.tmp$/.exec(name)?.[1] ?? ''))
        .map((name) => join(folder, name));
}
