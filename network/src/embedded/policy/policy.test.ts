import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { TestNetwork } from '../ledger/testing/testnetwork.js';
import { applicationPolicy, type Identity, parsePolicyExpression } from '../ledger.js';

type Tree = { readonly n: number; readonly rules: readonly Tree[] } | string;

const ORGANISATIONS = ['alpha', 'beta', 'gamma'] as const;
const mspId = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}MSP`;

function shown(tree: Tree): string {
    return typeof tree === 'string' ? `'${mspId(tree)}.peer'` : `OutOf(${tree.n}, ${tree.rules.map(shown).join(', ')})`;
}

/** All ways to satisfy a tree, as counts of peers per organisation: the truth by enumeration. */
function ways(tree: Tree): readonly (readonly number[])[] {
    if (typeof tree === 'string') {
        return [ORGANISATIONS.map((name) => (name === tree ? 1 : 0))];
    }
    const options = tree.rules.map(ways);
    const choose = (at: number, left: number): readonly (readonly number[])[] => {
        if (left <= 0) {
            return [[0, 0, 0]];
        }
        if (at === options.length) {
            return [];
        }
        const taken = (options[at] ?? []).flatMap((way) =>
            choose(at + 1, left - 1).map((rest) => rest.map((count, index) => count + (way[index] ?? 0))),
        );
        return [...taken, ...choose(at + 1, left)];
    };
    return choose(0, tree.n);
}

const truth = (tree: Tree, counts: readonly number[]): boolean =>
    ways(tree).some((way) => way.every((needed, at) => needed <= (counts[at] ?? 0)));

/** Trees in which every leaf is drawn from the given ones, each at most once. */
function trees(leaves: readonly string[]): fc.Arbitrary<Tree> {
    return fc.letrec<{ tree: Tree }>((tie) => ({
        tree: fc
            .tuple(
                fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...leaves) }, tie('tree')), {
                    minLength: 1,
                    maxLength: 4,
                }),
                fc.nat(4),
            )
            .map(([rules, n]) => ({ n: Math.min(n, rules.length), rules })),
    })).tree;
}

function leavesOf(tree: Tree): readonly string[] {
    return typeof tree === 'string' ? [tree] : tree.rules.flatMap(leavesOf);
}

describe('policies', function () {
    this.timeout(60_000);

    let network: TestNetwork;
    const identity = (serialized: Uint8Array): Identity => network.ledger.msps.deserialize(serialized);
    const peers = (counts: readonly number[]): Identity[] =>
        ORGANISATIONS.flatMap((name, at) =>
            Array.from({ length: counts[at] ?? 0 }, (_, index) => identity(network.peer(name, index).serialized)),
        );

    before(async () => {
        network = await TestNetwork.open();
    });

    after(() => network.close());

    it('hold exactly when some choice of endorsers fulfils them, where no organisation is named twice', () => {
        const counts = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2));
        const distinct = trees(ORGANISATIONS).filter((tree) => new Set(leavesOf(tree)).size === leavesOf(tree).length);
        fc.assert(
            fc.property(distinct, counts, (tree, present) => {
                const policy = network.ledger.policies.signature(parsePolicyExpression(shown(tree)));
                expect(policy.isSatisfiedBy(peers(present))).to.equal(truth(tree, present));
            }),
            { numRuns: 400 },
        );
    });

    it('never hold without such a choice, however often organisations are named', () => {
        const counts = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2));
        let held = 0;
        fc.assert(
            fc.property(trees(ORGANISATIONS), counts, (tree, present) => {
                const policy = network.ledger.policies.signature(parsePolicyExpression(shown(tree)));
                if (policy.isSatisfiedBy(peers(present))) {
                    held += 1;
                    expect(truth(tree, present)).to.equal(true);
                }
            }),
            { numRuns: 400 },
        );
        expect(held).to.be.greaterThan(50);
    });

    it('are evaluated greedily from the left like those of Fabric', () => {
        const policy = network.ledger.policies.signature(
            parsePolicyExpression("OutOf(2, AND('AlphaMSP.peer', 'AlphaMSP.peer'), 'AlphaMSP.peer', 'AlphaMSP.peer')"),
        );
        expect(policy.isSatisfiedBy(peers([2, 0, 0]))).to.equal(false);
        expect(() => policy.evaluateIdentities(peers([1, 0, 0]))).to.throw('signature set did not satisfy policy');
    });

    it('count an identity once, leave out wrong signatures and go on with the rest', () => {
        const { policies } = network.ledger;
        const policy = policies.signature(parsePolicyExpression("OutOf(2, 'AlphaMSP.peer', 'AlphaMSP.peer')"));
        const data = Buffer.from('data');
        const by = (index: number, signed = data): { data: Buffer; identity: Uint8Array; signature: Uint8Array } => {
            const signer = network.peer('alpha', index);
            return { data, identity: signer.serialized, signature: signer.sign(signed) };
        };
        expect(() => policy.evaluateSignedData([by(0), by(0)])).to.throw('did not satisfy');
        expect(() => policy.evaluateSignedData([by(0), by(1, Buffer.from('other'))])).to.throw('did not satisfy');
        policy.evaluateSignedData([{ ...by(0), identity: Buffer.from('x') }, by(0), by(1)]);
        expect(policy.isSatisfiedBy([...peers([1, 0, 0]), ...peers([1, 0, 0])])).to.equal(false);
    });

    it('are parsed in any spelling of the gates and refused with the place otherwise', () => {
        const same = ["AND('A.peer', 'B.peer')", 'and("A.peer","B.peer")', " OutOf ( 2 , 'A.peer', 'B.peer' ) "];
        const bytes = same.map((text) => Buffer.from(parsePolicyExpression(text).serializeBinary()).toString('hex'));
        expect(new Set(bytes).size).to.equal(1);
        for (const wrong of [
            "'A.peer'",
            "AND('A.peer'",
            "XOR('A.peer')",
            "AND('A.boss')",
            "AND('A.peer') x",
            'AND()',
            '',
            "OutOf('A.peer')",
        ]) {
            expect(() => parsePolicyExpression(wrong), wrong).to.throw('invalid policy string');
        }
        expect(() => parsePolicyExpression("OutOf(3, 'A.peer')")).to.throw('invalid t-out-of-n predicate, t 3, n 1');
    });

    it('of the channel count organisations: ALL, MAJORITY, ANY', () => {
        const { policies } = network.ledger;
        const holds = (path: string, ...counts: number[]): boolean =>
            policies.byPath(path).isSatisfiedBy(peers(counts));
        for (let bits = 0; bits < 8; bits += 1) {
            const counts = [bits & 1, (bits >> 1) & 1, (bits >> 2) & 1];
            const present = counts.filter(Boolean).length;
            expect(holds('/Channel/Application/Endorsement', ...counts)).to.equal(present >= 2);
            expect(holds('/Channel/Application/LifecycleEndorsement', ...counts)).to.equal(present === 3);
            expect(holds('/Channel/Application/Readers', ...counts)).to.equal(present >= 1);
            expect(holds('/Channel/Application/Writers', ...counts), 'peers do not write').to.equal(false);
            expect(holds('Application/Readers', ...counts)).to.equal(present >= 1);
        }
        const all = policies.byPath('/Channel/Application/LifecycleEndorsement');
        expect(() => all.evaluateIdentities(peers([1, 1, 0]))).to.throw(
            "implicit policy evaluation failed - 2 sub-policies were satisfied, but this policy requires 3 of the 'Endorsement' sub-policies to be satisfied",
        );
        expect([...all.mspIds].sort()).to.deep.equal(['AlphaMSP', 'BetaMSP', 'GammaMSP']);
        expect(() => policies.byPath('/Channel/None').evaluateIdentities(peers([1, 1, 1]))).to.throw(
            "no such policy: '/Channel/None'",
        );
    });

    it('of applications are signatures or references', () => {
        const { policies } = network.ledger;
        const reference = policies.application(applicationPolicy('/Channel/Application/Endorsement'));
        expect(reference.isSatisfiedBy(peers([1, 1, 0]))).to.equal(true);
        const signature = policies.application(applicationPolicy("OR('GammaMSP.peer')"));
        expect(signature.isSatisfiedBy(peers([1, 1, 0]))).to.equal(false);
        expect(signature.mspIds).to.deep.equal(['GammaMSP']);
    });

    it('that are malformed are refused', () => {
        const { policies } = network.ledger;
        const envelope = new common.SignaturePolicyEnvelope();
        expect(() => policies.signature(envelope)).to.throw('Empty policy element');
        const rule = new common.SignaturePolicy();
        rule.setSignedBy(3);
        envelope.setRule(rule);
        expect(() => policies.signature(envelope)).to.throw('identity index out of range, requested 3');
        envelope.setVersion(1);
        expect(() => policies.signature(envelope)).to.throw('only understands messages of version 0');
    });

    it('guard resources by the default access rules', () => {
        const { policies, config } = network.ledger;
        const message = Buffer.from('proposal');
        const check = (resource: string, signer: ReturnType<TestNetwork['client']>): void =>
            policies.checkAcl(resource, signer.serialized, message, signer.sign(message));
        check('peer/Propose', network.client('alpha'));
        check('qscc/GetChainInfo', network.peer('alpha'));
        expect(() => check('peer/Propose', network.peer('alpha'))).to.throw(
            /^Failed evaluating policy on signed data during check policy on channel \[\w+\] with policy \[\/Channel\/Application\/Writers\]: \[implicit policy evaluation failed/,
        );
        expect(config.acl('event/Block')).to.equal('/Channel/Application/Readers');
    });

    it('for an endorsement plan are those of all chaincodes, collections and keys it touches', async () => {
        const own = await TestNetwork.open();
        own.deploy('notes', "AND('AlphaMSP.peer', 'BetaMSP.peer')", [
            { name: 'guarded', policy: "OR('AlphaMSP.member')", endorsementPolicy: "OR('GammaMSP.peer')" },
        ]);
        const call = new peer.ChaincodeCall();
        call.setName('notes');
        const guarded = call.clone();
        guarded.setCollectionNamesList(['guarded']);
        const keyed = call.clone();
        keyed.setKeyPoliciesList([parsePolicyExpression("OR('GammaMSP.peer')")]);
        keyed.setDisregardNamespacePolicy(true);
        const plan = (...calls: peer.ChaincodeCall[]): ((...counts: number[]) => boolean) => {
            const interest = new peer.ChaincodeInterest();
            interest.setChaincodesList(calls);
            const needed = own.ledger.policies.forInterest(interest);
            return (...counts) => needed.every((policy) => policy.isSatisfiedBy(peers(counts)));
        };
        expect(plan(call)(1, 1, 0)).to.equal(true);
        expect(plan(call, guarded)(1, 1, 0)).to.equal(false);
        expect(plan(call, guarded)(1, 1, 1)).to.equal(true);
        expect(plan(keyed)(0, 0, 1)).to.equal(true);
        const unknown = new peer.ChaincodeCall();
        unknown.setName('unknown');
        expect(() => plan(unknown)).to.throw('unknown');
        own.close();
    });
});
