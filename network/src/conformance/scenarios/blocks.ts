import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { type Caller, disguised, signedBy } from '../clients/caller.js';
import { type Seek, seekEnvelope } from '../clients/deliver.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import { LONE, TWO } from '../topology.js';
import { describeBlock, describeFiltered, describePrivate, entriesOf } from '../transcript/blocks.js';
import type { Json } from '../transcript/normalise.js';
import { describeError } from '../transcript/outcome.js';

type Options = Seek & Readonly<{ caller?: Caller; at?: string; bytes?: Uint8Array; isSilent?: boolean }>;

const SERVICES = ['Deliver', 'DeliverFiltered', 'DeliverWithPrivateData'] as const;
const HOUR_MS = 3_600_000;
/** How long to listen where nothing is to come. */
const SILENCE_MS = 400;

/** Streams of blocks from peers and orderers: full, filtered, with private data; from the past, and refused. */
export const blocks: Scenario = {
    name: 'blocks',
    run: async (stage) => {
        const first = stage.firstBlock;
        await stage.submit('a write', TWO, ['put', stage.key('a'), '1']);
        await stage.submit('private data', TWO, ['putPrivateInto', 'pair,open', stage.key('p')], {
            transient: { value: 'secret' },
            endorsers: ['AlphaMSP', 'BetaMSP'],
        });
        await stage.submit('an event', LONE, ['event', 'happened', 'payload', stage.key('e')]);
        const last = first + 2;
        for (const service of SERVICES) {
            const deliver = async (title: string, options: Options): Promise<void> => {
                await stage.step(`${service}: ${title}`, async () => await peerBlocks(stage, service, options));
            };
            await deliver('the blocks of this scenario', { from: first, to: last });
            await deliver('for another organisation', {
                from: first,
                to: last,
                caller: stage.caller('gamma'),
                at: 'peer0.gamma',
            });
            await deliver('of a peer by another organisation', {
                from: first + 1,
                to: first + 1,
                caller: stage.caller('gamma'),
            });
            await deliver('block 0', { from: 0, to: 0 });
            await deliver('from the oldest', { from: 'oldest', to: 'oldest' });
            await deliver('the newest', { from: 'newest', to: 'newest' });
            await deliver('from a block to the newest', { from: last, to: 'newest' });
            await deliver('a start after the stop', { from: 3, to: 1 });
            await deliver('beyond the end, without waiting', { from: 99_999, to: 100_000, failIfNotReady: true });
            await deliver('beyond the end', { from: 99_999, to: 100_000 });
            await deliver('the next, which does not come', { from: 'next', to: 99_999, isSilent: true });
            await deliver('no start', { to: 1 });
            await deliver('no stop', { from: 0 });
            await deliver('an unknown channel', { from: 0, to: 0, channel: 'elsewhere' });
            await deliver('no channel', { from: 0, to: 0, channel: '' });
            await deliver('a bad signature', { from: 0, to: 0, signature: Buffer.from('none') });
            await deliver('a signature of another key', {
                from: 0,
                to: 0,
                caller: signedBy(stage.caller(), stage.caller('beta')),
            });
            await deliver('the MSP of another', {
                from: 0,
                to: 0,
                caller: disguised(stage.caller(), { mspId: 'BetaMSP' }),
            });
            await deliver('an unknown MSP', {
                from: 0,
                to: 0,
                caller: disguised(stage.caller(), { mspId: 'NobodyMSP' }),
            });
            await deliver('an old time', { from: 0, to: 0, time: new Date(Date.now() - HOUR_MS) });
            await deliver('a future time', { from: 0, to: 0, time: new Date(Date.now() + HOUR_MS) });
            await deliver('no time', { from: 0, to: 0, time: undefined });
            await deliver('another header type', { from: 0, to: 0, type: common.HeaderType.ENDORSER_TRANSACTION });
            await deliver('an empty envelope', { bytes: new Uint8Array() });
        }
        await stage.step('orderer: the blocks of this scenario', async () =>
            ordererBlocks(stage, { from: first, to: last }),
        );
        await stage.step('orderer: by a client of an organisation without orderer', async () =>
            ordererBlocks(stage, { from: 0, to: 0, caller: stage.caller('gamma') }),
        );
        await stage.step('orderer: an unknown channel', async () =>
            ordererBlocks(stage, { from: 0, to: 0, channel: 'elsewhere' }),
        );
        await stage.step('orderer: a bad signature', async () =>
            ordererBlocks(stage, { from: 0, to: 0, signature: Buffer.from('none') }),
        );
        await stage.step('orderer: beyond the end', async () =>
            ordererBlocks(stage, { from: 99_999, to: 99_999, failIfNotReady: true }),
        );
        await stage.step('client library: blocks', async () => {
            const stream = await (await stage.network()).getBlockEvents({ startBlock: BigInt(first) });
            const seen: Json[] = [];
            for await (const block of stream) {
                seen.push(describeBlock(block, stage));
                if (seen.length === 3) {
                    break;
                }
            }
            stream.close();
            return seen;
        });
        await stage.step('client library: filtered blocks', async () => {
            const stream = await (await stage.network()).getFilteredBlockEvents({ startBlock: BigInt(first) });
            const seen: Json[] = [];
            for await (const block of stream) {
                seen.push(describeFiltered(block, stage));
                if (seen.length === 3) {
                    break;
                }
            }
            stream.close();
            return seen;
        });
        await stage.step('client library: blocks with private data', async () => {
            const stream = await (await stage.network()).getBlockAndPrivateDataEvents({ startBlock: BigInt(first) });
            const seen: Json[] = [];
            for await (const block of stream) {
                seen.push(describePrivate(block, stage));
                if (seen.length === 3) {
                    break;
                }
            }
            stream.close();
            return seen;
        });
    },
};

async function peerBlocks(stage: Stage, service: (typeof SERVICES)[number], options: Options): Promise<Json> {
    const heard = await stage.wire.converse(
        options.at ?? 'peer0.alpha',
        `/protos.Deliver/${service}`,
        [options.bytes ?? seekEnvelope(options.caller ?? stage.caller(), stage.channel, options)],
        peer.DeliverResponse.deserializeBinary,
        { messages: 8, ...(options.isSilent ? { silentMs: SILENCE_MS } : {}) },
    );
    const messages = heard.messages.map((response): Json => {
        const [block, filtered, both] = [
            response.getBlock(),
            response.getFilteredBlock(),
            response.getBlockAndPrivateData(),
        ];
        if (block !== undefined) {
            return describeBlock(block, stage);
        }
        if (filtered !== undefined) {
            return describeFiltered(filtered, stage);
        }
        return both === undefined ? statusName(response.getStatus()) : describePrivate(both, stage);
    });
    return { messages, ...ending(heard, stage) };
}

async function ordererBlocks(stage: Stage, options: Options): Promise<Json> {
    const heard = await stage.wire.converse(
        'orderer0.alpha',
        '/orderer.AtomicBroadcast/Deliver',
        [seekEnvelope(options.caller ?? stage.caller(), stage.channel, options)],
        orderer.DeliverResponse.deserializeBinary,
        { messages: 8 },
    );
    const messages = heard.messages.map((response): Json => {
        const block = response.getBlock();
        return block === undefined
            ? statusName(response.getStatus())
            : { block: stage.normaliser.block(block.getHeader()?.getNumber() ?? 0), entries: entriesOf(block).length };
    });
    return { messages, ...ending(heard, stage) };
}

function ending({ end, error }: Readonly<{ end: string; error?: Error }>, stage: Stage): { [key: string]: Json } {
    return error === undefined ? { end } : { end, error: describeError(error, stage.normaliser) };
}

function statusName(status: number): string {
    return Object.entries(common.Status).find(([, value]) => value === status)?.[0] ?? `status ${status}`;
}
