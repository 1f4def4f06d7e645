import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { isRunning, type ProcessSpec, type ProcessStatus, processIdentity, readState, Supervisor } from './index.js';

const FAST = { firstMs: 20, largestMs: 200, stableAfterMs: 60_000 };

/** A process of one line of JavaScript. */
function script(name: string, code: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
    return { name, command: process.execPath, args: ['-e', code], ...more };
}

const FOREVER = 'setInterval(() => undefined, 1000);';
const listenOn = (port: number) => `require('node:net').createServer().listen(${port}, '127.0.0.1');`;

async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    return typeof address === 'object' && address !== null ? address.port : 0;
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!(await condition())) {
        if (Date.now() > deadline) {
            throw new Error(`waited in vain for ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

async function failure(work: Promise<unknown>): Promise<string> {
    return await work.then(
        () => 'no error',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
}

describe('supervisor', function () {
    this.timeout(60_000);
    let directory: string;
    let supervisor: Supervisor;
    let history: ProcessStatus[];

    const open = async () =>
        await Supervisor.open({
            stateFile: join(directory, 'state.json'),
            logDirectory: join(directory, 'logs'),
            onChange: (status) => history.push(status),
            backoff: FAST,
        });
    const status = (name: string) => supervisor.status.find((one) => one.name === name);
    const pid = (name: string) => {
        const found = status(name)?.pid;
        if (found === undefined) {
            throw new Error(`${name} does not run`);
        }
        return found;
    };
    const log = async (name: string) => await readFile(join(directory, 'logs', `${name}.log`), 'utf8');

    beforeEach(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-supervisor-'));
        history = [];
        supervisor = await open();
    });
    afterEach(async () => {
        await supervisor.stop();
        await rm(directory, { recursive: true, force: true });
    });

    it('retires a process for good: it ends, is no longer listed, and its name is free again', async () => {
        await supervisor.start([script('old', FOREVER), script('other', FOREVER)]);
        const was = pid('old');
        await supervisor.retire(['old', 'nobody']);
        expect(() => process.kill(was, 0)).to.throw();
        expect(supervisor.status.map(({ name }) => name)).to.deep.equal(['other']);
        const written = await readState(join(directory, 'state.json'));
        expect(written?.processes.map(({ name }) => name)).to.deep.equal(['other']);
        await supervisor.start([script('old', FOREVER)]);
        expect(pid('old')).to.not.equal(was);
    });

    it('starts processes, waits for their probes and writes one log file for each', async () => {
        const port = await freePort();
        let asked = 0;
        await supervisor.start([
            script('server', `setTimeout(() => { ${listenOn(port)} }, 200)`, {
                ports: [port],
                ready: [{ kind: 'tcp', ports: [port] }],
            }),
            script('talker', `setTimeout(() => console.log('now I am ready'), 200); ${FOREVER}`, {
                ready: [{ kind: 'line', pattern: /am ready$/ }],
            }),
            script('patient', FOREVER, {
                ready: [{ kind: 'custom', what: 'the third question', check: async () => ++asked === 3 }],
            }),
        ]);
        expect(supervisor.status.map(({ name, phase }) => [name, phase])).to.deep.equal([
            ['server', 'ready'],
            ['talker', 'ready'],
            ['patient', 'ready'],
        ]);
        expect(asked).to.equal(3);
        expect(await log('talker')).to.equal('now I am ready\n');
        expect(await log('server')).to.equal('');
    });

    it('asks an HTTP address until it answers with 2xx', async () => {
        const port = await freePort();
        const code = `let n = 0; require('node:http').createServer((q, r) => { if (++n === 3) console.log('third'); r.statusCode = n < 3 ? 503 : 200; r.end(); }).listen(${port}, '127.0.0.1')`;
        await supervisor.start([
            script('web', code, { ready: [{ kind: 'http', url: `http://127.0.0.1:${port}/readyz` }] }),
        ]);
        expect(await log('web')).to.equal('third\n');
    });

    it('starts nothing that was stopped while it was being prepared', async () => {
        const prepared = Promise.withResolvers<void>();
        const start = failure(supervisor.start([script('late', FOREVER, { before: () => prepared.promise })]));
        await supervisor.stop();
        prepared.resolve();
        expect(await start).to.match(/^PROCESS_FAILED: late was stopped before it was started/);
        expect(history.some(({ pid }) => pid !== undefined)).to.equal(false);
    });

    it('quotes the end of the log when a process ends before it is ready', async () => {
        const message = await failure(
            supervisor.start([
                script('broken', `console.error('the database is locked'); process.exit(3)`, {
                    ready: [{ kind: 'line', pattern: /never/ }],
                }),
                script('fine', FOREVER),
            ]),
        );
        expect(message).to.match(/^PROCESS_FAILED: broken ended before it was ready \(code 3\)/);
        expect(message).to.include('the database is locked');
        expect(message).to.include(join(directory, 'logs', 'broken.log'));
        expect(status('fine')?.phase, 'the others of the call are stopped').to.equal('stopped');
    });

    it('says what it is waiting for when a process does not become ready in time', async () => {
        const message = await failure(
            supervisor.start([
                script('slow', `console.log('still loading'); ${FOREVER}`, {
                    ready: [{ kind: 'custom', what: 'the ledger', check: async () => false }],
                    readyTimeoutMs: 400,
                }),
            ]),
        );
        expect(message).to.match(/^PROCESS_NOT_READY: slow is not ready after 0.4 s, still waiting for the ledger/);
        expect(message).to.include('still loading');
        expect(status('slow')?.pid).to.equal(undefined);
    });

    it('does not start what must not start, and says why', async () => {
        const before = async () => {
            throw new Error('the code is not the approved one');
        };
        expect(await failure(supervisor.start([script('forged', FOREVER, { before })]))).to.equal(
            'the code is not the approved one',
        );
        expect(status('forged')?.pid).to.equal(undefined);
    });

    it('reports a command that does not exist', async () => {
        const message = await failure(
            supervisor.start([
                { name: 'nothing', command: '/no/such/program', ready: [{ kind: 'line', pattern: /x/ }] },
            ]),
        );
        expect(message).to.match(/^PROCESS_FAILED: .*nothing cannot be started: .*ENOENT/);
    });

    it('names a port that somebody else has, and the option that helps', async () => {
        const server = createServer().listen(0, '127.0.0.1');
        await once(server, 'listening');
        const address = server.address();
        const port = typeof address === 'object' && address !== null ? address.port : 0;
        try {
            const message = await failure(supervisor.start([script('late', listenOn(port), { ports: [port] })]));
            expect(message).to.match(new RegExp(`^PORT_IN_USE: port ${port} .*--port-base`));
        } finally {
            server.close();
        }
    });

    it('starts a process again after kill -9, with the same settings and an appended log', async () => {
        await supervisor.start([
            script('phoenix', `console.log('up'); ${FOREVER}`, { ready: [{ kind: 'line', pattern: /up/ }] }),
        ]);
        const first = pid('phoenix');
        process.kill(first, 'SIGKILL');
        await until(() => status('phoenix')?.phase === 'ready' && status('phoenix')?.restarts === 1, 'the restart');
        expect(pid('phoenix')).to.not.equal(first);
        expect(status('phoenix')?.lastExit).to.equal('SIGKILL');
        expect(await log('phoenix')).to.equal('up\nup\n');
    });

    it('pauses longer after each failure in a row, and never gives up', async () => {
        const marker = join(directory, 'healed');
        await supervisor.start([
            script(
                'ill',
                `const fs = require('node:fs'); if (fs.existsSync('${marker}.sick') && !fs.existsSync('${marker}')) process.exit(1); console.log('well'); ${FOREVER}`,
                { ready: [{ kind: 'line', pattern: /well/ }] },
            ),
        ]);
        await writeFile(`${marker}.sick`, '');
        process.kill(pid('ill'), 'SIGKILL');
        await until(() => (status('ill')?.restarts ?? 0) >= 4, 'four restarts');
        await writeFile(marker, '');
        await until(() => status('ill')?.phase === 'ready', 'recovery');
        const phases = history.filter(({ name }) => name === 'ill').map(({ phase }) => phase);
        expect(phases.filter((phase) => phase === 'waiting').length).to.be.at.least(4);
    });

    it('leaves alone what ended well, if told so', async () => {
        await supervisor.start([script('task', 'setTimeout(() => process.exit(0), 50)', { restart: 'on-failure' })]);
        await until(() => status('task')?.phase === 'stopped', 'the end of the task');
        expect(status('task')?.restarts).to.equal(0);
    });

    it('stops in reverse order of the starts', async () => {
        const order = join(directory, 'order.txt');
        const farewell = (name: string) =>
            script(
                name,
                `process.on('SIGTERM', () => { require('node:fs').appendFileSync('${order}', '${name} '); process.exit(0); }); console.log('up'); ${FOREVER}`,
                {
                    ready: [{ kind: 'line', pattern: /up/ }],
                },
            );
        await supervisor.start([farewell('network')]);
        await supervisor.start([farewell('chaincode')]);
        await supervisor.start([farewell('gateway')]);
        await supervisor.stop();
        expect(await readFile(order, 'utf8')).to.equal('gateway chaincode network ');
    });

    it('kills what ignores SIGTERM, and whatever a process has started itself', async () => {
        await supervisor.start([
            script(
                'stubborn',
                `process.on('SIGTERM', () => undefined); const c = require('node:child_process').spawn(process.execPath, ['-e', '${FOREVER}'], { stdio: 'ignore' }); console.log('child ' + c.pid); ${FOREVER}`,
                {
                    ready: [{ kind: 'line', pattern: /child/ }],
                    stopGraceMs: 200,
                },
            ),
        ]);
        const parent = pid('stubborn');
        const child = Number(/child (\d+)/.exec(await log('stubborn'))?.[1]);
        expect(alive(child)).to.equal(true);
        await supervisor.stop();
        await until(() => !alive(parent) && !alive(child), 'the end of both');
        expect(status('stubborn')?.lastExit).to.equal('SIGKILL');
    });

    it('keeps ports, process ids and start times in its state file while it runs', async () => {
        const port = await freePort();
        await supervisor.start([
            script('server', listenOn(port), { ports: [port], ready: [{ kind: 'tcp', ports: [port] }] }),
        ]);
        const file = join(directory, 'state.json');
        await until(async () => (await readState(file))?.processes[0]?.phase === 'ready', 'the state');
        const state = await readState(file);
        const entry = state?.processes[0];
        expect(entry?.ports).to.deep.equal([port]);
        expect(entry?.pid).to.equal(pid('server'));
        expect(isRunning(pid('server'), entry?.identity)).to.equal(true);
        expect(state?.supervisor.pid).to.equal(process.pid);
        await supervisor.stop();
        expect(await readState(file)).to.equal(undefined);
    });

    it('refuses to run beside another one on the same state', async () => {
        expect(await failure(open())).to.match(/^NETWORK_RUNNING: process \d+ is already running/);
    });

    it('leaves no process behind when it is killed itself', async () => {
        const other = await supervisorInAnotherProcess(directory, 'first');
        const children = other.pids;
        expect(children.every(alive)).to.equal(true);
        process.kill(other.pid, 'SIGKILL');
        await until(() => !children.some(alive), 'the end of the orphans');
    });

    it('ends what an earlier supervisor left although its guard was killed with it', async () => {
        const other = await supervisorInAnotherProcess(directory, 'second');
        for (const guard of other.guards) {
            process.kill(guard, 'SIGSTOP');
        }
        process.kill(other.pid, 'SIGKILL');
        for (const guard of other.guards) {
            process.kill(guard, 'SIGKILL');
        }
        await until(() => !alive(other.pid), 'the end of the supervisor');
        expect(other.pids.every(alive), 'orphans are there').to.equal(true);
        const next = await Supervisor.open({
            stateFile: join(directory, 'second', 'state.json'),
            logDirectory: join(directory, 'logs'),
        });
        expect(other.pids.some(alive)).to.equal(false);
        await next.stop();
    });
});

/** Whether a process runs, whoever its parent is; a zombie does not. */
function alive(pid: number): boolean {
    try {
        process.kill(pid, 0);
    } catch {
        return false;
    }
    return process.platform !== 'linux' || processIdentity(pid) !== undefined;
}

/** A supervisor in a process of its own, with two children that ignore SIGHUP; `guards` are its other child processes. */
async function supervisorInAnotherProcess(directory: string, name: string) {
    const file = join(directory, `${name}.mjs`);
    const module = new URL('./index.js', import.meta.url).href;
    await writeFile(
        file,
        `import { Supervisor } from '${module}';
         const supervisor = await Supervisor.open({ stateFile: '${join(directory, name, 'state.json')}', logDirectory: '${join(directory, name)}' });
         const spec = (name) => ({ name, command: process.execPath, args: ['-e', "console.log('up'); ${FOREVER}"], ready: [{ kind: 'line', pattern: /up/ }] });
         await supervisor.start([spec('one'), spec('two')]);
         console.log(JSON.stringify(supervisor.status.map(({ pid }) => pid)));`,
    );
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data');
    const pids: number[] = JSON.parse(String(line));
    const pid = child.pid ?? 0;
    const all = await childrenOf(pid);
    return { pid, pids, guards: all.filter((one) => !pids.includes(one)) };
}

async function childrenOf(pid: number): Promise<number[]> {
    if (process.platform !== 'linux') {
        return [];
    }
    const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text
        .trim()
        .split(/\s+/)
        .filter((word) => word !== '')
        .map(Number);
}
