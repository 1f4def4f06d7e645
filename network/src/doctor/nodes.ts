import { EMBEDDED_PROCESS } from '../engine/processes.js';
import { isRunning } from '../supervisor/processidentity.js';
import type { Notes } from './finding.js';
import type { Scene } from './scene.js';
import { servedCertificate } from './served.js';

/** Whether each node of a running network runs, answers and is well by its own account. */
export async function examineNodes(scene: Scene, notes: Notes): Promise<void> {
    if (!scene.running) {
        notes.pass('the network does not run');
        return;
    }
    await Promise.all(scene.nodes.map((node) => examineNode(node, scene, notes)));
    if (notes.findings.length === 0) {
        notes.pass(`${scene.nodes.length} nodes are healthy`);
    }
}

async function examineNode(node: Scene['nodes'][number], scene: Scene, notes: Notes): Promise<void> {
    const { name } = node;
    if (scene.stopped.includes(name)) {
        notes.fault('NODE_STOPPED', name, 'stopped', 'running', { node: name });
        return;
    }
    const process = scene.processOf(name);
    if (process?.pid === undefined || !isRunning(process.pid, process.identity)) {
        const last = process?.lastExit === undefined ? '' : `, ended with ${process.lastExit}`;
        // All nodes of the embedded engine are one process, which is the one with a log.
        const log = scene.engine === 'fabric' ? name : EMBEDDED_PROCESS;
        notes.fault('NODE_DOWN', name, `${process?.phase ?? 'not supervised'}${last}`, 'running', { node: log });
        return;
    }
    if (await scene.isMute(name)) {
        // Suspended, which is said of its process.
        return;
    }
    if (scene.engine !== 'fabric') {
        if ((await servedCertificate(node.ports.listen, Math.min(2000, scene.leftMs))) === undefined) {
            notes.fault('NODE_SILENT', name, `no answer at ${node.address}`, 'an answer within 2 s', { node: name });
        }
        return;
    }
    const answers = await scene.operations(node);
    if (answers instanceof Error) {
        const seen = `process ${process.pid}, no answer at port ${node.ports.operations}: ${answers.message}`;
        notes.fault('NODE_SILENT', name, seen, 'an answer within 2 s', { node: name });
    } else if (answers.failedChecks.length > 0) {
        notes.fault('NODE_UNHEALTHY', name, answers.failedChecks.join('; '), 'no failed check', { node: name });
    }
}
