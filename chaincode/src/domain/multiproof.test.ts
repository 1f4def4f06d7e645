import { expect } from 'chai';
import fc from 'fast-check';
import { utf8 } from './crypto.js';
import { leafHash, MerkleTree } from './merkle.js';
import { rootOfLeaves, sharedNodes } from './multiproof.js';
import { hash } from './testing/crypto.js';

function treeOf(size: number): { tree: MerkleTree; leaves: readonly Uint8Array[] } {
    const leaves = Array.from({ length: size }, (_, index) => leafHash(hash, utf8(`leaf ${index}`)));
    return { tree: new MerkleTree(hash, leaves), leaves };
}

const cases = fc.integer({ min: 1, max: 70 }).chain((size) =>
    fc.record({
        size: fc.constant(size),
        indexes: fc.uniqueArray(fc.nat({ max: size - 1 }), { minLength: 1, maxLength: size }),
    }),
);

describe('one proof for several leaves of a tree', () => {
    it('leads to the tree’s root from any of its leaves, whatever the size', () => {
        fc.assert(
            fc.property(cases, ({ size, indexes }) => {
                const { tree, leaves } = treeOf(size);
                const nodes = sharedNodes(
                    indexes.map((index) => ({ index, path: tree.proof(index) })),
                    size,
                );
                const sorted = indexes.toSorted((a, b) => a - b);
                const placed = sorted.map((index) => ({ index, leaf: leaves[index] ?? expect.fail() }));
                expect(rootOfLeaves(hash, { leaves: placed, size, nodes })).to.deep.equal(tree.root);
                const separate = indexes.reduce((sum, index) => sum + tree.proof(index).length, 0);
                expect(nodes.length).to.be.at.most(separate);
            }),
        );
    });

    it('needs no node at all for all leaves', () => {
        const { tree, leaves } = treeOf(13);
        const all = leaves.map((leaf, index) => ({ index, leaf, path: tree.proof(index) }));
        expect(sharedNodes(all, 13)).to.deep.equal([]);
        expect(rootOfLeaves(hash, { leaves: all, size: 13, nodes: [] })).to.deep.equal(tree.root);
    });

    it('fits nothing once a leaf, its place, the size or a node is another, is missing or too many', () => {
        fc.assert(
            fc.property(cases, fc.nat(), ({ size, indexes }, pick) => {
                const { tree, leaves } = treeOf(size);
                const sorted = indexes.toSorted((a, b) => a - b);
                const placed = sorted.map((index) => ({ index, leaf: leaves[index] ?? expect.fail() }));
                const nodes = sharedNodes(
                    sorted.map((index) => ({ index, path: tree.proof(index) })),
                    size,
                );
                const other = leafHash(hash, utf8('another'));
                const at = pick % placed.length;
                const fits = (change: Partial<Parameters<typeof rootOfLeaves>[1]>) => {
                    const root = rootOfLeaves(hash, { leaves: placed, size, nodes, ...change });
                    return root !== undefined && Buffer.from(root).equals(tree.root);
                };
                expect(fits({})).to.equal(true);
                expect(fits({ leaves: placed.map((one, i) => (i === at ? { ...one, leaf: other } : one)) })).to.equal(
                    false,
                );
                expect(fits({ leaves: [...placed, placed[at] ?? expect.fail()] })).to.equal(false);
                expect(fits({ leaves: [] })).to.equal(false);
                expect(fits({ nodes: [...nodes, other] })).to.equal(false);
                expect(fits({ leaves: placed.map((one) => ({ ...one, index: one.index + size })) })).to.equal(false);
                if (nodes.length > 0) {
                    const node = pick % nodes.length;
                    expect(fits({ nodes: nodes.toSpliced(node, 1) })).to.equal(false);
                    expect(fits({ nodes: nodes.map((one, i) => (i === node ? other : one)) })).to.equal(false);
                }
            }),
        );
    });
});
