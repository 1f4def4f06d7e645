#!/usr/bin/env node
// Runs the command line with a Node that is new enough: this one, or the one that was installed with the packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { newestNode, tooOld } from '../../launch/node.mjs';

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
    // Signals of the terminal reach both; the child decides when it is done.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
        process.on(signal, () => child.kill(signal));
    }
    const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
    child.once('exit', (code, signal) => {
        process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
    });
}
