import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './process.mjs';

/** Formatting and lint by Biome, and the types of the pages (those of the programs are checked by the build). */
export async function check(node) {
    const biome = await run(node, [
        join('node_modules', '@biomejs', 'biome', 'bin', 'biome'),
        'ci',
        '--log-level=warn',
        ...(process.stdout.isTTY ? [] : ['--colors=off']),
        '.',
    ]);
    let types = 0;
    if (existsSync(join(ROOT, 'gateway', 'web', 'tsconfig.json'))) {
        types = await run(node, [
            join('node_modules', 'typescript', 'bin', 'tsc'),
            '-p',
            join('gateway', 'web'),
            '--noEmit',
        ]);
    }
    console.log(biome === 0 && types === 0 ? 'check: formatting, lint and types are in order' : 'check: FAILED');
    return biome === 0 && types === 0 ? 0 : 1;
}
