/** Thread that computes transactions again: takes tasks, answers outcomes, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { Recomputer, type Task } from './recomputer.js';

const directory: unknown = workerData;
if (parentPort === null || typeof directory !== 'string') {
    throw new Error('recomputeworker is started by a pool only');
}
const port = parentPort;
const recomputer = new Recomputer(directory);
let busy = Promise.resolve();

port.on('message', (task: Task | 'close') => {
    busy = busy.then(async () => {
        if (task === 'close') {
            recomputer.close();
            port.close();
        } else {
            port.postMessage(await recomputer.run(task));
        }
    });
});
