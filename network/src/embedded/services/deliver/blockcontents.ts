import { common, peer } from '@hyperledger/fabric-protos';
import { enumValue } from '../enumvalue.js';
import { FILTERED_BLOCK, messageResponse, numberField, statusResponse } from './response.js';
import { TransactionFilter } from './transactionfilter.js';

/** Field number of the type in `protos.FilteredTransaction`. */
const TYPE = 2;

interface Transaction {
    readonly channel: string;
    readonly txId: string;
    readonly type: number;
    readonly code: number;
    /** One per action; empty for anything but an endorser transaction. */
    readonly events: readonly peer.ChaincodeEvent[];
}

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

const responses = new WeakMap<common.Block, Buffer>();

/**
 * What `DeliverFiltered` answers for a block: ids, types and codes, and the names of events without their payloads. Invalid
 * transactions are told too, but they may be anything: as a real peer does, it answers BAD_REQUEST instead of a block
 * with one whose inside cannot be read, and goes on with the next block.
 */
export function filteredResponse(block: common.Block): Buffer {
    const known = responses.get(block);
    if (known !== undefined) {
        return known;
    }
    const response = makeFilteredResponse(block);
    responses.set(block, response);
    return response;
}

function makeFilteredResponse(block: common.Block): Buffer {
    const filtered = new peer.FilteredBlock();
    filtered.setNumber(block.getHeader()?.getNumber() ?? 0);
    const filter = new TransactionFilter(block);
    try {
        for (const [index, bytes] of (block.getData()?.getDataList_asU8() ?? []).entries()) {
            const transaction = parse(bytes, filter.code(index));
            filtered.setChannelId(transaction.channel);
            filtered.addFilteredTransactions(filteredTransaction(transaction));
        }
    } catch {
        return statusResponse(common.Status.BAD_REQUEST);
    }
    return messageResponse(FILTERED_BLOCK, filtered.serializeBinary());
}

function filteredTransaction(transaction: Transaction): peer.FilteredTransaction {
    // An invalid transaction may be of a type that nobody knows: it is told as it is.
    const filtered = peer.FilteredTransaction.deserializeBinary(numberField(TYPE, transaction.type));
    filtered.setTxid(transaction.txId);
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
