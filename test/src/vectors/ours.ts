import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifying } from '@linguang/cli/testing/verifying';
import { argumentsOf, type Found, type VectorIndex } from './vector.js';

/** Runs `linguang verify` over all vectors below a folder, which is its argument, and prints what it found as JSON. */
const folder = process.argv[2] ?? '';
const { vectors }: VectorIndex = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
const found: Found[] = [];
for (const vector of vectors) {
    const { exit, output, errors } = await verifying(argumentsOf(vector, folder));
    const { outcome, checks = [] } = output === '' ? { outcome: errors } : JSON.parse(output);
    found.push({ id: vector.id, exit, outcome, checks });
}
process.stdout.write(`${JSON.stringify(found)}\n`);
