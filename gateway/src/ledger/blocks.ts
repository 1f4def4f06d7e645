import { common } from '@hyperledger/fabric-protos';
import type { PeerConnection } from './connection.js';

/** Whole blocks of the chain, asked of the own organisation's peers. */
export class Blocks {
    readonly #peers: readonly PeerConnection[];
    readonly #channel: string;

    constructor(peers: readonly PeerConnection[], channel: string) {
        this.#peers = peers;
        this.#channel = channel;
    }

    /** @throws what the last peer answered, where none has it */
    async get(number: number): Promise<common.Block> {
        let last: unknown;
        for (const { network } of this.#peers) {
            try {
                const contract = network.getContract('qscc');
                const bytes = await contract.evaluateTransaction('GetBlockByNumber', this.#channel, String(number));
                return common.Block.deserializeBinary(bytes);
            } catch (error) {
                last = error;
            }
        }
        throw last;
    }
}

/** One of the metadata of a block; empty where it has none. */
export function metadataOf(block: common.Block, index: number): Uint8Array {
    return block.getMetadata()?.getMetadataList_asU8()[index] ?? new Uint8Array();
}
