import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fixtureChaincode } from '../bench/fixture/topology.js';
import { type RunningNetwork, startNetwork } from '../engine/network.js';
import { startNode, stopNode } from '../engine/nodes.js';
import { FabricLayout } from '../fabric/layout.js';
import { observe } from '../fabric/observe.js';
import { binariesOrSkip } from '../fabric/testing/lines.js';
import { connectClient } from '../lifecycle/client.js';
import { definitionOf } from '../lifecycle/definition.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { readConnectionProfile } from '../profile/profile.js';
import { defineTopology, orderersOf, peersOf, type Topology } from '../topology.js';
import { type Examination, examine } from './examine.js';
import { askOperations, type Operations } from './operations.js';
import type { Probes } from './probes.js';
import { forge } from './testing/forgery.js';
import { beginLedger } from './testing/genesis.js';
import { expectInTime, fakePrograms, freeBase, one } from './testing/patient.js';

describe('the doctor of a network of Fabric processes', function () {
    this.timeout(180_000);
    let directory: string;
    let topology: Topology;
    let network: RunningNetwork;

    before(async function () {
        await binariesOrSkip(this);
        directory = await mkdtemp(join(tmpdir(), 'linguang-doctor-'));
        topology = defineTopology({
            channel: 'bazaar',
            organisations: [
                { name: 'north', mspId: 'NorthMSP', peers: 2 },
                { name: 'south', mspId: 'SouthMSP' },
                { name: 'east', mspId: 'EastMSP', peers: 0 },
            ],
            chaincodes: [fixtureChaincode({ name: 'stall', policy: "AND('NorthMSP.peer','SouthMSP.peer')" })],
            batch: { timeoutMs: 50 },
            portBase: await freeBase(),
        });
        network = await startNetwork({ topology, dataDirectory: directory, engine: 'fabric' });
    });
    after(async () => {
        await network?.stop();
        if (directory !== undefined) {
            await rm(directory, { recursive: true, force: true });
        }
    });

    const look = async (probes: Partial<Probes> = {}): Promise<Examination> => {
        for (let attempt = 1; ; attempt++) {
            const examination = await examine(directory, probes);
            expectInTime(examination);
            // On a machine with much else to do a check may run out of time, which is then said.
            if (attempt === 5 || !examination.findings.some(({ check }) => check === 'doctor')) {
                return examination;
            }
        }
    };
    const named = ({ findings }: Examination) => findings.map(({ code, about }) => `${code} ${about}`);
    const pidOf = (name: string) => network.supervisor.status.find((status) => status.name === name)?.pid ?? 0;
    const eventually = async (condition: () => Promise<boolean>) => {
        const deadline = Date.now() + 90_000;
        while (!(await condition())) {
            if (Date.now() > deadline) {
                throw new Error(`waited in vain; ${named(await look()).join(', ')}`);
            }
            await new Promise((resolve) => setTimeout(resolve, 250));
        }
    };
    const untilWell = () => eventually(async () => (await look()).findings.length === 0);

    it('has nothing to say about a sound one', async () => {
        await untilWell();
        const examination = await look();
        expect(examination.findings).to.deep.equal([]);
        const said = examination.passed.map(({ check, seen }) => `${check}: ${seen}`).join('\n');
        expect(said).to.match(/^programs: Fabric v?\d/m);
        expect(said).to.match(/^channel: .*etcdraft consenters of peer/m);
        expect(said).to.match(/^orderers: orderer0\.\w+ leads 3 orderers, 2 of 3 are needed/m);
        expect(said).to.include("ledgers: 6 ledgers begin with the channel's first block");
        expect(said).to.match(/^definitions: approved by all: stall 1\.0\+\w{12}/m);
    });

    it('names a suspended peer and a suspended orderer, each once, within five seconds', async () => {
        const frozen = ['peer0.south', 'orderer0.east'];
        for (const name of frozen) {
            process.kill(pidOf(name), 'SIGSTOP');
        }
        try {
            const examination = await look();
            const errors = examination.findings.filter(({ severity }) => severity === 'error');
            expect(errors.map(({ code, about }) => [code, about])).to.have.deep.members(
                frozen.map((name) => ['PROCESS_FROZEN', name]),
            );
            expect(named(examination)).to.include.members([
                'ORDERERS_NO_RESERVE orderer0.east',
                'DEFINITION_UNANSWERED SouthMSP',
            ]);
        } finally {
            for (const name of frozen) {
                process.kill(pidOf(name), 'SIGCONT');
            }
        }
        await untilWell();
    });

    it('names a node that was killed, until it is back', async () => {
        process.kill(pidOf('peer1.north'), 'SIGKILL');
        expect(one(await look(), 'NODE_DOWN')).to.include({
            about: 'peer1.north',
            remedy: `linguang network logs peer1.north --data ${directory}`,
        });
        await untilWell();
    });

    it('counts orderers: none in reserve, then too few', async () => {
        const [first = '', second = ''] = orderersOf(topology).map(({ name }) => name);
        await stopNode(directory, first);
        await eventually(async () => {
            const seen = await Promise.all(
                orderersOf(topology).map(({ ports }) => observe(ports.operations, 'bazaar')),
            );
            return seen.some(({ leader }) => leader === true);
        });
        const reserve = await look();
        expect(named(reserve)).to.include.members([`NODE_STOPPED ${first}`, `ORDERERS_NO_RESERVE ${first}`]);
        expect(reserve.healthy).to.equal(true);
        await stopNode(directory, second);
        const examination = await look();
        const quorum = one(examination, 'ORDERERS_NO_QUORUM');
        expect(quorum).to.include({ about: `${first}, ${second}`, seen: '1 of 3 answer' });
        expect(quorum.remedy).to.equal(`linguang network start ${first} --data ${directory}`);
        expect(examination.healthy).to.equal(false);
        await startNode(directory, first);
        await startNode(directory, second);
        await untilWell();
    });

    it('names a node that does not answer, and one that says it is ill', async () => {
        const portOf = (name: string) =>
            [...peersOf(topology), ...orderersOf(topology)].find((node) => node.name === name)?.ports.operations;
        const ill = createServer((_, response) => {
            const failed = [{ component: 'couchdb', reason: 'connection refused' }];
            response.writeHead(503).end(JSON.stringify({ status: 'Service Unavailable', failed_checks: failed }));
        });
        await new Promise<void>((resolve) => ill.listen(0, '127.0.0.1', resolve));
        const address = ill.address();
        const instead = new Map([
            [portOf('peer1.north'), typeof address === 'object' ? address?.port : undefined],
            // Nobody listens on port 1.
            [portOf('peer0.south'), 1],
        ]);
        const examination = await look({
            operations: (port, ...rest) => askOperations(instead.get(port) ?? port, ...rest),
        });
        await new Promise((resolve) => ill.close(resolve));
        const unhealthy = one(examination, 'NODE_UNHEALTHY');
        expect(unhealthy).to.include({ about: 'peer1.north', seen: 'couchdb: connection refused' });
        expect(unhealthy.remedy).to.equal(`linguang network logs peer1.north --data ${directory}`);
        const silent = one(examination, 'NODE_SILENT');
        expect(silent.about).to.equal('peer0.south');
        expect(silent.seen).to.match(/^process \d+, no answer at port \d+: /);
        expect(silent.remedy).to.equal(`linguang network restart peer0.south --data ${directory}`);
        expect(examination.healthy).to.equal(false);
    });

    it('names orderers of which none leads, and one that does not catch up', async () => {
        const changed =
            (change: (port: number, seen: Operations) => Partial<Operations>): Probes['operations'] =>
            async (port, ...rest) => {
                const seen = await askOperations(port, ...rest);
                return { ...seen, ...change(port, seen) };
            };
        const leaderless = await look({ operations: changed((_, { leads }) => (leads ? { leads: false } : {})) });
        const leader = one(leaderless, 'ORDERERS_NO_LEADER');
        expect(leader.about.split(', ')).to.have.members(orderersOf(topology).map(({ name }) => name));
        expect(leader.remedy).to.match(/^linguang network logs orderer0\.\w+ --data /);
        const [lagging] = orderersOf(topology);
        const behind = await look({
            operations: changed((port, { height }) =>
                port === lagging?.ports.operations ? { height: (height ?? 0) - 1 } : {},
            ),
        });
        expect(one(behind, 'ORDERER_BEHIND')).to.include({ about: lagging?.name });
    });

    it('compares clocks with what the nodes say', async () => {
        const drifting = await look({ now: () => Date.now() + 60_000 });
        expect(one(drifting, 'CLOCK_DRIFTS').seen).to.match(/^(59|60|61) s behind this machine$/);
        const apart = await look({ now: () => Date.now() - 20 * 60_000 });
        expect(one(apart, 'CLOCK_APART').severity).to.equal('error');
        expect(one(apart, 'CLOCK_BEHIND').about).to.equal('clock');
    });

    it('names programs that were exchanged under running nodes', async () => {
        const own = network.supervisor.status.length;
        const record = JSON.parse(await readFile(new FabricLayout(network.layout).programs, 'utf8'));
        const line = /^v?(\d+\.\d+)/.exec(record.version)?.[1] ?? '3.1';
        const other = `v${line}.99`;
        await fakePrograms(join(directory, 'newer'), [other, other, other]);
        const examination = await look({
            environment: { FABRIC_BIN: join(directory, 'newer'), PATH: process.env['PATH'] },
        });
        const changed = examination.findings.filter(({ code }) => code === 'PROGRAMS_CHANGED');
        expect(changed.length).to.equal(own - 2);
        expect(changed[0]).to.include({ seen: record.version, expected: other });
    });

    it('names a definition that one organisation alone approved', async () => {
        const profile = await readConnectionProfile(network.layout.profile('south'));
        const client = await connectClient(profile, 'admin');
        try {
            const lifecycle = new Lifecycle(client.gateway, topology.channel);
            const [chaincode] = topology.chaincodes;
            const committed = await lifecycle.committed('stall');
            if (chaincode === undefined || committed === undefined) {
                throw new Error('no definition');
            }
            await lifecycle.approve(
                definitionOf({ ...chaincode, version: 'proposed' }),
                committed.sequence + 1,
                undefined,
            );
        } finally {
            client.close();
        }
        const pending = one(await look(), 'DEFINITION_PENDING');
        expect(pending.seen).to.equal('sequence 2 approved by SouthMSP, not by NorthMSP');
        expect(pending.remedy).to.equal(`linguang network upgrade stall --data ${directory}`);
    });

    it('names an orderer whose key is no longer what the channel knows it by', async () => {
        const folder = network.layout.nodeTls('north', 'orderer0.north');
        const files = { certificate: join(folder, 'server.crt'), key: join(folder, 'server.key') };
        const kept = await Promise.all([readFile(files.certificate), readFile(files.key)]);
        await forge(network.layout.tlsCa('north'), files, { hosts: ['localhost'] });
        expect(named(await look())).to.include.members([
            'CONSENTER_CERTIFICATE orderer0.north',
            'CERTIFICATE_NOT_LOADED orderer0.north',
        ]);
        await writeFile(files.certificate, kept[0]);
        await writeFile(files.key, kept[1]);
    });

    it('finds the ledgers of a network that was stopped sound, and names one of another network', async () => {
        await network.stop();
        expect((await look()).findings).to.deep.equal([]);
        await beginLedger(topology, network.layout, 'peer1.north', Buffer.alloc(32, 5));
        expect(named(await look())).to.deep.equal(['GENESIS_DIFFERS peer1.north']);
    });
});
