import { writeFileSync } from 'node:fs';
import { essence, whole } from './failures.mjs';

/**
 * A mocha reporter for logs: one line for each group of tests, failures in full, and the figures as JSON into the file
 * LINGUANG_TEST_RESULT, for the sum over all workspaces.
 */
export default class Reporter {
    constructor(runner) {
        const workspace = process.env.LINGUANG_TEST_WORKSPACE ?? '';
        const failures = [];
        const skippedTitles = [];
        let passed = 0;
        let group;
        const say = (text) => console.log(`${workspace}  ${text}`);
        const close = () => {
            if (group !== undefined && group.passed + group.failed + group.skipped > 0) {
                const parts = [`${group.passed} passed`];
                if (group.failed > 0) {
                    parts.push(`${group.failed} FAILED`);
                }
                if (group.skipped > 0) {
                    parts.push(`${group.skipped} skipped`);
                }
                say(`${group.title}: ${parts.join(', ')} (${((Date.now() - group.started) / 1000).toFixed(1)} s)`);
            }
            group = undefined;
        };
        runner.on('suite', (suite) => {
            if (suite.parent?.root) {
                close();
                group = { title: suite.title, passed: 0, failed: 0, skipped: 0, started: Date.now() };
            }
        });
        runner.on('pass', () => {
            passed++;
            if (group) group.passed++;
        });
        runner.on('pending', (test) => {
            skippedTitles.push(`${workspace}: ${test.fullTitle()}`);
            if (group) group.skipped++;
        });
        runner.on('fail', (test, error) => {
            failures.push({ title: `${workspace}: ${test.fullTitle()}`, essence: essence(error) });
            if (group) group.failed++;
            say(`FAILED ${test.fullTitle()}`);
            say(`      ${whole(error).replaceAll('\n', '\n      ')}`);
        });
        runner.once('end', () => {
            close();
            const result = process.env.LINGUANG_TEST_RESULT;
            if (result) {
                const skipped = skippedTitles.length;
                writeFileSync(result, JSON.stringify({ passed, failures, skipped, skippedTitles }));
            }
            setTimeout(endWhatHangs, PATIENCE_MS, say).unref();
        });
    }
}

/** Milliseconds a test process may take to end after its last test. */
const PATIENCE_MS = 20_000;

/** Something was left open: a defect, but none that may hold the whole run up. */
function endWhatHangs(say) {
    say(`FAILED: still open after the last test: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(3);
}
