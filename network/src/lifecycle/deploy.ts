import { setTimeout as delay } from 'node:timers/promises';
import { type Definition, sameDefinition } from './definition.js';
import type { Lifecycle } from './lifecycle.js';

const READINESS_PAUSES_MS = [100, 200, 400, 800, 1600];

/** An organisation that takes part in deploying. */
export interface Deployer {
    readonly mspId: string;
    readonly lifecycle: Lifecycle;
    /** The package its peers run for a chaincode; undefined when it does not run that chaincode. */
    packageId(chaincode: string): string | undefined;
}

/** What a deployment did to one chaincode. */
export interface Deployment {
    readonly name: string;
    readonly sequence: number;
    /** `kept`: nothing to do; `approved`: only packages changed; `committed`: a new sequence. */
    readonly outcome: 'kept' | 'approved' | 'committed';
}

/** What happens between the approvals and the commit of a new sequence. */
export type BeforeCommit = (sequence: number, approvals: ReadonlyMap<string, boolean>) => Promise<void>;

/**
 * Brings a channel's chaincode definition to what is wanted: every organisation approves what differs from the committed
 * definition, then it is committed with all their endorsements. Safe to repeat after a crash at any point.
 * @param beforeCommit - told who has approved what is to be committed; what it throws prevents the commit
 * @throws GatewayError or CommitError with the network's reason
 */
export async function deploy(
    definition: Definition,
    deployers: readonly Deployer[],
    beforeCommit?: BeforeCommit,
): Promise<Deployment> {
    const [first] = deployers;
    if (first === undefined) {
        throw new RangeError('nobody to deploy for');
    }
    const committed = await first.lifecycle.committed(definition.name);
    const name = definition.name;
    if (committed !== undefined && sameDefinition(committed, definition)) {
        const changed = await approveWhereDifferent(definition, committed.sequence, deployers);
        return { name, sequence: committed.sequence, outcome: changed ? 'approved' : 'kept' };
    }
    const sequence = (committed?.sequence ?? 0) + 1;
    await approveWhereDifferent(definition, sequence, deployers);
    if (beforeCommit !== undefined) {
        await beforeCommit(sequence, await settledReadiness(first.lifecycle, definition, sequence));
    }
    await first.lifecycle.commit(
        definition,
        sequence,
        deployers.map(({ mspId }) => mspId),
    );
    return { name, sequence, outcome: 'committed' };
}

/** Who approved, as the first organisation's peer sees it; that peer may get the last approvals a moment later. */
async function settledReadiness(
    lifecycle: Lifecycle,
    definition: Definition,
    sequence: number,
): Promise<ReadonlyMap<string, boolean>> {
    for (const pause of READINESS_PAUSES_MS) {
        const approvals = await lifecycle.readiness(definition, sequence);
        if (![...approvals.values()].includes(false)) {
            return approvals;
        }
        await delay(pause);
    }
    return await lifecycle.readiness(definition, sequence);
}

async function approveWhereDifferent(
    definition: Definition,
    sequence: number,
    deployers: readonly Deployer[],
): Promise<boolean> {
    const changes = await Promise.all(
        deployers.map(async ({ lifecycle, mspId, packageId }) => {
            const wanted = packageId(definition.name);
            const readiness = await lifecycle.approved(definition.name, sequence);
            const isApproved = readiness !== undefined && (await agrees(lifecycle, definition, sequence, mspId));
            if (isApproved && readiness.packageId === wanted) {
                return false;
            }
            await lifecycle.approve(definition, sequence, wanted);
            return true;
        }),
    );
    return changes.includes(true);
}

/** Whether the approval is of this very definition. A committed sequence can no longer be checked, and needs no check. */
async function agrees(lifecycle: Lifecycle, definition: Definition, sequence: number, mspId: string): Promise<boolean> {
    const committed = await lifecycle.committed(definition.name);
    return committed?.sequence === sequence || (await lifecycle.readiness(definition, sequence)).get(mspId) === true;
}
