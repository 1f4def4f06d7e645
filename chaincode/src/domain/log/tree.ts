import { type Hash, hexBytes } from '../crypto.js';
import { consistencyPath, inclusionPath, leafHash, nodeHash } from '../merkle.js';
import { problem } from '../problems.js';

/** What of a log must be kept to go on with it: the roots of its complete subtrees, the largest (leftmost) first. */
export type Frontier = { readonly size: number; readonly peaks: readonly Uint8Array[] };

export const EMPTY_FRONTIER: Frontier = { size: 0, peaks: [] };

/** Complete subtrees of one size, from the first that is known. */
type Level = { readonly from: number; readonly nodes: Uint8Array[] };

/** Leaf of a certificate: its digest (64 lower-case hexadecimal digits), as 32 bytes, is the entry. @throws ENCODING_INVALID */
export function logLeaf(hash: Hash, digest: string): Uint8Array {
    if (!/^[0-9a-f]{64}$/.test(digest)) {
        throw problem('ENCODING_INVALID', { form: 'a SHA-256 in lower-case hexadecimal' });
    }
    return leafHash(hash, hexBytes(digest));
}

/**
 * The tree of an append-only log (RFC 9162 §2.1). It begins empty, or at a frontier: then it knows nothing of the leaves before, and proves
 * what came since: the inclusion of newer leaves, and that it continues the tree of the frontier or any later one.
 */
export class LogTree {
    readonly #hash: Hash;
    readonly #levels: Level[] = [];
    #size: number;

    /** @throws RangeError for a frontier that does not fit its size */
    constructor(hash: Hash, frontier: Frontier = EMPTY_FRONTIER) {
        this.#hash = hash;
        this.#size = frontier.size;
        checkFrontier(frontier);
        const peaks = [...frontier.peaks];
        for (let [level, subtrees] = [0, frontier.size]; subtrees > 0; level++, subtrees = Math.floor(subtrees / 2)) {
            const peak = subtrees % 2 === 1 ? peaks.pop() : undefined;
            this.#levels[level] =
                peak === undefined ? { from: subtrees, nodes: [] } : { from: subtrees - 1, nodes: [peak] };
        }
    }

    get size(): number {
        return this.#size;
    }

    /** Adds a leaf hash and answers its index. */
    append(leaf: Uint8Array): number {
        let node = leaf;
        let index = this.#size;
        let level = 0;
        this.#keep(level, index, node);
        while (index % 2 === 1) {
            node = nodeHash(this.#hash, this.#complete(level, index - 1), node);
            index = Math.floor(index / 2);
            level++;
            this.#keep(level, index, node);
        }
        return this.#size++;
    }

    /** The root, also of an earlier size since the frontier; for no leaves the hash of nothing. @throws RangeError */
    root(size = this.#size): Uint8Array {
        this.#mustHave(size);
        let level = 0;
        while (2 ** level < size) {
            level++;
        }
        return size === 0 ? this.#hash(new Uint8Array()) : this.#nodeAt(size, level, 0);
    }

    get frontier(): Frontier {
        const peaks: Uint8Array[] = [];
        for (const [level, { from, nodes }] of this.#levels.entries()) {
            const subtrees = from + nodes.length;
            if (subtrees % 2 === 1) {
                peaks.unshift(this.#complete(level, subtrees - 1));
            }
        }
        return { size: this.#size, peaks };
    }

    /** That a leaf is in the tree, or was in it at an earlier size. @throws RangeError for a leaf or size it does not know */
    inclusion(index: number, size = this.#size): readonly Uint8Array[] {
        this.#mustHave(size);
        return inclusionPath((level, at) => this.#nodeAt(size, level, at), index, size);
    }

    /** That the tree of `size` continues that of `first`. @throws RangeError for sizes it does not know, and for an empty first tree */
    consistency(first: number, size = this.#size): readonly Uint8Array[] {
        this.#mustHave(size);
        return consistencyPath((level, at) => this.#nodeAt(size, level, at), first, size);
    }

    #keep(level: number, index: number, node: Uint8Array): void {
        const kept = this.#levels[level] ?? { from: index, nodes: [] };
        kept.nodes.push(node);
        this.#levels[level] = kept;
    }

    #mustHave(size: number): void {
        if (!Number.isSafeInteger(size) || size < 0 || size > this.#size) {
            throw new RangeError(`a tree of ${size} leaves of ${this.#size}`);
        }
    }

    /** A node in the tree of `size` leaves: a complete subtree, or the incomplete one at the right. */
    #nodeAt(size: number, level: number, index: number): Uint8Array {
        const width = 2 ** level;
        if ((index + 1) * width <= size) {
            return this.#complete(level, index);
        }
        const left = this.#nodeAt(size, level - 1, 2 * index);
        return (2 * index + 1) * (width / 2) < size
            ? nodeHash(this.#hash, left, this.#nodeAt(size, level - 1, 2 * index + 1))
            : left;
    }

    #complete(level: number, index: number): Uint8Array {
        const kept = this.#levels[level];
        const node = kept?.nodes[index - kept.from];
        if (node === undefined) {
            throw new RangeError(`subtree ${index} of 2^${level} leaves is not known`);
        }
        return node;
    }
}

function checkFrontier({ size, peaks }: Frontier): void {
    if (!Number.isSafeInteger(size) || size < 0) {
        throw new RangeError(`a frontier of ${size} leaves`);
    }
    const expected = size.toString(2).replaceAll('0', '').length;
    if (peaks.length !== expected || peaks.some(({ length }) => length !== 32)) {
        throw new RangeError(`a frontier of ${size} leaves has ${expected} hashes of 32 bytes`);
    }
}
