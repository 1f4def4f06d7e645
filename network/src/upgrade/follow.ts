import { unwatchFile, watchFile } from 'node:fs';
import { NetworkError } from '../problems.js';
import type { LiveNetwork } from './live.js';
import { Reporter } from './report.js';
import { endRequest, readRequest, type UpgradeRequest, writeRequest } from './request.js';
import { upgradeChaincode } from './upgrade.js';

const LOOK_EVERY_MS = 50;

/**
 * Carries out the upgrades that commands in other processes ask for, one after the other. A request that a start has
 * completed or dropped is forgotten first.
 * @returns ends it; an upgrade under way is left to the next start
 */
export async function followUpgrades(network: LiveNetwork): Promise<() => void> {
    const { layout } = network;
    const stop = new AbortController();
    await closeInterrupted(network);
    let turn: Promise<void> = Promise.resolve();
    const look = (): void => {
        turn = turn
            .then(async () => {
                const request = await readRequest(layout);
                if (request !== undefined && !stop.signal.aborted) {
                    await carryOut(network, request, stop.signal);
                }
            })
            .catch((error: unknown) => console.error(`cannot carry out an upgrade: ${error}`));
    };
    watchFile(layout.upgradeRequest, { interval: LOOK_EVERY_MS, persistent: false }, look);
    return () => {
        stop.abort();
        unwatchFile(layout.upgradeRequest, look);
    };
}

async function carryOut(network: LiveNetwork, request: UpgradeRequest, signal: AbortSignal): Promise<void> {
    const { layout } = network;
    const reporter = new Reporter(layout, request);
    try {
        const result = await upgradeChaincode(network, request.chaincode, {
            say: (text) => reporter.say(text),
            onProven: () => writeRequest(layout, { ...request, phase: 'proven' }),
            signal,
        });
        await endRequest(layout, request.id);
        await reporter.end({ result });
    } catch (error) {
        if (signal.aborted) {
            return;
        }
        await endRequest(layout, request.id);
        const message = error instanceof Error ? error.message : String(error);
        await reporter.end({ error: { code: error instanceof NetworkError ? error.code : 'UPGRADE_FAILED', message } });
    }
}

/** The start that has just ended took up an upgrade that was proven; one that was not is to be asked for again. */
async function closeInterrupted({ layout, bound }: LiveNetwork): Promise<void> {
    const request = await readRequest(layout);
    if (request === undefined) {
        return;
    }
    const reporter = new Reporter(layout, request);
    const version = bound.chaincodes.find(({ name }) => name === request.chaincode.name)?.version;
    await endRequest(layout, request.id);
    const message =
        request.phase === 'proven'
            ? `UPGRADE_FAILED: the network was stopped meanwhile; its next start has completed the upgrade, to ${version}`
            : 'UPGRADE_FAILED: the network was stopped before the new version was proven; ask for the upgrade again';
    await reporter.end({ error: { code: 'UPGRADE_FAILED', message } });
}
