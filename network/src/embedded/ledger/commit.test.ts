import { expect } from 'chai';
import { Code } from './codes.js';
import { TestNetwork } from './testing/testnetwork.js';

const text = (value: string): Uint8Array => Buffer.from(value);

describe('committing blocks', () => {
    let network: TestNetwork;

    beforeEach(async () => {
        network = await TestNetwork.open();
        expect(network.deploy('notes', "AND('AlphaMSP.peer', 'BetaMSP.peer')")).to.equal(Code.VALID);
    });

    afterEach(() => network.close());

    it('makes the writes of a valid transaction readable in the next snapshot only', () => {
        const before = network.ledger.read({ mspId: 'AlphaMSP' });
        expect(network.submit((s) => s.setState('notes', 'a', text('1')))).to.equal(Code.VALID);
        expect(before.getState('notes', 'a')).to.equal(undefined);
        const after = network.ledger.read({ mspId: 'AlphaMSP' });
        expect(Buffer.from(after.getState('notes', 'a') ?? []).toString()).to.equal('1');
    });

    it('invalidates the second of two transactions that read and write the same key', () => {
        const step = (): ReturnType<TestNetwork['transaction']> =>
            network.transaction((s) => {
                s.getState('notes', 'n');
                s.setState('notes', 'n', text('x'));
            });
        const codes = network.commit(step(), step()).transactions.map(({ code }) => code);
        expect(codes).to.deep.equal([Code.VALID, Code.MVCC_READ_CONFLICT]);
    });
});
