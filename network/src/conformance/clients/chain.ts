import { common, peer } from '@hyperledger/fabric-protos';
import type { Caller } from './caller.js';
import { propose } from './proposal.js';
import type { Wire } from './wire.js';

/** Number of blocks a peer has. */
export async function heightOf(wire: Wire, at: string, caller: Caller, channel: string): Promise<number> {
    const info = await ask(wire, at, caller, channel, ['GetChainInfo', channel]);
    return common.BlockchainInfo.deserializeBinary(info).getHeight();
}

/** Id of the transaction in block 0, which every network draws anew. */
export async function genesisOf(wire: Wire, at: string, caller: Caller, channel: string): Promise<string> {
    const bytes = await ask(wire, at, caller, channel, ['GetBlockByNumber', channel, '0']);
    const [entry = new Uint8Array()] = common.Block.deserializeBinary(bytes).getData()?.getDataList_asU8() ?? [];
    const envelope = common.Envelope.deserializeBinary(entry);
    const header = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getHeader();
    return common.ChannelHeader.deserializeBinary(header?.getChannelHeader_asU8() ?? new Uint8Array()).getTxId();
}

async function ask(wire: Wire, at: string, caller: Caller, channel: string, args: string[]): Promise<Uint8Array> {
    const { message } = propose(caller, channel, { chaincode: 'qscc', args });
    const response = await wire.unary(
        at,
        '/protos.Endorser/ProcessProposal',
        message.serializeBinary(),
        peer.ProposalResponse.deserializeBinary,
    );
    return response.getResponse()?.getPayload_asU8() ?? new Uint8Array();
}
