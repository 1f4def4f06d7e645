import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Chaincode } from '../topology.js';

/** Files of a script's folder that decide what it does; tests, source maps and declarations do not. */
const CODE = /(?<!\.test)\.(js|mjs|cjs|json|node|wasm)$/;

/**
 * SHA-256, in hex, of the built code of a chaincode that we start: of the program its command names and, where that is
 * a script, of all code beside it. Two organisations have the same digest exactly when they run the same build.
 * Libraries in `node_modules` are not in it.
 * @returns undefined where there is no code on this machine: external chaincodes, and commands found on PATH
 */
export async function codeDigest(chaincode: Chaincode): Promise<string | undefined> {
    if (chaincode.process === 'external') {
        return undefined;
    }
    const files = new Map<string, string>();
    for (const [index, word] of (chaincode.command ?? []).entries()) {
        const file = resolve(chaincode.cwd ?? '.', word);
        const isProgram = index === 0 && !word.includes('/') && !word.includes(sep);
        if (!isProgram && (await isFile(file))) {
            for (const one of await codeOf(file)) {
                files.set(relative(dirname(file), one).split(sep).join('/'), one);
            }
        }
    }
    if (files.size === 0) {
        return undefined;
    }
    const digest = createHash('sha256');
    for (const [name, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const content = await readFile(file);
        digest.update(`${Buffer.byteLength(name)} ${name} ${content.length}\n`).update(content);
    }
    return digest.digest('hex');
}

async function codeOf(file: string): Promise<string[]> {
    if (!CODE.test(basename(file))) {
        return [file];
    }
    const entries = await readdir(dirname(file), { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => entry.isFile() && CODE.test(entry.name) && !entry.parentPath.includes('node_modules'))
        .map((entry) => join(entry.parentPath, entry.name));
}

async function isFile(path: string): Promise<boolean> {
    return await stat(path).then(
        (found) => found.isFile(),
        () => false,
    );
}
