import { expect } from 'chai';
import type { ChainTransaction } from './chain.js';
import { acceptedWrongly, compared, unresolved } from './compare.js';
import type { End, Operation } from './history.js';
import { marks } from './marks.js';

const nobody = () => undefined;

function operation(end: End | undefined, mark: string | undefined = marks.gate(7), isWrong = false): Operation {
    return {
        number: 1,
        kind: 'clock',
        gateway: 'grid',
        mark,
        path: '/clock/gate',
        key: 'k',
        body: {},
        isWrong,
        begun: 0,
        attempts: [],
        ...(end === undefined ? {} : { end }),
    };
}

function gate(id: string, code = 0, block = 5): [string, ChainTransaction] {
    const argument = { through: 7 };
    const transaction = 'metering:gate';
    return [id, { id, block, code, chaincode: 'energy', transaction, argument, envelope: new Uint8Array() }];
}

const committed: End = { told: 'committed', transactionId: 'a', block: 5, body: {} };
const failed: End = { told: 'failed', code: 'LEDGER_UNAVAILABLE' };
const nothing: End = { told: 'nothing', last: 'none' };

describe('the oracle of faults', () => {
    const counts = (ends: readonly (End | undefined)[], ...transactions: [string, ChainTransaction][]) => {
        const { lost, doubled } = compared(
            ends.map((end) => operation(end)),
            new Map(transactions),
            nobody,
        );
        return { lost, doubled };
    };

    it('is content where what was acknowledged is there once, and what failed is not', () => {
        expect(counts([committed], gate('a'))).to.deep.equal({ lost: 0, doubled: 0 });
        expect(counts([failed])).to.deep.equal({ lost: 0, doubled: 0 });
        expect(counts([failed, committed], gate('x', 11), gate('a'))).to.deep.equal({ lost: 0, doubled: 0 });
    });

    it('sees what was acknowledged and is nowhere, invalid, or in another block', () => {
        expect(counts([committed]).lost).to.be.greaterThan(0);
        expect(counts([committed], gate('a', 11)).lost).to.be.greaterThan(0);
        expect(counts([committed], gate('a', 0, 6)).lost).to.equal(1);
    });

    it('sees what is there twice, and what is there although it failed', () => {
        expect(counts([committed], gate('a'), gate('b'))).to.deep.equal({ lost: 0, doubled: 1 });
        expect(counts([failed], gate('b'))).to.deep.equal({ lost: 0, doubled: 1 });
    });

    it('sees operations that nobody was told of, and wrong ones that were taken', () => {
        expect(unresolved([operation(nothing), operation(undefined), operation(failed)])).to.have.length(2);
        expect(
            acceptedWrongly([operation(committed, undefined, true), operation(failed, undefined, true)]),
        ).to.have.length(1);
        expect(counts([nothing], gate('b')), 'once at most').to.deep.equal({ lost: 0, doubled: 0 });
        expect(counts([nothing], gate('b'), gate('c')).doubled).to.equal(1);
    });
});
