import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import { canonical } from '../canonical.js';
import { base64urlBytes, hex, hexBytes, utf8, utf8Text } from '../crypto.js';
import { type PublicJwk, parsePublicJwk, thumbprint } from '../jwk.js';
import { slot } from '../slot.js';
import { hash, verifyEs256 } from '../testing/crypto.js';
import {
    isSplitView,
    type LogTrust,
    parseSignedTreeHead,
    parseTreeHead,
    type SignedTreeHead,
    signTreeHead,
    type TreeHead,
    treeHead,
    treeHeadBytes,
    treeHeadDigest,
    verifyGrowth,
    verifyHeadChain,
    verifyTreeHead,
} from './head.js';
import { logProof, parseLogProof, verifyLogProof } from './inclusion.js';
import { LogTree, logLeaf } from './tree.js';

const LOG = 'linguang-certificates';
const keys = new Map<string, PublicJwk>();
const [certifier, grid, thief] = [signerOf('certifier'), signerOf('grid'), signerOf('thief', false)];
const trust: LogTrust = { log: LOG, certifier: 'certifier', keyOf: (org, kid) => keys.get(`${org} ${kid}`) };

const digests = Array.from({ length: 9 }, (_, index) => hex(hash(utf8(`core ${index}`))));
const honest = treeOf(digests);
const first = treeHead(treeOf(digests.slice(0, 5)), { log: LOG, slot: slot(100), previous: null }, hash);
const second = treeHead(honest, { log: LOG, slot: slot(101), previous: first }, hash);
const signed = signedBy(second, certifier, grid);

describe('tree heads', () => {
    it('are signed as canonical JSON that says what it is', () => {
        expect(utf8Text(treeHeadBytes(first))).to.equal(
            `{"log":"${LOG}","previous":null,"root":"${first.root}","size":5,"slot":100,"type":"LinguangTreeHead","v":1}`,
        );
        expect(second.previous).to.equal(treeHeadDigest(first, hash));
    });

    it('are believed with the certifier and another organisation, also read from text', () => {
        verifyTreeHead(signed, trust, verifyEs256);
        const read = parseSignedTreeHead(JSON.parse(canonical(signed)));
        expect(read).to.deep.equal(signed);
        verifyTreeHead(read, trust, verifyEs256);
    });

    it('are refused when any member was changed after signing', () => {
        const changes: readonly Partial<TreeHead>[] = [
            { size: 8 },
            { root: first.root },
            { slot: slot(102) },
            { previous: null },
            { previous: second.root },
        ];
        for (const change of changes) {
            fails('LOG_HEAD_SIGNATURE', { ...signed, head: { ...second, ...change } });
        }
        fails('LOG_HEAD_INVALID', { ...signed, head: { ...second, log: 'another' } });
    });

    it('are refused without the certifier, without another organisation, and with one key or organisation twice', () => {
        const [own, other] = [signTreeHead(second, certifier), signTreeHead(second, grid)];
        fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [] });
        fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [other] });
        fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [other, own] });
        fails('LOG_HEAD_COSIGNER', { head: second, signatures: [own] });
        fails('LOG_HEAD_COSIGNER', { head: second, signatures: [own, own] });
        fails('LOG_HEAD_COSIGNER', { head: second, signatures: [own, other, other] });
        // The certifier under the name of another organisation that was given the same key.
        keys.set(`puppet ${certifier.kid}`, certifier.jwk);
        fails('LOG_HEAD_COSIGNER', { head: second, signatures: [own, { ...own, org: 'puppet' }] });
    });

    it('are refused with a forged signature, of either organisation and also as one too many', () => {
        const [own, other] = [signTreeHead(second, certifier), signTreeHead(second, grid)];
        const forged = signTreeHead(second, { ...thief, org: 'grid', kid: grid.kid });
        fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [own, forged] });
        fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [own, signTreeHead(second, thief)] });
        fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [own, other, signTreeHead(second, thief)] });
        fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [own, { ...own, org: 'grid' }] });
        fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [own, signTreeHead(first, grid)] });
        fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [own, { ...other, signature: 'A'.repeat(86) }] });
        fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [own, { ...other, signature: '*' }] });
        for (const at of [0, 20, 40, 80]) {
            const text = other.signature;
            const signature = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
            fails('LOG_HEAD_SIGNATURE', { head: second, signatures: [own, { ...other, signature }] });
        }
    });

    it('are read strictly', () => {
        const bad: readonly Readonly<Record<string, unknown>>[] = [
            { v: 2 },
            { type: 'TreeHead' },
            { log: 'a log' },
            { size: 0 },
            { size: 1.5 },
            { size: '9' },
            { root: second.root.toUpperCase() },
            { root: second.root.slice(1) },
            { slot: -1 },
            { slot: 1e12 },
            { previous: '' },
            { previous: undefined },
            { more: 1 },
        ];
        for (const change of bad) {
            expect(() => parseTreeHead({ ...second, ...change }), JSON.stringify(change)).to.throw('LOG_HEAD_INVALID');
        }
        expect(() => parseSignedTreeHead({ ...signed, more: 1 })).to.throw('LOG_HEAD_INVALID');
        expect(() => parseSignedTreeHead({ head: second })).to.throw('LOG_HEAD_INVALID');
        expect(() => treeHead(new LogTree(hash), { log: LOG, slot: slot(1), previous: null }, hash)).to.throw(
            'LOG_HEAD_INVALID',
        );
    });

    it('follow one another while the log grows', () => {
        verifyHeadChain([first, second], hash);
        verifyGrowth(first, second, { path: honest.consistency(5, 9), hash });
        verifyGrowth(second, { ...second, slot: slot(110) }, { path: [], hash });
        expect(isSplitView(first, second, hash)).to.equal(false);
        expect(isSplitView(second, second, hash)).to.equal(false);
    });

    it('are refused when the log shrinks, time goes back, a head is left out or the proof is another', () => {
        const path = honest.consistency(5, 9);
        expect(() => verifyGrowth(second, first, { path, hash })).to.throw('LOG_HEAD_ORDER');
        expect(() => verifyGrowth(first, { ...second, slot: slot(99) }, { path, hash })).to.throw('LOG_HEAD_ORDER');
        expect(() => verifyGrowth(first, { ...second, log: 'b' }, { path, hash })).to.throw('LOG_HEAD_ORDER');
        expect(() => verifyGrowth(first, second, { path: honest.consistency(4, 9), hash })).to.throw(
            'LOG_PROOF_INVALID',
        );
        expect(() => verifyGrowth(first, second, { path: [], hash })).to.throw('LOG_PROOF_INVALID');
        const third = treeHead(honest, { log: LOG, slot: slot(102), previous: second }, hash);
        verifyHeadChain([first, second, third], hash);
        expect(() => verifyHeadChain([first, third], hash)).to.throw('LOG_HEAD_ORDER');
        const smaller = treeOf(digests.slice(0, 3));
        expect(() => treeHead(smaller, { log: LOG, slot: slot(103), previous: second }, hash)).to.throw(
            'LOG_HEAD_ORDER',
        );
    });
});

describe('a split view of the log', () => {
    // The same signers show a second public a log in which certificate 2 is another one.
    const other = treeOf(digests.map((digest, index) => (index === 2 ? hex(hash(utf8('sold twice'))) : digest)));
    const shown = treeHead(other, { log: LOG, slot: slot(101), previous: first }, hash);

    it('shows as soon as two heads meet, whatever their signatures', () => {
        verifyTreeHead(signedBy(shown, certifier, grid), trust, verifyEs256);
        expect(isSplitView(second, shown, hash)).to.equal(true);
        expect(() => verifyGrowth(second, shown, { path: [], hash })).to.throw('LOG_SPLIT_VIEW');
        // Forks of different sizes after the same head, and two first heads.
        const longer = treeHead(
            treeOf([...digests, second.root]),
            { log: LOG, slot: slot(101), previous: first },
            hash,
        );
        expect(isSplitView(shown, longer, hash)).to.equal(true);
        expect(isSplitView(first, { ...first, size: 4 }, hash)).to.equal(true);
        expect(isSplitView(second, { ...shown, log: 'another' }, hash)).to.equal(false);
    });

    it('cannot be joined by any proof of either side', () => {
        const grown = treeHead(
            treeOf([...digests, second.root]),
            { log: LOG, slot: slot(102), previous: second },
            hash,
        );
        const joined = treeOf([...digests, second.root]);
        other.append(logLeaf(hash, second.root));
        for (const path of [joined.consistency(9, 10), other.consistency(9, 10), joined.consistency(8, 10)]) {
            expect(() => verifyGrowth(shown, grown, { path, hash })).to.throw('LOG_PROOF_INVALID');
        }
        expect(() => verifyHeadChain([first, shown, grown], hash)).to.throw('LOG_HEAD_ORDER');
    });
});

describe('proofs that a certificate is in the log', () => {
    const means = { trust, hash, verify: verifyEs256 };
    const proof = logProof(honest, 6, signed);
    const digest = digests[6] ?? '';

    it('hold for every certificate, read from text', () => {
        for (const [index, each] of digests.entries()) {
            verifyLogProof(each, parseLogProof(JSON.parse(canonical(logProof(honest, index, signed)))), means);
        }
    });

    it('hold for no other digest, place, path or head', () => {
        const [sibling = '', ...rest] = proof.inclusionProof;
        const flipped = hex(hexBytes(sibling).map((byte, at) => (at === 0 ? byte ^ 1 : byte)));
        for (const wrong of [
            { ...proof, leafIndex: 5 },
            { ...proof, leafIndex: 9 },
            { ...proof, inclusionProof: rest },
            { ...proof, inclusionProof: [flipped, ...rest] },
            { ...proof, inclusionProof: [...proof.inclusionProof, sibling] },
            { ...proof, treeHead: signedBy(first, certifier, grid) },
        ]) {
            expect(() => verifyLogProof(digest, wrong, means)).to.throw('LOG_PROOF_INVALID');
        }
        expect(() => verifyLogProof(digests[5] ?? '', proof, means)).to.throw('LOG_PROOF_INVALID');
        const alone = { ...proof, treeHead: { head: second, signatures: signed.signatures.slice(0, 1) } };
        expect(() => verifyLogProof(digest, alone, means)).to.throw('LOG_HEAD_COSIGNER');
    });

    it('are read strictly', () => {
        for (const change of [
            { v: 0 },
            { leafIndex: -1 },
            { inclusionProof: ['00'] },
            { treeHead: null },
            { more: 1 },
        ]) {
            expect(() => parseLogProof({ ...proof, ...change })).to.throw('LOG_HEAD_INVALID');
        }
        expect(() => logProof(honest, 6, signedBy(first, certifier, grid))).to.throw(RangeError);
        expect(base64urlBytes(signed.signatures[0]?.signature ?? '').length).to.equal(64);
    });
});

function fails(code: string, head: SignedTreeHead): void {
    expect(() => verifyTreeHead(head, trust, verifyEs256)).to.throw(code);
}

function treeOf(of: readonly string[]): LogTree {
    const tree = new LogTree(hash);
    for (const digest of of) {
        tree.append(logLeaf(hash, digest));
    }
    return tree;
}

type Organisation = Readonly<{
    org: string;
    kid: string;
    jwk: PublicJwk;
    sign: (message: Uint8Array) => Uint8Array;
}>;

function signedBy(head: TreeHead, ...organisations: readonly Organisation[]): SignedTreeHead {
    return { head, signatures: organisations.map((organisation) => signTreeHead(head, organisation)) };
}

function signerOf(org: string, known = true): Organisation {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = parsePublicJwk(publicKey.export({ format: 'jwk' }));
    const kid = thumbprint(hash, jwk);
    if (known) {
        keys.set(`${org} ${kid}`, jwk);
    }
    return {
        org,
        kid,
        jwk,
        sign: (message) => new Uint8Array(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
    };
}
