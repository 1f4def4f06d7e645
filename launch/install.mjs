import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { heartbeat, ROOT, run } from './process.mjs';

/** Installs the packages unless exactly those of the lock file are there. */
export async function install() {
    const difference = await whatDiffers();
    if (difference === undefined) {
        return;
    }
    console.log(`installing packages (${difference})`);
    const seconds = heartbeat('installing packages');
    const npm = process.env.npm_execpath;
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=optional', '--include=dev'];
    const windows = process.platform === 'win32';
    const code = npm?.endsWith('.js')
        ? await run(process.execPath, [npm, ...args])
        : await run(windows ? 'npm.cmd' : 'npm', args, { shell: windows });
    const took = seconds();
    if (code !== 0) {
        throw new Error('the packages could not be installed; see the lines above');
    }
    console.log(`packages installed in ${took} s`);
}

/** Why the installed packages are not those of package-lock.json; undefined when they are. npm itself records what it installed. */
async function whatDiffers() {
    const wanted = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')).packages;
    let there;
    try {
        there = JSON.parse(await readFile(join(ROOT, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    } catch {
        return 'first time';
    }
    for (const [path, entry] of Object.entries(wanted)) {
        if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) {
            continue;
        }
        const found = there[path];
        if (found === undefined ? !entry.optional : found.version !== entry.version) {
            return `${path.slice(path.lastIndexOf('node_modules/') + 13)} is not at the version of package-lock.json`;
        }
    }
    return undefined;
}
