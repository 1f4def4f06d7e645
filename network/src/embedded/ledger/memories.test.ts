import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Batch, WRITTEN } from './batch.js';
import { RecentBytes } from './recentbytes.js';
import { Snapshot } from './snapshot.js';
import { Store } from './store.js';
import { TransactionIds } from './transactionids.js';

describe('a memory by bytes', () => {
    it('tells keys apart that are equal where it looks', () => {
        const memory = new RecentBytes<string>(10);
        const tail = randomBytes(100);
        const key = (first: number): Uint8Array => Buffer.concat([Buffer.of(first), tail]);
        memory.set(key(1), 'one');
        expect(memory.get(key(1))).to.equal('one');
        expect(memory.get(key(2))).to.equal(undefined);
        memory.set(key(2), 'two');
        expect(memory.get(key(2))).to.equal('two');
        expect(memory.get(key(1))).to.equal(undefined);
    });

    it('takes keys of any length', () => {
        const memory = new RecentBytes<number>(10);
        for (const length of [0, 1, 31, 71, 72, 73]) {
            memory.set(Buffer.alloc(length), length);
            expect(memory.get(Buffer.alloc(length))).to.equal(length);
        }
    });
});

describe('the memory of transaction ids', () => {
    const id = (): string => randomBytes(32).toString('hex');
    const at = (txId: string, block: number): { txId: string; block: number; index: number; code: number } => ({
        txId,
        block,
        index: 0,
        code: 0,
    });

    it('never takes an id that was there for a new one, and hardly ever a new one for an old one', () => {
        const ids = new TransactionIds();
        const old = Array.from({ length: 20_000 }, id);
        for (const [index, txId] of old.entries()) {
            if (index % 2 === 0) {
                ids.add(txId);
            } else {
                ids.note(at(txId, 1));
            }
        }
        expect(old.every((txId) => ids.mayHave(txId))).to.equal(true);
        expect(Array.from({ length: 20_000 }, id).filter((txId) => ids.mayHave(txId))).to.have.length.below(3);
    });

    it('knows the first of several transactions with one id', () => {
        const ids = new TransactionIds();
        const txId = id();
        ids.note(at(txId, 3));
        ids.note(at(txId, 4));
        expect(ids.recent(txId)).to.deep.equal(at(txId, 3));
    });

    it('leaves ids of another form, and those of an earlier run, to the database', () => {
        const ids = new TransactionIds();
        const [upper, earlier] = [id().toUpperCase(), id()];
        for (const odd of ['', 'x', upper, `${id()}0`]) {
            ids.note(at(odd, 1));
            expect([ids.mayHave(odd), ids.recent(odd)]).to.deep.equal([true, undefined]);
        }
        ids.add(earlier);
        ids.note(at(earlier, 9));
        expect([ids.mayHave(earlier), ids.recent(earlier)]).to.deep.equal([true, undefined]);
    });
});

describe('the memory of newest versions', () => {
    const key = Buffer.from('key');
    let store: Store;

    const write = (block: number, value: string | undefined): void => {
        const batch = new Batch(new Snapshot(store, block));
        const version = { block, tx: 0 };
        const bytes = value === undefined ? undefined : Buffer.from(value);
        batch.add({ space: 'cc', key, version, value: bytes, metadata: undefined, kind: WRITTEN });
        batch.store(store);
    };
    const commit = (block: number, value: string | undefined): void => {
        store.transaction(() => write(block, value));
        store.height = block + 1;
    };
    const read = (height = store.height): string | undefined => {
        const stored = new Snapshot(store, height).get('cc', key);
        return stored === undefined ? undefined : Buffer.from(stored.value).toString();
    };

    beforeEach(() => {
        store = new Store(':memory:');
    });
    afterEach(() => store.close());

    it('follows writes and deletions, and lets older snapshots see what they saw', () => {
        commit(0, undefined);
        expect(read()).to.equal(undefined);
        for (const [block, value] of [
            [1, 'one'],
            [2, 'two'],
            [3, undefined],
            [4, 'four'],
        ] as const) {
            commit(block, value);
            expect(read()).to.equal(value);
            expect(read()).to.equal(value);
        }
        expect([2, 3, 4, 5].map((height) => read(height))).to.deep.equal(['one', 'two', undefined, 'four']);
    });

    it('forgets what was read of a transaction that is undone', () => {
        commit(0, 'kept');
        expect(read()).to.equal('kept');
        const failing = (): void =>
            store.transaction(() => {
                write(1, 'undone');
                expect(read(2)).to.equal('undone');
                throw new Error('the disk is full');
            });
        expect(failing).to.throw('the disk is full');
        expect(read()).to.equal('kept');
    });
});
