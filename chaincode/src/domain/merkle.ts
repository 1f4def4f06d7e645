import { concat, type Hash, sameBytes } from './crypto.js';

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

/** RFC 9162 §2.1.1: SHA-256(0x00 ‖ entry). */
export function leafHash(hash: Hash, entry: Uint8Array): Uint8Array {
    return hash(concat(LEAF, entry));
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
                    above.push(right === undefined ? left : hash(concat(NODE, left, right)));
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
        if (!Number.isInteger(index) || index < 0 || index >= this.size) {
            throw new RangeError(`leaf ${index} of ${this.size}`);
        }
        const path: Uint8Array[] = [];
        let at = index;
        for (const level of this.#levels) {
            const sibling = level[at ^ 1];
            if (sibling !== undefined && level.length > 1) {
                path.push(sibling);
            }
            at >>= 1;
        }
        return path;
    }
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
    for (const sibling of inclusion.path) {
        if (sn === 0) {
            return false;
        }
        if (fn % 2 === 1 || fn === sn) {
            node = hash(concat(NODE, sibling, node));
            while (fn % 2 === 0 && fn !== 0) {
                fn /= 2;
                sn = Math.floor(sn / 2);
            }
        } else {
            node = hash(concat(NODE, node, sibling));
        }
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
    }
    return sn === 0 && sameBytes(node, inclusion.root);
}
