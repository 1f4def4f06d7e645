import { createInterface } from 'node:readline';
import { endProcesses, type KnownProcess } from './signals.js';

/*
 * Runs as a process of its own beside a supervisor, and reads from it the list of its children, one JSON line after
 * each change. When the pipe ends without a farewell, the supervisor was killed: the guard then ends its children, in
 * whatever language they are written, so that nothing keeps the ports.
 */

const GRACE_MS = 5000;

let children: KnownProcess[] = [];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => undefined);
}
for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'farewell') {
        process.exit(0);
    }
    children = JSON.parse(line);
}
await endProcesses(children, GRACE_MS);
