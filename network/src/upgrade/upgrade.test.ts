import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contract } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import type { Engine } from '../engine/engine.js';
import { type RunningNetwork, startNetwork } from '../engine/network.js';
import { startNode, stopNode } from '../engine/nodes.js';
import { codeDigest } from '../fabric/codedigest.js';
import { describeLines } from '../fabric/testing/lines.js';
import { type ConnectedClient, connectClient } from '../lifecycle/client.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { readConnectionProfile } from '../profile/profile.js';
import { freePortRange } from '../supervisor/freeports.js';
import { parseTopology, type Topology } from '../topology.js';
import { upgradeFromOutside } from './ask.js';
import type { UpgradeResult } from './report.js';
import { build } from './testing/builds.js';
import { Stream } from './testing/stream.js';

describe('an upgrade of a chaincode', () => {
    describe('on the embedded network', function () {
        suite.call(this, 'embedded');
    });
});

describeLines('an upgrade of a chaincode', function (line) {
    suite.call(this, 'fabric', line);
});

function suite(this: Mocha.Suite, engine: Engine, fabricVersion?: string): void {
    this.timeout(240_000);
    let directory: string;
    let topology: Topology;
    let network: RunningNetwork | undefined;
    const clients: ConnectedClient[] = [];
    const till = {
        name: 'till',
        policy: "OR('NorthMSP.member')",
        memberOnlyRead: true,
        memberOnlyWrite: true,
        blockToLive: 0,
        requiredPeerCount: 0,
        maxPeerCount: 1,
    };
    const steps: string[] = [];

    const start = async () => {
        network = await startNetwork({ topology, dataDirectory: join(directory, 'data'), engine, fabricVersion });
    };
    const running = (): RunningNetwork => {
        if (network === undefined) {
            throw new Error('the network does not run');
        }
        return network;
    };
    const stop = async () => {
        for (const client of clients.splice(0)) {
            client.close();
        }
        await network?.stop();
        network = undefined;
    };
    const gateway = async (organisation: string, identity: string) => {
        const profile = await readConnectionProfile(running().layout.profile(organisation));
        const client = await connectClient(profile, identity);
        clients.push(client);
        return client.gateway;
    };
    const shop = async (organisation = 'north'): Promise<Contract> =>
        (await gateway(organisation, 'trader')).getNetwork(topology.channel).getContract('shop');
    const ask = async (contract: Contract, ...[name, ...args]: string[]) =>
        Buffer.from(await contract.evaluate(name ?? '', { arguments: args })).toString();
    const upgrade = async (changed?: Topology, chaincode = 'shop'): Promise<UpgradeResult> =>
        await upgradeFromOutside({
            dataDirectory: running().layout.root,
            chaincode,
            topology: changed,
            onStep: (step) => steps.push(step),
        });
    const failure = async (work: Promise<unknown>): Promise<string> =>
        await work.then(
            () => 'no error',
            (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
    const shops = () => running().supervisor.status.filter(({ name }) => name.startsWith('shop.'));
    const committed = async () => {
        const definition = await new Lifecycle(await gateway('south', 'admin'), topology.channel).committed('shop');
        return { version: definition?.version, sequence: definition?.sequence };
    };
    const boundVersion = async () => {
        const [chaincode] = topology.chaincodes;
        return `1.0+${chaincode === undefined ? '' : (await codeDigest(chaincode))?.slice(0, 12)}`;
    };

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-upgrade-'));
        await build(join(directory, 'code'), 'first');
        topology = parseTopology({
            channel: 'bazaar',
            organisations: [
                { name: 'north', mspId: 'NorthMSP', peers: 2, clients: ['trader'] },
                { name: 'south', mspId: 'SouthMSP', clients: ['trader'] },
            ],
            chaincodes: [
                {
                    name: 'shop',
                    command: ['node', 'chaincode.mjs'],
                    cwd: join(directory, 'code'),
                    policy: "AND('NorthMSP.peer','SouthMSP.peer')",
                    tls: engine === 'fabric',
                },
            ],
            batch: { timeoutMs: 40 },
            limits: { executeTimeoutMs: 3000 },
            portBase: await freePortRange(2 * 40),
        });
        await start();
    });
    after(async () => {
        await stop();
        await rm(directory, { recursive: true, force: true });
    });

    it('has nothing to do while the code is the same, and says so', async () => {
        const result = await upgrade();
        expect(result).to.deep.include({ outcome: 'unchanged', version: await boundVersion(), sequence: 1 });
        expect(shops().map(({ name }) => name)).to.deep.equal(['shop.north', 'shop.south']);
    });

    it('loses nothing of a stream of writes, ends the old processes after the commit, and keeps the state', async () => {
        const before = await boundVersion();
        const north = await shop('north');
        await north.submit('put', { arguments: ['kept', 'from before'] });
        const old = shops().map(({ pid }) => pid ?? 0);
        const stream = new Stream([north, north, await shop('south'), await shop('south')]);
        const slow = new Stream([await shop('south')], 'slow');
        await stream.more(40);
        await build(join(directory, 'code'), 'second');
        steps.length = 0;
        const result = await upgrade();
        await stream.more(40);
        await Promise.all([stream.stop(), slow.stop()]);
        console.log(
            `      refused meanwhile: ${JSON.stringify(Object.fromEntries([...stream.refusals, ...slow.refusals]))}`,
        );

        const version = await boundVersion();
        expect(version).to.not.equal(before);
        expect(result).to.deep.include({ outcome: 'upgraded', version, previousVersion: before, sequence: 2 });
        expect(await committed()).to.deep.equal({ version, sequence: 2 });
        expect(result.retired).to.deep.equal(['shop.north', 'shop.south']);
        for (const pid of old) {
            expect(() => process.kill(pid, 0), 'an old process').to.throw();
        }
        expect(shops().map(({ name }) => name)).to.deep.equal(result.processes);
        expect(await ask(north, 'get', 'kept')).to.equal('from before');
        for (const organisation of ['north', 'south']) {
            expect(await ask(await shop(organisation), 'version')).to.equal('second');
        }
        const written = [...stream.acknowledged, ...slow.acknowledged];
        expect(new Set(written.map((one) => one.version))).to.deep.equal(new Set(['first', 'second']));
        for (const { key, value } of written) {
            expect(await ask(north, 'get', key), key).to.equal(value);
        }
        expect(steps.length, steps.join('\n')).to.be.greaterThan(4);
    });

    it('leaves the old version in force where the new one does not get ready, and runs nothing of it', async () => {
        await build(join(directory, 'broken'), 'broken', `console.error('no such database'); process.exit(3);`);
        const before = shops().map(({ name, pid }) => [name, pid]);
        const message = await failure(upgrade(withCode('broken')));
        expect(message).to.match(/^UPGRADE_NOT_READY: .*the old one stays in force.*no such database/s);
        expect(shops().map(({ name, pid }) => [name, pid])).to.deep.equal(before);
        expect(await ask(await shop(), 'version')).to.equal('second');
        expect((await committed()).sequence).to.equal(2);
    });

    it('names the organisation that cannot approve, and completes once it is back', async () => {
        await build(join(directory, 'third'), 'third');
        await stopNode(running().layout.root, 'peer0.south');
        const message = await failure(upgrade(withCode('third')));
        expect(message).to.match(/^UPGRADE_NOT_APPROVED: SouthMSP cannot approve: no peer answers \(peer0\.south\)/);
        await startNode(running().layout.root, 'peer0.south');
        await stopNode(running().layout.root, 'peer1.north');
        expect(await failure(upgrade(withCode('third')))).to.match(/^PEER_UNREACHABLE: peer1\.north cannot be given/);
        await startNode(running().layout.root, 'peer1.north');
        const north = await shop();
        await eventually(async () => await north.submit('put', { arguments: ['again', 'up'] }));
        expect((await upgrade(withCode('third'))).outcome).to.equal('upgraded');
        expect(await ask(north, 'version')).to.equal('third');
    });

    it('commits another policy and collections without a new process', async () => {
        const before = shops().map(({ pid }) => pid);
        const changed = withCode('third', { policy: "OR('NorthMSP.peer','SouthMSP.peer')", collections: [till] });
        const result = await upgrade(changed);
        expect(result).to.deep.include({ outcome: 'redefined', sequence: 4, retired: [] });
        expect(shops().map(({ pid }) => pid)).to.deep.equal(before);
        await (await shop()).submit('put', { arguments: ['one', 'is enough'], endorsingOrganizations: ['NorthMSP'] });
    });

    it('loses nothing of a stream of writes when the policy asks for more organisations', async () => {
        const stream = new Stream([await shop('north'), await shop('south')]);
        await stream.more(20);
        const result = await upgrade(
            withCode('third', { policy: "AND('NorthMSP.peer','SouthMSP.peer')", collections: [till] }),
        );
        expect(result).to.deep.include({ outcome: 'redefined', sequence: 5 });
        await stream.more(20);
        await stream.stop();
        console.log(`      refused meanwhile: ${JSON.stringify(Object.fromEntries(stream.refusals))}`);
        const north = await shop();
        for (const { key, value } of stream.acknowledged) {
            expect(await ask(north, 'get', key), key).to.equal(value);
        }
        const alone = { arguments: ['one', 'is too few'], endorsingOrganizations: ['NorthMSP'] };
        expect(await failure(north.submit('put', alone))).to.match(/ENDORSEMENT_POLICY_FAILURE/);
    });

    it('lets a second command join the same upgrade, and refuses another beside it', async () => {
        await build(join(directory, 'fourth'), 'fourth');
        const fourth = withCode('fourth', { collections: [till] });
        const [first, second, other] = await Promise.all([
            upgrade(fourth),
            pause(200).then(() => upgrade(fourth)),
            pause(300).then(() => failure(upgrade(withCode('second', { collections: [till] })))),
        ]);
        expect(first).to.deep.include({ outcome: 'upgraded', sequence: 6 });
        expect(second).to.deep.equal(first);
        expect(other).to.match(/^UPGRADE_RUNNING: an upgrade of shop is under way/);
    });

    it('refuses what cannot change while it runs, and what it does not know', async () => {
        expect(await failure(upgrade(undefined, 'bank'))).to.equal(
            'CHAINCODE_UNKNOWN: the running network has no chaincode "bank"; it has shop',
        );
        const fewer = withCode('fourth', { collections: [till], organisations: ['north'] });
        expect(await failure(upgrade(fewer))).to.match(/^UPGRADE_IMPOSSIBLE: .*"organisations" changed/);
        expect(await failure(upgrade(withCode('fourth')))).to.match(
            /^UPGRADE_IMPOSSIBLE: the peers refuse the definition: .*does not contain previously defined collections/,
        );
    });

    it('is what the next start of the same topology starts, until its entry is changed', async () => {
        await stop();
        await start();
        const north = await shop();
        expect(await ask(north, 'version')).to.equal('fourth');
        expect((await committed()).sequence, 'nothing was committed anew').to.equal(6);
        expect(await ask(north, 'get', 'kept')).to.equal('from before');
        expect(shops().map(({ name }) => name)).to.deep.equal(['shop.north', 'shop.south']);
        topology = {
            ...topology,
            chaincodes: topology.chaincodes.map((one) => ({
                ...one,
                cwd: join(directory, 'third'),
                collections: [till],
            })),
        };
        await stop();
        await start();
        expect(await ask(await shop(), 'version'), 'the entry was changed').to.equal('third');
        const kept = parseTopology(JSON.parse(await readFile(running().layout.topology, 'utf8')));
        expect(kept.chaincodes[0]).to.deep.include({ version: '1.0', cwd: join(directory, 'third') });
    });

    function withCode(folder: string, more: Partial<Topology['chaincodes'][number]> = {}): Topology {
        return {
            ...topology,
            chaincodes: topology.chaincodes.map((one) => ({ ...one, cwd: join(directory, folder), ...more })),
        };
    }
}

/** Milliseconds. */
async function pause(duration: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, duration));
}

/** A network whose node just came back may refuse for a moment. */
async function eventually(attempt: () => Promise<unknown>): Promise<void> {
    for (let left = 60; ; left--) {
        try {
            await attempt();
            return;
        } catch (error) {
            if (left === 0) {
                throw error;
            }
            await pause(500);
        }
    }
}
