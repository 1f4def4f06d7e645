import { join } from 'node:path';
import { run } from './process.mjs';
import { testFiles } from './units.mjs';

/** Lines that must be covered, in percent, and by which workspace's tests. */
const DEMANDS = [
    // Certificates as PDF are read by the domain and made by the gateway, whose tests hold both against each other.
    { workspace: 'chaincode', sources: 'chaincode/src/domain', lines: 95, beside: 'gateway/dist/documents/pdf/' },
    { workspace: 'network', sources: 'network/src/embedded', lines: 90 },
];

/** Runs tests with coverage and fails where less is covered than demanded. */
export async function coverage(node) {
    let failed = 0;
    for (const { workspace, sources, lines, beside } of DEMANDS) {
        const others = (await testFiles('gateway')).filter((file) => beside !== undefined && file.startsWith(beside));
        const code = await run(node, [
            join('node_modules', 'c8', 'bin', 'c8.js'),
            '--check-coverage',
            `--lines=${lines}`,
            '--functions=0',
            '--branches=0',
            '--statements=0',
            '--all',
            '--exclude-after-remap',
            `--include=${sources}/**`,
            '--exclude=**/*.test.ts',
            `--src=${sources}`,
            '--reporter=text',
            '--reporter=lcovonly',
            `--reports-dir=coverage/${workspace}`,
            `--temp-directory=coverage/${workspace}/tmp`,
            node,
            join('node_modules', 'mocha', 'bin', 'mocha.js'),
            '--reporter=dot',
            '--timeout=120000',
            ...(await testFiles(workspace)),
            ...others,
        ]);
        console.log(
            `coverage of ${sources}: ${code === 0 ? `at least ${lines} % of lines` : 'NOT ENOUGH, or a test failed'}`,
        );
        failed += code === 0 ? 0 : 1;
    }
    return failed === 0 ? 0 : 1;
}
