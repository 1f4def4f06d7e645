import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareLines } from './version.js';

/**
 * Folder of the Fabric releases that `linguang network install` placed, one folder per version: LINGUANG_FABRIC, else
 * `.linguang/fabric` in the person's home. Undefined where neither is set.
 */
export function releasesFolder(environment: NodeJS.ProcessEnv = process.env): string | undefined {
    const own = environment['LINGUANG_FABRIC'];
    const home = environment['HOME'] ?? environment['USERPROFILE'];
    if (own !== undefined && own !== '') {
        return own;
    }
    return home === undefined || home === '' ? undefined : join(home, '.linguang', 'fabric');
}

/** The `bin` folders of placed releases, the newest line first. */
export async function installedFolders(environment: NodeJS.ProcessEnv = process.env): Promise<string[]> {
    const folder = releasesFolder(environment);
    const names = folder === undefined ? [] : await readdir(folder).catch(() => []);
    return names
        .filter((name) => /^v?\d/.test(name))
        .sort((one, other) => compareLines(other, one) || other.localeCompare(one, 'en', { numeric: true }))
        .map((name) => join(folder ?? '', name, 'bin'));
}
