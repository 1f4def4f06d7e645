import { createHash } from 'node:crypto';
import type { Codec, Versioned } from '@linguang/chaincode/ledger';
import type { BlockTransaction, LedgerBlock, Write } from '../ledger/block.js';

/** Blocks for tests of the read model, made from records without a network. */
export class TestChain {
    #number = 0;
    #hash = '';

    /** The next block; every list of writes becomes one transaction, valid unless a code is given. */
    block(
        ...transactions: readonly Readonly<{ writes: readonly Write[]; code?: number; id?: string; answer?: string }>[]
    ): LedgerBlock {
        const number = this.#number++;
        const previousHash = this.#hash;
        this.#hash = createHash('sha256').update(`${previousHash}${number}`).digest('hex');
        return {
            number,
            hash: this.#hash,
            previousHash,
            transactions: transactions.map(
                ({ writes, code = 0, id, answer = '{}' }, index): BlockTransaction => ({
                    transactionId: id ?? `tx-${number}-${index}`,
                    index,
                    code,
                    creator: 'GridMSP',
                    at: '2026-03-01T00:00:00.000Z',
                    writes: code === 0 ? writes : [],
                    answer,
                }),
            ),
        };
    }
}

/** A write of a record of the energy chaincode. */
export function write<T extends Versioned>(codec: Codec<T>, key: string, record: T, collection?: string): Write {
    return { chaincode: 'energy', collection, key, value: codec.encode(record) };
}
