import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WORKSPACES } from './build.mjs';
import { check } from './check.mjs';
import { closing } from './failures.mjs';
import { heartbeat, run } from './process.mjs';
import { testUnits } from './units.mjs';

const REPORTER = fileURLToPath(new URL('./reporter.mjs', import.meta.url));
/** Milliseconds a single test may take where it does not say otherwise. */
const TIMEOUT_MS = '60000';
/** Units that run at once, each with ports of its own: more would only fight for the processors. */
const LANES = ['20000-24999', '25000-29999'];
const ALL_PORTS = '20000-29999';

/**
 * Runs the checks and every test, or only those of the workspaces named. Before the last line, which is the sum, it says
 * of every failed test why.
 * @returns the exit code: 1 if anything failed
 */
export async function test(node, args) {
    const unknown = args.filter((name) => !WORKSPACES.includes(name));
    if (unknown.length > 0) {
        console.error(`there is no workspace ${unknown.join(', ')}; there are ${WORKSPACES.join(', ')}`);
        return 2;
    }
    const began = Date.now();
    const checked = args.length > 0 ? 0 : await check(node);
    const units = await testUnits(args.length > 0 ? args : WORKSPACES);
    const results = await inLanes(
        units.filter(({ isAlone }) => !isAlone),
        async (unit, ports) => await testUnit(node, unit, ports),
    );
    for (const unit of units.filter(({ isAlone }) => isAlone)) {
        results.push(await testUnit(node, unit, ALL_PORTS));
    }
    const sum = (key) => results.reduce((total, result) => total + result[key], 0);
    const failures = results.flatMap((result) => result.failures);
    if (checked !== 0) {
        failures.push({ title: 'check (formatting, lint or types)', essence: ['npm run check shows what it says'] });
    }
    console.log(`tested in ${((Date.now() - began) / 60_000).toFixed(1)} min`);
    for (const title of results.flatMap(({ skippedTitles }) => skippedTitles)) {
        console.log(`skipped: ${title}`);
    }
    for (const line of closing(failures)) {
        console.log(line);
    }
    console.log(`${sum('passed')} passed, ${failures.length} failed, ${sum('skipped')} skipped`);
    return failures.length === 0 ? 0 : 1;
}

async function testUnit(node, { name, files }, ports) {
    const nothing = { passed: 0, skipped: 0, failures: [], skippedTitles: [] };
    const folder = await mkdtemp(join(tmpdir(), 'linguang-test-'));
    try {
        const result = join(folder, 'result.json');
        const mocha = join('node_modules', 'mocha', 'bin', 'mocha.js');
        const seconds = heartbeat(`testing ${name}`, 30_000);
        const code = await run(node, [mocha, '--reporter', REPORTER, '--timeout', TIMEOUT_MS, ...files], {
            env: {
                ...process.env,
                LINGUANG_TEST_RESULT: result,
                LINGUANG_TEST_WORKSPACE: name,
                LINGUANG_TEST_PORTS: ports,
            },
        });
        const took = seconds();
        if (!existsSync(result)) {
            return broken(nothing, name, code);
        }
        const summary = JSON.parse(await readFile(result, 'utf8'));
        const { passed, failures, skipped } = summary;
        console.log(`${name}: ${passed} passed, ${failures.length} failed, ${skipped} skipped, ${took} s`);
        return code !== 0 && failures.length === 0 ? broken(summary, name, code) : summary;
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

function broken(summary, name, code) {
    const title = `${name}: the test process ended with code ${code}`;
    const essence = ['it gave no result, or something was left open after the last test; its own lines above say more'];
    return { ...summary, failures: [...summary.failures, { title, essence }] };
}

async function inLanes(units, work) {
    const results = [];
    const waiting = units.map((unit, index) => ({ unit, index }));
    const lane = async (ports) => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            results[next.index] = await work(next.unit, ports);
        }
    };
    await Promise.all(LANES.map(lane));
    return results;
}
