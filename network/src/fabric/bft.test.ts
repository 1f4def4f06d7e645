import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { startNetwork } from '../engine/network.js';
import { startNode, stopNode } from '../engine/nodes.js';
import { readConnectionProfile } from '../profile/profile.js';
import { ChainDifference, ChainReplay, type ExportedBlock, exportLedger, openExport } from '../replay/index.js';
import { orderersOf, parseTopology } from '../topology.js';
import { observe } from './observe.js';
import { Bazaar, bazaarTopology, eventually, text } from './testing/bazaar.js';
import { binariesOrSkip, describeLines } from './testing/lines.js';

/** Four orderers of four organisations, so that one organisation may fail or lie. */
const FOUR = [
    { name: 'north', mspId: 'NorthMSP', peers: 1, clients: ['trader'] },
    { name: 'south', mspId: 'SouthMSP', clients: ['trader'] },
    { name: 'east', mspId: 'EastMSP', peers: 0 },
    { name: 'west', mspId: 'WestMSP', peers: 0 },
];

/** Replays an export, one block of which is left with a single signature. */
async function replayed(file: string, robbed = -1): Promise<{ taken: number; fault: string | undefined }> {
    const found = await openExport(file);
    let replay: ChainReplay | undefined;
    try {
        for await (const block of found.blocks()) {
            if (block.number === robbed) {
                leaveOneSignature(block);
            }
            replay ??= new ChainReplay(':memory:', block);
            replay.take(block);
        }
        return { taken: replay?.height ?? 0, fault: undefined };
    } catch (error) {
        const fault = error instanceof ChainDifference ? error.difference.check : String(error);
        return { taken: replay?.height ?? 0, fault };
    } finally {
        replay?.close();
        await found.close();
    }
}

function leaveOneSignature({ message }: ExportedBlock): void {
    const list = message.getBlock()?.getMetadata()?.getMetadataList_asU8() ?? [];
    const signatures = common.Metadata.deserializeBinary(list[0] ?? new Uint8Array());
    signatures.setSignaturesList(signatures.getSignaturesList().slice(0, 1));
    list[0] = signatures.serializeBinary();
    message.getBlock()?.getMetadata()?.setMetadataList(list);
}

describe('SmartBFT in a topology', () => {
    it('needs four orderers and timeouts in order', () => {
        const three = { channel: 'c', organisations: FOUR.slice(0, 3), consensus: { type: 'bft' } };
        expect(() => parseTopology(three)).to.throw(/TOPOLOGY_INVALID: .*at least 4 orderers.*there are 3/);
        const consensus = { type: 'bft', requestForwardMs: 2000, requestComplainMs: 1000 };
        expect(() => parseTopology({ ...three, organisations: FOUR, consensus })).to.throw(/requestForwardMs/);
        expect(() => parseTopology({ ...three, consensus: { type: 'kafka' } })).to.throw(/consensus/);
    });

    it('is refused with the remedy on Fabric 2.5, which does not have it', async function () {
        await binariesOrSkip(this, '2.5');
        const directory = await mkdtemp(join(tmpdir(), 'linguang-bft-'));
        try {
            await mkdir(directory, { recursive: true });
            const error = await startNetwork({
                topology: bazaarTopology(20_000, { organisations: FOUR, consensus: { type: 'bft' } }),
                dataDirectory: directory,
                engine: 'fabric',
                fabricVersion: '2.5',
            }).catch((reason: unknown) => reason);
            expect(error)
                .to.have.property('message')
                .that.matches(/^CONSENSUS_UNSUPPORTED: SmartBFT needs Fabric 3.*--fabric-version 3.*raft/);
        } finally {
            await rm(directory, { recursive: true, force: true });
        }
    });
});

describeLines(
    'four SmartBFT orderers',
    function (line) {
        this.timeout(300_000);
        let bazaar: Bazaar;

        const height = async (name: string) => {
            const node = orderersOf(bazaar.topology).find((one) => one.name === name);
            return (await observe(node?.ports.operations ?? 0, bazaar.topology.channel)).height ?? 0;
        };
        const submits = async (fruit: string) => {
            const stall = await bazaar.stall('south');
            const began = Date.now();
            await eventually(async () => {
                await stall.submitTransaction('put', fruit, 'ripe');
                return true;
            }, `a transaction with ${fruit}`);
            return (Date.now() - began) / 1000;
        };

        before(async () => {
            bazaar = await Bazaar.prepare({ organisations: FOUR, consensus: { type: 'bft' } });
            await bazaar.start(line);
        });
        after(async () => await bazaar?.remove());

        it('order what all peers commit, in blocks that are the same everywhere', async () => {
            await (await bazaar.stall('north')).submitTransaction('put', 'apple', 'red');
            const south = await bazaar.stall('south');
            await eventually(async () => text(await south.evaluateTransaction('get', 'apple')) === 'red', 'the apple');
            await eventually(
                async () => new Set((await bazaar.ledgers()).map(({ hash }) => hash)).size === 1,
                'equal blocks',
            );
            expect(orderersOf(bazaar.topology).map(({ name }) => name)).to.include(await bazaar.leader());
        });

        it('choose another leader when theirs is taken down, and the old one catches up', async () => {
            const leader = await bazaar.leader();
            await stopNode(bazaar.directory, leader);
            console.log(`      first transaction after the leader went down: ${(await submits('plum')).toFixed(1)} s`);
            expect(await bazaar.leader()).to.not.equal(leader);
            await submits('pear');
            await startNode(bazaar.directory, leader);
            await eventually(async () => {
                await submits('fig');
                const others = orderersOf(bazaar.topology).map(({ name }) => height(name));
                return (await height(leader)) === Math.max(...(await Promise.all(others)));
            }, 'the old leader to have all blocks');
        });

        it('go on through kill -9 of any of them, the leader included, and the killed one comes back', async () => {
            const aFollower = async () => {
                const leader = await bazaar.leader();
                return orderersOf(bazaar.topology).find(({ name }) => name !== leader)?.name ?? '';
            };
            for (const choose of [aFollower, async () => await bazaar.leader()]) {
                const name = await choose();
                const pid = bazaar.kill(name);
                console.log(
                    `      first transaction after kill -9 of ${name}: ${(await submits('kiwi')).toFixed(1)} s`,
                );
                await eventually(async () => {
                    const now = bazaar.process(name);
                    return now?.phase === 'ready' && now.pid !== pid;
                }, name);
                await eventually(async () => {
                    await submits('date');
                    const all = await Promise.all(orderersOf(bazaar.topology).map((one) => height(one.name)));
                    return (await height(name)) >= Math.max(...all) - 1;
                }, `${name} to catch up`);
            }
        });

        it('continue after a stop', async () => {
            await bazaar.stop();
            await bazaar.start();
            const south = await bazaar.stall('south');
            expect(text(await south.evaluateTransaction('get', 'pear'))).to.equal('ripe');
            await south.submitTransaction('put', 'pear', 'eaten');
        });

        it('sign blocks so that an audit takes them, and none that a quorum did not sign', async () => {
            const file = join(bazaar.directory, 'north.lgx');
            const profile = await readConnectionProfile(bazaar.network.layout.profile('north'));
            const { blocks } = await exportLedger({ profile, identity: 'trader', file, private: false });
            const replay = await replayed(file);
            expect(replay).to.deep.equal({ taken: blocks, fault: undefined });
            const unsigned = await replayed(file, blocks - 1);
            expect(unsigned).to.deep.equal({ taken: blocks - 1, fault: 'ORDERER_SIGNATURE' });
        });
    },
    ['3'],
);
