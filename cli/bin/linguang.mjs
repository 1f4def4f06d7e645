#!/usr/bin/env node
// Runs the command line with a Node that is new enough: this one, or the one that was installed with the packages.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { newestNode, tooOld } from '../../launch/node.mjs';
import { become } from '../../launch/process.mjs';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

if (!existsSync(main)) {
    console.error('linguang is not built yet: run "npm run build" first');
    process.exit(1);
}
const node = newestNode();
if (node === undefined) {
    console.error(tooOld());
    process.exit(1);
}
if (node === process.execPath) {
    await import(main);
} else {
    process.exitCode = await become(node, [main, ...process.argv.slice(2)], process.cwd());
}
