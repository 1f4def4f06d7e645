import { codeDigest } from '../fabric/codedigest.js';
import { runsChaincode } from '../fabric/deployment.js';
import { isRunning } from '../supervisor/processidentity.js';
import { chaincodeProcessesOf } from '../topology.js';
import type { Notes } from './finding.js';
import { environmentOf } from './listeners.js';
import type { Scene } from './scene.js';

/** Whether code, packages on the peers and running chaincode processes are of one build. */
export async function examinePackages(scene: Scene, notes: Notes): Promise<void> {
    const wanted = await scene.chaincodes();
    await Promise.all(
        scene.topology.chaincodes.map(async (chaincode) => {
            const command = (chaincode.command ?? []).join(' ');
            // A program on PATH has no file to look at; a path or a script has.
            const hasFile = chaincode.process !== 'external' && /[/\\]|\.(js|mjs|cjs)\b/.test(command);
            if (hasFile && (await codeDigest(chaincode)) === undefined) {
                notes.fault('CODE_MISSING', chaincode.name, command, 'a file of the built code');
            }
        }),
    );
    if (!scene.running) {
        return;
    }
    await Promise.all([
        ...scene.peers.map(async (node) => {
            const answers = await scene.peer(node);
            if (answers instanceof Error) {
                return;
            }
            for (const { name, packageId } of wanted.filter((one) => runsChaincode(scene.topology, one.name, node))) {
                if (!answers.installed.includes(packageId)) {
                    const others = answers.installed.filter((id) => id.startsWith(`${name}_`)).join(', ');
                    notes.fault(
                        'PACKAGE_MISSING',
                        `${name} on ${node.name}`,
                        others === '' ? 'none' : others,
                        packageId,
                    );
                }
            }
        }),
        examineServices(scene, new Map(wanted.map(({ name, packageId }) => [name, packageId])), notes),
    ]);
    if (notes.findings.length === 0) {
        notes.pass(
            `code, packages and processes are of one build: ${wanted.map(({ packageId }) => packageId).join(', ')}`,
        );
    }
}

/** A chaincode process was told at its start which package it is. */
async function examineServices(scene: Scene, wanted: ReadonlyMap<string, string>, notes: Notes): Promise<void> {
    await Promise.all(
        chaincodeProcessesOf(scene.topology).map(async ({ name, chaincode }) => {
            const running = scene
                .servicesAt(name)
                .flatMap(({ pid, identity }) => (pid !== undefined && isRunning(pid, identity) ? [pid] : []));
            const ids = await Promise.all(running.map(async (pid) => (await environmentOf(pid)).get('CHAINCODE_ID')));
            const known = ids.filter((id) => id !== undefined);
            const expected = wanted.get(chaincode.name) ?? '';
            // While an upgrade goes on the old and the new one run side by side.
            if (known.length > 0 && !known.includes(expected)) {
                notes.fault('PROCESS_STALE', name, known.join(', '), expected, { process: name });
            }
        }),
    );
}
