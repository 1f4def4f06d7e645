import { common } from '@hyperledger/fabric-protos';
import { CHANNEL } from './client.js';
import type { EnergyNetwork } from './network.js';

/** Every block of the channel, as bytes, through the system chaincode that any client may ask. */
export async function blocks(network: EnergyNetwork): Promise<readonly Buffer[]> {
    const gateway = await network.gateway('grid');
    const qscc = gateway.getNetwork(CHANNEL).getContract('qscc');
    const info = common.BlockchainInfo.deserializeBinary(await qscc.evaluateTransaction('GetChainInfo', CHANNEL));
    const found: Buffer[] = [];
    for (let number = 0; number < info.getHeight(); number++) {
        found.push(Buffer.from(await qscc.evaluateTransaction('GetBlockByNumber', CHANNEL, String(number))));
    }
    return found;
}

/** Names of the validation codes of all transactions in the blocks, with how often each occurs. */
export function validationCodes(all: readonly Buffer[]): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const bytes of all) {
        const filter = common.Block.deserializeBinary(bytes).getMetadata()?.getMetadataList_asU8()[
            common.BlockMetadataIndex.TRANSACTIONS_FILTER
        ];
        for (const code of filter ?? []) {
            counts.set(code, (counts.get(code) ?? 0) + 1);
        }
    }
    return counts;
}
