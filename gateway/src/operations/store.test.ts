import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type OperationRecord, OperationStore, retention } from './store.js';

function operation(id: string, key: string | null): OperationRecord {
    return {
        id,
        owner: 'anna',
        key,
        requestHash: 'h',
        action: 'a',
        command: { chaincode: 'energy', transaction: 't:f', argument: { n: 1 }, transient: { secret: 'private' } },
        state: 'accepted',
        transactionId: null,
        envelope: null,
        result: null,
        block: null,
        problem: null,
        created: 1,
    };
}

describe('the table of operations', () => {
    let folder: string;
    let file: string;
    let store: OperationStore;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'linguang-operations-'));
        file = join(folder, 'operations.sqlite');
        store = new OperationStore(file);
    });
    afterEach(() => {
        store.close();
        rmSync(folder, { recursive: true, force: true });
    });

    it('is there again after it was opened anew', async () => {
        await store.insert(operation('1', 'k'));
        await store.submitted('1', { transactionId: 't', envelope: Buffer.from('e'), result: 'r' });
        store.close();
        store = new OperationStore(file);
        expect(store.open()).to.have.length(1);
        expect(store.findByKey('anna', 'k')).to.include({
            id: '1',
            state: 'submitted',
            transactionId: 't',
            result: 'r',
        });
        expect(store.findByKey('ben', 'k')).to.equal(undefined);
    });

    it('forgets private input and envelope when the outcome is known', async () => {
        await store.insert(operation('1', 'k'));
        expect(store.find('1')?.command?.transient).to.deep.equal({ secret: 'private' });
        await store.submitted('1', { transactionId: 't', envelope: Buffer.from('e'), result: 'r' });
        store.committed({ ...operation('1', 'k'), state: 'committed', command: null, block: 7 });
        expect(store.findByKey('anna', 'k')).to.include({
            command: null,
            envelope: null,
            state: 'committed',
            block: 7,
        });
        store.close();
        store = new OperationStore(file);
        expect(store.find('1')).to.include({ command: null, envelope: null, state: 'committed', block: 7 });
        expect(store.open()).to.deep.equal([]);
    });

    it('refuses a second operation with a key, unless the first has failed', async () => {
        await store.insert(operation('1', 'k'));
        const error = await store.insert(operation('2', 'k')).catch((reason: unknown) => reason);
        expect(error).to.be.an('error');
        await store.failed('1', { code: 'TRANSACTION_INVALID', detail: '', retryable: true }, 3);
        await store.insert(operation('2', 'k'));
        expect(store.findByKey('anna', 'k')?.id).to.equal('2');
        expect(store.find('1')?.state).to.equal('failed');
    });

    it('fails only the write that is wrong when several share a flush', async () => {
        await store.insert(operation('1', 'k'));
        const results = await Promise.allSettled([
            store.insert(operation('2', 'k')),
            store.insert(operation('3', 'other')),
        ]);
        expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled']);
        expect(store.find('3')?.id).to.equal('3');
    });

    it('keeps outcomes for a day and open operations for ever', async () => {
        await store.insert(operation('1', 'a'));
        await store.insert(operation('2', 'b'));
        store.committed({ ...operation('1', 'a'), state: 'committed', block: 7 });
        await store.insert(operation('3', 'c'));
        store.prune(Date.now() + retention - 10_000);
        expect(store.find('1')?.id).to.equal('1');
        store.prune(Date.now() + retention + 10_000);
        expect(store.find('1')).to.equal(undefined);
        expect(store.find('2')?.id).to.equal('2');
    });
});
