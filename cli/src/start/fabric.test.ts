import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readState } from '@linguang/network';
import { describeLines, type FabricLine } from '@linguang/network/testing/fabric';
import { expect } from 'chai';
import { freePortBase } from '../temporary/ports.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
/**
 * Slots the district must settle: enough for set-up, books, readings, trades and proofs to have gone through real peers;
 * fewer on the second line, where it is the programs that may differ and not what the district does.
 */
const SLOTS: Readonly<Record<FabricLine, number>> = { '3': 8, '2.5': 3 };

describeLines('linguang start --engine fabric', function (line) {
    this.timeout(600_000);
    const { start, stop, data, ...district } = districtOn(line);
    const slots = SLOTS[line];

    it('settles slots of the district on real peers, which all gateways show', async () => {
        await start();
        await district.settles(slots);
        expect(await district.processes()).to.include.members(['orderer0.certifier', 'peer1.grid', 'energy.community']);
    });

    it('goes on with the same ledger at the next start, and leaves nothing running', async () => {
        const began = Date.now();
        const output = await start();
        console.log(`      second start: ${((Date.now() - began) / 1000).toFixed(1)} s`);
        expect(output).to.include(`Fabric v${line}`);
        await until(async () => (await district.settledThrough(1)) > slots, 'one slot more');
        const processes = (await readState(join(data(), 'network', 'state.json')))?.processes ?? [];
        expect(await stop()).to.equal(0);
        for (const { pid, name } of processes) {
            expect(() => process.kill(pid ?? 0, 0), `${name} is gone`).to.throw();
        }
    });
});

describeLines(
    'linguang start --engine fabric --profile bft',
    function (line) {
        this.timeout(600_000);
        const { start, stop, ...district } = districtOn(line, '--profile', 'bft');

        it('settles slots of the district through four SmartBFT orderers, and leaves nothing running', async () => {
            await start();
            await district.settles(SLOTS['2.5']);
            expect(await district.processes()).to.include.members([
                'orderer0.grid',
                'orderer0.community',
                'orderer0.certifier',
                'orderer1.certifier',
            ]);
            expect(await stop()).to.equal(0);
        });
    },
    ['3'],
);

/** A district on real nodes in a folder of its own, started with more options. */
function districtOn(line: FabricLine, ...options: string[]) {
    let data: string;
    let portBase: number;
    let child: ChildProcess | undefined;
    let output = '';

    const start = async () => {
        output = '';
        const engine = ['--engine', 'fabric', '--fabric-version', line];
        const args = ['start', ...engine, ...options, '--port-base', String(portBase), '--data', data];
        const started = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
        child = started;
        for (const stream of [started.stdout, started.stderr]) {
            stream.on('data', (part) => {
                output += part;
            });
        }
        await until(async () => output.includes('Ctrl-C') || started.exitCode !== null, 'the addresses');
        expect(output).to.include(`http://localhost:${portBase}`);
        return output;
    };
    const stop = async () => {
        if (child !== undefined && child.exitCode === null && child.signalCode === null) {
            child.kill('SIGTERM');
            await once(child, 'exit');
        }
        return child?.exitCode;
    };
    const settledThrough = async (organisation: number) => {
        const info: unknown = await (await fetch(`http://127.0.0.1:${portBase + organisation}/v1/info`)).json();
        return number(info, 'clock', 'settledThrough') - number(info, 'rules', 'firstSlot');
    };

    before(async () => {
        data = await mkdtemp(join(tmpdir(), 'linguang-start-fabric-'));
        portBase = await freePortBase();
    });
    afterEach(async () => void (await stop()));
    after(async () => {
        if (data !== undefined) {
            await rm(data, { recursive: true, force: true });
        }
    });

    /** Until all gateways show so many settled slots, without an order that failed on the way. */
    const settles = async (slots: number) => {
        await until(async () => (await settledThrough(0)) >= slots, `${slots} settled slots`);
        await until(async () => (await settledThrough(1)) >= slots && (await settledThrough(2)) >= slots, 'the others');
        const log = await readFile(join(data, 'logs', 'district.log'), 'utf8');
        expect(log, 'peers that lag behind must not stop a client').to.not.match(/_MISSING|OUT_OF_ORDER/);
    };
    const processes = async () =>
        (await readState(join(data, 'network', 'state.json')))?.processes.map(({ name }) => name);
    return { start, stop, settles, settledThrough, processes, data: () => data };
}

/** A number in an answer by its path; NaN where there is none yet. */
function number(value: unknown, ...path: string[]): number {
    const found = path.reduce<unknown>(
        (inner, key) =>
            typeof inner === 'object' && inner !== null ? Object.entries(inner).find(([name]) => name === key)?.[1] : 0,
        value,
    );
    return typeof found === 'number' ? found : Number.NaN;
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + 300_000;
    while (!(await condition().catch(() => false))) {
        if (Date.now() > deadline) {
            throw new Error(`waited in vain for ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
}
