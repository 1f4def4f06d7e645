import { common, type peer as protos } from '@hyperledger/fabric-protos';
import { textOf } from '../chaincode/messages.js';
import type { Transaction } from '../chaincode/transaction.js';
import { checkChannelAccess } from '../endorser/access.js';
import type { Ledger } from '../ledger.js';
import { failure, type SystemChaincode, success, text } from './systemchaincode.js';

type Query = (ledger: Ledger, height: number, argument: Uint8Array) => Uint8Array;

/** The newest block, for those who ask for block 2^64 - 1. */
const NEWEST = 2n ** 64n - 1n;

/** Ledger queries (`core/scc/qscc/query.go`), answered at the height of the peer that was asked. */
export function qscc(ledger: Ledger): SystemChaincode {
    return { name: 'qscc', invoke: (transaction, args) => invoke(ledger, transaction, args) };
}

function invoke(ledger: Ledger, transaction: Transaction, args: readonly Uint8Array[]): protos.Response {
    if (args.length < 2) {
        return failure(`Incorrect number of arguments, ${args.length}`);
    }
    const name = text(args[0]);
    const channel = text(args[1]);
    if (transaction.chaincode !== 'qscc') {
        return failure(
            `Rejecting invoke of QSCC from another chaincode because of potential for deadlocks, original invocation for '${transaction.chaincode}'`,
        );
    }
    const argument = args[2];
    if (name !== 'GetChainInfo' && argument === undefined) {
        return failure(`missing 3rd argument for ${name}`);
    }
    if (channel !== ledger.channel) {
        return failure(`Invalid chain ID, ${channel}`);
    }
    const query = queries.get(name);
    try {
        if (!query) {
            throw new Error(`Unmapped policy for qscc/${name}`);
        }
        checkChannelAccess(ledger, `qscc/${name}`, { ...transaction, channel });
    } catch (error) {
        return failure(`access denied for [${name}][${channel}]: [${textOf(error)}]`);
    }
    try {
        return success(query(ledger, transaction.peer.height(), argument ?? new Uint8Array()));
    } catch (error) {
        return failure(textOf(error));
    }
}

const queries: ReadonlyMap<string, Query> = new Map([
    ['GetChainInfo', chainInfo],
    ['GetBlockByNumber', blockByNumber],
    ['GetBlockByHash', blockByHash],
    ['GetBlockByTxID', blockByTxId],
    ['GetTransactionByID', transactionById],
]);

function chainInfo(ledger: Ledger, height: number): Uint8Array {
    const info = new common.BlockchainInfo();
    info.setHeight(height);
    const newest = ledger.block(height - 1);
    info.setCurrentblockhash(
        height === ledger.height ? ledger.lastHash : (ledger.block(height)?.getHeader()?.getPreviousHash_asU8() ?? ''),
    );
    info.setPreviousblockhash(newest?.getHeader()?.getPreviousHash_asU8() ?? '');
    return info.serializeBinary();
}

function blockByNumber(ledger: Ledger, height: number, argument: Uint8Array): Uint8Array {
    const number = parseNumber(text(argument));
    const bytes = number === NEWEST ? ledger.blockBytes(height - 1) : visible(ledger, height, number);
    if (!bytes) {
        throw new Error(`Failed to get block number ${number}, error no such block number [${number}] in index`);
    }
    return bytes;
}

function visible(ledger: Ledger, height: number, number: bigint): Uint8Array | undefined {
    return number < BigInt(height) ? ledger.blockBytes(Number(number)) : undefined;
}

function parseNumber(argument: string): bigint {
    const syntax = /^\d+$/.test(argument);
    const value = syntax ? BigInt(argument) : 0n;
    if (!syntax || value > NEWEST) {
        const reason = syntax ? 'value out of range' : 'invalid syntax';
        throw new Error(`Failed to parse block number with error strconv.ParseUint: parsing "${argument}": ${reason}`);
    }
    return value;
}

function blockByHash(ledger: Ledger, height: number, hash: Uint8Array): Uint8Array {
    const block = ledger.blockByHash(hash);
    if (!block || numberOf(block) >= height) {
        const hex = Buffer.from(hash).toString('hex');
        throw new Error(`Failed to get block hash ${text(hash)}, error no such block hash [${hex}] in index`);
    }
    return block.serializeBinary();
}

function blockByTxId(ledger: Ledger, height: number, argument: Uint8Array): Uint8Array {
    const txId = text(argument);
    const block = ledger.blockByTxId(txId);
    if (!block || numberOf(block) >= height) {
        throw new Error(`Failed to get block for txID ${txId}, error no such transaction ID [${txId}] in index`);
    }
    return block.serializeBinary();
}

function transactionById(ledger: Ledger, height: number, argument: Uint8Array): Uint8Array {
    const txId = text(argument);
    // An invalid transaction may have no id; real peers keep no index entry for it.
    const status = txId === '' ? undefined : ledger.status(txId);
    const found = status && status.block < height ? ledger.transaction(txId) : undefined;
    if (!found) {
        throw new Error(`Failed to get transaction with id ${txId}, error no such transaction ID [${txId}] in index`);
    }
    return found.serializeBinary();
}

function numberOf(block: common.Block): number {
    return block.getHeader()?.getNumber() ?? 0;
}
