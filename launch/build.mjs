import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { heartbeat, ROOT, run } from './process.mjs';

export const WORKSPACES = ['chaincode', 'network', 'gateway', 'cli', 'test'];

/** Brings everything up to date: the programs by tsc (it builds only what changed), the pages by Vite. */
export async function build(node) {
    await removeStaleOutput();
    const seconds = heartbeat('building');
    const code = await run(node, [join('node_modules', 'typescript', 'bin', 'tsc'), '-b']);
    const took = seconds();
    if (code !== 0) {
        throw new Error('the build failed; see the lines above');
    }
    if (Number(took) > 3) {
        console.log(`programs built in ${took} s`);
    }
    await buildPages(node);
}

/** Builds the pages when anything they are made of has changed. */
async function buildPages(node) {
    const pages = join('gateway', 'web');
    if (!existsSync(join(ROOT, pages, 'index.html'))) {
        return;
    }
    const stamp = join(ROOT, 'node_modules', '.cache', 'linguang', 'pages');
    const state = await fingerprint([pages, join('chaincode', 'src', 'domain'), 'package-lock.json']);
    const last = await readFile(stamp, 'utf8').catch(() => '');
    if (last === state && existsSync(join(ROOT, pages, 'dist', 'index.html'))) {
        return;
    }
    const seconds = heartbeat('building the pages');
    const code = await run(node, [
        join('node_modules', 'vite', 'bin', 'vite.js'),
        'build',
        pages,
        '--logLevel',
        'warn',
    ]);
    const took = seconds();
    if (code !== 0) {
        throw new Error('the pages could not be built; see the lines above');
    }
    await mkdir(dirname(stamp), { recursive: true });
    await writeFile(stamp, state);
    console.log(`pages built in ${took} s`);
}

/** A digest over names, sizes and times of all files below some paths. */
async function fingerprint(paths) {
    const hash = createHash('sha256');
    for (const path of paths) {
        for (const file of await filesBelow(join(ROOT, path))) {
            const { size, mtimeMs } = await stat(file);
            hash.update(`${relative(ROOT, file)} ${size} ${mtimeMs}\n`);
        }
    }
    return hash.digest('hex');
}

async function filesBelow(path) {
    if ((await stat(path)).isFile()) {
        return [path];
    }
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
        .filter((file) => !/(^|[\\/])(dist|node_modules)[\\/]/.test(relative(path, file)))
        .sort();
}

/** Removes output of sources that are gone: tsc leaves it, and a test in it would still run. */
async function removeStaleOutput() {
    for (const workspace of WORKSPACES) {
        const dist = join(ROOT, workspace, 'dist');
        const names = await readdir(dist, { recursive: true }).catch(() => []);
        for (const name of names.filter((one) => one.endsWith('.d.ts'))) {
            const base = name.slice(0, -'.d.ts'.length);
            const source = join(ROOT, workspace, 'src', base);
            if (!existsSync(`${source}.ts`) && !existsSync(`${source}.tsx`)) {
                for (const ending of ['.d.ts', '.d.ts.map', '.js', '.js.map']) {
                    await rm(join(dist, base + ending), { force: true });
                }
            }
        }
    }
}
