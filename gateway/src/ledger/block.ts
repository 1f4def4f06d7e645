import { createHash } from 'node:crypto';
import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';

/** A write of a valid transaction; `value` is undefined where the key was deleted. Private writes name their collection. */
export type Write = Readonly<{
    chaincode: string;
    collection: string | undefined;
    key: string;
    value: Uint8Array | undefined;
}>;

/** One transaction of a block as the read model needs it. */
export type BlockTransaction = Readonly<{
    transactionId: string;
    index: number;
    /** Fabric's TxValidationCode; 0 = VALID. */
    code: number;
    /** MSP id of the client that signed it. */
    creator: string;
    /** The client's clock, ISO 8601 UTC; informs only. */
    at: string;
    /** Public and private writes; empty unless VALID. */
    writes: readonly Write[];
    /** What the contract answered; empty unless VALID. */
    answer: string;
}>;

export type LedgerBlock = Readonly<{
    number: number;
    /** SHA-256 of the block header, hex. */
    hash: string;
    previousHash: string;
    transactions: readonly BlockTransaction[];
}>;

/** Reads a block event. Configuration transactions appear without writes. */
export function readBlock(event: peer.BlockAndPrivateData): LedgerBlock {
    const block = event.getBlock();
    const header = block?.getHeader();
    if (!block || !header) {
        throw new TypeError('a block event without block or header');
    }
    const metadata = block.getMetadata()?.getMetadataList_asU8() ?? [];
    const codes = metadata[common.BlockMetadataIndex.TRANSACTIONS_FILTER] ?? new Uint8Array();
    const privateData = event.getPrivateDataMapMap();
    const envelopes = block.getData()?.getDataList_asU8() ?? [];
    return {
        number: header.getNumber(),
        hash: headerHash(header),
        previousHash: Buffer.from(header.getPreviousHash_asU8()).toString('hex'),
        transactions: envelopes.map((bytes, index) =>
            readTransaction(bytes, index, codes[index] ?? 254, privateData.get(index)),
        ),
    };
}

function readTransaction(
    bytes: Uint8Array,
    index: number,
    code: number,
    privateWrites: ledger.rwset.TxPvtReadWriteSet | undefined,
): BlockTransaction {
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8());
    const header = common.ChannelHeader.deserializeBinary(
        payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    const signature = common.SignatureHeader.deserializeBinary(
        payload.getHeader()?.getSignatureHeader_asU8() ?? new Uint8Array(),
    );
    const valid = code === 0 && header.getType() === common.HeaderType.ENDORSER_TRANSACTION;
    const actions = valid ? actionsOf(payload.getData_asU8()) : [];
    return {
        transactionId: header.getTxId(),
        index,
        code,
        creator: msp.SerializedIdentity.deserializeBinary(signature.getCreator_asU8()).getMspid(),
        at: header.getTimestamp()?.toDate().toISOString() ?? '',
        writes: [...actions.flatMap(publicWrites), ...(valid && privateWrites ? writesOf(privateWrites) : [])],
        answer: actions.map(answerOf).join(''),
    };
}

/** The endorsed results of a transaction: one in all that Fabric's clients make. */
function actionsOf(data: Uint8Array): peer.ChaincodeAction[] {
    return peer.Transaction.deserializeBinary(data)
        .getActionsList()
        .map((action) => {
            const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8()).getAction();
            const response = peer.ProposalResponsePayload.deserializeBinary(
                endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
            );
            return peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
        });
}

function publicWrites(action: peer.ChaincodeAction): Write[] {
    return ledger.rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8())
        .getNsRwsetList()
        .flatMap((set) => keyWrites(set.getNamespace(), undefined, set.getRwset_asU8()));
}

function answerOf(action: peer.ChaincodeAction): string {
    return Buffer.from(action.getResponse()?.getPayload_asU8() ?? new Uint8Array()).toString();
}

function writesOf(set: ledger.rwset.TxPvtReadWriteSet): Write[] {
    return set
        .getNsPvtRwsetList()
        .flatMap((namespace) =>
            namespace
                .getCollectionPvtRwsetList()
                .flatMap((collection) =>
                    keyWrites(namespace.getNamespace(), collection.getCollectionName(), collection.getRwset_asU8()),
                ),
        );
}

function keyWrites(chaincode: string, collection: string | undefined, bytes: Uint8Array): Write[] {
    return ledger.rwset.kvrwset.KVRWSet.deserializeBinary(bytes)
        .getWritesList()
        .map((write) => ({
            chaincode,
            collection,
            key: write.getKey(),
            value: write.getIsDelete() ? undefined : write.getValue_asU8(),
        }));
}

/** SHA-256 over the DER of number, previous hash and data hash (fabric `protoutil/blockutils.go`). */
function headerHash(header: common.BlockHeader): string {
    const number = derUnsigned(BigInt(header.getNumber()));
    const parts = Buffer.concat([number, octets(header.getPreviousHash_asU8()), octets(header.getDataHash_asU8())]);
    return createHash('sha256')
        .update(Buffer.concat([Buffer.from([0x30, parts.length]), parts]))
        .digest('hex');
}

function octets(bytes: Uint8Array): Buffer {
    return Buffer.concat([Buffer.from([0x04, bytes.length]), bytes]);
}

function derUnsigned(value: bigint): Buffer {
    const hex = value.toString(16);
    const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    const body = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
    return Buffer.concat([Buffer.from([0x02, body.length]), body]);
}
