import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
    type CloseableAsyncIterable,
    type Contract,
    checkpointers,
    type Gateway,
    type Network,
} from '@hyperledger/fabric-gateway';
import { common, type ledger as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { fixtureChaincode, fixtureTopology } from '../../../bench/fixture/topology.js';
import { type EmbeddedHandle, startEmbedded } from '../../../testing.js';

const ORG1 = 'org1.example.com';
const ORG2 = 'org2.example.com';
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** Takes so many items and closes the stream. */
async function take<T>(stream: CloseableAsyncIterable<T>, count: number): Promise<T[]> {
    const taken: T[] = [];
    try {
        for await (const item of stream) {
            taken.push(item);
            if (taken.length === count) {
                break;
            }
        }
    } finally {
        stream.close();
    }
    return taken;
}

describe('events and blocks, read by the unmodified client library', function () {
    this.timeout(60_000);
    let net: EmbeddedHandle;
    let gateway: Gateway;
    let network: Network;
    let contract: Contract;

    before(async () => {
        const collections = [
            { name: 'Members', policy: "OR('Org1MSP.member')", memberOnlyWrite: false },
            { name: 'Readable', policy: "OR('Org1MSP.member')", memberOnlyRead: false, memberOnlyWrite: false },
        ];
        net = await startEmbedded({
            topology: fixtureTopology([fixtureChaincode({ policy: "OR('Org1MSP.peer')", collections })]),
        });
        gateway = await net.connect(ORG1, 'User1');
        network = gateway.getNetwork('mychannel');
        contract = network.getContract('fixture');
    });
    after(() => net.stop());

    /** Emits an event and tells in which block it is. */
    async function emit(name: string, payload: string): Promise<{ block: bigint; txId: string }> {
        const commit = await contract.submitAsync('event', { arguments: [name, payload] });
        const { blockNumber, transactionId } = await commit.getStatus();
        return { block: blockNumber, txId: transactionId };
    }

    describe('chaincode events', () => {
        it('arrive live, with name, payload, transaction and block', async () => {
            const stream = await network.getChaincodeEvents('fixture');
            const other = await network.getChaincodeEvents('fixture');
            const { block, txId } = await emit('foo', 'bar');
            const [event] = await take(stream, 1);
            expect(event).to.deep.include({
                blockNumber: block,
                transactionId: txId,
                chaincodeName: 'fixture',
                eventName: 'foo',
            });
            expect(text(event?.payload ?? new Uint8Array())).to.equal('bar');
            await emit('second', 'listener');
            expect((await take(other, 2)).map(({ eventName }) => eventName)).to.deep.equal(['foo', 'second']);
        });

        it('are replayed from a block, or after a transaction', async () => {
            const first = await emit('replay', '1');
            const second = await emit('replay', '2');
            const third = await emit('replay', '3');
            const all = await network.getChaincodeEvents('fixture', { startBlock: first.block });
            expect((await take(all, 3)).map(({ transactionId }) => transactionId)).to.deep.equal([
                first.txId,
                second.txId,
                third.txId,
            ]);
            const checkpoint = checkpointers.inMemory();
            await checkpoint.checkpointTransaction(second.block, second.txId);
            const rest = await network.getChaincodeEvents('fixture', { checkpoint });
            expect((await take(rest, 1)).map(({ transactionId }) => transactionId)).to.deep.equal([third.txId]);
        });

        it('go on after a restart of the client with a checkpoint file', async () => {
            const folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
            const checkpoint = await checkpointers.file(join(folder, 'checkpoint.json'));
            const stream = await network.getChaincodeEvents('fixture', { checkpoint });
            await emit('checkpoint', 'one');
            const [seen] = await take(stream, 1);
            if (seen !== undefined) {
                await checkpoint.checkpointChaincodeEvent(seen);
            }
            await emit('checkpoint', 'two');
            const [next] = await take(await network.getChaincodeEvents('fixture', { checkpoint }), 1);
            expect(text(next?.payload ?? new Uint8Array())).to.equal('two');
            await rm(folder, { recursive: true });
        });

        it('of failed transactions and of other chaincodes do not arrive', async () => {
            const stream = await network.getChaincodeEvents('nobody');
            await emit('unheard', 'x');
            const quiet = await Promise.race([
                take(stream, 1).then(() => 'an event'),
                new Promise((resolve) => setTimeout(() => resolve('nothing'), 300)),
            ]);
            stream.close();
            expect(quiet).to.equal('nothing');
        });

        it('are refused to whoever is no member of the channel', async () => {
            const request = network.newChaincodeEventsRequest('fixture');
            const forged = gateway.newSignedChaincodeEventsRequest(request.getBytes(), Buffer.from('no signature'));
            const error = await take(await forged.getEvents(), 1).catch((reason: unknown) => String(reason));
            expect(error).to.match(/PERMISSION_DENIED/);
        });
    });

    describe('blocks', () => {
        it('arrive live and from the past, hash-chained', async () => {
            const live = await network.getBlockEvents();
            const { block } = await emit('block', 'x');
            const [newest] = await take(live, 1);
            expect(newest?.getHeader()?.getNumber()).to.equal(Number(block));
            const all = await take(await network.getBlockEvents({ startBlock: 0n }), Number(block) + 1);
            expect(all.map((one) => one.getHeader()?.getNumber())).to.deep.equal(all.map((_, index) => index));
            const ledger = net.network.ledger;
            for (const [index, one] of all.entries()) {
                expect(text(one.serializeBinary())).to.equal(text(ledger.blockBytes(index) ?? new Uint8Array()));
            }
        });

        it('wait for the block after the newest one', async () => {
            const height = net.network.ledger.height;
            const stream = await network.getBlockEvents({ startBlock: BigInt(height) });
            const waiting = take(stream, 1);
            await emit('later', 'x');
            expect((await waiting)[0]?.getHeader()?.getNumber()).to.equal(height);
        });

        it('come filtered: codes and event names, no payloads', async () => {
            const { block, txId } = await emit('filtered', 'hidden payload');
            const [filtered] = await take(await network.getFilteredBlockEvents({ startBlock: block }), 1);
            const [transaction] = filtered?.getFilteredTransactionsList() ?? [];
            expect(filtered?.getChannelId()).to.equal('mychannel');
            expect(transaction?.getTxid()).to.equal(txId);
            expect(transaction?.getTxValidationCode()).to.equal(0);
            expect(transaction?.getType()).to.equal(common.HeaderType.ENDORSER_TRANSACTION);
            const event = transaction?.getTransactionActions()?.getChaincodeActionsList()[0]?.getChaincodeEvent();
            expect(event?.getEventName()).to.equal('filtered');
            expect(event?.getPayload_asU8()).to.have.length(0);
        });

        it('come with private data that the peer holds and the client may read', async () => {
            const commit = await contract.submitAsync('putPrivate', {
                arguments: ['Members,Readable', 'k'],
                transientData: { value: 'confidential' },
            });
            const { blockNumber } = await commit.getStatus();
            const collections = async (client: Gateway): Promise<string[]> => {
                const stream = await client
                    .getNetwork('mychannel')
                    .getBlockAndPrivateDataEvents({ startBlock: blockNumber });
                const [message] = await take(stream, 1);
                const found: string[] = [];
                message?.getPrivateDataMapMap().forEach((set) => {
                    found.push(...names(set));
                });
                return found;
            };
            expect(await collections(gateway)).to.deep.equal(['Members', 'Readable']);
            // A client of another organisation at this peer sees what is not for members only.
            const foreign = await foreignClient(net);
            expect(await collections(foreign)).to.deep.equal(['Readable']);
            // The other organisation's own peer holds nothing of it.
            expect(await collections(await net.connect(ORG2, 'User1'))).to.deep.equal([]);
        });

        it('stop at a lagging peer where it lags, and go on when it catches up', async () => {
            net.controls.holdHeight('peer0.org1.example.com');
            const height = net.controls.height('peer0.org1.example.com');
            const other = await net.connect(ORG1, 'User1', { peer: 'peer1.org1.example.com' });
            await other
                .getNetwork('mychannel')
                .getContract('fixture')
                .submit('put', { arguments: ['lag', 'x'] });
            const stream = await network.getBlockEvents({ startBlock: BigInt(height) });
            const waiting = take(stream, 1).then(([block]) => block?.getHeader()?.getNumber());
            const held = await Promise.race([
                waiting,
                new Promise((resolve) => setTimeout(() => resolve('held'), 200)),
            ]);
            expect(held).to.equal('held');
            net.controls.release('peer0.org1.example.com');
            expect(await waiting).to.equal(height);
        });
    });
});

function names(set: protos.rwset.TxPvtReadWriteSet): string[] {
    return set
        .getNsPvtRwsetList()
        .flatMap((namespace) => namespace.getCollectionPvtRwsetList().map((one) => one.getCollectionName()));
}

/** A client of the second organisation connected to a peer of the first. */
async function foreignClient(net: EmbeddedHandle): Promise<Gateway> {
    return await net.connect(ORG2, 'User1', { peer: 'peer0.org1.example.com' });
}
