import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { type CommittedBlock, openLedger } from '../ledger.js';
import { makeBlock, metadataAt } from './block.js';
import { Code } from './codes.js';
import { TestNetwork } from './testing/testnetwork.js';

const text = (value: string): Uint8Array => Buffer.from(value);

describe('a ledger', function () {
    this.timeout(60_000);

    let directory: string;
    let network: TestNetwork;
    const write = (key: string): number => network.submit((s) => s.setState('notes', key, text('x')));

    beforeEach(async () => {
        directory = mkdtempSync(join(tmpdir(), 'ledger-'));
        network = await TestNetwork.open(directory);
        network.deploy('notes', "AND('AlphaMSP.peer', 'BetaMSP.peer')");
    });

    afterEach(() => {
        network.close();
        rmSync(directory, { recursive: true, force: true });
    });

    it('begins a new edition of the definitions with each block that changes one, and with no other', async () => {
        const edition = (height = network.ledger.height): number => network.ledger.definitionEdition(height);
        const [first, height] = [edition(), network.ledger.height];
        write('a');
        write('b');
        expect(edition()).to.equal(first);
        network.deploy('other', "OR('AlphaMSP.peer')");
        expect(edition()).not.to.equal(first);
        expect([edition(height), edition(height + 2)], 'older heights').to.deep.equal([first, first]);
        expect(network.ledger.definition('other', height)).to.equal(undefined);
        expect(network.ledger.definition('other')?.name).to.equal('other');
        expect(network.ledger.definition('other', height + 2)).to.equal(undefined);
        network.close();
        network = await TestNetwork.open(directory);
        const since = Array.from({ length: network.ledger.height }, (_, at) => edition(at));
        expect(new Set(since), 'nothing is known of earlier runs').to.have.property('size', since.length);
        expect(network.ledger.definition('other')?.name).to.equal('other');
    });

    it('finds blocks and transactions by number, hash and id', () => {
        const made = network.transaction((s) => s.setState('notes', 'k', text('x')));
        const refused = network.transaction((s) => s.setState('notes', 'k', text('x')), { endorsers: ['alpha'] });
        network.commit(made, refused);
        const { ledger } = network;
        expect(ledger.height).to.equal(3);
        expect(ledger.status(refused.txId)).to.deep.equal({
            txId: refused.txId,
            block: 2,
            index: 1,
            code: Code.ENDORSEMENT_POLICY_FAILURE,
        });
        expect(ledger.status('nothing')).to.equal(undefined);
        expect(ledger.results(2).map(({ code }) => code)).to.deep.equal([Code.VALID, Code.ENDORSEMENT_POLICY_FAILURE]);
        expect(ledger.blockByTxId(made.txId)?.getHeader()?.getNumber()).to.equal(2);
        expect(ledger.blockByTxId('nothing')).to.equal(undefined);
        expect(ledger.blockByHash(ledger.lastHash)?.getHeader()?.getNumber()).to.equal(2);
        expect(ledger.blockByHash(text('nothing'))).to.equal(undefined);
        const processed = ledger.transaction(refused.txId);
        expect(processed?.getValidationcode()).to.equal(Code.ENDORSEMENT_POLICY_FAILURE);
        expect(processed?.getTransactionenvelope()?.serializeBinary()).to.deep.equal(
            refused.envelope.serializeBinary(),
        );
        expect(ledger.transaction('nothing')).to.equal(undefined);
        const filter = metadataAt(
            ledger.block(2) ?? makeBlock(0, text(''), []),
            common.BlockMetadataIndex.TRANSACTIONS_FILTER,
        );
        expect([...filter]).to.deep.equal([Code.VALID, Code.ENDORSEMENT_POLICY_FAILURE]);
    });

    it('is the same after it was closed and opened, and goes on chaining commit hashes', async () => {
        write('a');
        const hash = network.ledger.lastHash;
        network.close();
        network = await TestNetwork.open(directory);
        expect(network.ledger.lastHash).to.deep.equal(hash);
        expect(network.ledger.definitions()).to.deep.equal(['notes']);
        expect(write('b')).to.equal(Code.VALID);
        const hashes = [1, 2, 3].map((number) =>
            Buffer.from(
                metadataAt(network.ledger.block(number) ?? new common.Block(), common.BlockMetadataIndex.COMMIT_HASH),
            ).toString('hex'),
        );
        expect(new Set(hashes).size).to.equal(3);
        expect(hashes.every((value) => value.length === 68)).to.equal(true);
    });

    it('needs a genesis block when empty and refuses another one', () => {
        expect(() => openLedger({ directory: ':memory:' })).to.throw('is empty and needs a genesis block');
        const other = network.genesis.clone();
        other.getHeader()?.setDataHash(text('other'));
        expect(() => openLedger({ directory, genesis: other })).to.throw('was made from another genesis block');
        const reopened = openLedger({ directory });
        expect(reopened.channel).to.equal('trial');
        reopened.close();
        const moved = openLedger({ directory, genesis: () => other });
        expect(moved.channel).to.equal('trial');
        moved.close();
        const plain = makeBlock(0, new Uint8Array(), [new common.Envelope().serializeBinary()]);
        expect(() => openLedger({ directory: ':memory:', genesis: plain })).to.throw('not a config block');
    });

    it('takes no block that does not continue the chain', () => {
        const { ledger } = network;
        expect(() => ledger.commit(makeBlock(5, ledger.lastHash, []))).to.throw('expected block number 2, got 5');
        expect(() => ledger.commit(makeBlock(2, text('x'), []))).to.throw('does not name the header hash');
        const forged = makeBlock(2, ledger.lastHash, []);
        forged.getHeader()?.setDataHash(text('x'));
        expect(() => ledger.commit(forged)).to.throw('data hash of block 2');
        expect(() => ledger.commit(new common.Block())).to.throw('no header');
        expect(ledger.height).to.equal(2);
    });

    it('tells subscribers after each commit, in order, until they leave', async () => {
        const seen: CommittedBlock[] = [];
        const leave = network.ledger.subscribe((block) => seen.push(block));
        const later = network.ledger.whenHeight(4);
        write('a');
        write('b');
        await later;
        await network.ledger.whenHeight(1);
        leave();
        write('c');
        expect(seen.map(({ number }) => number)).to.deep.equal([2, 3]);
        expect(seen[0]?.bytes).to.deep.equal(network.ledger.blockBytes(2));
        const controller = new AbortController();
        const never = network.ledger.whenHeight(99, controller.signal);
        controller.abort(new Error('enough'));
        const failure = await Promise.allSettled([never, network.ledger.whenHeight(99, controller.signal)]);
        expect(failure.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    });

    it('knows definitions by height', () => {
        network.deploy('notes', "OR('AlphaMSP.peer')", [{ name: 'pair', policy: "OR('AlphaMSP.member')" }], 2);
        const { ledger } = network;
        expect(ledger.definition('notes', 2)?.sequence).to.equal(1);
        expect(ledger.definition('notes')?.sequence).to.equal(2);
        expect(ledger.definition('notes', 1)).to.equal(undefined);
        expect(ledger.definition('other')).to.equal(undefined);
        expect(ledger.definitions(1)).to.deep.equal([]);
        expect(ledger.collection('notes', 'pair')?.getName()).to.equal('pair');
        expect(ledger.collection('notes', 'pair', 2)).to.equal(undefined);
        expect(ledger.collection('other', 'pair')).to.equal(undefined);
        expect(ledger.collectionMembers('other', 'pair')).to.deep.equal([]);
        const simulator = ledger.simulate({ txId: 't', mspId: 'AlphaMSP' });
        expect(ledger.definitionFor(simulator, 'notes')?.version).to.equal('1');
        expect(ledger.definitionFor(simulator, 'other')).to.equal(undefined);
        expect(simulator.result().namespaces).to.deep.equal(['_lifecycle']);
    });
});
