import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { hex, hexBytes } from '../crypto.js';
import { leafHash, verifyConsistency, verifyInclusion } from '../merkle.js';
import { hash } from '../testing/crypto.js';
import { LogTree } from './tree.js';

type Inclusion = Readonly<{
    what: string;
    valid: boolean;
    index: number;
    size: number;
    leaf: string;
    path: string[];
    root: string;
}>;
type Consistency = Readonly<{
    what: string;
    valid: boolean;
    first: number;
    second: number;
    firstRoot: string;
    secondRoot: string;
    path: string[];
}>;
type Vectors = Readonly<{ entries: string[]; roots: string[]; inclusion: Inclusion[]; consistency: Consistency[] }>;

/** Made by `test/log/rfc9162.py`, an implementation of its own. */
const vectors: Vectors = JSON.parse(
    readFileSync(new URL('../../../../test/log/rfc9162.json', import.meta.url), 'utf8'),
);

describe('the RFC 9162 vectors', () => {
    it('hold: every root, and every true proof is the one that the tree makes', () => {
        const tree = new LogTree(hash);
        for (const entry of vectors.entries) {
            tree.append(leafHash(hash, hexBytes(entry)));
        }
        for (const [size, root] of vectors.roots.entries()) {
            expect(hex(tree.root(size))).to.equal(root);
        }
        for (const { index, size, path } of vectors.inclusion.filter(({ valid }) => valid)) {
            expect(tree.inclusion(index, size).map(hex), `${index} of ${size}`).to.deep.equal(path);
        }
        for (const { first, second, path } of vectors.consistency.filter(({ valid }) => valid)) {
            expect(tree.consistency(first, second).map(hex), `${first} → ${second}`).to.deep.equal(path);
        }
    });

    it('are told apart: true proofs are believed, false ones not', () => {
        for (const { what, valid, index, size, leaf, path, root } of vectors.inclusion) {
            const proof = { index, size, leaf: hexBytes(leaf), path: path.map(hexBytes), root: hexBytes(root) };
            expect(verifyInclusion(hash, proof), `${index} of ${size}: ${what}`).to.equal(valid);
        }
        for (const { what, valid, first, second, firstRoot, secondRoot, path } of vectors.consistency) {
            const proof = {
                first,
                second,
                firstRoot: hexBytes(firstRoot),
                secondRoot: hexBytes(secondRoot),
                path: path.map(hexBytes),
            };
            expect(verifyConsistency(hash, proof), `${first} → ${second}: ${what}`).to.equal(valid);
        }
        const kinds = [vectors.inclusion, vectors.consistency].map((cases) => [
            cases.filter(({ valid }) => valid).length,
            cases.filter(({ valid }) => !valid).length > 60,
        ]);
        expect(kinds).to.deep.equal([
            [36, true],
            [36, true],
        ]);
    });
});
