import { setTimeout as delay } from 'node:timers/promises';
import * as grpc from '@grpc/grpc-js';
import { type Gateway, GatewayError } from '@hyperledger/fabric-gateway';
import { Count, type Say, telling } from '../engine/progress.js';
import type { NetworkLayout } from '../layout.js';
import { connectClient } from '../lifecycle/client.js';
import { type Definition, definitionOf } from '../lifecycle/definition.js';
import { type Deployer, type Deployment, deploy } from '../lifecycle/deploy.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { NetworkError } from '../problems.js';
import { readConnectionProfile } from '../profile/profile.js';
import { chaincodeAddress, type PeerNode, peersOf, type Topology } from '../topology.js';
import type { ChaincodePackage } from './chaincodepackage.js';

/** How long a network that just started may take until its peers know each other and the orderers have a leader. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 500;

/** Answers of a gateway whose network is not complete yet. */
const PASSING: ReadonlySet<number> = new Set([
    grpc.status.UNAVAILABLE,
    grpc.status.FAILED_PRECONDITION,
    grpc.status.DEADLINE_EXCEEDED,
    grpc.status.ABORTED,
]);

/** A function that contracts of Fabric's own API have. */
const QUESTION = 'org.hyperledger.fabric:GetMetadata';

/** Whether the peer's organisation runs the chaincode. */
export function runsChaincode(topology: Topology, chaincode: string, peer: PeerNode): boolean {
    return chaincodeAddress(topology, chaincode, peer.name) !== undefined;
}

/**
 * Approves and commits the chaincodes of a topology as the administrators of all organisations with peers, and waits
 * until the gateway of every peer reaches every organisation's chaincode processes, so that transactions can be endorsed.
 * @param onProgress - told what happens, also while it waits
 */
export async function deployOnFabric(
    topology: Topology,
    layout: NetworkLayout,
    packages: readonly ChaincodePackage[],
    onProgress: (step: string) => void,
    signal?: AbortSignal,
): Promise<Deployment[]> {
    const opened: { close(): void }[] = [];
    const connect = async (peer: PeerNode): Promise<Gateway> => {
        const profile = await readConnectionProfile(layout.profile(peer.organisation));
        const client = await connectClient(profile, 'admin', { peer: peer.name });
        opened.push(client);
        return client.gateway;
    };
    try {
        const deployers: Deployer[] = [];
        for (const { name, mspId } of topology.organisations) {
            const first = peersOf(topology).find(({ organisation }) => organisation === name);
            if (first !== undefined) {
                deployers.push({
                    mspId,
                    lifecycle: new Lifecycle(await connect(first), topology.channel),
                    packageId: (chaincode) =>
                        runsChaincode(topology, chaincode, first)
                            ? packages.find((one) => one.name === chaincode)?.id
                            : undefined,
                });
            }
        }
        const done: Deployment[] = [];
        const total = topology.chaincodes.length;
        for (const [index, chaincode] of topology.chaincodes.entries()) {
            const definition: Definition = definitionOf(chaincode);
            const step = `definition of ${chaincode.name} ${chaincode.version}, ${index + 1} of ${total}`;
            onProgress(step);
            const what = `the definition of ${chaincode.name} to be approved and committed`;
            const work = patiently(what, () => deploy(definition, deployers), onProgress, signal);
            done.push(await telling(onProgress, () => `${step}: approvals, then the commit`, work));
        }
        onProgress('every peer to reach every chaincode');
        await reachEverywhere(topology, connect, onProgress, signal);
        return done;
    } finally {
        for (const client of opened) {
            client.close();
        }
    }
}

/** Waits until the gateway of every peer reaches every organisation's processes of every chaincode. */
async function reachEverywhere(
    topology: Topology,
    connect: (peer: PeerNode) => Promise<Gateway>,
    onProgress: Say,
    signal: AbortSignal | undefined,
): Promise<void> {
    const endorsers = endorsersOf(topology);
    const peers = peersOf(topology);
    const count = new Count(
        'ways from peers to chaincodes work',
        peers.flatMap(({ name }) => endorsers.map((endorser) => way(name, endorser))),
    );
    const looks = peers.map(async (peer) => {
        const network = (await connect(peer)).getNetwork(topology.channel);
        for (const endorser of endorsers) {
            const { chaincode, mspId } = endorser;
            const ask = async () => {
                await network
                    .getContract(chaincode)
                    .evaluate(QUESTION, { endorsingOrganizations: [mspId] })
                    .catch(unlessAnswered);
            };
            await patiently(`${peer.name} to reach ${chaincode} of ${mspId}`, ask, () => undefined, signal);
            count.done(way(peer.name, endorser));
        }
    });
    await telling(onProgress, () => count.text, Promise.all(looks));
}

function way(peer: string, { chaincode, mspId }: Readonly<{ chaincode: string; mspId: string }>): string {
    return `${peer} to ${chaincode} of ${mspId}`;
}

/**
 * Which organisations run which chaincodes that we start; the owner of an external one may start it later. A peer reaches
 * those of others only once gossip has told it of them.
 */
function endorsersOf(topology: Topology): { chaincode: string; mspId: string }[] {
    const ours = topology.chaincodes.filter(({ process }) => process !== 'external');
    return ours.flatMap(({ name }) => {
        const running = peersOf(topology).filter((peer) => runsChaincode(topology, name, peer));
        return [...new Set(running.map(({ mspId }) => mspId))].map((mspId) => ({ chaincode: name, mspId }));
    });
}

/** A chaincode that knows no such function, or wants to be initialised first, has answered all the same. */
function unlessAnswered(error: unknown): void {
    const texts = error instanceof GatewayError ? [error.message, ...error.details.map(({ message }) => message)] : [];
    if (!texts.some((text) => /chaincode response|must call as init first/.test(text))) {
        throw error;
    }
}

/** Repeats what a network that is not complete yet refuses; says so every few seconds. @throws NetworkError PROCESS_NOT_READY */
export async function patiently<T>(
    what: string,
    attempt: () => Promise<T>,
    onProgress: (step: string) => void,
    signal: AbortSignal | undefined,
): Promise<T> {
    const started = Date.now();
    for (let told = started; ; ) {
        signal?.throwIfAborted();
        try {
            return await attempt();
        } catch (error) {
            if (!(error instanceof GatewayError) || !(PASSING.has(error.code) || isOverload(error))) {
                throw error;
            }
            if (Date.now() - started > PATIENCE_MS) {
                throw new NetworkError('PROCESS_NOT_READY', `waited in vain for ${what}: ${reasons(error)}`, {
                    cause: error,
                });
            }
            if (Date.now() - told > 5000) {
                told = Date.now();
                onProgress(`waiting for ${what}: ${reasons(error)}`);
            }
            await delay(PAUSE_MS);
        }
    }
}

function isOverload(error: GatewayError): boolean {
    return /failed to (start|launch|execute)|could not launch|error starting|connection refused/i.test(reasons(error));
}

function reasons(error: GatewayError): string {
    return [error.message, ...error.details.map(({ address, message }) => `${address}: ${message}`)].join('; ');
}
