import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { fixtureChaincode } from '../bench/fixture/topology.js';
import { engineOf } from '../engine/engine.js';
import { type RunningNetwork, startNetwork } from '../engine/network.js';
import { startNode, stopNode } from '../engine/nodes.js';
import { type ConnectedClient, connectClient } from '../lifecycle/client.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { readConnectionProfile } from '../profile/profile.js';
import { portIsFree } from '../supervisor/ports.js';
import { portsPerOrganisation } from '../topology/ports.js';
import { orderersOf, parseTopology, peersOf, type Topology } from '../topology.js';
import { examine } from './doctor.js';
import { administrate } from './join.js';
import { observe } from './observe.js';
import { describeLines } from './testing/lines.js';

const SERVICE = fileURLToPath(new URL('testing/fixtureservice.js', import.meta.url));

/** Organisations that have nothing to do with energy; one has no peer, and the service is reached with mutual TLS. */
const topologyAt = (portBase: number): Topology =>
    parseTopology({
        channel: 'bazaar',
        organisations: [
            { name: 'north', mspId: 'NorthMSP', peers: 2, clients: ['trader'] },
            { name: 'south', mspId: 'SouthMSP', clients: ['trader'] },
            { name: 'east', mspId: 'EastMSP', peers: 0 },
        ],
        chaincodes: [
            fixtureChaincode({
                name: 'stall',
                command: ['node', SERVICE],
                policy: "AND('NorthMSP.peer','SouthMSP.peer')",
                tls: true,
                collections: [{ name: 'till', policy: "OR('NorthMSP.member','SouthMSP.member')" }],
            }),
        ],
        batch: { timeoutMs: 50 },
        limits: { endorsementTimeoutMs: 15_000, executeTimeoutMs: 15_000 },
        portBase,
    });

describeLines('a network of Fabric processes', function (line) {
    this.timeout(300_000);
    let directory: string;
    let topology: Topology;
    let network: RunningNetwork | undefined;
    const clients: ConnectedClient[] = [];
    const steps: string[] = [];

    const start = async () => {
        network = await startNetwork({
            topology,
            dataDirectory: directory,
            engine: 'fabric',
            fabricVersion: line,
            onProgress: (step) => steps.push(step),
        });
        return network;
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
    const gateway = async (organisation: string, identity: string, peer?: string) => {
        const profile = await readConnectionProfile(running().layout.profile(organisation));
        const client = await connectClient(profile, identity, peer === undefined ? {} : { peer });
        clients.push(client);
        return client.gateway.getNetwork(topology.channel);
    };
    const stall = async (organisation: string, peer?: string) =>
        (await gateway(organisation, 'trader', peer)).getContract('stall');
    const pid = (name: string) => running().supervisor.status.find((one) => one.name === name);
    const committedSequence = async () => {
        const profile = await readConnectionProfile(running().layout.profile('north'));
        const client = await connectClient(profile, 'admin');
        clients.push(client);
        return (await new Lifecycle(client.gateway, topology.channel).committed('stall'))?.sequence;
    };
    const blockHashes = async () =>
        await Promise.all(
            peersOf(topology).map(async (node) => {
                const peer = await administrate(running().layout, node);
                try {
                    return await peer.chainInfo(topology.channel);
                } finally {
                    peer.close();
                }
            }),
        );

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-fabric-'));
        topology = topologyAt(await freeBase());
        await start();
    });
    after(async () => {
        await stop();
        if (directory !== undefined) {
            await rm(directory, { recursive: true, force: true });
        }
    });

    it('commits what clients of one organisation submit and shows it to the others', async () => {
        const north = await stall('north');
        await north.submitTransaction('put', 'apple', 'red');
        const south = await stall('south');
        await eventually(async () => text(await south.evaluateTransaction('get', 'apple')) === 'red', 'the apple');
        expect(await engineOf(directory)).to.equal('fabric');
        expect(await committedSequence()).to.equal(1);
    });

    it('tells height, health and leader of every node', async () => {
        const nodes = [...peersOf(topology), ...orderersOf(topology)];
        const seen = await Promise.all(nodes.map(({ ports }) => observe(ports.operations, topology.channel)));
        expect(seen.every(({ healthy }) => healthy)).to.equal(true);
        expect(seen.filter(({ leader }) => leader === true).length).to.equal(1);
        expect(seen.every(({ height }) => (height ?? 0) > 1)).to.equal(true);
    });

    it('finds nothing wrong when examined, within five seconds', async () => {
        const began = Date.now();
        const findings = await examine(directory);
        console.log(`      examined in ${((Date.now() - began) / 1000).toFixed(1)} s`);
        expect(findings.filter(({ healthy }) => !healthy)).to.deep.equal([]);
        expect(findings.map(({ check }) => check)).to.include.members(['nodes', 'leader', 'blocks', 'definitions']);
    });

    it('goes on without a peer that was killed, which comes back and has the same blocks', async () => {
        const killed = pid('peer0.north');
        process.kill(killed?.pid ?? 0, 'SIGKILL');
        const other = await stall('north', 'peer1.north');
        await eventually(async () => {
            await other.submitTransaction('put', 'pear', 'green');
            return true;
        }, 'a transaction without the killed peer');
        await eventually(async () => pid('peer0.north')?.phase === 'ready', 'the killed peer');
        expect(pid('peer0.north')?.pid).to.not.equal(killed?.pid);
        const back = await stall('north', 'peer0.north');
        await eventually(async () => text(await back.evaluateTransaction('get', 'pear')) === 'green', 'the pear');
        await eventually(async () => new Set((await blockHashes()).map(({ hash }) => hash)).size === 1, 'equal blocks');
    });

    it('dials a chaincode process again that was killed', async () => {
        process.kill(pid('stall.south')?.pid ?? 0, 'SIGKILL');
        await eventually(async () => pid('stall.south')?.restarts === 1, 'the restart');
        const south = await stall('south');
        const ask = { arguments: ['apple'], endorsingOrganizations: ['SouthMSP'] };
        await eventually(async () => text(await south.evaluate('get', ask)) === 'red', 'the chaincode to come back');
    });

    it('orders with two of three orderers, and takes one down and back as an operator asks', async () => {
        const leader = await leaderOf(topology);
        await stopNode(directory, leader);
        expect(pid(leader)?.phase).to.match(/stopp/);
        const nodes = (await examine(directory)).find(({ check }) => check === 'nodes');
        expect(nodes?.healthy).to.equal(false);
        expect(nodes?.detail).to.equal(`${leader} does not answer`);
        const south = await stall('south');
        await eventually(async () => {
            await south.submitTransaction('put', 'plum', 'blue');
            return true;
        }, 'a transaction without the leader');
        await startNode(directory, leader);
        await eventually(async () => pid(leader)?.phase === 'ready', leader);
    });

    it('continues after a stop with the same ledger and definition, and refuses other addresses', async () => {
        const before = Math.max(...(await blockHashes()).map(({ height }) => height));
        await stop();
        expect(await portIsFree(topology.portBase)).to.equal(true);
        const error = await startNetwork({
            topology: topologyAt(topology.portBase + 1),
            dataDirectory: directory,
            engine: 'fabric',
        }).catch((reason: unknown) => reason);
        expect(error)
            .to.have.property('message')
            .that.matches(/^TOPOLOGY_CHANGED: .*--port-base/);
        const began = Date.now();
        await start();
        console.log(`      second start: ${((Date.now() - began) / 1000).toFixed(1)} s`);
        const heights = (await blockHashes()).map(({ height }) => height);
        expect(heights).to.deep.equal([before, before, before]);
        expect(await committedSequence()).to.equal(1);
        const south = await stall('south');
        expect(text(await south.evaluateTransaction('get', 'plum'))).to.equal('blue');
        await (await stall('north')).submitTransaction('put', 'apple', 'eaten');
    });
});

async function leaderOf(topology: Topology): Promise<string> {
    for (const { name, ports } of orderersOf(topology)) {
        if ((await observe(ports.operations, topology.channel)).leader === true) {
            return name;
        }
    }
    throw new Error('the orderers have no leader');
}

function text(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('utf8');
}

/** Waits for a condition on a network that is recovering: an error counts as "not yet". */
async function eventually(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + 120_000;
    let last: unknown;
    for (;;) {
        const holds = await condition().catch((error: unknown) => {
            last = error;
            return false;
        });
        if (holds) {
            return;
        }
        if (Date.now() > deadline) {
            throw new Error(`waited in vain for ${what}`, { cause: last });
        }
        await delay(250);
    }
}

/** A port base below the range from which systems take ports for connections. */
async function freeBase(): Promise<number> {
    for (;;) {
        const base = 20_000 + Math.floor(Math.random() * 10_000);
        const size = 3 * portsPerOrganisation(topologyAt(base));
        const free = await Promise.all(Array.from({ length: size }, (_, index) => portIsFree(base + index)));
        if (free.every((one) => one)) {
            return base;
        }
    }
}
