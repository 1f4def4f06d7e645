import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { writeFileAtomically } from '../files.js';
import type { NetworkLayout } from '../layout.js';
import { exists } from '../pki/folders.js';
import { NetworkError } from '../problems.js';
import type { Topology } from '../topology.js';
import type { FabricBinaries } from './binaries.js';
import { configtx, PROFILE } from './configtx.js';
import { FabricLayout } from './layout.js';

/**
 * Makes sure that the channel begun in a data directory, if there is one, is the topology's.
 * @throws NetworkError TOPOLOGY_CHANGED where it has other members, addresses, policies or batches
 */
export async function requireSameChannel(topology: Topology, layout: NetworkLayout): Promise<void> {
    const fabric = new FabricLayout(layout);
    if (!(await exists(fabric.genesisBlock))) {
        return;
    }
    const before = await readFile(fabric.configtx, 'utf8');
    // The programs may be of another line than those that began the channel.
    const now = [configtx(topology, layout, 'V2_0'), configtx(topology, layout, 'V3_0')];
    if (!now.includes(before)) {
        throw new NetworkError(
            'TOPOLOGY_CHANGED',
            `the channel in ${layout.root} was begun with other members, ports, policies or batches, which its blocks hold; ` +
                'start it as before (--port-base, --topology), erase it with "linguang network reset", or choose another --data',
        );
    }
}

/** The channel's first block: made by configtxgen, or the one made at the first start. */
export async function genesisBlock(
    topology: Topology,
    layout: NetworkLayout,
    binaries: FabricBinaries,
): Promise<Uint8Array> {
    const fabric = new FabricLayout(layout);
    if (await exists(fabric.genesisBlock)) {
        return await readFile(fabric.genesisBlock);
    }
    await mkdir(fabric.channel, { recursive: true });
    await writeFileAtomically(fabric.configtx, configtx(topology, layout, binaries.major >= 3 ? 'V3_0' : 'V2_0'));
    const temporary = `${fabric.genesisBlock}.${process.pid}.tmp`;
    try {
        await promisify(execFile)(binaries.configtxgen, [
            ...['-configPath', fabric.channel],
            ...['-profile', PROFILE],
            ...['-channelID', topology.channel],
            ...['-outputBlock', temporary],
        ]);
        await rename(temporary, fabric.genesisBlock);
    } catch (error) {
        const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
        throw new NetworkError('PROCESS_FAILED', `configtxgen refused ${fabric.configtx}:\n${lastOf(output)}`);
    } finally {
        await rm(temporary, { force: true });
    }
    return await readFile(fabric.genesisBlock);
}

/** configtxgen panics with a stack; the reason is in the lines before it. */
function lastOf(output: string): string {
    const reasons = output.split('\n').filter((line) => /PANI|FATA|ERRO|panic:/.test(line));
    return (reasons.length > 0 ? reasons : output.split('\n').slice(-5)).slice(0, 5).join('\n');
}
