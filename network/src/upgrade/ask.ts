import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { runningState } from '../engine/control.js';
import { NetworkLayout } from '../layout.js';
import { NetworkError } from '../problems.js';
import { readTopology, type Topology } from '../topology.js';
import { sameEntry } from './entry.js';
import { readReport, type UpgradeReport, type UpgradeResult } from './report.js';
import { endRequest, readRequest, type UpgradeRequest, writeRequest } from './request.js';

const POLL_MS = 100;
/** How long the supervisor may take to begin. */
const TAKEN_UP_MS = 15_000;

export type UpgradeAsked = Readonly<{
    dataDirectory: string;
    chaincode: string;
    /** Changed description of the network; by default the one it runs with, so that only new code counts. */
    topology?: Topology | undefined;
    onStep?: (text: string) => void;
}>;

/**
 * Asks the supervisor of a running network to upgrade a chaincode and waits for the end, telling the steps. The upgrade
 * goes on when this process dies; asking again for the same joins it.
 * @throws NetworkError NETWORK_NOT_RUNNING, CHAINCODE_UNKNOWN, UPGRADE_RUNNING while another upgrade goes on, and what
 *   the upgrade itself failed with
 */
export async function upgradeFromOutside(asked: UpgradeAsked): Promise<UpgradeResult> {
    const { dataDirectory, onStep = () => undefined } = asked;
    const layout = new NetworkLayout(dataDirectory);
    await requireRunning(dataDirectory);
    const request = await place(layout, await entryOf(layout, asked));
    const started = Date.now();
    let told = 0;
    for (;;) {
        const report = await readReport(layout);
        const isOurs = report?.id === request.id;
        for (const { text } of isOurs ? report.steps.slice(told) : []) {
            told++;
            onStep(text);
        }
        if (isOurs && report.result !== undefined) {
            return report.result;
        }
        if (isOurs && report.error !== undefined) {
            throw failureOf(report.error);
        }
        if (!isOurs && Date.now() - started > TAKEN_UP_MS) {
            await endRequest(layout, request.id);
            throw new NetworkError(
                'UPGRADE_FAILED',
                'the process that runs the network does not take upgrades; stop the network and start it again, which brings the new code into force as well',
            );
        }
        await requireRunning(dataDirectory);
        await delay(POLL_MS);
    }
}

async function requireRunning(dataDirectory: string): Promise<void> {
    if ((await runningState(dataDirectory)) === undefined) {
        throw new NetworkError(
            'NETWORK_NOT_RUNNING',
            `nothing runs in ${dataDirectory}; a start brings new code and definitions into force by itself, and completes an interrupted upgrade`,
        );
    }
}

async function entryOf(
    layout: NetworkLayout,
    { chaincode, topology }: UpgradeAsked,
): Promise<UpgradeRequest['chaincode']> {
    const running = await readTopology(layout.topology);
    const [entry, current] = [topology ?? running, running].map(({ chaincodes }) =>
        chaincodes.find(({ name }) => name === chaincode),
    );
    if (entry === undefined || current === undefined) {
        const names = (current === undefined ? running : (topology ?? running)).chaincodes.map(({ name }) => name);
        const where = current === undefined ? 'the running network' : 'the topology file';
        throw new NetworkError(
            'CHAINCODE_UNKNOWN',
            `${where} has no chaincode "${chaincode}"; it has ${names.join(', ')}`,
        );
    }
    return entry;
}

/** Writes the request down; one for the same that is under way is joined. */
async function place(layout: NetworkLayout, chaincode: UpgradeRequest['chaincode']): Promise<UpgradeRequest> {
    const before = await readRequest(layout);
    if (before !== undefined) {
        if (!sameEntry(before.chaincode, chaincode)) {
            throw new NetworkError(
                'UPGRADE_RUNNING',
                `an upgrade of ${before.chaincode.name} is under way; wait for its end`,
            );
        }
        return before;
    }
    const request: UpgradeRequest = { version: 1, id: randomUUID(), chaincode, phase: 'asked' };
    await writeRequest(layout, request);
    return request;
}

const CODES = [
    'CHAINCODE_UNKNOWN',
    'UPGRADE_IMPOSSIBLE',
    'UPGRADE_NOT_READY',
    'UPGRADE_NOT_APPROVED',
    'PEER_UNREACHABLE',
    'PORT_IN_USE',
] as const;

/** An error as it happened in the other process; its message begins with the code already. */
function failureOf({ code, message }: NonNullable<UpgradeReport['error']>): NetworkError {
    const known = CODES.find((one) => one === code) ?? 'UPGRADE_FAILED';
    const prefix = `${known}: `;
    return new NetworkError(known, message.startsWith(prefix) ? message.slice(prefix.length) : message);
}
