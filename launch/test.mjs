import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WORKSPACES } from './build.mjs';
import { check } from './check.mjs';
import { heartbeat, ROOT, run } from './process.mjs';

const REPORTER = fileURLToPath(new URL('./reporter.mjs', import.meta.url));
/** Milliseconds a single test may take where it does not say otherwise. */
const TIMEOUT_MS = '60000';

/**
 * Runs the checks and every test, or only those of the workspaces named. The last line is the sum.
 * @returns the exit code: 1 if anything failed
 */
export async function test(node, args) {
    const unknown = args.filter((name) => !WORKSPACES.includes(name));
    if (unknown.length > 0) {
        console.error(`there is no workspace ${unknown.join(', ')}; there are ${WORKSPACES.join(', ')}`);
        return 2;
    }
    const chosen = args.length > 0 ? args : WORKSPACES;
    const checked = args.length > 0 ? 0 : await check(node);
    const units = chosen.filter((name) => name !== 'test');
    // Two at a time: more would only fight for the processors. The scenarios come last and alone.
    const results = await inParallel(units, 2, (name) => testWorkspace(node, name));
    if (chosen.includes('test')) {
        results.push(await testWorkspace(node, 'test'));
    }
    const sum = (key) => results.reduce((total, result) => total + result[key], 0);
    const failed = sum('failed') + (checked === 0 ? 0 : 1);
    for (const result of results) {
        for (const title of result.skippedTitles) {
            console.log(`skipped: ${title}`);
        }
    }
    for (const result of results) {
        for (const title of result.failedTitles) {
            console.log(`FAILED: ${title}`);
        }
    }
    if (checked !== 0) {
        console.log('FAILED: check (formatting, lint or types)');
    }
    console.log(`${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
    return failed === 0 ? 0 : 1;
}

/** The files with tests of a workspace: compiled ones, and those of the pages, which Node runs as they are. */
export async function testFiles(workspace) {
    const files = await below(join(workspace, 'dist'), /\.test\.js$/);
    return workspace === 'gateway' ? [...files, ...(await below(join('gateway', 'web', 'src'), /\.test\.ts$/))] : files;
}

async function testWorkspace(node, workspace) {
    const files = await testFiles(workspace);
    const nothing = { passed: 0, failed: 0, skipped: 0, failedTitles: [], skippedTitles: [] };
    if (files.length === 0) {
        return nothing;
    }
    const folder = await mkdtemp(join(tmpdir(), 'linguang-test-'));
    try {
        const result = join(folder, 'result.json');
        const mocha = join('node_modules', 'mocha', 'bin', 'mocha.js');
        const seconds = heartbeat(`testing ${workspace}`, 30_000);
        const code = await run(node, [mocha, '--reporter', REPORTER, '--timeout', TIMEOUT_MS, ...files], {
            env: { ...process.env, LINGUANG_TEST_RESULT: result, LINGUANG_TEST_WORKSPACE: workspace },
        });
        if (existsSync(result)) {
            const summary = JSON.parse(await readFile(result, 'utf8'));
            console.log(
                `${workspace}: ${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped, ${seconds()} s`,
            );
            return code !== 0 && summary.failed === 0 ? broken(summary, workspace, code) : summary;
        }
        seconds();
        return broken(nothing, workspace, code);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

function broken(summary, workspace, code) {
    const title = `${workspace}: the test process ended with code ${code}`;
    return { ...summary, failed: summary.failed + 1, failedTitles: [...summary.failedTitles, title] };
}

async function inParallel(items, width, work) {
    const results = [];
    const waiting = items.map((item, index) => ({ item, index }));
    const worker = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            results[next.index] = await work(next.item);
        }
    };
    await Promise.all(Array.from({ length: width }, worker));
    return results;
}

async function below(folder, pattern) {
    const names = await readdir(join(ROOT, folder), { recursive: true }).catch(() => []);
    return names
        .filter((name) => pattern.test(name))
        .map((name) => join(folder, name))
        .sort();
}
