#!/usr/bin/env node
/*
 * What `npm start`, `npm test` and the other scripts run. Works on the system's Node 20 and newer: installs the packages
 * if need be, takes a Node that is new enough, builds what is not up to date, and does the work.
 */
import { build } from './build.mjs';
import { check } from './check.mjs';
import { coverage } from './coverage.mjs';
import { install } from './install.mjs';
import { newestNode, tooOld } from './node.mjs';
import { become } from './process.mjs';
import { test } from './test.mjs';

const [verb, ...args] = process.argv.slice(2);

/** Verbs: each gets the Node to use and the arguments, and resolves to the exit code. */
const VERBS = {
    start: (node) => become(node, ['cli/dist/main.js', 'start', ...args]),
    bench: (node) => become(node, ['cli/dist/main.js', 'bench', ...args]),
    conformance: (node) => become(node, ['network/dist/conformance/main.js', ...args]),
    faults: (node) => become(node, ['test/dist/faults/main.js', ...args]),
    test: (node) => test(node, args),
    vectors: (node) => become(node, ['test/dist/vectors/main.js', ...args]),
    check: (node) => check(node),
    coverage: (node) => coverage(node),
    build: () => 0,
};

const work = VERBS[verb];
if (work === undefined) {
    console.error(`usage: node launch/run.mjs ${Object.keys(VERBS).join('|')} [arguments]`);
    process.exit(2);
}
try {
    await install();
    const node = newestNode();
    if (node === undefined) {
        throw new Error(tooOld());
    }
    await build(node);
    process.exitCode = await work(node);
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
