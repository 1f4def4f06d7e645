import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { bindVersions } from '../fabric/chaincodepackage.js';
import { patiently } from '../fabric/deployment.js';
import { writeFileAtomically } from '../files.js';
import { type Definition, definitionOf, sameDefinition } from '../lifecycle/definition.js';
import { type Deployer, type Deployment, deploy } from '../lifecycle/deploy.js';
import { NetworkError } from '../problems.js';
import type { Chaincode } from '../topology.js';
import { asAdministrators } from './deployers.js';
import { fixedDifference, sameEntry } from './entry.js';
import { type Introduction, introductionFor } from './introduction.js';
import { keepUpgrade } from './kept.js';
import type { LiveNetwork, ServiceGroup } from './live.js';
import { requirePeers, untilLevel } from './peers.js';
import type { UpgradeResult } from './report.js';
import { endStandby, startStandby } from './standby.js';

/** Longer than any peer lets a chaincode execute after it has begun; milliseconds. */
const MARGIN_MS = 1000;

/** How a peer begins to say that a definition cannot be. */
const INVALID_DEFINITION = 'error validating chaincode definition: ';

export type UpgradeOptions = Readonly<{
    /** Told what happens, in words for a person. */
    say: (step: string) => void;
    /** Called once the new version is proven and every peer has it: from here on it is completed whatever happens. */
    onProven: () => Promise<void>;
    signal?: AbortSignal;
}>;

/**
 * Brings a chaincode of a running network to what its entry says and its code is now: processes of the new version start
 * beside the old ones, every peer gets the package, every organisation approves, the definition is committed, and the old
 * processes end when nothing of the old definition can still be executing. Safe to repeat after a failure at any point;
 * until the commit the old version stays in force.
 * @throws NetworkError CHAINCODE_UNKNOWN, UPGRADE_IMPOSSIBLE, UPGRADE_NOT_READY, UPGRADE_NOT_APPROVED, PEER_UNREACHABLE, UPGRADE_FAILED
 */
export async function upgradeChaincode(
    network: LiveNetwork,
    entry: Chaincode,
    options: UpgradeOptions,
): Promise<UpgradeResult> {
    const { say } = options;
    const before = requirePossible(network, entry);
    const [bound = entry] = (await bindVersions({ ...network.topology, chaincodes: [entry] })).chaincodes;
    if (bound.process === 'external' && bound.version !== before.version) {
        throw impossible(entry.name, 'we do not run its processes, so nobody would answer for another version');
    }
    await requirePeers(network.bound);
    const introduction = introductionFor(network);
    const packageId = await introduction.packageId(bound);
    const isNewCode = packageId !== before.packageId;
    let group = before;
    try {
        if (isNewCode) {
            say(`version ${bound.version} (now ${before.version}): starting its processes beside the old ones`);
            group = await startStandby(network, bound, packageId);
            say(`${namesOf(group)} answer; giving every peer the package`);
            await introduction.introduce(bound, group);
        }
        await options.onProven();
        await introduction.prepare(bound);
    } catch (error) {
        await endStandby(network, entry.name);
        await introduction.settle();
        throw error;
    }
    const deployment = await commit(network, introduction, bound, packageId, options);
    const notes = isNewCode || sameStart(network, entry) ? [] : [NOT_STARTED_ANEW];
    network.change(entry, bound, group);
    await persist(network, entry);
    await introduction.settle();
    if (isNewCode) {
        await retire(network, before, deployment, options);
    }
    return {
        chaincode: entry.name,
        outcome: isNewCode ? 'upgraded' : deployment.outcome === 'kept' ? 'unchanged' : 'redefined',
        version: bound.version,
        previousVersion: before.version,
        sequence: deployment.sequence,
        processes: group.processes.map(({ name }) => name),
        retired: isNewCode ? before.processes.map(({ name }) => name) : [],
        notes,
    };
}

const NOT_STARTED_ANEW =
    'the code is the same, so its processes go on as they are; another command, folder or environment takes effect at the next start';

function requirePossible(network: LiveNetwork, entry: Chaincode): ServiceGroup {
    const group = network.group(entry.name);
    const current = network.topology.chaincodes.find(({ name }) => name === entry.name);
    if (group === undefined || current === undefined) {
        const names = network.topology.chaincodes.map(({ name }) => name).join(', ');
        throw new NetworkError(
            'CHAINCODE_UNKNOWN',
            `the running network has no chaincode "${entry.name}"; it has ${names}`,
        );
    }
    const field = fixedDifference(current, entry);
    if (field !== undefined) {
        throw impossible(entry.name, `"${field}" changed, which says who runs its processes and how peers reach them`);
    }
    return group;
}

function impossible(name: string, why: string): NetworkError {
    return new NetworkError(
        'UPGRADE_IMPOSSIBLE',
        `${name} cannot be changed so while the network runs: ${why}. Stop the network and start it with the changed topology`,
    );
}

/** Approves and commits. Where that fails, the old version stays in force, unless nobody can tell. */
async function commit(
    network: LiveNetwork,
    introduction: Introduction,
    bound: Chaincode,
    packageId: string,
    { say, signal }: UpgradeOptions,
): Promise<Deployment> {
    const { layout } = network;
    const definition = definitionOf(bound);
    say(`definition of ${bound.name} ${bound.version}: every organisation approves, then it is committed`);
    const what = `the definition of ${bound.name} to be approved and committed`;
    return await asAdministrators(network.bound, layout, packageId, async (deployers) => {
        try {
            const attempt = () => deploy(definition, deployers, requireApprovals).catch(unlessImpossible);
            return await patiently(what, attempt, say, signal);
        } catch (error) {
            signal?.throwIfAborted();
            const outcome = await inForce(definition, deployers);
            if (outcome !== undefined && outcome !== 'other') {
                return outcome;
            }
            const reason = error instanceof Error ? error.message : String(error);
            if (outcome === undefined) {
                throw new NetworkError(
                    'UPGRADE_FAILED',
                    `nobody could tell whether version ${bound.version} of ${bound.name} came into force, so the processes of both ` +
                        `versions go on; ask for the upgrade again once the network answers. ${reason}`,
                    { cause: error },
                );
            }
            await endStandby(network, bound.name);
            await introduction.settle();
            throw error instanceof NetworkError && error.code.startsWith('UPGRADE_')
                ? error
                : new NetworkError(
                      'UPGRADE_FAILED',
                      `version ${bound.version} of ${bound.name} was not committed; the old one stays in force. ${reason}`,
                      { cause: error },
                  );
        }
    });
}

/** @throws NetworkError UPGRADE_NOT_APPROVED */
async function requireApprovals(sequence: number, approvals: ReadonlyMap<string, boolean>): Promise<void> {
    const missing = [...approvals].filter(([, approved]) => !approved).map(([mspId]) => mspId);
    if (missing.length > 0) {
        throw new NetworkError(
            'UPGRADE_NOT_APPROVED',
            `${missing.join(', ')} did not approve this definition for sequence ${sequence}; ask again. The old version stays in force`,
        );
    }
}

/** A definition that no peer will ever accept; anything else may pass. @throws NetworkError UPGRADE_IMPOSSIBLE */
function unlessImpossible(error: unknown): never {
    const messages = error instanceof GatewayError ? error.details.map(({ message }) => message) : [];
    const refusal = messages.find((message) => message.includes(INVALID_DEFINITION));
    if (refusal !== undefined) {
        const why = refusal.slice(refusal.indexOf(INVALID_DEFINITION) + INVALID_DEFINITION.length);
        throw new NetworkError(
            'UPGRADE_IMPOSSIBLE',
            `the peers refuse the definition: ${why}. The old version stays in force`,
            { cause: error },
        );
    }
    throw error;
}

/** The definition's commit; `other` where another is in force, undefined where nobody can tell. */
async function inForce(
    definition: Definition,
    deployers: readonly Deployer[],
): Promise<Deployment | 'other' | undefined> {
    for (const { lifecycle } of deployers) {
        const committed = await lifecycle.committed(definition.name).catch(() => undefined);
        if (committed !== undefined) {
            return sameDefinition(committed, definition)
                ? { name: definition.name, sequence: committed.sequence, outcome: 'committed' }
                : 'other';
        }
    }
    return undefined;
}

/** Whether an entry asks for the same processes as the one in force. */
function sameStart(network: LiveNetwork, entry: Chaincode): boolean {
    const current = network.topology.chaincodes.find(({ name }) => name === entry.name);
    return (
        current !== undefined &&
        sameEntry(
            { ...entry, version: current.version, policy: current.policy, collections: current.collections },
            { ...current, initRequired: entry.initRequired },
        )
    );
}

/** The next start finds what is in force now. */
async function persist(network: LiveNetwork, entry: Chaincode): Promise<void> {
    // First what the upgrade was made over: killed in between, a start would take the new entry for the one that was given,
    // and a later start with the topology from before would undo the upgrade.
    const over = network.original.chaincodes.find(({ name }) => name === entry.name);
    if (over !== undefined) {
        await keepUpgrade(network.layout, { over, entry });
    }
    await writeFileAtomically(network.layout.topology, `${JSON.stringify(network.topology, null, 4)}\n`);
}

/** Ends the old version's processes once every peer has the new definition and nothing begun before can still execute. */
async function retire(
    network: LiveNetwork,
    before: ServiceGroup,
    { sequence }: Deployment,
    { say, signal }: UpgradeOptions,
): Promise<void> {
    const { bound, layout, supervisor } = network;
    say(
        `in force as sequence ${sequence}; the old processes stay until nothing of the old version can still be executing`,
    );
    const behind = await untilLevel(bound, layout, signal);
    if (behind.length > 0) {
        say(
            `${behind.join(', ')} ${behind.length === 1 ? 'has' : 'have'} not got so far and cannot endorse until then`,
        );
    }
    await delay(bound.limits.executeTimeoutMs + MARGIN_MS, undefined, signal === undefined ? {} : { signal });
    say(`ending ${namesOf(before)}`);
    await supervisor.retire(before.processes.map(({ name }) => name));
}

function namesOf({ processes }: ServiceGroup): string {
    return processes.map(({ name }) => name).join(', ');
}
