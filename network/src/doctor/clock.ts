import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { dataOf } from '../embedded/ledger/block.js';
import type { Notes } from './finding.js';
import type { Scene } from './scene.js';

/** Peers and orderers refuse what was made longer ago, or later, than this by their own clocks. */
const WINDOW_MS = 15 * 60_000;
const DRIFT_MS = 10_000;
/** A block may be a little newer than we think it is now: it was made while we looked. */
const TOLERANCE_MS = 2000;
const [FIRST_YEAR, LAST_YEAR] = [2025, 2099];

/** Our clock against the calendar, the ledger and the clocks of the nodes. */
export async function examineClock(scene: Scene, notes: Notes): Promise<void> {
    const now = scene.probes.now();
    const year = new Date(now).getUTCFullYear();
    if (year < FIRST_YEAR || year > LAST_YEAR) {
        notes.fault('CLOCK_IMPLAUSIBLE', 'clock', new Date(now).toISOString(), `a year from ${FIRST_YEAR} on`);
    }
    await Promise.all([
        againstLedger(scene, notes),
        ...(scene.running && scene.engine === 'fabric' ? [againstNodes(scene, notes)] : []),
    ]);
    if (notes.findings.length === 0) {
        notes.pass(`${new Date(now).toISOString()}, not before the newest block`);
    }
}

/** A ledger is never written in the future, neither by the system's account nor by its blocks'. */
async function againstLedger(scene: Scene, notes: Notes): Promise<void> {
    const written = await lastWritten(scene);
    const block = scene.running ? await newestBlockTime(scene) : undefined;
    const newest = [
        ...(written === undefined ? [] : [{ what: 'the ledger was written at', at: written }]),
        ...(block === undefined ? [] : [{ what: 'the newest block was made at', at: block }]),
    ].sort((a, b) => b.at - a.at)[0];
    // Looked at now, after the ledger: a block may have been written in between.
    const now = scene.probes.now();
    if (newest !== undefined && newest.at > now + TOLERANCE_MS) {
        const seen = new Date(now).toISOString();
        notes.fault('CLOCK_BEHIND', 'clock', seen, `later, since ${newest.what} ${new Date(newest.at).toISOString()}`);
    }
}

/** When a file of the ledgers was last written, epoch milliseconds; undefined before the first. */
async function lastWritten({ layout }: Scene): Promise<number | undefined> {
    const entries = await readdir(layout.ledger, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile() && /^blockfile_|\.(db|sqlite)/.test(entry.name));
    const times = await Promise.all(
        files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name)).catch(() => undefined))?.mtimeMs),
    );
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
}

/** When the first transaction of the newest block was made, by its maker's clock. */
async function newestBlockTime(scene: Scene): Promise<number | undefined> {
    const [highest] = await scene.answeringPeers();
    if (highest === undefined) {
        return undefined;
    }
    const { layout, topology, probes, leftMs } = scene;
    const number = highest.answers.height - 1;
    const block = await probes.block(layout, highest.node, topology.channel, number, leftMs).catch(() => undefined);
    return block === undefined ? undefined : timeOf(block);
}

function timeOf(block: common.Block): number | undefined {
    const envelope = common.Envelope.deserializeBinary(dataOf(block)[0] ?? new Uint8Array());
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array();
    return common.ChannelHeader.deserializeBinary(header).getTimestamp()?.toDate().getTime();
}

async function againstNodes(scene: Scene, notes: Notes): Promise<void> {
    await Promise.all(
        scene.nodes.map(async (node) => {
            const seen = await scene.operations(node);
            const ahead = seen instanceof Error ? undefined : seen.clockAheadMs;
            if (ahead === undefined || Math.abs(ahead) <= DRIFT_MS) {
                return;
            }
            const apart = `${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine`;
            const isOut = Math.abs(ahead) > WINDOW_MS;
            notes.fault(isOut ? 'CLOCK_APART' : 'CLOCK_DRIFTS', node.name, apart, 'at most 10 s');
        }),
    );
}
