import { join } from 'node:path';
import type { Instant } from '@linguang/chaincode/domain';

/** What a reader of a vector is given, what the outcome must be, and why. Paths are below `test/vectors`. */
export type Vector = Readonly<{
    id: string;
    /** What it shows, a sentence. */
    shows: string;
    file: string;
    /** As `--trust`, `--status`, `--code`, `--at` of `linguang verify`. */
    trust: readonly string[];
    status: readonly string[];
    code?: string;
    /** As `--bundle`, `--network` (paths, or `sha256:` and a digest), `--head`, `--proofs`. */
    bundle?: string;
    network?: readonly string[];
    head?: readonly string[];
    proofs?: string;
    at: Instant;
    outcome: string;
    exit: 0 | 1 | 2;
    /** Every check that fails, with its reason, and no other. */
    fails: readonly (readonly [check: string, reason: string])[];
    /** Checks that must stay unknown, with their reason; others may, those not reached do. */
    unknown?: readonly (readonly [check: string, reason: string])[];
}>;

/** `index.json`. */
export type VectorIndex = Readonly<{ note: string; vectors: readonly Vector[] }>;

/** A vector with the contents of its file. */
export type Made = Omit<Vector, 'file' | 'exit'> & Readonly<{ extension: string; content: string | Uint8Array }>;

/** What a verifier found. */
export type Found = Readonly<{
    id: string;
    exit: number;
    outcome: string;
    checks: readonly Readonly<{ id: string; result: string; reason: string | null }>[];
}>;

/** The arguments by which a verifier is given a vector. @param folder - where the vectors lie */
export function argumentsOf(vector: Vector, folder: string): readonly string[] {
    const { file, trust, status, bundle, network = [], head = [], proofs, code, at } = vector;
    const option = (name: string, paths: readonly (string | undefined)[]) =>
        paths.flatMap((path) => (path === undefined ? [] : [name, join(folder, path)]));
    return [
        join(folder, file),
        '--json',
        '--at',
        at,
        ...option('--trust', trust),
        ...option('--status', status),
        ...option('--bundle', [bundle]),
        ...option('--head', head),
        ...option('--proofs', [proofs]),
        ...network.flatMap((one) => ['--network', one.startsWith('sha256:') ? one : join(folder, one)]),
        ...(code === undefined ? [] : ['--code', code]),
    ];
}
