import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleVectors } from './bundles.js';
import { chainVectors } from './chains.js';
import { credentialVectors } from './credentials.js';
import { sha256 } from './keys.js';
import { beside } from './material.js';
import { meterVectors } from './meters.js';
import { paperVectors } from './papers.js';
import { VECTORS } from './paths.js';
import { presentationVectors } from './presentations.js';
import { statusVectors } from './statuses.js';
import { tokenVectors } from './tokens.js';
import type { Made, Vector, VectorIndex } from './vector.js';

/** Makes the vectors again: `node test/dist/vectors/make.js`. The packer of another Node may pack bits and pages otherwise. */
const made: readonly Made[] = [
    ...credentialVectors(),
    ...tokenVectors(),
    ...chainVectors(),
    ...statusVectors(),
    ...presentationVectors(),
    ...bundleVectors(),
    ...meterVectors(),
    ...(await paperVectors()),
];
for (const folder of ['beside', 'documents', 'status', 'trust']) {
    rmSync(join(VECTORS, folder), { recursive: true, force: true });
}
/** Equal documents that are read under other circumstances are one file. */
const files = new Map<string, string>();
const vectors = made.map(({ extension, content, ...rest }): Vector => {
    const digest = Buffer.from(sha256(Buffer.from(content))).toString('hex');
    const file = files.get(digest) ?? `documents/${rest.id}.${extension}`;
    files.set(digest, file);
    write(file, content);
    const exit = rest.outcome === 'valid' ? 0 : rest.outcome === 'unreadable' ? 2 : 1;
    return { ...rest, file, exit };
});
for (const [path, content] of beside.files) {
    write(path, content);
}
if (new Set(vectors.map(({ id }) => id)).size !== vectors.length) {
    throw new Error('two vectors have one id');
}
const note = 'Signed by keys whose secrets everybody knows. Never trust any of these keys or authorities.';
const index: VectorIndex = { note, vectors };
write('index.json', `${JSON.stringify(index, null, 1)}\n`);
process.stdout.write(`${vectors.length} vectors\n`);

function write(path: string, content: string | Uint8Array): void {
    const file = join(VECTORS, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
}
