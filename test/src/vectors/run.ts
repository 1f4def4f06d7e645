import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VECTORS } from './paths.js';
import type { Found, Vector, VectorIndex } from './vector.js';

/** A verifier: the command that prints what it finds in all vectors. */
export type Verifier = Readonly<{ name: string; command: string; args: readonly string[] }>;

const here = fileURLToPath(new URL('./', import.meta.url));
export const python = process.env['PYTHON'] ?? 'python3';

export const OURS: Verifier = {
    name: 'linguang verify',
    command: process.execPath,
    args: [join(here, 'ours.js'), VECTORS],
};
export const SECOND: Verifier = {
    name: 'the second verifier (Python)',
    command: python,
    args: [fileURLToPath(new URL('../../verifier/vectors.py', import.meta.url)), VECTORS],
};

/** Why the second verifier cannot run here; undefined where it can. */
export function secondIsMissing(): string | undefined {
    const asked = { stdio: 'ignore' } as const;
    const script = 'import sys; sys.exit(sys.version_info < (3, 9))';
    if (spawnSync(python, ['-c', script], asked).status !== 0) {
        return `${python} of version 3.9 or newer is not here (PYTHON names another)`;
    }
    const openssl = process.env['OPENSSL'] ?? 'openssl';
    return spawnSync(openssl, ['version'], asked).status === 0
        ? undefined
        : `${openssl} is not here (OPENSSL names another)`;
}

export function readVectors(): readonly Vector[] {
    const index: VectorIndex = JSON.parse(readFileSync(join(VECTORS, 'index.json'), 'utf8'));
    return index.vectors;
}

/** What a verifier finds in every vector, by id. @throws Error where it does not end well */
export function foundBy({ name, command, args }: Verifier): ReadonlyMap<string, Found> {
    const { status, stdout, stderr } = spawnSync(command, args, {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    if (status !== 0) {
        throw new Error(`${name} ended with ${status}: ${stderr}`);
    }
    const found: readonly Found[] = JSON.parse(stdout);
    return new Map(found.map((one) => [one.id, one]));
}

/** In what a verifier differs from what is expected of a vector, in words; none where it agrees. */
export function differences(vector: Vector, found: Found | undefined): readonly string[] {
    if (found === undefined) {
        return ['it said nothing'];
    }
    const failed = found.checks.filter(({ result }) => result === 'fail').map(told);
    const unknown = new Set(found.checks.filter(({ result }) => result === 'unknown').map(told));
    const expected = vector.fails.map(([id, reason]) => `${id} ${reason}`);
    const silent = (vector.unknown ?? []).map(([id, reason]) => `${id} ${reason}`).filter((one) => !unknown.has(one));
    return [
        ...(found.outcome === vector.outcome ? [] : [`${found.outcome} instead of ${vector.outcome}`]),
        ...(found.exit === vector.exit ? [] : [`exit status ${found.exit} instead of ${vector.exit}`]),
        ...failed.filter((one) => !expected.includes(one)).map((one) => `${one} failed`),
        ...expected.filter((one) => !failed.includes(one)).map((one) => `${one} did not fail`),
        ...silent.map((one) => `${one} is not unknown`),
    ];
}

/** In what two verifiers differ from each other: checks that one passes and the other does not. */
export function disagreements(one: Found | undefined, other: Found | undefined): readonly string[] {
    const of = (found: Found | undefined) =>
        new Set((found?.checks ?? []).map((check) => `${told(check)} ${check.result}`));
    const [first, second] = [of(one), of(other)];
    return [
        ...[...first].filter((check) => !second.has(check)).map((check) => `only the first: ${check}`),
        ...[...second].filter((check) => !first.has(check)).map((check) => `only the second: ${check}`),
    ];
}

function told({ id, reason }: { readonly id: string; readonly reason: string | null }): string {
    return reason === null ? id : `${id} ${reason}`;
}
