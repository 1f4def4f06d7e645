import { peer as protos } from '@hyperledger/fabric-protos';
import { textOf } from '../chaincode/messages.js';
import type { Transaction } from '../chaincode/transaction.js';
import { checkChannelAccess, checkLocalAccess } from '../endorser/access.js';
import type { Ledger } from '../ledger.js';
import { failure, type SystemChaincode, success, text } from './systemchaincode.js';

/** Questions about channels (`core/scc/cscc/configure.go`). The one channel is there from the start: none can be joined. */
export function cscc(ledger: Ledger): SystemChaincode {
    return { name: 'cscc', invoke: (transaction, args) => invoke(ledger, transaction, args) };
}

function invoke(ledger: Ledger, transaction: Transaction, args: readonly Uint8Array[]): protos.Response {
    const name = text(args[0]);
    if (args.length < 1 || (args.length < 2 && name !== 'GetChannels')) {
        return failure(`Incorrect number of arguments, ${args.length}`);
    }
    if (transaction.chaincode !== 'cscc') {
        return failure(
            `Rejecting invoke of CSCC from another chaincode, original invocation for '${transaction.chaincode}'`,
        );
    }
    switch (name) {
        case 'GetChannels':
            return channels(ledger, transaction);
        case 'GetChannelConfig':
        case 'GetConfigBlock':
            return configuration(ledger, transaction, name, text(args[1]));
        default:
            return failure(`Requested function ${name} not found.`);
    }
}

function channels(ledger: Ledger, transaction: Transaction): protos.Response {
    try {
        checkLocalAccess(ledger, 'Members', transaction);
    } catch (error) {
        return failure(`access denied for [GetChannels]: [${textOf(error)}]`);
    }
    const info = new protos.ChannelInfo();
    info.setChannelId(ledger.channel);
    const response = new protos.ChannelQueryResponse();
    response.addChannels(info);
    return success(response.serializeBinary());
}

function configuration(ledger: Ledger, transaction: Transaction, name: string, channel: string): protos.Response {
    if (channel === '' && name === 'GetChannelConfig') {
        return failure('empty channel name provided');
    }
    try {
        if (channel !== ledger.channel) {
            throw new Error(`Failed to get policy manager for channel [${channel}]`);
        }
        checkChannelAccess(ledger, `cscc/${name}`, { ...transaction, channel });
    } catch (error) {
        return failure(`access denied for [${name}][${channel}]: ${textOf(error)}`);
    }
    if (name === 'GetChannelConfig') {
        return success(ledger.config.config.serializeBinary());
    }
    return success(ledger.blockBytes(ledger.config.block));
}
