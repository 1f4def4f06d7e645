import { expect } from 'chai';
import { hex, utf8 } from '../crypto.js';
import { leafHash, MerkleTree, nodeHash, verifyConsistency, verifyInclusion } from '../merkle.js';
import { hash } from '../testing/crypto.js';
import { EMPTY_FRONTIER, LogTree, logLeaf } from './tree.js';

const LARGEST = 130;
/** Up to this size every change of a proof is tried, beyond it a third of them at every fourth pair. Every pair is proven. */
const THOROUGH = 36;
const stranger = hash(utf8('nobody issued this'));
const digests = Array.from({ length: LARGEST }, (_, index) => hex(hash(utf8(`certificate ${index}`))));
const known = new Map<string, Uint8Array>();
const leaves = digests.map((digest) => logLeaf(hash, digest));
const roots = Array.from({ length: LARGEST + 1 }, (_, size) => recursiveRoot(0, size));
const full = treeOf(leaves);

describe('the tree of the transparency log', function () {
    this.timeout(120_000);

    it('has the roots and proofs that the recursive definitions of RFC 9162 give, at every size', () => {
        for (let size = 1; size <= LARGEST; size++) {
            expect(hex(full.root(size))).to.equal(hex(rootOf(size)));
            const tree = new MerkleTree(hash, leaves.slice(0, size));
            for (let at = 0; at < size; at++) {
                const path = joined(recursivePath(at, 0, size));
                const growth = joined(recursiveProof(at + 1, [0, size], true));
                const found = [full.inclusion(at, size), tree.proof(at)].map(joined);
                const grown = [full.consistency(at + 1, size), tree.consistency(at + 1)].map(joined);
                if (found.some((one) => one !== path) || grown.some((one) => one !== growth)) {
                    expect.fail(`leaf ${at} of ${size}`);
                }
            }
        }
        expect(hex(new LogTree(hash).root())).to.equal(hex(hash(new Uint8Array())));
    });

    it('goes on from every frontier to the same roots, frontiers and proofs', () => {
        for (let from = 0; from <= LARGEST; from++) {
            const tree = new LogTree(hash, treeOf(leaves.slice(0, from)).frontier);
            for (const leaf of leaves.slice(from)) {
                tree.append(leaf);
            }
            expect(hex(tree.root())).to.equal(hex(full.root()));
            expect(tree.frontier.peaks.map(hex)).to.deep.equal(full.frontier.peaks.map(hex));
            for (let size = from + 1; size <= LARGEST; size++) {
                const pairs = [
                    [tree.inclusion(from, size), full.inclusion(from, size)],
                    [tree.inclusion(size - 1), full.inclusion(size - 1)],
                    [tree.consistency(size), full.consistency(size)],
                    from === 0 ? [] : [tree.consistency(from, size), full.consistency(from, size)],
                    [[tree.root(size)], [rootOf(size)]],
                ];
                if (pairs.some(([one = [], two = []]) => joined(one) !== joined(two))) {
                    expect.fail(`from ${from} to ${size}`);
                }
            }
        }
    });

    it('proves every leaf at every size, and nothing by a changed proof', () => {
        for (let size = 1; size <= LARGEST; size++) {
            for (let index = 0; index < size; index++) {
                const path = full.inclusion(index, size);
                const proof = { leaf: leafAt(index), index, size, path, root: rootOf(size) };
                expect(verifyInclusion(hash, proof)).to.equal(true);
                if (size > THOROUGH && (size + index) % 4 !== 0) {
                    continue;
                }
                const changed = [
                    ...changedPaths(path, [proof.root, proof.leaf]).map((other) => ({ ...proof, path: other })),
                    { ...proof, leaf: stranger },
                    { ...proof, leaf: flipped(proof.leaf) },
                    { ...proof, root: flipped(proof.root) },
                    { ...proof, root: stranger },
                    { ...proof, root: rootOf(size === LARGEST ? 1 : size + 1) },
                    { ...proof, root: new Uint8Array() },
                    { ...proof, index: index - 1 },
                    { ...proof, index: index + 1 },
                    { ...proof, index: index + size },
                    { ...proof, index: index + 0.5 },
                    { ...proof, index: Number.NaN },
                    { ...proof, size: index },
                    { ...proof, size: 0 },
                    { ...proof, size: 4 * size },
                ];
                for (const wrong of size > THOROUGH ? some(changed, index) : changed) {
                    if (verifyInclusion(hash, wrong)) {
                        expect.fail(`leaf ${index} of ${size}: ${JSON.stringify(wrong)}`);
                    }
                }
            }
        }
    });

    it('proves growth between every two sizes, and nothing by a changed proof', () => {
        for (let second = 1; second <= LARGEST; second++) {
            for (let first = 1; first <= second; first++) {
                const path = full.consistency(first, second);
                const proof = { first, second, path, firstRoot: rootOf(first), secondRoot: rootOf(second) };
                expect(verifyConsistency(hash, proof)).to.equal(true);
                if (second > THOROUGH && (first + second) % 4 !== 0) {
                    continue;
                }
                const changed = [
                    ...changedPaths(path, [proof.firstRoot, proof.secondRoot]).map((other) => ({
                        ...proof,
                        path: other,
                    })),
                    { ...proof, firstRoot: flipped(proof.firstRoot) },
                    { ...proof, secondRoot: flipped(proof.secondRoot) },
                    { ...proof, firstRoot: stranger },
                    { ...proof, secondRoot: stranger },
                    { ...proof, firstRoot: new Uint8Array() },
                    { ...proof, first: first - 1 },
                    { ...proof, first: first + 1 },
                    { ...proof, first: second + 1 },
                    { ...proof, first: 0 },
                    { ...proof, first: -1 },
                    { ...proof, first: first + 0.5 },
                    { ...proof, second: 4 * second },
                    { ...proof, second: first - 1 },
                    ...(first < second
                        ? [
                              { ...proof, firstRoot: proof.secondRoot, secondRoot: proof.firstRoot },
                              { ...proof, first: second, second: first },
                              { ...proof, second: first },
                              { ...proof, path: [] },
                          ]
                        : []),
                ];
                for (const wrong of second > THOROUGH ? some(changed, first) : changed) {
                    if (verifyConsistency(hash, wrong)) {
                        expect.fail(`${first} → ${second}: ${JSON.stringify(wrong)}`);
                    }
                }
            }
        }
    });

    it('does not prove growth from nothing, and not that a leaf was replaced', () => {
        const empty = { first: 0, second: 0, path: [], firstRoot: full.root(0), secondRoot: full.root(0) };
        expect(verifyConsistency(hash, empty)).to.equal(false);
        for (let first = 1; first <= 20; first++) {
            const other = treeOf(leaves.map((leaf, index) => (index === first - 1 ? stranger : leaf)));
            for (let second = first; second <= 36; second++) {
                for (const path of [full.consistency(first, second), other.consistency(first, second)]) {
                    const proof = { first, second, path, firstRoot: rootOf(first), secondRoot: other.root(second) };
                    expect(verifyConsistency(hash, proof)).to.equal(false);
                }
            }
        }
    });

    it('does not take a node for a leaf', () => {
        const tree = treeOf(leaves.slice(0, 4));
        const node = nodeHash(hash, leafAt(0), leafAt(1));
        const path = tree.inclusion(0).slice(1);
        expect(verifyInclusion(hash, { leaf: node, index: 0, size: 4, path, root: tree.root() })).to.equal(false);
        expect(hex(leafHash(hash, new Uint8Array([...leafAt(0), ...leafAt(1)])))).to.not.equal(hex(node));
    });

    it('refuses what it does not know', () => {
        const tree = new LogTree(hash, treeOf(leaves.slice(0, 6)).frontier);
        tree.append(leafAt(6));
        expect(() => tree.inclusion(2)).to.throw(RangeError);
        expect(() => tree.inclusion(7)).to.throw(RangeError);
        expect(() => tree.inclusion(6, 6)).to.throw(RangeError);
        expect(() => tree.consistency(3)).to.throw(RangeError);
        expect(() => tree.consistency(0)).to.throw(RangeError);
        expect(() => tree.root(8)).to.throw(RangeError);
        expect(() => tree.root(5)).to.throw(RangeError);
        expect(() => new LogTree(hash, { size: 3, peaks: [stranger] })).to.throw(RangeError);
        expect(() => new LogTree(hash, { size: 1, peaks: [new Uint8Array(31)] })).to.throw(RangeError);
        expect(() => new LogTree(hash, { size: 0.5, peaks: [] })).to.throw(RangeError);
        for (const digest of ['', digests[0]?.toUpperCase() ?? '', digests[0]?.slice(2) ?? '', `${digests[0]}00`]) {
            expect(() => logLeaf(hash, digest)).to.throw('ENCODING_INVALID');
        }
        expect(EMPTY_FRONTIER).to.deep.equal({ size: 0, peaks: [] });
    });
});

/** Each hash changed, cut, left out; neighbours exchanged; hashes added in front and behind. */
function changedPaths(path: readonly Uint8Array[], more: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
    const changed: (readonly Uint8Array[])[] = [new Uint8Array(), stranger, ...more].flatMap((extra) => [
        [...path, extra],
        [extra, ...path],
    ]);
    for (const [at, sibling] of path.entries()) {
        const [before, after] = [path.slice(0, at), path.slice(at + 1)];
        changed.push([...before, flipped(sibling), ...after]);
        changed.push([...before, sibling.slice(1), ...after]);
        changed.push([...before, new Uint8Array([...sibling, 0]), ...after]);
        changed.push([...before, ...after]);
        const [next, ...rest] = after;
        if (next !== undefined) {
            changed.push([...before, next, sibling, ...rest]);
        }
    }
    return changed;
}

/** Every third, each time others. */
function some<Item>(items: readonly Item[], turn: number): readonly Item[] {
    return items.filter((_, index) => (index + turn) % 3 === 0);
}

function flipped(bytes: Uint8Array): Uint8Array {
    return bytes.map((byte, index) => (index === 17 ? byte ^ 4 : byte));
}

function treeOf(hashes: readonly Uint8Array[]): LogTree {
    const tree = new LogTree(hash);
    for (const [index, leaf] of hashes.entries()) {
        expect(tree.append(leaf)).to.equal(index);
    }
    return tree;
}

function leafAt(index: number): Uint8Array {
    return leaves[index] ?? stranger;
}

function rootOf(size: number): Uint8Array {
    return roots[size] ?? stranger;
}

/** k of RFC 9162: the largest power of two smaller than n. */
function split(n: number): number {
    let k = 1;
    while (k * 2 < n) {
        k *= 2;
    }
    return k;
}

/** MTH of RFC 9162 §2.1.1, word for word, of the leaves from one to before another. */
function recursiveRoot(from: number, to: number): Uint8Array {
    if (to - from < 2) {
        return from === to ? hash(new Uint8Array()) : leafAt(from);
    }
    const name = `${from} ${to}`;
    const middle = from + split(to - from);
    const root = known.get(name) ?? nodeHash(hash, recursiveRoot(from, middle), recursiveRoot(middle, to));
    known.set(name, root);
    return root;
}

/** PATH of RFC 9162 §2.1.3.1; the leaf's place counts from the whole tree's beginning. */
function recursivePath(leaf: number, from: number, to: number): readonly Uint8Array[] {
    if (to - from === 1) {
        return [];
    }
    const middle = from + split(to - from);
    return leaf < middle
        ? [...recursivePath(leaf, from, middle), recursiveRoot(middle, to)]
        : [...recursivePath(leaf, middle, to), recursiveRoot(from, middle)];
}

/** SUBPROOF of RFC 9162 §2.1.4.1; PROOF is SUBPROOF with `whole`. The former tree ends before leaf `m`. */
function recursiveProof(m: number, [from, to]: readonly [number, number], whole: boolean): readonly Uint8Array[] {
    if (m === to) {
        return whole ? [] : [recursiveRoot(from, to)];
    }
    const middle = from + split(to - from);
    return m <= middle
        ? [...recursiveProof(m, [from, middle], whole), recursiveRoot(middle, to)]
        : [...recursiveProof(m, [middle, to], false), recursiveRoot(from, middle)];
}

function joined(path: readonly Uint8Array[]): string {
    return path.map(hex).join(' ');
}
