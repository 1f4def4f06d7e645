import { isRunning } from '../supervisor/processidentity.js';
import { chaincodeProcessesOf } from '../topology.js';
import type { Notes } from './finding.js';
import { isFrozen } from './listeners.js';
import type { Scene } from './scene.js';

/** Starts by itself after which a process is worth a look. */
const MANY_RESTARTS = 3;

/** What the supervisor wrote down against the processes there are. */
export async function examineProcesses(scene: Scene, notes: Notes): Promise<void> {
    const { state } = scene;
    if (state === undefined) {
        notes.pass('nothing is supervised');
        return;
    }
    if (!scene.running) {
        const left = state.processes.filter(({ pid, identity }) => pid !== undefined && isRunning(pid, identity));
        const names = left.map(({ name, pid }) => `${name} (${pid})`).join(', ');
        notes.fault(
            'SUPERVISOR_GONE',
            `process ${state.supervisor.pid}`,
            left.length === 0 ? 'gone; nothing it started runs' : `gone; ${names} still run`,
            'a supervisor, or nothing left of it',
        );
        return;
    }
    const nodes = scene.nodes.map(({ name }) => name);
    await Promise.all(
        state.processes.map(async ({ name, phase, pid, identity, restarts, lastExit }) => {
            const runs = pid !== undefined && isRunning(pid, identity);
            if (runs && (await isFrozen(pid))) {
                notes.fault('PROCESS_FROZEN', name, `process ${pid} is suspended`, 'a running process', { pid });
            } else if (!runs && !scene.stopped.includes(name) && !nodes.includes(name)) {
                // Nodes have a check of their own.
                const last = lastExit === undefined ? phase : `${phase}, ended with ${lastExit}`;
                notes.fault('PROCESS_GONE', name, last, 'ready', { process: name });
            }
            if (restarts >= MANY_RESTARTS) {
                const seen = `started again ${restarts} times, last ended with ${lastExit ?? 'unknown'}`;
                notes.fault('PROCESS_RESTARTS', name, seen, 'no ends by itself', { process: name });
            }
        }),
    );
    examineServices(scene, notes);
    if (notes.findings.length === 0) {
        notes.pass(`${state.processes.length} processes of supervisor ${state.supervisor.pid} run`);
    }
}

/** Chaincode processes that the supervisor does not know at all. */
function examineServices(scene: Scene, notes: Notes): void {
    for (const { name } of chaincodeProcessesOf(scene.topology)) {
        if (scene.servicesAt(name).length === 0) {
            notes.fault('PROCESS_GONE', name, 'not supervised', 'ready', { process: name });
        }
    }
}
