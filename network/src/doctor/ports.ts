import { sep } from 'node:path';
import { portIsFree } from '../supervisor/ports.js';
import { isRunning } from '../supervisor/processidentity.js';
import { chaincodeProcessesOf } from '../topology.js';
import type { Notes } from './finding.js';
import { commandLine, environmentOf, wordsOf } from './listeners.js';
import type { Scene } from './scene.js';

/** Whether every port of the network is free, or held by the process that should hold it. */
export async function examinePorts(scene: Scene, notes: Notes): Promise<void> {
    const wanted = portsOf(scene);
    const ours = new Set(
        (scene.state?.processes ?? []).flatMap(({ pid, identity }) =>
            pid !== undefined && isRunning(pid, identity) ? [pid] : [],
        ),
    );
    const listening = await scene.listeners();
    const orphans = new Set<number>();
    for (const [port, user] of wanted) {
        const holders = listening.filter((listener) => listener.port === port);
        const strangers = holders.flatMap(({ pid }) => (pid !== undefined && !ours.has(pid) ? [pid] : []));
        for (const pid of strangers) {
            const seen = `process ${pid}, ${(await commandLine(pid)) ?? 'gone'}`;
            if (await belongsHere(pid, scene)) {
                if (!orphans.has(pid)) {
                    notes.fault('ORPHAN_PROCESS', `port ${port}`, seen, user, { pid });
                }
                orphans.add(pid);
            } else {
                notes.fault('PORT_TAKEN', `port ${port}`, seen, user, { command: `kill ${pid}` });
            }
        }
        const isUnknown = holders.every(({ pid }) => pid === undefined);
        if (strangers.length === 0 && !scene.running && isUnknown && !(await portIsFree(port))) {
            const command = `sudo lsof -nP -iTCP:${port} -sTCP:LISTEN`;
            notes.fault('PORT_TAKEN', `port ${port}`, "another user's program", user, { command });
        }
    }
    if (notes.findings.length === 0) {
        notes.pass(`${wanted.size} ports are ${scene.running ? 'held by nobody else' : 'free'}`);
    }
}

/** Ports by who should have them. */
function portsOf({ topology, engine, nodes }: Scene): Map<number, string> {
    const ports = nodes.flatMap(({ name, ports }) =>
        (engine === 'fabric' ? Object.values<number>(ports) : [ports.listen]).map((port): [number, string] => [
            port,
            name,
        ]),
    );
    return new Map([
        ...ports,
        ...chaincodeProcessesOf(topology).map(({ port, name }): [number, string] => [port, name]),
    ]);
}

/** Whether a process was started for this very folder: its configuration or its arguments lie there. */
async function belongsHere(pid: number, { layout }: Scene): Promise<boolean> {
    const variables = await environmentOf(pid);
    const mentions = (text: string) => text === layout.root || text.startsWith(layout.root + sep);
    const words = await wordsOf(pid);
    return (
        words.some(mentions) ||
        ['FABRIC_CFG_PATH', 'CHAINCODE_TLS_CERT'].some((name) => mentions(variables.get(name) ?? ''))
    );
}
