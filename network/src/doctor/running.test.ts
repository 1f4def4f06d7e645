import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { fixtureChaincode } from '../bench/fixture/topology.js';
import { type RunningNetwork, startNetwork } from '../engine/network.js';
import { startNode, stopNode } from '../engine/nodes.js';
import { connectClient } from '../lifecycle/client.js';
import { definitionOf } from '../lifecycle/definition.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { readConnectionProfile } from '../profile/profile.js';
import { defineTopology, type Topology } from '../topology.js';
import { type Examination, examine } from './examine.js';
import { isFrozen } from './listeners.js';
import { askPeer, peerBlock } from './peeranswers.js';
import type { Probes } from './probes.js';
import { forge } from './testing/forgery.js';
import { expectInTime, freeBase, one } from './testing/patient.js';

const FIXTURE = dirname(fileURLToPath(new URL('../bench/fixture/main.js', import.meta.url)));

describe('the doctor of a network that runs on the embedded engine', function () {
    this.timeout(120_000);
    let directory: string;
    let topology: Topology;
    let network: RunningNetwork;

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-doctor-'));
        topology = defineTopology({
            channel: 'bazaar',
            organisations: [
                { name: 'north', mspId: 'NorthMSP', peers: 2, clients: ['trader'] },
                { name: 'south', mspId: 'SouthMSP' },
            ],
            chaincodes: [fixtureChaincode({ name: 'stall', policy: "OR('NorthMSP.peer','SouthMSP.peer')" })],
            // So that one organisation can commit what the other has not approved.
            policies: { lifecycleEndorsement: 'ANY' },
            portBase: await freeBase(),
        });
        network = await startNetwork({ topology, dataDirectory: directory, engine: 'embedded' });
    });
    after(async () => {
        await network?.stop();
        await rm(directory, { recursive: true, force: true });
    });

    const look = async (probes: Partial<Probes> = {}): Promise<Examination> => await examine(directory, probes);
    const codes = ({ findings }: Examination) => findings.map(({ code }) => code);
    const pidOf = (name: string) => network.supervisor.status.find((status) => status.name === name)?.pid ?? 0;
    const untilReady = async (name: string) => {
        while (network.supervisor.status.find((status) => status.name === name)?.phase !== 'ready') {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    };
    /** What a peer says, altered. */
    const altered =
        (
            name: string,
            change: (answers: Awaited<ReturnType<typeof askPeer>>) => Partial<Awaited<ReturnType<typeof askPeer>>>,
        ): Probes['peer'] =>
        async (layout, node, channel, timeoutMs) => {
            const answers = await askPeer(layout, node, channel, timeoutMs);
            return node.name === name ? { ...answers, ...change(answers) } : answers;
        };
    const asAdmin = async (organisation: string, act: (lifecycle: Lifecycle, version: string) => Promise<void>) => {
        const profile = await readConnectionProfile(network.layout.profile(organisation));
        const client = await connectClient(profile, 'admin');
        try {
            const lifecycle = new Lifecycle(client.gateway, topology.channel);
            await act(lifecycle, (await lifecycle.committed('stall'))?.version ?? '');
        } finally {
            client.close();
        }
    };
    /** The definition of the topology with the version that is committed. */
    const definition = (version: string) => {
        const [chaincode] = topology.chaincodes;
        if (chaincode === undefined) {
            throw new Error('no chaincode');
        }
        return definitionOf({ ...chaincode, version });
    };

    it('has nothing to say about a sound one', async () => {
        const examination = await look();
        expect(examination.findings).to.deep.equal([]);
        expect(examination).to.include({ healthy: true, running: true, engine: 'embedded' });
        const checks = examination.passed.map(({ check }) => check);
        expect(checks).to.include.members(['nodes', 'ledgers', 'packages', 'definitions', 'membership', 'channel']);
    });

    it('names a node that an operator took down, as a warning only', async () => {
        await stopNode(directory, 'peer1.north');
        const examination = await look();
        expect(examination.findings.map(({ code, about }) => [code, about])).to.deep.equal([
            ['NODE_STOPPED', 'peer1.north'],
        ]);
        expect(one(examination, 'NODE_STOPPED').remedy).to.equal(
            `linguang network start peer1.north --data ${directory}`,
        );
        expect(examination.healthy).to.equal(true);
        await startNode(directory, 'peer1.north');
    });

    it('names a suspended process within five seconds', async () => {
        process.kill(pidOf('embedded'), 'SIGSTOP');
        while (!(await isFrozen(pidOf('embedded')))) {
            await pause(10);
        }
        try {
            const examination = await look();
            expect(one(examination, 'PROCESS_FROZEN')).to.include({
                about: 'embedded',
                remedy: `kill -CONT ${pidOf('embedded')}`,
            });
            expect(codes(examination)).to.include('DEFINITION_UNANSWERED');
            expectInTime(examination);
        } finally {
            process.kill(pidOf('embedded'), 'SIGCONT');
        }
    });

    it('names processes that were killed', async () => {
        // On a busy machine the supervisor may be quicker than the doctor: then it is killed once more.
        let kills = 0;
        let isSeen = false;
        while (kills < 3 || !isSeen) {
            process.kill(pidOf('stall.south'), 'SIGKILL');
            kills++;
            isSeen ||= (await look()).findings.some(
                ({ code, about }) => code === 'PROCESS_GONE' && about === 'stall.south',
            );
            while (network.supervisor.status.find(({ name }) => name === 'stall.south')?.restarts !== kills) {
                await pause(20);
            }
            await untilReady('stall.south');
        }
        const restarted = one(await look(), 'PROCESS_RESTARTS');
        expect(restarted.seen).to.equal(`started again ${kills} times, last ended with SIGKILL`);
        expect(restarted.remedy).to.equal(`linguang network logs stall.south --data ${directory}`);
    });

    it('names a certificate that was renewed on disk only', async () => {
        const folder = network.layout.nodeTls('south', 'peer0.south');
        await cp(folder, `${folder}.kept`, { recursive: true });
        const files = { certificate: join(folder, 'server.crt'), key: join(folder, 'server.key') };
        await forge(network.layout.tlsCa('south'), files, { hosts: ['localhost'] });
        const found = one(await look(), 'CERTIFICATE_NOT_LOADED');
        expect(found.about).to.equal('peer0.south');
        expect(found.expected).to.include('4D5E');
        await rm(folder, { recursive: true });
        await cp(`${folder}.kept`, folder, { recursive: true });
        await rm(`${folder}.kept`, { recursive: true });
    });

    it('names an MSP folder that changed since the channel began', async () => {
        const folder = network.layout.organisationMsp('south');
        const more = join(folder, 'cacerts', 'more.pem');
        await cp(join(network.layout.ca('north'), 'ca-cert.pem'), more);
        const found = one(await look(), 'MSP_DIFFERS');
        expect(found.about).to.equal(folder);
        expect(found.expected).to.match(/as in peer\d\.(north|south)$/);
        await rm(more);
    });

    it('names the peer whose blocks are others, wherever the peers are', async () => {
        const foreign = 'ab'.repeat(32);
        const equal = await look({ peer: altered('peer1.north', () => ({ hash: foreign })) });
        expect(one(equal, 'LEDGER_FORK')).to.include({ about: 'peer1.north' });
        expect(one(equal, 'LEDGER_FORK').seen).to.include(foreign.slice(0, 16));
        // A forked peer that is lower than the others is compared with what those had at its height.
        const lower = await look({
            peer: altered('peer1.north', ({ height }) => ({ height: height - 1, hash: foreign })),
        });
        expect(lower.findings.filter(({ code }) => code === 'LEDGER_FORK').map(({ about }) => about)).to.deep.equal([
            'peer1.north',
        ]);
        const higher = await look({
            peer: altered('peer1.north', ({ height }) => ({ height: height + 3 })),
            block: async (layout, node, channel, number, timeoutMs) => {
                const block = await peerBlock(layout, node, channel, number, timeoutMs);
                if (node.name === 'peer1.north') {
                    block.setHeader(
                        (block.getHeader() ?? new common.BlockHeader()).setDataHash(Buffer.alloc(32)) ??
                            block.getHeader(),
                    );
                }
                return block;
            },
        });
        expect(one(higher, 'LEDGER_FORK').about).to.equal('peer1.north');
    });

    it('says that either may be the one where two peers differ', async () => {
        const peers = altered('peer0.south', () => ({ hash: 'cd'.repeat(32) }));
        await stopNode(directory, 'peer1.north');
        const found = (await look({ peer: peers })).findings.filter(({ code }) => code === 'LEDGER_FORK');
        expect(found.map(({ about }) => about)).to.have.members(['peer0.north', 'peer0.south']);
        await startNode(directory, 'peer1.north');
    });

    it('names a peer that lacks blocks and does not get them, one that did not join, and one without a package', async () => {
        const behind = await look({ peer: altered('peer0.south', ({ height }) => ({ height: height - 1 })) });
        expect(one(behind, 'PEER_BEHIND').about).to.equal('peer0.south');
        let asked = 0;
        const catching = await look({
            peer: altered('peer0.south', ({ height }) => ({ height: asked++ === 0 ? height - 1 : height })),
        });
        expect(codes(catching)).to.not.include('PEER_BEHIND');
        const outside = await look({ peer: altered('peer0.south', () => ({ joined: false })) });
        expect(one(outside, 'PEER_NOT_JOINED').about).to.equal('peer0.south');
        const without = await look({ peer: altered('peer1.north', () => ({ installed: ['stall_0.9:77'] })) });
        expect(one(without, 'PACKAGE_MISSING')).to.include({ about: 'stall on peer1.north', seen: 'stall_0.9:77' });
        const mute = await look({
            peer: async (layout, node, channel, timeoutMs) =>
                node.name === 'peer1.north'
                    ? Promise.reject(new Error('hung up'))
                    : await askPeer(layout, node, channel, timeoutMs),
        });
        expect(one(mute, 'LEDGER_UNANSWERED')).to.include({ about: 'peer1.north', seen: 'hung up' });
    });

    it('names a clock that is behind the newest block', async () => {
        const found = one(await look({ now: () => Date.now() - 60_000 }), 'CLOCK_BEHIND');
        expect(found.expected).to.match(/the (newest block|ledger) was/);
    });

    it('names a definition that is not that of the topology, and code that is not that of the definition', async () => {
        const written = await readFile(network.layout.topology, 'utf8');
        const change = async (policy: string, command: string[]) => {
            const chaincodes = topology.chaincodes.map((chaincode) => ({ ...chaincode, policy, command }));
            await writeFile(network.layout.topology, JSON.stringify({ ...topology, chaincodes }));
        };
        const [chaincode] = topology.chaincodes;
        await change("AND('NorthMSP.peer','SouthMSP.peer')", [...(chaincode?.command ?? [])]);
        const differs = one(await look(), 'DEFINITION_DIFFERS');
        expect(differs).to.include({ about: 'stall', seen: 'another endorsement policy' });
        const build = join(directory, 'another build');
        await cp(FIXTURE, build, { recursive: true });
        await writeFile(join(build, 'added.js'), '// not in the build that runs');
        await change(chaincode?.policy ?? '', ['node', join(build, 'main.js')]);
        const examination = await look();
        expect(codes(examination)).to.include.members(['DEFINITION_STALE', 'PACKAGE_MISSING', 'PROCESS_STALE']);
        expect(one(examination, 'DEFINITION_STALE').remedy).to.equal(
            `linguang network upgrade stall --data ${directory}`,
        );
        expect(one(examination, 'PROCESS_STALE').about).to.match(/^stall\.(north|south)$/);
        await writeFile(
            network.layout.topology,
            JSON.stringify({ ...topology, chaincodes: [...topology.chaincodes, { ...chaincode, name: 'kiosk' }] }),
        );
        expect(one(await look(), 'DEFINITION_MISSING')).to.include({ about: 'kiosk', seen: 'none' });
        await writeFile(network.layout.topology, written);
        expect((await look()).findings.filter(({ severity }) => severity === 'error')).to.deep.equal([]);
    });

    it('compares approvals: begun, missing, and of another package', async () => {
        await asAdmin('north', (lifecycle, version) => lifecycle.approve(definition(version), 2, 'stall_1:22'));
        const pending = one(await look(), 'DEFINITION_PENDING');
        expect(pending.seen).to.equal('sequence 2 approved by NorthMSP, not by SouthMSP');
        await asAdmin('north', (lifecycle, version) => lifecycle.commit(definition(version), 2, ['NorthMSP']));
        const examination = await look();
        expect(one(examination, 'APPROVAL_MISSING').about).to.equal('stall of SouthMSP');
        expect(one(examination, 'APPROVAL_PACKAGE')).to.include({ about: 'stall of NorthMSP', seen: 'stall_1:22' });
    });
});
