import { common, peer } from '@hyperledger/fabric-protos';
import { enumValue } from '../enumvalue.js';
import { TransactionFilter } from './transactionfilter.js';

interface Transaction {
    readonly channel: string;
    readonly txId: string;
    readonly type: number;
    readonly code: number;
    /** One per action; empty for anything but an endorser transaction. */
    readonly events: readonly peer.ChaincodeEvent[];
}

const contents = new WeakMap<common.Block, readonly Transaction[]>();

const valid = new WeakMap<common.Block, readonly peer.ChaincodeEvent[]>();

/**
 * The events that valid transactions of a block emitted, in order. Invalid ones are not looked at: they may be anything.
 */
export function chaincodeEventsOf(block: common.Block): readonly peer.ChaincodeEvent[] {
    const known = valid.get(block);
    if (known !== undefined) {
        return known;
    }
    const filter = new TransactionFilter(block);
    const events = (block.getData()?.getDataList_asU8() ?? []).flatMap((bytes, index) =>
        filter.code(index) === peer.TxValidationCode.VALID ? parse(bytes, peer.TxValidationCode.VALID).events : [],
    );
    valid.set(block, events);
    return events;
}

/** What `DeliverFiltered` sends of a block: ids, types and codes, and the names of events without their payloads. */
export function filteredBlock(block: common.Block): peer.FilteredBlock {
    const filtered = new peer.FilteredBlock();
    filtered.setNumber(block.getHeader()?.getNumber() ?? 0);
    for (const transaction of transactionsOf(block)) {
        filtered.setChannelId(transaction.channel);
        filtered.addFilteredTransactions(filteredTransaction(transaction));
    }
    return filtered;
}

function filteredTransaction(transaction: Transaction): peer.FilteredTransaction {
    const filtered = new peer.FilteredTransaction();
    filtered.setTxid(transaction.txId);
    filtered.setType(enumValue(common.HeaderType, transaction.type));
    filtered.setTxValidationCode(enumValue(peer.TxValidationCode, transaction.code));
    if (transaction.type === common.HeaderType.ENDORSER_TRANSACTION) {
        const actions = new peer.FilteredTransactionActions();
        for (const event of transaction.events) {
            const bare = new peer.ChaincodeEvent();
            bare.setTxId(event.getTxId());
            bare.setChaincodeId(event.getChaincodeId());
            bare.setEventName(event.getEventName());
            const action = new peer.FilteredChaincodeAction();
            action.setChaincodeEvent(bare);
            actions.addChaincodeActions(action);
        }
        filtered.setTransactionActions(actions);
    }
    return filtered;
}

function transactionsOf(block: common.Block): readonly Transaction[] {
    const known = contents.get(block);
    if (known !== undefined) {
        return known;
    }
    const filter = new TransactionFilter(block);
    const transactions = (block.getData()?.getDataList_asU8() ?? []).map((bytes, index) =>
        parse(bytes, filter.code(index)),
    );
    contents.set(block, transactions);
    return transactions;
}

function parse(envelopeBytes: Uint8Array, code: number): Transaction {
    const envelope = common.Envelope.deserializeBinary(envelopeBytes);
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = common.ChannelHeader.deserializeBinary(
        payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    const type = header.getType();
    return {
        channel: header.getChannelId(),
        txId: header.getTxId(),
        type,
        code,
        events: type === common.HeaderType.ENDORSER_TRANSACTION ? eventsOf(payload.getData_asU8()) : [],
    };
}

function eventsOf(transactionBytes: Uint8Array): peer.ChaincodeEvent[] {
    return peer.Transaction.deserializeBinary(transactionBytes)
        .getActionsList()
        .map((action) => {
            const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8()).getAction();
            const payload = peer.ProposalResponsePayload.deserializeBinary(
                endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
            );
            const result = peer.ChaincodeAction.deserializeBinary(payload.getExtension_asU8());
            return peer.ChaincodeEvent.deserializeBinary(result.getEvents_asU8());
        })
        .filter((event) => event.getChaincodeId() !== '');
}
