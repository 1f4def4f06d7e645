import { readFile } from 'node:fs/promises';
import { startNetwork } from '../../engine/network.js';
import { parseTopology } from '../../topology.js';

/** Starts a network of real nodes in a process of its own, for tests that kill it: TOPOLOGY DIRECTORY VERSION. */
const [topology = '', dataDirectory = '', fabricVersion] = process.argv.slice(2);
await startNetwork({
    topology: parseTopology(JSON.parse(await readFile(topology, 'utf8'))),
    dataDirectory,
    engine: 'fabric',
    fabricVersion,
    onProgress: (step) => console.log(step),
});
console.log('started');
