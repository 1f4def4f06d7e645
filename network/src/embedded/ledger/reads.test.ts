import { ledger } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { Code } from './codes.js';
import type { KeyValue, Simulator } from './simulator.js';
import { TestNetwork } from './testing/testnetwork.js';

const { kvrwset, TxReadWriteSet } = ledger.rwset;
const text = (value: string): Uint8Array => Buffer.from(value);
const shown = (value: Uint8Array | undefined): string | undefined => value && Buffer.from(value).toString();
const keys = (results: Iterable<KeyValue>): string[] => [...results].map(({ key }) => key);

function ranges(rwset: Uint8Array): ledger.rwset.kvrwset.RangeQueryInfo[] {
    const set = TxReadWriteSet.deserializeBinary(rwset).getNsRwsetList();
    const notes = set.find((namespace) => namespace.getNamespace() === 'notes');
    return kvrwset.KVRWSet.deserializeBinary(notes?.getRwset_asU8() ?? new Uint8Array()).getRangeQueriesInfoList();
}

describe('reads of the ledger', function () {
    this.timeout(60_000);

    let network: TestNetwork;
    const write = (...entries: readonly (readonly [string, string | undefined])[]): number =>
        network.submit((s) => {
            for (const [key, value] of entries) {
                if (value === undefined) {
                    s.deleteState('notes', key);
                } else {
                    s.setState('notes', key, text(value));
                }
            }
        });
    const simulate = (height?: number): Simulator =>
        network.ledger.simulate({ txId: 't', mspId: 'AlphaMSP', ...(height !== undefined && { height }) });

    beforeEach(async () => {
        network = await TestNetwork.open();
        network.deploy('notes', "AND('AlphaMSP.peer', 'BetaMSP.peer')");
    });

    afterEach(() => network.close());

    it('do not see own writes', () => {
        write(['a', '1']);
        const simulator = simulate();
        simulator.setState('notes', 'a', text('2'));
        expect(shown(simulator.getState('notes', 'a'))).to.equal('1');
        expect(keys(simulator.getStateRange('notes', '', ''))).to.deep.equal(['a']);
    });

    it('see absent namespaces as empty', () => {
        const simulator = simulate();
        expect(simulator.getState('nowhere', 'a')).to.equal(undefined);
        expect(keys(simulator.getStateRange('nowhere', '', ''))).to.deep.equal([]);
        expect([...simulator.getHistory('nowhere', 'a')]).to.deep.equal([]);
    });

    it('stay at their height while blocks are committed, for values, ranges, deletions and histories', () => {
        write(['a', '1'], ['b', '1'], ['c', '1']);
        const { height } = network.ledger;
        const open = simulate();
        write(['a', '2'], ['b', undefined], ['d', '2']);
        write(['a', '3'], ['b', '3']);
        for (const reader of [open, simulate(height), network.ledger.read({ mspId: 'BetaMSP', height })]) {
            expect(shown(reader.getState('notes', 'a'))).to.equal('1');
            expect(shown(reader.getState('notes', 'b'))).to.equal('1');
            expect(reader.getState('notes', 'd')).to.equal(undefined);
            expect(keys(reader.getStateRange('notes', '', ''))).to.deep.equal(['a', 'b', 'c']);
            expect([...reader.getHistory('notes', 'a')].map(({ value }) => shown(value))).to.deep.equal(['1']);
        }
        const middle = simulate(height + 1);
        expect(shown(middle.getState('notes', 'a'))).to.equal('2');
        expect(middle.getState('notes', 'b')).to.equal(undefined);
        expect(keys(middle.getStateRange('notes', '', ''))).to.deep.equal(['a', 'c', 'd']);
        expect(() => simulate(network.ledger.height + 1)).to.throw('no snapshot at height');
    });

    it('tell the history of a key newest first, with deletions and without updates of metadata', () => {
        write(['a', '1']);
        write(['a', undefined]);
        write(['a', '2']);
        network.submit((s) => s.setMetadata('notes', 'a', new Map([['note', text('m')]])));
        const [newest, deleted, oldest, ...more] = simulate().getHistory('notes', 'a');
        expect(shown(newest?.value)).to.equal('2');
        expect(deleted?.isDelete).to.equal(true);
        expect(shown(oldest?.value)).to.equal('1');
        expect(more).to.deep.equal([]);
        expect(network.ledger.status(newest?.txId ?? '')?.block).to.equal(4);
        expect(newest?.timestamp.seconds).to.be.greaterThan(1.7e9);
        expect(simulate().getMetadata('notes', 'a').get('note')).to.deep.equal(text('m'));
    });

    it('order keys by their UTF-8 bytes, composite keys and characters beyond the basic plane included', () => {
        const all = ['\u0000x\u0000', 'a', 'z', '\uffee', '\u{1f600}'];
        write(...[...all].reverse().map((key) => [key, 'v'] as const));
        expect(keys(simulate().getStateRange('notes', '', ''))).to.deep.equal(all);
        expect(keys(simulate().getStateRange('notes', 'a', '\uffee'))).to.deep.equal(['a', 'z']);
    });

    it('list up to 50 results of a range one by one and summarise more as a Merkle tree', () => {
        const names = Array.from({ length: 2700 }, (_, at) => `k${String(at).padStart(4, '0')}`);
        write(...names.map((key) => [key, 'v'] as const));
        const results = (count: number, exhaust: boolean): ledger.rwset.kvrwset.RangeQueryInfo | undefined => {
            const simulator = simulate();
            const range = simulator.getStateRange('notes', 'k', exhaust ? `k${String(count).padStart(4, '0')}` : 'l');
            for (let at = 0; at < count; at += 1) {
                range.next();
            }
            if (exhaust) {
                range.next();
            }
            return ranges(simulator.result().publicRwset)[0];
        };
        const partial = results(20, false);
        expect(partial?.getEndKey()).to.equal('k0019');
        expect(partial?.getItrExhausted()).to.equal(false);
        expect(partial?.getRawReads()?.getKvReadsList()).to.have.lengthOf(20);
        const fifty = results(50, true);
        expect(fifty?.getEndKey()).to.equal('k0050');
        expect(fifty?.getItrExhausted()).to.equal(true);
        expect(fifty?.getRawReads()?.getKvReadsList()).to.have.lengthOf(50);
        const hashed = results(52, true)?.getReadsMerkleHashes();
        expect([hashed?.getMaxDegree(), hashed?.getMaxLevel()]).to.deep.equal([50, 1]);
        expect(hashed?.getMaxLevelHashesList()).to.have.lengthOf(2);
        const high = results(2700, true)?.getReadsMerkleHashes();
        expect(high?.getMaxLevel()).to.equal(2);
        expect(high?.getMaxLevelHashesList()).to.have.lengthOf(2);
    });

    it('page with a bookmark, and refuse writes around it with the texts of a peer', () => {
        write(...['a', 'b', 'c', 'd', 'e'].map((key) => [key, 'v'] as const));
        const simulator = simulate();
        const first = simulator.getStatePage('notes', '', '', 2, '');
        expect(keys(first)).to.deep.equal(['a', 'b']);
        expect(first.bookmark()).to.equal('c');
        const last = simulator.getStatePage('notes', '', '', 3, first.bookmark());
        expect(keys(last)).to.deep.equal(['c', 'd', 'e']);
        expect(last.bookmark()).to.equal('');
        expect(() => simulator.setState('notes', 'x', text('1'))).to.throw(
            'txid [t]: unsuppored transaction. Transaction has already performed a paginated query. Writes are not allowed',
        );
        const writing = simulate();
        writing.setState('notes', 'x', text('1'));
        expect(() => writing.getStatePage('notes', '', '', 2, '')).to.throw(
            'txid [t]: unsuppored transaction. Paginated queries are supported only in a read-only transaction',
        );
    });

    it('end with the simulation', () => {
        const simulator = simulate();
        const range = simulator.getStateRange('notes', '', '');
        simulator.result();
        expect(() => simulator.getState('notes', 'a')).to.throw(
            'this instance should not be used after calling Done()',
        );
        expect(() => range.next()).to.throw('this instance should not be used after calling Done()');
        expect(() => simulator.result()).to.throw('this function should only be called once');
        const abandoned = simulate();
        abandoned.done();
        abandoned.done();
        expect(() => abandoned.setState('notes', 'a', text('1'))).to.throw('after calling Done()');
    });

    it('give the same bytes whatever the order of calls', () => {
        const work = (order: readonly string[]): Buffer => {
            const simulator = simulate();
            for (const key of order) {
                simulator.getState('notes', key);
                simulator.setState('notes', key, text(key));
                simulator.setPrivateData('notes', '_implicit_org_AlphaMSP', key, text(key));
                simulator.setMetadata('notes', key, new Map(order.map((name) => [name, text(name)])));
            }
            return Buffer.from(simulator.result().publicRwset);
        };
        expect(work(['a', '\uffee', '\u{1f600}'])).to.deep.equal(work(['\u{1f600}', 'a', '\uffee']));
    });

    it('conflict when a range gained, lost or changed a key, and only then', () => {
        write(['a', '1'], ['b', '1'], ['d', '1']);
        const read = (end: string, count?: number): ReturnType<TestNetwork['transaction']> =>
            network.transaction((s) => {
                const range = s.getStateRange('notes', 'a', end);
                for (let at = 0; at < (count ?? 100); at += 1) {
                    range.next();
                }
                s.setState('notes', 'sum', text('x'));
            });
        const after = (change: readonly [string, string | undefined], end = 'e', count?: number): number => {
            const pending = read(end, count);
            return (
                network.commit(
                    network.transaction((s) => apply(s, change)),
                    pending,
                ).transactions[1]?.code ?? -1
            );
        };
        const apply = (s: Simulator, [key, value]: readonly [string, string | undefined]): void =>
            value === undefined ? s.deleteState('notes', key) : s.setState('notes', key, text(value));
        const phantom = Code.PHANTOM_READ_CONFLICT;
        expect(after(['c', '1']), 'gained').to.equal(phantom);
        expect(after(['c', undefined]), 'lost').to.equal(phantom);
        expect(after(['b', '2']), 'changed').to.equal(phantom);
        expect(after(['e', '1']), 'outside').to.equal(Code.VALID);
        expect(after(['c', '1'], 'e', 2), 'beyond the last key read').to.equal(Code.VALID);
        expect(after(['aa', '1'], 'e', 2), 'before the last key read').to.equal(phantom);
        expect(after(['zz', undefined]), 'deletion of nothing').to.equal(Code.VALID);
    });

    it('of an absent key conflict with an earlier deletion of it in the same block, as in Fabric', () => {
        const deletion = network.transaction((s) => s.deleteState('notes', 'absent'));
        const reading = network.transaction((s) => {
            s.getState('notes', 'absent');
            s.setState('notes', 'x', text('x'));
        });
        const codes = network.commit(deletion, reading).transactions.map(({ code }) => code);
        expect(codes).to.deep.equal([Code.VALID, Code.MVCC_READ_CONFLICT]);
    });

    it('find phantoms in summarised ranges, in earlier blocks and in the same block', () => {
        write(...Array.from({ length: 120 }, (_, at) => [`k${String(at).padStart(3, '0')}`, 'v'] as const));
        const scan = (): ReturnType<TestNetwork['transaction']> =>
            network.transaction((s) => {
                expect(keys(s.getStateRange('notes', 'k', 'l'))).to.have.lengthOf.at.least(119);
                s.setState('notes', 'sum', text('x'));
            });
        expect(network.commit(scan()).transactions[0]?.code).to.equal(Code.VALID);
        const pending = scan();
        write(['k050', undefined]);
        expect(network.commit(pending).transactions[0]?.code).to.equal(Code.PHANTOM_READ_CONFLICT);
        const adding = network.transaction((s) => s.setState('notes', 'k0505', text('v')));
        const codes = network.commit(adding, scan()).transactions.map(({ code }) => code);
        expect(codes).to.deep.equal([Code.VALID, Code.PHANTOM_READ_CONFLICT]);
    });

    it('name in the interest what endorsers must cover', () => {
        const simulator = simulate();
        network.ledger.definitionFor(simulator, 'notes');
        simulator.getState('other', 'k');
        simulator.setState('notes', 'k', text('v'));
        simulator.setPrivateData('notes', '_implicit_org_BetaMSP', 'k', text('v'));
        const calls = simulator.result().interest.getChaincodesList();
        expect(calls.map((call) => [call.getName(), ...call.getCollectionNamesList()])).to.deep.equal([
            ['notes'],
            ['notes', '_implicit_org_BetaMSP'],
            ['other'],
        ]);
        expect(calls[1]?.getNoPrivateReads()).to.equal(true);
    });
});
