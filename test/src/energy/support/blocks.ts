import { common, peer } from '@hyperledger/fabric-protos';
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

/** How many blocks the channel has. */
export async function heightOf(network: EnergyNetwork): Promise<number> {
    const qscc = (await network.client('grid')).gateway.getNetwork(CHANNEL).getContract('qscc');
    const info = await qscc.evaluateTransaction('GetChainInfo', CHANNEL);
    return common.BlockchainInfo.deserializeBinary(info).getHeight();
}

/** The envelopes of the valid transactions in blocks, in their order. */
export function validTransactions(all: readonly Buffer[]): readonly Buffer[] {
    return all.flatMap((bytes) => {
        const block = common.Block.deserializeBinary(bytes);
        const codes = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
        const envelopes = block.getData()?.getDataList_asU8() ?? [];
        return envelopes.filter((_, index) => codes?.[index] === 0).map((envelope) => Buffer.from(envelope));
    });
}

/** An event that a contract gave with a transaction. */
export type ContractEvent = Readonly<{ name: string; payload: Readonly<Record<string, unknown>>[] }>;

/** The events of the valid transactions in blocks, in their order. */
export function contractEvents(all: readonly Buffer[]): readonly ContractEvent[] {
    return validTransactions(all).flatMap((bytes): ContractEvent[] => {
        const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8());
        const header = common.ChannelHeader.deserializeBinary(payload.getHeader()?.getChannelHeader_asU8() ?? NOTHING);
        if (header.getType() !== common.HeaderType.ENDORSER_TRANSACTION) {
            return [];
        }
        const actions = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
        return actions.flatMap((action) => {
            const inner = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8()).getAction();
            const response = peer.ProposalResponsePayload.deserializeBinary(
                inner?.getProposalResponsePayload_asU8() ?? NOTHING,
            );
            const result = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
            const event = peer.ChaincodeEvent.deserializeBinary(result.getEvents_asU8());
            const name = event.getEventName();
            return name === '' ? [] : [{ name, payload: itemsOf(event.getPayload_asU8()) }];
        });
    });
}

const NOTHING = new Uint8Array();

function itemsOf(payload: Uint8Array): ContractEvent['payload'] {
    const envelope: { items?: ContractEvent['payload'] } = JSON.parse(Buffer.from(payload).toString());
    return envelope.items ?? [];
}
