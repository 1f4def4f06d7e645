import { type ChaincodeEvent, checkpointers } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import { type Caller, disguised, signedBy } from '../clients/caller.js';
import { position } from '../clients/deliver.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import { LONE, TWO } from '../topology.js';
import type { Json } from '../transcript/normalise.js';
import { describeError } from '../transcript/outcome.js';

/** Chaincode events: what is told, from where, and how a client goes on after a checkpoint. */
export const events: Scenario = {
    name: 'events',
    run: async (stage) => {
        const start = BigInt(stage.firstBlock);
        await stage.submit('an event', LONE, ['event', 'first', 'payload', stage.key('a')]);
        await stage.submit('an event without a write', LONE, ['event', 'second', '']);
        await stage.submit('several events in one transaction', LONE, ['events', 'lost', 'kept']);
        await stage.both('an event without a name', LONE, ['event', '', 'payload']);
        await stage.submit('an event of another chaincode', TWO, ['event', 'other', 'payload']);
        const inner = ['event', 'inner', 'x'];
        await stage.submit('an event of a called chaincode', TWO, ['call', LONE, stage.channel, ...inner]);
        await stage.submit('caller and called', TWO, ['eventAndCall', LONE, stage.channel, 'outer', ...inner]);
        await stage.step('an invalid transaction', async () => {
            const one = await stage.endorse(LONE, ['increment', stage.key('n')]);
            await stage.commit(LONE, ['increment', stage.key('n')]);
            return (await stage.settle(await one.submit())).code;
        });
        await stage.submit('the last event', LONE, ['event', 'last', 'payload']);
        await stage.submit('the last event of the other', TWO, ['event', 'last', 'payload']);

        await stage.step('from a past block', async () => read(stage, LONE, { startBlock: start }));
        await stage.step('of the other chaincode', async () => read(stage, TWO, { startBlock: start }));
        await stage.step('by another organisation', async () => {
            const network = await stage.network({ organisation: 'gamma' });
            return await collect(stage, await network.getChaincodeEvents(LONE, { startBlock: start }), 'last');
        });
        await stage.step('after an event', async () => {
            const checkpoint = checkpointers.inMemory();
            await checkpoint.checkpointChaincodeEvent(await nth(stage, LONE, start, 1));
            return await read(stage, LONE, { checkpoint });
        });
        await stage.step('after a whole block', async () => {
            const checkpoint = checkpointers.inMemory();
            await checkpoint.checkpointBlock(start);
            return await read(stage, LONE, { checkpoint, startBlock: 0n });
        });
        await stage.step('a checkpoint counts more than a start block', async () => {
            const checkpoint = checkpointers.inMemory();
            await checkpoint.checkpointBlock(start);
            return await read(stage, LONE, { checkpoint, startBlock: start + 3n });
        });

        const mine = stage.caller();
        await raw(stage, 'a chaincode that does not exist', { chaincode: 'nowhere', from: 0, isSilent: true });
        await raw(stage, 'a signature of another key', { caller: signedBy(mine, stage.caller('beta')) });
        await raw(stage, 'the MSP of another organisation', { caller: disguised(mine, { mspId: 'BetaMSP' }) });
        await raw(stage, 'an unknown MSP', { caller: disguised(mine, { mspId: 'NobodyMSP' }) });
        await raw(stage, 'an unknown channel', { channel: 'elsewhere' });
        await raw(stage, 'no channel', { channel: '' });
        await raw(stage, 'no chaincode', { chaincode: '', from: 0, isSilent: true });
        await raw(stage, 'a block far ahead', { from: 100_000, isSilent: true });
        await raw(stage, 'from the oldest', { from: 'oldest' });
        await raw(stage, 'from the newest', { from: 'newest' });
        await raw(stage, 'after a transaction of that block', {
            from: stage.firstBlock,
            after: 'unknown',
            isSilent: true,
        });
    },
};

type Options = Parameters<Awaited<ReturnType<Stage['network']>>['getChaincodeEvents']>[1];

async function read(stage: Stage, chaincode: string, options: Options): Promise<Json[]> {
    const network = await stage.network();
    return await collect(stage, await network.getChaincodeEvents(chaincode, options), 'last');
}

type Stream = AsyncIterable<ChaincodeEvent> & { close(): void };

async function collect(stage: Stage, stream: Stream, last: string): Promise<Json[]> {
    const seen: Json[] = [];
    try {
        for await (const { blockNumber, eventName, payload, transactionId, chaincodeName } of stream) {
            const block = stage.normaliser.block(Number(blockNumber));
            seen.push({ block, chaincodeName, eventName, payload: stage.text(payload), transactionId });
            if (eventName === last) {
                break;
            }
        }
    } finally {
        stream.close();
    }
    return seen;
}

async function nth(stage: Stage, chaincode: string, startBlock: bigint, index: number): Promise<ChaincodeEvent> {
    const stream = await (await stage.network()).getChaincodeEvents(chaincode, { startBlock });
    try {
        let passed = 0;
        for await (const event of stream) {
            if (passed++ === index) {
                return event;
            }
        }
    } finally {
        stream.close();
    }
    throw new Error('the stream ended');
}

type Request = Readonly<{
    caller?: Caller;
    channel?: string;
    chaincode?: string;
    from?: number | 'oldest' | 'newest';
    after?: string;
    /** Nothing is to come. */
    isSilent?: boolean;
}>;

/** How long to listen where nothing is to come. */
const SILENCE_MS = 500;

/** A request made by hand; tells the names of the events. */
async function raw(stage: Stage, title: string, request: Request): Promise<void> {
    await stage.step(title, async () => {
        const caller = request.caller ?? stage.caller();
        const message = new gateway.ChaincodeEventsRequest();
        message.setChannelId(request.channel ?? stage.channel);
        message.setChaincodeId(request.chaincode ?? LONE);
        message.setIdentity(caller.serialized);
        message.setAfterTransactionId(request.after ?? '');
        if (request.from !== undefined) {
            message.setStartPosition(position(request.from));
        }
        const signed = new gateway.SignedChaincodeEventsRequest();
        signed.setRequest(message.serializeBinary());
        signed.setSignature(caller.sign(message.serializeBinary()));
        const heard = await stage.wire.stream(
            'peer0.alpha',
            '/gateway.Gateway/ChaincodeEvents',
            signed.serializeBinary(),
            gateway.ChaincodeEventsResponse.deserializeBinary,
            request.isSilent ? { silentMs: SILENCE_MS } : {},
        );
        const names = heard.messages.flatMap((one) => one.getEventsList().map((event) => event.getEventName()));
        const error = heard.error === undefined ? null : describeError(heard.error, stage.normaliser);
        return { names, end: heard.end, error };
    });
}
