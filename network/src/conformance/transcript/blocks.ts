import { common, ledger, peer } from '@hyperledger/fabric-protos';
import type { Stage } from '../stage.js';
import type { Json } from './normalise.js';
import { codeName } from './outcome.js';

/** The envelopes of a block. */
export function entriesOf(block: common.Block): Uint8Array[] {
    return block.getData()?.getDataList_asU8() ?? [];
}

/** A block with its transactions, read-write sets and validation codes; hashes and signatures are checked elsewhere. */
export function describeBlock(block: common.Block, stage: Stage): Json {
    const codes = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
    return {
        block: stage.normaliser.block(block.getHeader()?.getNumber() ?? 0),
        transactions: entriesOf(block).map((entry, index) => {
            const payload = common.Payload.deserializeBinary(
                common.Envelope.deserializeBinary(entry).getPayload_asU8(),
            );
            const bytes = payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array();
            const header = common.ChannelHeader.deserializeBinary(bytes);
            const isTransaction = header.getType() === common.HeaderType.ENDORSER_TRANSACTION;
            return {
                type: header.getType(),
                id: header.getTxId(),
                code: codeName(codes?.[index] ?? -1),
                ...(isTransaction ? { action: describeAction(payload.getData_asU8(), stage) } : {}),
            };
        }),
    };
}

function describeAction(bytes: Uint8Array, stage: Stage): Json {
    const [first] = peer.Transaction.deserializeBinary(bytes).getActionsList();
    const payload = peer.ChaincodeActionPayload.deserializeBinary(first?.getPayload_asU8() ?? bytes);
    const response = peer.ProposalResponsePayload.deserializeBinary(
        payload.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
    );
    const action = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    return {
        chaincode: `${action.getChaincodeId()?.getName()} ${action.getChaincodeId()?.getVersion()}`,
        status: action.getResponse()?.getStatus() ?? 0,
        endorsements: payload.getAction()?.getEndorsementsList().length ?? 0,
        sets: describeSets(action.getResults_asU8(), stage),
    };
}

function describeSets(bytes: Uint8Array, stage: Stage): Json {
    return ledger.rwset.TxReadWriteSet.deserializeBinary(bytes)
        .getNsRwsetList()
        .map((space) => {
            const set = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(space.getRwset_asU8());
            return {
                namespace: space.getNamespace(),
                reads: set.getReadsList().map((read) => {
                    const version = read.getVersion();
                    const at = version === undefined ? null : stage.normaliser.block(version.getBlockNum());
                    return [
                        read.getKey(),
                        space.getNamespace() === '_lifecycle' ? (at === null ? null : 'a version') : at,
                    ];
                }),
                writes: set.getWritesList().map((write) => [write.getKey(), stage.text(write.getValue_asU8())]),
                collections: space.getCollectionHashedRwsetList().map((one) => one.getCollectionName()),
            };
        });
}

/** A filtered block. */
export function describeFiltered(block: peer.FilteredBlock, stage: Stage): Json {
    return {
        block: stage.normaliser.block(block.getNumber()),
        channel: block.getChannelId(),
        transactions: block.getFilteredTransactionsList().map((transaction) => ({
            id: transaction.getTxid(),
            type: transaction.getType(),
            code: codeName(transaction.getTxValidationCode()),
            events: (transaction.getTransactionActions()?.getChaincodeActionsList() ?? []).map((action) => {
                const event = action.getChaincodeEvent();
                return [
                    event?.getChaincodeId() ?? '',
                    event?.getEventName() ?? '',
                    stage.text(event?.getPayload_asU8() ?? new Uint8Array()),
                ];
            }),
        })),
    };
}

/** The number of a block and the private data that came with it. */
export function describePrivate(both: peer.BlockAndPrivateData, stage: Stage): Json {
    const sets = [...both.getPrivateDataMapMap().entries()].map(([index, data]): Json => {
        const spaces = data.getNsPvtRwsetList().flatMap((space) =>
            space.getCollectionPvtRwsetList().map((collection): Json => {
                const set = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(collection.getRwset_asU8());
                const writes = set
                    .getWritesList()
                    .map((write): Json => [write.getKey(), stage.text(write.getValue_asU8())]);
                return { collection: `${space.getNamespace()}/${collection.getCollectionName()}`, writes };
            }),
        );
        return [index, spaces];
    });
    const block = both.getBlock();
    return { block: stage.normaliser.block(block?.getHeader()?.getNumber() ?? 0), private: sets };
}
