import { expect } from 'chai';
import fc from 'fast-check';
import { hex, hexBytes } from './crypto.js';
import { leafHash, MerkleTree, verifyConsistency, verifyInclusion } from './merkle.js';
import { hash } from './testing/crypto.js';

// Leaf inputs and roots of the Certificate Transparency reference implementations (google/certificate-transparency, RFC 6962).
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const leaves = INPUTS.map((input) => leafHash(hash, hexBytes(input)));
const entries = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 40 });

describe('Merkle trees', () => {
    it('has the roots of the published vectors for 0 to 8 leaves', () => {
        ROOTS.forEach((root, size) => {
            expect(hex(new MerkleTree(hash, leaves.slice(0, size)).root)).to.equal(root);
        });
    });

    it('has the published path of leaf 5 of 8', () => {
        expect(new MerkleTree(hash, leaves).proof(5).map(hex)).to.deep.equal([
            'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
            'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
            'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
        ]);
    });

    it('has the published proof that 8 leaves continue 6', () => {
        const path = new MerkleTree(hash, leaves).consistency(6);
        expect(path.map(hex)).to.deep.equal([
            '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
            'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
            'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
        ]);
        const [firstRoot, secondRoot] = [hexBytes(ROOTS[6] ?? ''), hexBytes(ROOTS[8] ?? '')];
        expect(verifyConsistency(hash, { first: 6, second: 8, path, firstRoot, secondRoot })).to.equal(true);
    });

    it('takes no empty leaf and no hash of another length for a proof', () => {
        const none = new Uint8Array();
        expect(verifyInclusion(hash, { leaf: none, index: 0, size: 1, path: [], root: none })).to.equal(false);
        const [leaf = none, next = none] = leaves;
        const root = new MerkleTree(hash, leaves.slice(0, 2)).root;
        expect(verifyInclusion(hash, { leaf, index: 0, size: 2, path: [next], root })).to.equal(true);
        const cut = { leaf: hexBytes(`${hex(leaf)}${hex(next).slice(0, 2)}`), path: [next.slice(1)] };
        expect(verifyInclusion(hash, { ...cut, index: 0, size: 2, root })).to.equal(false);
    });

    it('has the root that the recursive definition of RFC 9162 §2.1.1 gives', () => {
        fc.assert(
            fc.property(entries, (data) => {
                const hashes = data.map((entry) => leafHash(hash, entry));
                expect(hex(new MerkleTree(hash, hashes).root)).to.equal(hex(recursiveRoot(hashes)));
            }),
        );
    });

    it('proves every leaf, and nothing else', () => {
        fc.assert(
            fc.property(entries, fc.nat(), fc.nat(), (data, at, wrong) => {
                const hashes = data.map((entry) => leafHash(hash, entry));
                const tree = new MerkleTree(hash, hashes);
                const index = at % hashes.length;
                const leaf = hashes[index] ?? new Uint8Array();
                const proof = { leaf, index, size: tree.size, path: tree.proof(index), root: tree.root };
                expect(verifyInclusion(hash, proof)).to.equal(true);
                expect(
                    verifyInclusion(hash, { ...proof, leaf: leafHash(hash, new Uint8Array([9, wrong & 255, 9])) }),
                ).to.equal(false);
                const other = wrong % (tree.size + 2);
                const sameLeaf = hex(hashes[other] ?? new Uint8Array()) === hex(leaf);
                if (other !== index && !sameLeaf) {
                    expect(verifyInclusion(hash, { ...proof, index: other })).to.equal(false);
                }
                expect(verifyInclusion(hash, { ...proof, path: [...proof.path, leaf] })).to.equal(false);
                if (proof.path.length > 0) {
                    expect(verifyInclusion(hash, { ...proof, path: proof.path.slice(1) })).to.equal(false);
                }
            }),
        );
    });

    it('refuses indexes outside the tree', () => {
        const tree = new MerkleTree(hash, leaves);
        expect(() => tree.proof(8)).to.throw(RangeError);
        expect(() => tree.proof(-1)).to.throw(RangeError);
        const root = tree.root;
        const leaf = leaves[0] ?? root;
        expect(verifyInclusion(hash, { leaf, index: -1, size: 8, path: [], root })).to.equal(false);
        expect(verifyInclusion(hash, { leaf: root, index: 0.5, size: 1, path: [], root })).to.equal(false);
    });
});

/** RFC 9162 §2.1.1, word for word: k is the largest power of two smaller than n. */
function recursiveRoot(hashes: readonly Uint8Array[]): Uint8Array {
    const [only] = hashes;
    if (hashes.length === 1 && only !== undefined) {
        return only;
    }
    let k = 1;
    while (k * 2 < hashes.length) {
        k *= 2;
    }
    return hash(new Uint8Array([1, ...recursiveRoot(hashes.slice(0, k)), ...recursiveRoot(hashes.slice(k))]));
}
