import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePortRange, type PartStatus, portAnswers, portIsFree, readState } from '@linguang/network';
import { expect } from 'chai';

const LINGUANG = fileURLToPath(new URL('../../bin/linguang.mjs', import.meta.url));
/** A chaincode server in any language is a process that listens; this one does nothing else. */
const SERVER = `const [, port] = process.env.CHAINCODE_SERVER_ADDRESS.split(':'); require('node:net').createServer().listen(port, '127.0.0.1');`;

describe('linguang network', function () {
    this.timeout(180_000);
    let directory: string;
    let data: string;
    let topology: string;
    let portBase: number;
    const started: ChildProcess[] = [];

    const linguang = async (...args: string[]) => {
        const child = spawn(process.execPath, [LINGUANG, 'network', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
        let output = '';
        child.stdout.on('data', (part) => {
            output += part;
        });
        child.stderr.on('data', (part) => {
            output += part;
        });
        const [code] = await once(child, 'close');
        return { code, output };
    };
    const state = async () => await readState(join(data, 'state.json'));
    const process_ = async (name: string) => (await state())?.processes.find((one) => one.name === name);

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-cli-'));
        data = join(directory, 'net');
        topology = join(directory, 'topology.json');
        portBase = await freePortRange(80);
        await writeFile(
            topology,
            JSON.stringify({
                channel: 'bazaar',
                organisations: [
                    { name: 'north', mspId: 'NorthMSP', peers: 2, clients: ['trader'] },
                    { name: 'south', mspId: 'SouthMSP' },
                ],
                chaincodes: [
                    { name: 'stall', command: ['node', '-e', SERVER], policy: "OR('NorthMSP.peer','SouthMSP.peer')" },
                ],
                portBase,
            }),
        );
    });
    after(async () => {
        await linguang('down', '--data', data);
        for (const child of started) {
            child.kill('SIGKILL');
        }
        await rm(directory, { recursive: true, force: true });
    });

    it('brings up any topology in the background and tells where everything is', async () => {
        const up = await linguang('up', '--topology', topology, '--data', data, '--detach', '--json');
        expect(up.code, up.output).to.equal(0);
        const found = JSON.parse(up.output);
        expect(found.running).to.equal(true);
        expect(found.parts.map(({ name }: PartStatus) => name)).to.deep.equal([
            'peer0.north',
            'peer1.north',
            'peer0.south',
            'orderer0.north',
            'orderer0.south',
            'stall.north',
            'stall.south',
        ]);
        for (const { kind, port, operationsPort, pid, phase, healthy, height, leader } of found.parts) {
            expect([phase, healthy]).to.deep.equal(['ready', true]);
            expect(await portAnswers(port)).to.equal(true);
            expect(pid).to.be.above(0);
            expect(height).to.equal(kind === 'chaincode' ? undefined : found.parts[0].height);
            expect(leader).to.be.oneOf(kind === 'orderer' ? [true, false] : [undefined]);
            if (kind !== 'chaincode') {
                expect((await fetch(`http://127.0.0.1:${operationsPort}/healthz`)).status).to.equal(200);
            }
        }
        expect(found.parts.filter(({ leader }: PartStatus) => leader).length).to.equal(1);
        expect(found.parts[0].height).to.be.above(1);
        const profile = JSON.parse(await readFile(join(data, 'profiles', 'north.json'), 'utf8'));
        expect(profile.identities).to.have.keys('admin', 'trader');
        const status = await linguang('status', '--data', data);
        expect(status.output).to.match(/channel bazaar, embedded engine, raft, supervised by process \d+/);
        expect(status.output).to.match(/peer1\.north\s+ready\s+healthy\s+\d+/);
        expect(status.output).to.match(/stall\.south\s+ready/);
        const logs = await linguang('logs', 'embedded', '--data', data);
        expect(logs.output).to.include('embedded network ready');
    });

    it('refuses a second one on the same folder', async () => {
        const again = await linguang('up', '--topology', topology, '--data', data);
        expect(again.code).to.equal(1);
        expect(again.output).to.include('NETWORK_RUNNING');
    });

    it('survives kill -9 of network and chaincode, and restarts what it is asked to', async () => {
        for (const name of ['embedded', 'stall.north']) {
            const before = await process_(name);
            process.kill(before?.pid ?? 0, 'SIGKILL');
            await until(async () => {
                const now = await process_(name);
                return now?.phase === 'ready' && now.pid !== before?.pid;
            }, `${name} to come back`);
        }
        const before = await process_('stall.south');
        const restart = await linguang('restart', 'stall.south', '--data', data);
        expect(restart.code, restart.output).to.equal(0);
        expect((await process_('stall.south'))?.pid).to.not.equal(before?.pid);
        const unknown = await linguang('restart', 'stall.east', '--data', data);
        expect(unknown.output).to.match(/PROCESS_UNKNOWN: .*embedded, stall\.north, stall\.south/);
    });

    it('takes one peer down and brings it back while the others go on', async () => {
        const answers = async () => {
            const { parts } = JSON.parse((await linguang('status', '--json', '--data', data)).output);
            const peers = parts.filter(({ kind }: PartStatus) => kind === 'peer');
            return await Promise.all(peers.map(({ port }: PartStatus) => portAnswers(port)));
        };
        const stop = await linguang('stop', 'peer1.north', '--data', data);
        expect(stop.code, stop.output).to.equal(0);
        expect(await answers()).to.deep.equal([true, false, true]);
        expect((await linguang('status', '--data', data)).output).to.match(/peer1\.north +stopped/);
        expect((await linguang('start', 'peer1.north', '--data', data)).code).to.equal(0);
        expect(await answers()).to.deep.equal([true, true, true]);
        expect((await linguang('restart', 'orderer0.south', '--data', data)).code).to.equal(0);
        const unknown = await linguang('stop', 'peer7.north', '--data', data);
        expect(unknown.output).to.match(/PROCESS_UNKNOWN: .*peer0\.north, peer1\.north, peer0\.south, orderer0\.north/);
    });

    it('will not erase what runs', async () => {
        expect((await linguang('purge', '--data', data)).output).to.include('NETWORK_RUNNING');
    });

    it('goes down without leaving a process, and continues on the next start', async () => {
        const pids = (await state())?.processes.map(({ pid }) => pid ?? 0) ?? [];
        expect(pids.length).to.equal(3);
        const down = await linguang('down', '--data', data);
        expect(down.output).to.include('stopped');
        for (const pid of pids) {
            expect(() => process.kill(pid, 0)).to.throw();
        }
        const child = spawn(process.execPath, [LINGUANG, 'network', 'up', '--data', data], {
            stdio: ['ignore', 'pipe', 'inherit'],
        });
        started.push(child);
        let output = '';
        child.stdout.on('data', (part) => {
            output += part;
        });
        await until(async () => output.includes('network ready'), 'the network in the foreground');
        child.kill('SIGINT');
        const [code] = await once(child, 'exit');
        expect(code).to.equal(0);
        expect(await portIsFree(portBase)).to.equal(true);
    });

    it('names the port that is taken and the option that helps', async () => {
        const child = spawn(process.execPath, [
            '-e',
            `require('node:net').createServer().listen(${portBase + 3}, '127.0.0.1')`,
        ]);
        started.push(child);
        await until(async () => await portAnswers(portBase + 3), 'the port to be taken');
        const up = await linguang('up', '--data', data);
        child.kill('SIGKILL');
        await once(child, 'exit');
        expect(up.code).to.equal(1);
        expect(up.output).to.match(new RegExp(`PORT_IN_USE: port ${portBase + 3} .*--port-base`));
    });

    it('lists what reset and purge remove, and removes it', async () => {
        const reset = await linguang('reset', '--data', data);
        expect(reset.output).to.include(join(data, 'ledger'));
        expect(reset.output).to.not.include(join(data, 'organisations'));
        const purge = await linguang('purge', '--data', data);
        expect(purge.output).to.include(join(data, 'organisations'));
        expect((await linguang('status', '--data', data)).output).to.include('there is no network');
    });
});

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + 90_000;
    while (!(await condition())) {
        if (Date.now() > deadline) {
            throw new Error(`waited in vain for ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
