import { ledger } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { sha256 } from './bytes.js';
import { Code } from './codes.js';
import type { Simulator } from './simulator.js';
import { TestNetwork, type TransactionOptions } from './testing/testnetwork.js';

const text = (value: string): Uint8Array => Buffer.from(value);
const shown = (value: Uint8Array | undefined): string | undefined => value && Buffer.from(value).toString();

describe('private data', function () {
    this.timeout(60_000);

    let network: TestNetwork;
    const put = (key: string, value: string, options: TransactionOptions & { collection?: string } = {}): number =>
        network.submit((s) => s.setPrivateData('notes', options.collection ?? 'pair', key, text(value)), options);
    const on = (mspId: string, height?: number): Simulator =>
        network.ledger.simulate({ txId: 't', mspId, ...(height !== undefined && { height }) });
    const get = (key: string, mspId = 'AlphaMSP', collection = 'pair'): string | undefined =>
        shown(on(mspId).getPrivateData('notes', collection, key));
    const step = (): number => network.submit((s) => s.setState('notes', 'step', text('x')));

    beforeEach(async () => {
        network = await TestNetwork.open();
        network.deploy('notes', "AND('AlphaMSP.peer', 'BetaMSP.peer')", [
            { name: 'pair', policy: "OR('AlphaMSP.member', 'BetaMSP.member')" },
            { name: 'brief', policy: "OR('AlphaMSP.member', 'BetaMSP.member')", blockToLive: 2 },
        ]);
    });

    afterEach(() => network.close());

    it('is readable by members, and known to others by its hash', () => {
        expect(put('k', 'secret')).to.equal(Code.VALID);
        expect(get('k')).to.equal('secret');
        expect(get('k', 'BetaMSP')).to.equal('secret');
        expect(get('absent')).to.equal(undefined);
        expect(() => get('k', 'GammaMSP')).to.throw(
            /^private data matching public hash version is not available\. Public hash version = \{BlockNum: 2, TxNum: 0\}, Private data version = <nil>$/,
        );
        expect(on('GammaMSP').getPrivateDataHash('notes', 'pair', 'k')).to.deep.equal(sha256('secret'));
        expect([...on('GammaMSP').getPrivateDataRange('notes', 'pair', '', '')]).to.deep.equal([]);
        expect([...on('BetaMSP').getPrivateDataRange('notes', 'pair', '', '')].map(({ key }) => key)).to.deep.equal([
            'k',
        ]);
    });

    it('never appears in a block', () => {
        put('k', 'a very secret value');
        for (let number = 0; number < network.ledger.height; number += 1) {
            const bytes = Buffer.from(network.ledger.blockBytes(number) ?? []);
            expect(bytes.includes('a very secret value')).to.equal(false);
        }
    });

    it('conflicts by the version of its hash', () => {
        put('k', '1');
        const change = (): ReturnType<TestNetwork['transaction']> =>
            network.transaction((s) => {
                s.getPrivateData('notes', 'pair', 'k');
                s.setPrivateData('notes', 'pair', 'k', text('2'));
            });
        const codes = network.commit(change(), change()).transactions.map(({ code }) => code);
        expect(codes).to.deep.equal([Code.VALID, Code.MVCC_READ_CONFLICT]);
        const hashOnly = network.transaction((s) => {
            s.getPrivateDataHash('notes', 'pair', 'k');
            s.setState('notes', 'x', text('x'));
        });
        put('k', '3');
        expect(network.commit(hashOnly).transactions[0]?.code).to.equal(Code.MVCC_READ_CONFLICT);
    });

    it('goes when deleted', () => {
        put('k', '1');
        expect(network.submit((s) => s.deletePrivateData('notes', 'pair', 'k'))).to.equal(Code.VALID);
        expect(get('k')).to.equal(undefined);
        expect(on('GammaMSP').getPrivateDataHash('notes', 'pair', 'k')).to.equal(undefined);
        expect(put('k', '')).to.equal(Code.VALID);
        expect(get('k'), 'an empty value is a deletion').to.equal(undefined);
    });

    it('is delivered per organisation, and recorded as missing when it never arrived', () => {
        put('k', '1');
        const block = network.ledger.height - 1;
        const bytes = network.ledger.privateData(block, 'BetaMSP').get(0) ?? new Uint8Array();
        const [namespace] = ledger.rwset.TxPvtReadWriteSet.deserializeBinary(bytes).getNsPvtRwsetList();
        expect(namespace?.getNamespace()).to.equal('notes');
        expect(namespace?.getCollectionPvtRwsetList()[0]?.getCollectionName()).to.equal('pair');
        expect(network.ledger.privateData(block, 'GammaMSP').size).to.equal(0);
        expect(network.ledger.missingPrivateData(block)).to.deep.equal([]);
        expect(put('k', '2', { loseData: true })).to.equal(Code.VALID);
        expect(() => get('k')).to.throw('private data matching public hash version is not available');
        expect(network.ledger.missingPrivateData(block + 1)).to.deep.equal([
            { tx: 0, namespace: 'notes', collection: 'pair' },
        ]);
        put('k', '3');
        expect(get('k')).to.equal('3');
    });

    it('is staged until its block, and forgotten when it never comes', () => {
        const waiting = network.transaction((s) => s.setPrivateData('notes', 'pair', 'k', text('1')));
        const lost = network.transaction((s) => s.setPrivateData('notes', 'pair', 'l', text('1')));
        expect(network.ledger.transientStore.has(waiting.txId)).to.equal(true);
        network.commit(waiting);
        expect(network.ledger.transientStore.has(waiting.txId)).to.equal(false);
        network.ledger.transientStore.purgeBelow(network.ledger.height);
        expect(network.ledger.transientStore.has(lost.txId)).to.equal(false);
        network.commit(lost);
        expect(network.ledger.missingPrivateData(network.ledger.height - 1)).to.have.lengthOf(1);
    });

    it('takes the write set whose hash is in the block when endorsers staged different ones', () => {
        const nonce = Buffer.alloc(24, 7);
        const make = (value: string): ReturnType<TestNetwork['transaction']> =>
            network.transaction((s) => s.setPrivateData('notes', 'pair', 'k', text(value)), { nonce });
        const honest = make('true');
        make('false');
        network.commit(honest);
        expect(get('k')).to.equal('true');
    });

    it('expires after its blocks to live, hash and plaintext, unless written again', () => {
        put('old', '1', { collection: 'brief' });
        const height = network.ledger.height;
        put('renewed', '1', { collection: 'brief' });
        put('renewed', '2', { collection: 'brief' });
        expect(get('old', 'AlphaMSP', 'brief')).to.equal('1');
        step();
        expect(get('old', 'AlphaMSP', 'brief')).to.equal(undefined);
        expect(on('GammaMSP').getPrivateDataHash('notes', 'brief', 'old')).to.equal(undefined);
        expect(network.ledger.privateData(height - 1, 'AlphaMSP').size).to.equal(0);
        step();
        expect(get('renewed', 'AlphaMSP', 'brief')).to.equal('2');
        step();
        expect(get('renewed', 'AlphaMSP', 'brief')).to.equal(undefined);
        expect(() => on('AlphaMSP', height).getPrivateData('notes', 'brief', 'old')).to.throw('is not available');
    });

    it('stays when the block at which it would expire writes it again', () => {
        put('k', '1', { collection: 'brief' });
        step();
        step();
        put('k', '2', { collection: 'brief' });
        expect(get('k', 'AlphaMSP', 'brief')).to.equal('2');
    });

    it('leaves state, old snapshots and delivered blocks when purged', () => {
        put('k', 'first');
        const height = network.ledger.height;
        network.submit((s) => {
            s.setPrivateData('notes', 'pair', 'k', text('second'));
            s.setPrivateData('notes', 'pair', 'kept', text('kept'));
        });
        expect(network.submit((s) => s.purgePrivateData('notes', 'pair', 'k'))).to.equal(Code.VALID);
        expect(get('k')).to.equal(undefined);
        expect(get('kept')).to.equal('kept');
        expect(() => on('AlphaMSP', height).getPrivateData('notes', 'pair', 'k')).to.throw('is not available');
        for (const [number, kept] of [
            [height - 1, false],
            [height, true],
        ] as const) {
            const bytes = Buffer.from(network.ledger.privateData(number, 'AlphaMSP').get(0) ?? []);
            expect([bytes.includes('first'), bytes.includes('second')]).to.deep.equal([false, false]);
            expect(bytes.includes('kept')).to.equal(kept);
        }
        expect(put('k', 'new')).to.equal(Code.VALID);
        expect(get('k')).to.equal('new');
    });

    it('keeps its plaintext readable when only metadata changes', () => {
        put('k', '1');
        const note = new Map([['note', text('m')]]);
        expect(network.submit((s) => s.setPrivateDataMetadata('notes', 'pair', 'k', note))).to.equal(Code.VALID);
        expect(get('k')).to.equal('1');
        expect(on('GammaMSP').getPrivateDataMetadata('notes', 'pair', 'k').get('note')).to.deep.equal(text('m'));
        put('k', '2');
        expect(on('AlphaMSP').getPrivateDataMetadata('notes', 'pair', 'k').size).to.equal(1);
        const nothing = network.submit((s) => s.setPrivateDataMetadata('notes', 'pair', 'absent', note));
        expect(nothing).to.equal(Code.VALID);
        expect(on('AlphaMSP').getPrivateDataHash('notes', 'pair', 'absent')).to.equal(undefined);
    });

    it('is brought to organisations that join the collection, and left to those that go', () => {
        put('k', '1');
        network.deploy(
            'notes',
            "AND('AlphaMSP.peer', 'BetaMSP.peer')",
            [{ name: 'pair', policy: "OR('AlphaMSP.member', 'GammaMSP.member')" }],
            2,
        );
        expect(get('k', 'GammaMSP')).to.equal('1');
        expect(get('k', 'BetaMSP')).to.equal('1');
        put('l', '1');
        expect(() => get('l', 'BetaMSP')).to.throw('is not available');
        expect(network.ledger.collectionMembers('notes', 'pair')).to.deep.equal(['AlphaMSP', 'GammaMSP']);
    });

    it('of an implicit collection belongs to its organisation', () => {
        const collection = '_implicit_org_GammaMSP';
        expect(put('k', '1', { collection, endorsers: ['gamma'] })).to.equal(Code.VALID);
        expect(get('k', 'GammaMSP', collection)).to.equal('1');
        expect(() => get('k', 'AlphaMSP', collection)).to.throw('is not available');
    });

    it('refuses unknown collections, and queries and writes in one transaction, with the texts of a peer', () => {
        expect(() => on('AlphaMSP').getPrivateData('notes', 'none', 'k')).to.throw(
            'collection [none] not defined in the collection config for chaincode [notes]',
        );
        expect(() => on('AlphaMSP').setPrivateData('undefined', 'pair', 'k', text('1'))).to.throw(
            'collection config not defined for chaincode [undefined], pass the collection configuration upon chaincode definition/instantiation',
        );
        expect(() => on('AlphaMSP').getPrivateDataHash('notes', '_implicit_org_NobodyMSP', 'k')).to.throw(
            'collection [_implicit_org_NobodyMSP] not defined',
        );
        const queried = on('AlphaMSP');
        queried.getPrivateDataRange('notes', 'pair', '', '');
        expect(() => queried.setState('notes', 'k', text('1'))).to.throw(
            'txid [t]: unsuppored transaction. Transaction has already performed queries on pvt data. Writes are not allowed',
        );
        const written = on('AlphaMSP');
        written.setPrivateData('notes', 'pair', 'k', text('1'));
        expect(() => written.getPrivateDataRange('notes', 'pair', '', '')).to.throw(
            'txid [t]: unsuppored transaction. Queries on pvt data is supported only in a read-only transaction',
        );
    });
});
