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
        expect(JSON.parse(await readFile(result, 'utf8'))).to.deep.equal({
            passed: 1,
            failed: 1,
            skipped: 1,
            failedTitles: ['trial: sample breaks'],
            skippedTitles: ['trial: sample waits'],
        });
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
        expect(run.stderr).to.include('start|bench|conformance|test|check|coverage|build');
    });

    it('passes on the exit code of a command that fails', () => {
        const run = spawnSync(process.execPath, [join(ROOT, 'cli', 'bin', 'linguang.mjs'), 'network', 'dance'], {
            encoding: 'utf8',
        });
        expect(run.status).to.equal(1);
        expect(run.stderr).to.include("unknown command 'dance'");
    });
});
