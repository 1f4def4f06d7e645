import { common } from '@hyperledger/fabric-protos';
import { dataHash, dataOf, headerOf, metadataAt } from '../embedded/ledger/block.js';
import { sameBytes } from '../embedded/ledger/bytes.js';
import { Code } from '../embedded/ledger/codes.js';
import type { Judged } from '../embedded/ledger/validate.js';
import { ChainDifference } from './difference.js';

const { TRANSACTIONS_FILTER, COMMIT_HASH } = common.BlockMetadataIndex;

/** Number, hash of the header before, and hash of the transactions. @throws ChainDifference */
export function mustContinue(block: common.Block, height: number, lastHash: Uint8Array): void {
    const header = headerOf(block);
    const number = header.getNumber();
    if (number !== height) {
        throw difference(height, 'BLOCK_NUMBER', { expected: String(height), found: String(number) });
    }
    const previous = header.getPreviousHash_asU8();
    if (!sameBytes(previous, lastHash)) {
        const reason = 'a block names the hash of the header before it';
        throw difference(height, 'PREVIOUS_HASH', { expected: hex(lastHash), found: hex(previous), reason });
    }
    const data = dataHash(dataOf(block));
    if (!sameBytes(data, header.getDataHash_asU8())) {
        const found = hex(header.getDataHash_asU8());
        const reason = 'the header names the hash of the transactions; somebody changed one or the other';
        throw difference(height, 'DATA_HASH', { expected: hex(data), found, reason });
    }
}

/** The recorded validation codes are those that were computed. Block 0 may have none. @throws ChainDifference */
export function mustHaveCodes(block: common.Block, judged: readonly Judged[], height: number): void {
    const recorded = metadataAt(block, TRANSACTIONS_FILTER);
    if (height === 0 && recorded.length === 0) {
        return;
    }
    if (recorded.length !== judged.length) {
        const [expected, found] = [`${judged.length} validation codes`, String(recorded.length)];
        throw difference(height, 'VALIDATION_CODE', { expected, found });
    }
    judged.forEach(({ code, reason, head }, transaction) => {
        const found = recorded[transaction] ?? -1;
        if (found !== code) {
            throw difference(height, 'VALIDATION_CODE', {
                transaction,
                transactionId: head.txId,
                expected: codeName(code),
                found: codeName(found),
                ...(reason === '' ? {} : { reason }),
            });
        }
    });
}

/** The commit hash, where the peer recorded one. @throws ChainDifference */
export function mustHaveCommitHash(block: common.Block, computed: Uint8Array): void {
    const recorded = common.Metadata.deserializeBinary(metadataAt(block, COMMIT_HASH)).getValue_asU8();
    if (recorded.length > 0 && !sameBytes(recorded, computed)) {
        const reason = 'the peer that this comes from had another state, or its record of it was changed';
        throw difference(headerOf(block).getNumber(), 'COMMIT_HASH', {
            expected: hex(computed),
            found: hex(recorded),
            reason,
        });
    }
}

/** Name of a validation code, such as `MVCC_READ_CONFLICT`. */
export function codeName(code: number): string {
    return Object.entries(Code).find(([, value]) => value === code)?.[0] ?? String(code);
}

function difference(
    block: number,
    check: string,
    what: Omit<ChainDifference['difference'], 'check' | 'block'>,
): ChainDifference {
    return new ChainDifference({ check, block, ...what });
}

function hex(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('hex');
}
