import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SYSTEM_NODE = '/usr/bin/node';

describe('launcher', () => {
    let directory: string;

    beforeEach(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-launch-'));
    });
    afterEach(async () => await rm(directory, { recursive: true, force: true }));

    it('reports tests as plain lines and leaves the figures for the sum', async () => {
        const file = join(directory, 'sample.test.mjs');
        const result = join(directory, 'result.json');
        await writeFile(
            file,
            `describe('sample', () => { it('holds', () => undefined); it('breaks', () => { throw new Error('the reason'); }); it('waits'); });`,
        );
        const run = spawnSync(
            process.execPath,
            ['node_modules/mocha/bin/mocha.js', '--reporter', join(ROOT, 'launch', 'reporter.mjs'), file],
            {
                cwd: ROOT,
                encoding: 'utf8',
                env: { ...process.env, LINGUANG_TEST_RESULT: result, LINGUANG_TEST_WORKSPACE: 'trial' },
            },
        );
        expect(run.stdout).to.match(/^trial {2}sample: 1 passed, 1 FAILED, 1 skipped/m);
        expect(run.stdout).to.include('the reason');
        const { failures, ...figures } = JSON.parse(await readFile(result, 'utf8'));
        expect(figures).to.deep.equal({ passed: 1, skipped: 1, skippedTitles: ['trial: sample waits'] });
        expect(failures).to.have.lengthOf(1);
        expect(failures[0].title).to.equal('trial: sample breaks');
        expect(failures[0].essence[0]).to.equal('Error: the reason');
        expect(failures[0].essence[1]).to.match(/^ {2}at .*sample\.test\.mjs:1:/);
    });

    it('ends with every failed test, its message, what differs and where, in few lines', () => {
        const script = `
            import { AssertionError } from 'chai';
            import { closing, essence } from './launch/failures.mjs';
            const long = new Error(Array.from({ length: 40 }, (_, line) => 'line ' + line).join('\\n'), { cause: new Error('the cause') });
            const lists = { expected: Array.from({ length: 60 }, (_, n) => 'route ' + n), actual: Array.from({ length: 60 }, (_, n) => 'route ' + (n === 9 ? 'other' : n)) };
            const unlike = new AssertionError('expected lists to be equal', { ...lists, showDiff: true });
            const [one, other] = [long, unlike].map((error, index) => ({ title: 'test ' + index, essence: essence(error) }));
            const many = Array.from({ length: 10 }, () => one);
            console.log(JSON.stringify({ one: closing([one]), two: closing([one, other]), many: closing(many), text: essence('a text') }));
        `;
        const run = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
            cwd: ROOT,
            encoding: 'utf8',
        });
        expect(run.stderr).to.equal('');
        const { one, two, many, text } = JSON.parse(run.stdout);
        expect(one).to.have.lengthOf(16);
        expect(one.slice(0, 3)).to.deep.equal(['FAILED: test 0', '    Error: line 0', '    line 1']);
        expect(one).to.include('    cause: the cause');
        expect(one.at(-1)).to.match(/^ {6}at /);
        expect(two.length).to.be.at.most(24);
        expect(two).to.include.members([
            "    - 'route 9',",
            "    + 'route other',",
            '    AssertionError: expected lists to be equal',
        ]);
        expect(many).to.have.lengthOf(50);
        expect(text).to.deep.equal(["'a text'"]);
    });

    it("runs the command line on the system's own Node, however old", function () {
        if (!existsSync(SYSTEM_NODE)) {
            console.log(`      SKIPPED: there is no ${SYSTEM_NODE}`);
            this.skip();
        }
        const run = spawnSync(SYSTEM_NODE, [join(ROOT, 'cli', 'bin', 'linguang.mjs'), 'network', '--help'], {
            encoding: 'utf8',
            cwd: directory,
        });
        expect(run.stderr).to.equal('');
        expect(run.stdout).to.include('linguang network');
    });

    it('says which commands there are when it does not know one', () => {
        const run = spawnSync(process.execPath, [join(ROOT, 'launch', 'run.mjs'), 'dance'], { encoding: 'utf8' });
        expect(run.status).to.equal(2);
        expect(run.stderr).to.include('start|bench|conformance|faults|test|vectors|check|coverage|build');
    });

    it('passes on the exit code of a command that fails', () => {
        const run = spawnSync(process.execPath, [join(ROOT, 'cli', 'bin', 'linguang.mjs'), 'network', 'dance'], {
            encoding: 'utf8',
        });
        expect(run.status).to.equal(1);
        expect(run.stderr).to.include("unknown command 'dance'");
    });
});
