import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FabricLayout } from '../fabric/layout.js';
import { unfinishedWrites } from '../files.js';
import { NetworkLayout } from '../layout.js';
import { exists } from '../pki/folders.js';
import { NetworkError } from '../problems.js';
import { endProcesses } from '../supervisor/signals.js';
import type { ProcessStatus } from '../supervisor/spec.js';
import { readState, type SupervisorState, supervisorRuns } from '../supervisor/statefile.js';
import { endLeftovers } from '../supervisor/supervisor.js';

/** How long a supervisor may take to stop everything before it is killed, in milliseconds. */
const STOP_MS = 60_000;

/** The data directory of a network: the folder itself, or `network` in the folder of an instance. */
export async function findNetwork(folder: string): Promise<string> {
    return (await exists(join(folder, 'network'))) ? join(folder, 'network') : folder;
}

/** What runs of a network, or undefined when nothing does. */
export async function runningState(dataDirectory: string): Promise<SupervisorState | undefined> {
    const state = await readState(new NetworkLayout(dataDirectory).state);
    return state !== undefined && supervisorRuns(state) ? state : undefined;
}

/**
 * Stops whatever a state file describes, from another process: its supervisor, or the children of one that died.
 * @returns whether anything was there to stop
 */
export async function stopFromOutside(stateFile: string): Promise<boolean> {
    const state = await readState(stateFile);
    if (state === undefined) {
        return false;
    }
    await endProcesses([state.supervisor], STOP_MS);
    await endLeftovers((await readState(stateFile)) ?? state);
    await rm(stateFile, { force: true });
    return true;
}

/**
 * Restarts one process of a running network: it is told to end, and its supervisor starts it again.
 * @throws NetworkError NETWORK_NOT_RUNNING, PROCESS_UNKNOWN naming the processes there are, PROCESS_NOT_READY
 */
export async function restartFromOutside(dataDirectory: string, name: string): Promise<ProcessStatus> {
    const layout = new NetworkLayout(dataDirectory);
    const find = async () => {
        const state = await runningState(dataDirectory);
        if (state === undefined) {
            throw new NetworkError('NETWORK_NOT_RUNNING', `nothing runs in ${dataDirectory}`);
        }
        const found = state.processes.find((process) => process.name === name);
        if (found === undefined) {
            const names = state.processes.map((process) => process.name).join(', ');
            throw new NetworkError(
                'PROCESS_UNKNOWN',
                `there is no process "${name}"; there are ${names} (on the embedded engine all peers and orderers are one process)`,
            );
        }
        return found;
    };
    const before = await find();
    if (before.pid !== undefined) {
        await endProcesses([{ pid: before.pid, identity: before.identity }], 10_000);
    }
    const deadline = Date.now() + STOP_MS;
    for (;;) {
        const now = await find();
        if (now.phase === 'ready' && now.identity !== before.identity) {
            return now;
        }
        if (Date.now() > deadline) {
            throw new NetworkError('PROCESS_NOT_READY', `${name} did not come back; see ${layout.log(name)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

/** What `reset` removes: ledgers and everything derived from them or for them, not identities and topology. */
export async function resetPaths(dataDirectory: string): Promise<string[]> {
    const layout = new NetworkLayout(dataDirectory);
    return await existing([
        layout.ledger,
        fabricFiles(layout),
        layout.packages,
        layout.logs,
        layout.state,
        layout.stoppedNodes,
        layout.services,
        layout.upgradeRequest,
        layout.upgradeReport,
    ]);
}

/** What `purge` removes: everything this package writes into a data directory, and nothing else that lies there. */
export async function purgePaths(dataDirectory: string): Promise<string[]> {
    const layout = new NetworkLayout(dataDirectory);
    const { ledger, packages, logs, state, stoppedNodes, organisations, profiles, topology } = layout;
    const { services, upgradeRequest, upgradeReport, upgrades } = layout;
    const files = [state, stoppedNodes, topology, services, upgradeRequest, upgradeReport, upgrades];
    const folders = [ledger, fabricFiles(layout), packages, logs, organisations, profiles];
    return await existing([...folders, ...files, ...(await unfinishedWrites(files))]);
}

/**
 * Removes paths of a network that does not run; the data directory itself too once it is empty.
 * @throws NetworkError NETWORK_RUNNING
 */
export async function removePaths(dataDirectory: string, paths: readonly string[]): Promise<void> {
    const state = await runningState(dataDirectory);
    if (state !== undefined) {
        throw new NetworkError(
            'NETWORK_RUNNING',
            `process ${state.supervisor.pid} runs this network; stop it with "linguang network down" first`,
        );
    }
    for (const path of paths) {
        await rm(path, { recursive: true, force: true });
    }
    await rmdir(dataDirectory).catch(() => undefined);
}

/** What is generated for Fabric's programs. */
function fabricFiles(layout: NetworkLayout): string {
    return new FabricLayout(layout).root;
}

async function existing(paths: readonly string[]): Promise<string[]> {
    const there = await Promise.all(paths.map(exists));
    return paths.filter((_, index) => there[index]);
}
