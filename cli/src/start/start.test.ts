import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chaincodeProcessesOf, peersOf, portIsFree, readState } from '@linguang/network';
import { expect } from 'chai';
import { freePortBase } from '../temporary/ports.js';
import { linguangTopology } from './linguangtopology.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

describe('the topology of Linguang', () => {
    const topology = linguangTopology({ portBase: 9080 });

    it('has grid and community with two peers each, and the certifier with one', () => {
        expect(peersOf(topology).map(({ name, mspId }) => [name, mspId])).to.deep.equal([
            ['peer0.grid', 'GridMSP'],
            ['peer1.grid', 'GridMSP'],
            ['peer0.community', 'CommunityMSP'],
            ['peer1.community', 'CommunityMSP'],
            ['peer0.certifier', 'CertifierMSP'],
        ]);
    });

    it('lets nobody decide alone: both sides endorse energy, the certifier and one side certificates, all definitions', () => {
        const policies = new Map(topology.chaincodes.map(({ name, policy }) => [name, policy]));
        expect(policies.get('energy')).to.equal("AND('GridMSP.peer','CommunityMSP.peer')");
        expect(policies.get('certificate')).to.equal("AND('CertifierMSP.peer',OR('GridMSP.peer','CommunityMSP.peer'))");
        expect(topology.policies.lifecycleEndorsement).to.equal('ALL Endorsement');
        expect(topology.policies.admins).to.equal('ALL Admins');
    });

    it('runs both chaincodes in every organisation', () => {
        expect(chaincodeProcessesOf(topology).map(({ name }) => name)).to.have.members(
            ['grid', 'community', 'certifier'].flatMap((name) => [`energy.${name}`, `certificate.${name}`]),
        );
    });
});

describe('linguang start', function () {
    this.timeout(240_000);
    let data: string;
    let portBase: number;
    let running: { child: ChildProcess; output: () => string } | undefined;

    const start = () => {
        const args = ['start', '--port-base', String(portBase), '--data', data, '--no-district'];
        const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
        let text = '';
        for (const stream of [child.stdout, child.stderr]) {
            stream.on('data', (part) => {
                text += part;
            });
        }
        running = { child, output: () => text };
        return running;
    };
    const started = async () => {
        const { child, output } = start();
        await until(async () => output().includes('Ctrl-C') || child.exitCode !== null, 'the addresses');
        expect(output(), output()).to.include(`http://localhost:${portBase}`);
        return { child, output };
    };
    const processes = async () => [
        ...((await readState(join(data, 'state.json')))?.processes ?? []),
        ...((await readState(join(data, 'network', 'state.json')))?.processes ?? []),
    ];
    const height = async () => {
        const info = await (await fetch(`http://127.0.0.1:${portBase}/v1/info`)).json();
        return typeof info === 'object' && info !== null && 'height' in info ? Number(info.height) : 0;
    };

    before(async () => {
        data = await mkdtemp(join(tmpdir(), 'linguang-start-'));
        portBase = await freePortBase();
    });
    afterEach(async () => {
        if (running !== undefined && running.child.exitCode === null && running.child.signalCode === null) {
            running.child.kill('SIGTERM');
            await once(running.child, 'exit');
        }
    });
    after(async () => await rm(data, { recursive: true, force: true }));

    it('brings up network, chaincodes and three gateways, and stops them all on Ctrl-C', async () => {
        const { child, output } = await started();
        for (const port of [portBase, portBase + 1, portBase + 2]) {
            expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).to.equal(200);
        }
        const all = await processes();
        expect(all.map(({ name }) => name)).to.have.members([
            'embedded',
            ...['community', 'grid', 'certifier'].flatMap((name) => [
                `gateway.${name}`,
                `energy.${name}`,
                `certificate.${name}`,
            ]),
        ]);
        child.kill('SIGINT');
        const [code] = await once(child, 'exit');
        expect(code).to.equal(0);
        expect(output()).to.include('stopped; the next start continues the same ledger');
        for (const { pid, name } of all) {
            expect(() => process.kill(pid ?? 0, 0), `${name} is gone`).to.throw();
        }
        expect(await portIsFree(portBase)).to.equal(true);
    });

    it('continues the same ledger, and brings back a gateway that was killed', async () => {
        const block = join(data, 'network', 'topology.json');
        const before = await readFile(block, 'utf8');
        await started();
        expect(await readFile(block, 'utf8')).to.equal(before);
        expect(await height(), 'definitions of the first start').to.be.greaterThan(1);
        const gateway = (await processes()).find(({ name }) => name === 'gateway.community');
        process.kill(gateway?.pid ?? 0, 'SIGKILL');
        await until(async () => {
            const now = (await processes()).find(({ name }) => name === 'gateway.community');
            return now?.phase === 'ready' && now.pid !== gateway?.pid;
        }, 'the gateway to come back');
        expect(await height()).to.be.greaterThan(1);
    });

    it('names a port that is taken and the option that helps, and starts nothing', async () => {
        const server = createServer().listen(portBase + 1, '127.0.0.1');
        await once(server, 'listening');
        const { child, output } = start();
        const [code] = await once(child, 'exit');
        server.close();
        expect(code).to.equal(1);
        expect(output()).to.match(new RegExp(`PORT_IN_USE: port ${portBase + 1} .*--port-base`));
        expect(await processes()).to.deep.equal([]);
    });
});

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + 120_000;
    while (!(await condition().catch(() => false))) {
        if (Date.now() > deadline) {
            throw new Error(`waited in vain for ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
