import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { FabricBinaries } from '../fabric/binaries.js';
import { chooseBinaries, lastVersion } from '../fabric/programline.js';
import { NetworkError } from '../problems.js';
import type { Notes } from './finding.js';
import type { Scene } from './scene.js';

/** As `engines` of the package says. */
const NODE = { major: 22, minor: 13 };
const VERSION_MS = 3000;

/** Whether Node and Fabric's programs are those that the network needs, and those that run. */
export async function examinePrograms(scene: Scene, notes: Notes): Promise<void> {
    examineNode(scene.probes.nodeVersion, notes);
    if (scene.engine !== 'fabric') {
        return;
    }
    const binaries = await chosen(scene, notes);
    if (binaries === undefined) {
        return;
    }
    await Promise.all([
        sameVersion(binaries, notes),
        capable(binaries, scene, notes),
        ...(scene.running ? [runningVersions(binaries, scene, notes)] : []),
    ]);
    if (notes.findings.length === 0) {
        notes.pass(`Fabric ${binaries.version} in ${binaries.folder}`);
    }
}

function examineNode(version: string, notes: Notes): void {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major < NODE.major || (major === NODE.major && minor < NODE.minor)) {
        notes.fault('NODEJS_TOO_OLD', 'Node.js', version, `${NODE.major}.${NODE.minor} or newer`);
    } else {
        notes.pass(`Node.js ${version}`);
    }
}

/** The programs that the next start would take. */
async function chosen(scene: Scene, notes: Notes): Promise<FabricBinaries | undefined> {
    try {
        return await chooseBinaries(scene.layout, { environment: scene.probes.environment });
    } catch (error) {
        if (!(error instanceof NetworkError)) {
            throw error;
        }
        const last = await lastVersion(scene.layout).catch(() => undefined);
        const needed = last === undefined ? 'peer, orderer and configtxgen' : `Fabric ${last}, which wrote the ledgers`;
        notes.fault('PROGRAMS_MISSING', 'Hyperledger Fabric', error.message, needed);
        return undefined;
    }
}

async function sameVersion({ peer, orderer, configtxgen, version }: FabricBinaries, notes: Notes): Promise<void> {
    const others = await Promise.all([versionOf(orderer, 'version'), versionOf(configtxgen, '--version')]);
    for (const [index, program] of [orderer, configtxgen].entries()) {
        const other = others[index];
        if (other !== version) {
            notes.fault('PROGRAMS_MIXED', program, other ?? 'does not say its version', `${version}, as ${peer}`, {
                folder: dirname(peer),
            });
        }
    }
}

async function versionOf(program: string, argument: string): Promise<string | undefined> {
    const run = promisify(execFile)(program, [argument], { timeout: VERSION_MS });
    const { stdout, stderr } = await run.catch(() => ({ stdout: '', stderr: '' }));
    return /^\s*Version:\s*(\S+)/m.exec(`${stdout}\n${stderr}`)?.[1];
}

/** Fabric 2 knows neither the capability V3_0 nor BFT orderers. */
async function capable({ version, major }: FabricBinaries, scene: Scene, notes: Notes): Promise<void> {
    const channel = (await scene.channel())?.configuration;
    if (channel === undefined || major >= 3) {
        return;
    }
    if (channel.hasCapability('Channel', 'V3_0')) {
        notes.fault('PROGRAMS_TOO_OLD', 'Hyperledger Fabric', version, '3.0 or newer');
    }
}

async function runningVersions({ version }: FabricBinaries, scene: Scene, notes: Notes): Promise<void> {
    await Promise.all(
        scene.nodes.map(async (node) => {
            const seen = await scene.operations(node);
            if (!(seen instanceof Error) && seen.version !== undefined && seen.version !== version) {
                notes.fault('PROGRAMS_CHANGED', node.name, seen.version, version, { node: node.name });
            }
        }),
    );
}
