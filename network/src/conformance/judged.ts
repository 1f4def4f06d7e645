import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { seekEnvelope } from './clients/deliver.js';
import { type Spoiling, spoiled } from './clients/envelope.js';
import { propose } from './clients/proposal.js';
import type { Stage } from './stage.js';
import { TWO } from './topology.js';
import { describeFiltered } from './transcript/blocks.js';
import type { Json } from './transcript/normalise.js';
import { codeName } from './transcript/outcome.js';

/** A correct transaction, endorsed by two peers and not yet signed by its creator. */
export async function envelope(stage: Stage): Promise<common.Envelope> {
    const { message, txId } = propose(stage.caller(), stage.channel, {
        chaincode: TWO,
        args: ['put', stage.key('k'), '1'],
    });
    stage.normaliser.transaction(txId);
    const request = new gateway.EndorseRequest();
    request.setTransactionId(txId);
    request.setChannelId(stage.channel);
    request.setProposedTransaction(message);
    request.setEndorsingOrganizationsList(['AlphaMSP', 'BetaMSP']);
    const response = await stage.wire.unary(
        'peer0.alpha',
        '/gateway.Gateway/Endorse',
        request.serializeBinary(),
        gateway.EndorseResponse.deserializeBinary,
    );
    return response.getPreparedTransaction() ?? new common.Envelope();
}

/** Sends a spoiled transaction to an orderer and reads from the block what peers made of it, and how they tell it. */
export async function judged(stage: Stage, good: common.Envelope, spoiling: Spoiling): Promise<Json> {
    const sent = spoiled(good, spoiling.creator ?? stage.caller(), spoiling);
    const height = await stage.height('peer0.alpha');
    const heard = await stage.wire.converse(
        'orderer0.alpha',
        '/orderer.AtomicBroadcast/Broadcast',
        [sent.serializeBinary()],
        orderer.BroadcastResponse.deserializeBinary,
        { messages: 1 },
    );
    const [answer] = heard.messages;
    if (answer?.getStatus() !== common.Status.SUCCESS) {
        return `refused by the orderer: ${answer?.getStatus()} ${answer?.getInfo()}`;
    }
    await stage.everywhere(height + 1);
    return { code: await firstCode(stage, height), filtered: await filteredBlock(stage, height) };
}

/** What a stream of filtered blocks tells of a block, whatever is in it. */
async function filteredBlock(stage: Stage, number: number): Promise<Json> {
    const heard = await stage.wire.converse(
        'peer0.alpha',
        '/protos.Deliver/DeliverFiltered',
        [seekEnvelope(stage.caller(), stage.channel, { from: number, to: number })],
        peer.DeliverResponse.deserializeBinary,
        { messages: 2 },
    );
    return heard.messages.map((response) => {
        const filtered = response.getFilteredBlock();
        return filtered === undefined ? { status: response.getStatus() } : describeFiltered(filtered, stage);
    });
}

/** Code of the first transaction of a block, as its metadata say. */
async function firstCode(stage: Stage, number: number): Promise<string> {
    const response = await stage.ask('peer0.alpha', {
        chaincode: 'qscc',
        args: ['GetBlockByNumber', stage.channel, String(number)],
    });
    const block = common.Block.deserializeBinary(response.getResponse()?.getPayload_asU8() ?? new Uint8Array());
    const codes = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
    return codeName(codes?.[0] ?? -1);
}
