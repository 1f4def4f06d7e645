import { common, peer } from '@hyperledger/fabric-protos';

/** The validation codes that the committing peer wrote into a block's metadata. */
export class TransactionFilter {
    readonly #codes: Uint8Array;

    constructor(block: common.Block) {
        const metadata = block.getMetadata()?.getMetadataList_asU8() ?? [];
        this.#codes = metadata[common.BlockMetadataIndex.TRANSACTIONS_FILTER] ?? new Uint8Array();
    }

    /** peer.TxValidationCode of the transaction at this place; INVALID_OTHER_REASON where the filter is too short. */
    code(index: number): number {
        return this.#codes[index] ?? peer.TxValidationCode.INVALID_OTHER_REASON;
    }
}
