import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './process.mjs';

/** Folders whose tests take long, the longest first: each is a unit of its own. What is not named is one unit per workspace. */
const LONG = [
    'network/conformance',
    'test/foreign',
    'network/upgrade',
    'network/fabric',
    'cli/network',
    'network/doctor',
    'cli/start',
    'cli/replay',
    'gateway/integration',
    'cli/bench',
    'test/faults',
    'test/energy',
];

/** Tests that look at people's patience, in a browser, or that kill processes: nothing else runs beside them. */
const ALONE = ['test/browser', 'test/scenario'];

/**
 * Everything to test in pieces that can run beside each other, in the order in which they are to begin.
 * @param workspaces - whose tests
 */
export async function testUnits(workspaces) {
    const units = [];
    for (const workspace of workspaces) {
        const rest = [];
        const named = new Map();
        for (const file of await testFiles(workspace)) {
            const name = `${workspace}/${file.split('/')[2]}`;
            if (LONG.includes(name) || ALONE.includes(name)) {
                named.set(name, [...(named.get(name) ?? []), file]);
            } else {
                rest.push(file);
            }
        }
        for (const [name, files] of named) {
            units.push({ workspace, name, files, isAlone: ALONE.includes(name) });
        }
        if (rest.length > 0) {
            units.push({ workspace, name: workspace, files: rest, isAlone: false });
        }
    }
    const place = ({ name }) => (LONG.includes(name) ? LONG.indexOf(name) : LONG.length);
    return units.sort((one, other) => place(one) - place(other));
}

/** The files with tests of a workspace: compiled ones, and those of the pages, which Node runs as they are. */
export async function testFiles(workspace) {
    const files = await below(join(workspace, 'dist'), /\.test\.js$/);
    return workspace === 'gateway' ? [...files, ...(await below(join('gateway', 'web', 'src'), /\.test\.ts$/))] : files;
}

async function below(folder, pattern) {
    const names = await readdir(join(ROOT, folder), { recursive: true }).catch(() => []);
    return names
        .filter((name) => pattern.test(name))
        .map((name) => join(folder, name))
        .sort();
}
