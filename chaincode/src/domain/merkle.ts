import { concat, type Hash, sameBytes } from './crypto.js';

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);
const HASH_BYTES = 32;

/** RFC 9162 §2.1.1: SHA-256(0x00 ‖ entry). */
export function leafHash(hash: Hash, entry: Uint8Array): Uint8Array {
    return hash(concat(LEAF, entry));
}

/** RFC 9162 §2.1.1: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
    return hash(concat(NODE, left, right));
}

/**
 * The node of a tree of `size` leaves that stands over the leaves from index·2^level up to (index+1)·2^level or the end.
 * Level 0 are the leaves.
 */
export type NodeAt = (level: number, index: number) => Uint8Array;

/** RFC 9162 §2.1.3.1: the sibling hashes from the leaf up. @throws RangeError for an index outside the tree */
export function inclusionPath(nodeAt: NodeAt, index: number, size: number): readonly Uint8Array[] {
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
        throw new RangeError(`leaf ${index} of ${size}`);
    }
    return siblings(nodeAt, { level: 0, index, size });
}

/**
 * RFC 9162 §2.1.4.1: that the first `first` leaves of a tree of `size` leaves are those of the tree of that time. It is the path of the
 * last complete subtree of the former tree, led by that subtree itself unless it was the whole of it.
 * @throws RangeError unless 0 < first ≤ size
 */
export function consistencyPath(nodeAt: NodeAt, first: number, size: number): readonly Uint8Array[] {
    if (!Number.isSafeInteger(first) || first < 1 || first > size) {
        throw new RangeError(`a tree of ${first} leaves before one of ${size}`);
    }
    if (first === size) {
        return [];
    }
    let [level, index] = [0, first - 1];
    while (index % 2 === 1) {
        index = Math.floor(index / 2);
        level++;
    }
    const path = siblings(nodeAt, { level, index, size });
    return index === 0 ? path : [nodeAt(level, index), ...path];
}

function siblings(nodeAt: NodeAt, from: Readonly<{ level: number; index: number; size: number }>): Uint8Array[] {
    const path: Uint8Array[] = [];
    let { level, index } = from;
    for (let width = 2 ** level; width < from.size; width *= 2) {
        const sibling = index % 2 === 0 ? index + 1 : index - 1;
        if (sibling * width < from.size) {
            path.push(nodeAt(level, sibling));
        }
        index = Math.floor(index / 2);
        level++;
    }
    return path;
}

/** A Merkle tree over leaf hashes (RFC 9162 §2.1.1), with every level kept, so that many proofs cost one build. */
export class MerkleTree {
    readonly #hash: Hash;
    /** levels[0] are the leaves; a last node without a sibling rises unchanged. */
    readonly #levels: readonly (readonly Uint8Array[])[];

    constructor(hash: Hash, leaves: readonly Uint8Array[]) {
        this.#hash = hash;
        const levels: (readonly Uint8Array[])[] = [leaves];
        let level = leaves;
        while (level.length > 1) {
            const above: Uint8Array[] = [];
            for (let index = 0; index < level.length; index += 2) {
                const [left, right] = [level[index], level[index + 1]];
                if (left !== undefined) {
                    above.push(right === undefined ? left : nodeHash(hash, left, right));
                }
            }
            levels.push(above);
            level = above;
        }
        this.#levels = levels;
    }

    get size(): number {
        return this.#levels[0]?.length ?? 0;
    }

    /** The root; for no leaves the hash of nothing. */
    get root(): Uint8Array {
        return this.#levels.at(-1)?.[0] ?? this.#hash(new Uint8Array());
    }

    /** RFC 9162 §2.1.3.1: the sibling hashes from the leaf up. @throws RangeError for an index outside the tree */
    proof(index: number): readonly Uint8Array[] {
        return inclusionPath(this.#nodeAt, index, this.size);
    }

    /** RFC 9162 §2.1.4.1, from the tree of the first leaves to this one. @throws RangeError unless 0 < first ≤ size */
    consistency(first: number): readonly Uint8Array[] {
        return consistencyPath(this.#nodeAt, first, this.size);
    }

    readonly #nodeAt: NodeAt = (level, index) => {
        const node = this.#levels[level]?.[index];
        if (node === undefined) {
            throw new RangeError(`node ${index} of level ${level}`);
        }
        return node;
    };
}

/** The inclusion of a leaf hash in a tree, as RFC 9162 §2.1.3.2 verifies it. Answers false for anything that does not fit. */
export function verifyInclusion(
    hash: Hash,
    inclusion: Readonly<{
        leaf: Uint8Array;
        index: number;
        size: number;
        path: readonly Uint8Array[];
        root: Uint8Array;
    }>,
): boolean {
    const { index, size } = inclusion;
    if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) {
        return false;
    }
    // fn and sn of the RFC. Halved by division, since bitwise operators know 32 bits only.
    let [fn, sn] = [index, size - 1];
    let node = inclusion.leaf;
    if (node.length !== HASH_BYTES) {
        return false;
    }
    for (const sibling of inclusion.path) {
        if (sn === 0 || sibling.length !== HASH_BYTES) {
            return false;
        }
        if (fn % 2 === 1 || fn === sn) {
            node = nodeHash(hash, sibling, node);
            while (fn % 2 === 0 && fn !== 0) {
                fn /= 2;
                sn = Math.floor(sn / 2);
            }
        } else {
            node = nodeHash(hash, node, sibling);
        }
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
    }
    return sn === 0 && sameBytes(node, inclusion.root);
}

/**
 * That a tree of `second` leaves begins with the leaves of a tree of `first`, as RFC 9162 §2.1.4.2 verifies it. Answers false for anything
 * that does not fit; also for an empty first tree, which says nothing.
 */
export function verifyConsistency(
    hash: Hash,
    consistency: Readonly<{
        first: number;
        second: number;
        path: readonly Uint8Array[];
        firstRoot: Uint8Array;
        secondRoot: Uint8Array;
    }>,
): boolean {
    const { first, second, path, firstRoot, secondRoot } = consistency;
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second) || first < 1 || first > second) {
        return false;
    }
    if (first === second) {
        return path.length === 0 && sameBytes(firstRoot, secondRoot);
    }
    let [fn, sn] = [first - 1, second - 1];
    while (fn % 2 === 1) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
    }
    // Where the first tree is one complete subtree, the path does not repeat its root.
    const [start, ...rest] = fn === 0 ? [firstRoot, ...path] : path;
    if (start === undefined || path.length === 0 || path.some(({ length }) => length !== HASH_BYTES)) {
        return false;
    }
    let [fr, sr] = [start, start];
    for (const sibling of rest) {
        if (sn === 0) {
            return false;
        }
        if (fn % 2 === 1 || fn === sn) {
            fr = nodeHash(hash, sibling, fr);
            sr = nodeHash(hash, sibling, sr);
            while (fn % 2 === 0 && fn !== 0) {
                fn /= 2;
                sn = Math.floor(sn / 2);
            }
        } else {
            sr = nodeHash(hash, sr, sibling);
        }
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
    }
    return sn === 0 && sameBytes(fr, firstRoot) && sameBytes(sr, secondRoot);
}
