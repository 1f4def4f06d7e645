import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectClient, type PartStatus, readConnectionProfile, readState } from '@linguang/network';
import { describeLines } from '@linguang/network/testing/fabric';
import { expect } from 'chai';
import { freePortBase } from '../temporary/ports.js';

const LINGUANG = fileURLToPath(new URL('../../bin/linguang.mjs', import.meta.url));
const FIXTURE = join(dirname(fileURLToPath(import.meta.resolve('@linguang/network'))), 'bench', 'fixture', 'main.js');
/** A version of the chaincode: the same behaviour, other bytes. */
const server = (text: string) => `// ${text}
import(${JSON.stringify(FIXTURE)});
`;

describe('linguang network upgrade', function () {
    this.timeout(180_000);
    killedUpgrades();
});

describeLines(
    'linguang network upgrade of real nodes',
    function (line) {
        this.timeout(400_000);
        killedUpgrades('--engine', 'fabric', '--fabric-version', line);
    },
    ['3'],
);

/** Kills of the command and of everything amid upgrades. @param engine - options of the first start */
function killedUpgrades(...engine: string[]): void {
    // What does not differ among engines has its tests on the embedded one.
    const isReal = engine.length > 0;
    let directory: string;
    let data: string;

    const spawned = (...args: string[]): ChildProcess =>
        spawn(process.execPath, [LINGUANG, 'network', ...args, '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] });
    const linguang = async (...args: string[]) => {
        const child = spawned(...args);
        let output = '';
        for (const stream of [child.stdout, child.stderr]) {
            stream?.on('data', (part) => {
                output += part;
            });
        }
        const [code] = await once(child, 'close');
        return { code, output };
    };
    const state = async () => await readState(join(data, 'state.json'));
    const stalls = async () =>
        (await state())?.processes.map(({ name }) => name).filter((name) => name.startsWith('stall.'));
    /** Calls the chaincode through the gateway of an organisation's peer. */
    const call = async (organisation: string, work: 'put' | 'get', ...args: string[]) => {
        const client = await connectClient(
            await readConnectionProfile(join(data, 'profiles', `${organisation}.json`)),
            'admin',
        );
        try {
            const contract = client.gateway.getNetwork('bazaar').getContract('stall');
            const answer =
                work === 'put'
                    ? contract.submitTransaction(work, ...args)
                    : contract.evaluateTransaction(work, ...args);
            return Buffer.from(await answer).toString();
        } finally {
            client.close();
        }
    };
    const text = async (file: string) => await readFile(join(data, file), 'utf8').catch(() => '');
    /** What the channel has committed, as the command sees it when there is nothing to do. */
    const committed = async () => {
        const { code, output } = await linguang('upgrade', 'stall', '--json');
        expect(code, output).to.equal(0);
        return JSON.parse(output);
    };
    const write = async (folder: string, content: string) => {
        await mkdir(join(directory, folder), { recursive: true });
        await writeFile(join(directory, folder, 'server.cjs'), content);
    };
    const topology = async (file: string, folder: string, more: object = {}) => {
        const chaincode = { name: 'stall', command: ['node', 'server.cjs'], cwd: folder, ...more };
        const content = {
            channel: 'bazaar',
            organisations: [
                { name: 'north', mspId: 'NorthMSP' },
                { name: 'south', mspId: 'SouthMSP' },
            ],
            chaincodes: [chaincode],
            batch: { timeoutMs: 50 },
            limits: { endorsementTimeoutMs: 15_000, executeTimeoutMs: 15_000 },
            portBase,
        };
        await writeFile(join(directory, file), JSON.stringify(content));
        return join(directory, file);
    };
    let portBase: number;

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-upgrade-cli-'));
        data = join(directory, 'net');
        portBase = (await freePortBase()) + 1000;
        await write('one', server('one'));
        const up = await linguang('up', '--topology', await topology('first.json', 'one'), '--detach', ...engine);
        expect(up.code, up.output).to.equal(0);
    });
    after(async () => {
        if (directory !== undefined) {
            await linguang('down');
            await rm(directory, { recursive: true, force: true });
        }
    });

    it('says that there is nothing to do, and what is wrong with what it is asked', async () => {
        const same = await linguang('upgrade', 'stall');
        expect(same.code).to.equal(0);
        expect(same.output).to.match(/CODE_UNCHANGED: nothing to do; stall 1\.0\+[0-9a-f]{12} \(sequence 1\)/);
        const unknown = await linguang('upgrade', 'booth');
        expect(unknown.code).to.equal(1);
        expect(unknown.output).to.match(/CHAINCODE_UNKNOWN: .*it has stall/);
        await call('north', 'put', 'apple', 'red');
    });

    const showsProcesses = async () => {
        const { code, output } = await linguang('status', '--json');
        expect(code, output).to.equal(0);
        const { parts } = JSON.parse(output);
        const of = (kind: string) => parts.filter((part: PartStatus) => part.kind === kind);
        expect([of('peer'), of('orderer'), of('chaincode')].map(({ length }) => length)).to.deep.equal([2, 2, 2]);
        for (const { kind, phase, healthy, pid, port, height } of parts) {
            expect([phase, healthy]).to.deep.equal(['ready', true]);
            expect(pid).to.be.above(0);
            expect(port).to.be.above(0);
            expect(height ?? 0).to.be.at.least(kind === 'chaincode' ? 0 : 2);
        }
        expect(of('orderer').filter(({ leader }: PartStatus) => leader)).to.have.lengthOf(1);
        const pids = new Set(parts.map(({ pid }: PartStatus) => pid));
        expect(pids.size, 'real nodes are processes of their own').to.equal(6);
        const shown = (await linguang('status')).output;
        expect(shown).to.match(/channel bazaar, Hyperledger Fabric v3\.\S+.*raft/);
        expect(shown).to.match(/peer0\.south\s+ready\s+healthy\s+\d+/);
        const log = await linguang('logs', 'peer0.north');
        expect(log.code).to.equal(0);
        expect(log.output).to.match(/ (INFO|WARN) .*\[/);
        const unknown = await linguang('logs', 'peer9.north');
        expect(unknown.code).to.equal(1);
    };
    if (isReal) {
        it('shows every process, its port, health, height and leader, and its log', showsProcesses);
    }

    it('goes on when the command is killed, and the next command sees it done', async () => {
        await write('one', server('two'));
        const command = spawned('upgrade', 'stall');
        await until(async () => /"steps": \[\s*\{/.test(await text('upgrade-report.json')), 'the first step');
        command.kill('SIGKILL');
        await once(command, 'close');
        const after = await linguang('upgrade', 'stall', '--json');
        expect(after.code, after.output).to.equal(0);
        expect(await committed()).to.deep.include({ outcome: 'unchanged', sequence: 2 });
        expect(await stalls()).to.have.lengthOf(2);
        expect((await stalls())?.every((name) => /^stall\.(north|south)@[0-9a-f]{8}$/.test(name))).to.equal(true);
        const restart = await linguang('restart', (await stalls())?.[0] ?? '');
        expect(restart.code, restart.output).to.equal(0);
        expect(await call('south', 'get', 'apple')).to.equal('red');
    });

    it('is completed by the next start when everything is killed in the middle', async () => {
        await write('two', server('three'));
        const changed = await topology('second.json', 'two', { policy: "OR('NorthMSP.peer','SouthMSP.peer')" });
        const command = spawned('upgrade', 'stall', '--topology', changed);
        await until(async () => (await text('upgrade.json')).includes('"proven"'), 'the new version to be proven');
        process.kill((await state())?.supervisor.pid ?? 0, 'SIGKILL');
        const [code] = await once(command, 'close');
        expect(code, 'the command says that the network is gone').to.equal(1);
        const gone = await linguang('upgrade', 'stall');
        expect(gone.output).to.match(/NETWORK_NOT_RUNNING: .*completes an interrupted upgrade/);

        const up = await linguang('up', '--detach');
        expect(up.code, up.output).to.equal(0);
        const now = await committed();
        expect(now).to.deep.include({ outcome: 'unchanged', sequence: 3 });
        expect(await stalls()).to.deep.equal(['stall.north', 'stall.south']);
        expect(await text('upgrade.json'), 'nothing is left to be done').to.equal('');
        const kept = JSON.parse(await text('topology.json'));
        expect(kept.chaincodes[0]).to.include({
            cwd: join(directory, 'two'),
            policy: "OR('NorthMSP.peer','SouthMSP.peer')",
        });
        expect(await call('south', 'get', 'apple')).to.equal('red');
    });

    it('stays in force when the next start is given the topology from before', async () => {
        await linguang('down');
        const up = await linguang('up', '--topology', join(directory, 'first.json'), '--detach');
        expect(up.code, up.output).to.equal(0);
        expect(await committed()).to.deep.include({ outcome: 'unchanged', sequence: 3 });
    });

    const beginsAgain = async () => {
        expect((await linguang('reset', '--yes')).output).to.include('NETWORK_RUNNING');
        await linguang('down');
        const certificate = join('organisations', 'north', 'users', 'admin', 'msp', 'signcerts', 'cert.pem');
        const before = await text(certificate);
        expect(before).to.include('BEGIN CERTIFICATE');
        const reset = await linguang('reset', '--yes');
        expect(reset.code, reset.output).to.equal(0);
        expect(await text(certificate)).to.equal(before);
        const up = await linguang('up', '--detach', ...engine);
        expect(up.code, up.output).to.equal(0);
        expect(await committed()).to.deep.include({ outcome: 'unchanged', sequence: 1 });
        expect(await call('north', 'get', 'apple')).to.equal('');
        await call('north', 'put', 'apple', 'green');
    };
    if (isReal) {
        it('begins again with the same identities after reset, which a running network refuses', beginsAgain);
    }

    it('leaves no trace after purge', async () => {
        await linguang('down');
        const purge = await linguang('purge', '--yes');
        expect(purge.code, purge.output).to.equal(0);
        expect(await linguang('status'))
            .to.have.property('output')
            .that.includes('there is no network');
        expect(await text('upgrades.json')).to.equal('');
        expect(await readdir(data).catch(() => [])).to.deep.equal([]);
    });
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await condition())) {
        if (Date.now() > deadline) {
            throw new Error(`waited in vain for ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 2));
    }
}
