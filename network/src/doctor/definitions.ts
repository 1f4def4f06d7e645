import { runsChaincode } from '../fabric/deployment.js';
import { connectClient } from '../lifecycle/client.js';
import { definitionOf, sameDefinition } from '../lifecycle/definition.js';
import { type Approval, type CommittedDefinition, Lifecycle } from '../lifecycle/lifecycle.js';
import { readConnectionProfile } from '../profile/profile.js';
import type { PeerNode } from '../topology.js';
import type { Notes } from './finding.js';
import type { Scene, WantedChaincode } from './scene.js';

const CALL_MS = 1500;

/** What one organisation says of a chaincode. */
type Account = Readonly<{
    peer: PeerNode;
    committed: CommittedDefinition | undefined;
    /** Of the committed sequence. */
    approved: Approval | undefined;
    /** Of the next one. */
    next: Approval | undefined;
}>;

/** Committed definitions against the topology, the code built here and the approvals of all organisations. */
export async function examineDefinitions(scene: Scene, notes: Notes): Promise<void> {
    if (!scene.running) {
        return;
    }
    const wanted = await scene.chaincodes();
    const answering = (await scene.answeringPeers()).map(({ node }) => node);
    const members = scene.topology.organisations.filter(({ peers }) => peers > 0);
    const asked = members.flatMap(({ name }) => answering.find(({ organisation }) => organisation === name) ?? []);
    for (const { mspId } of members.filter((member) => !asked.some((peer) => peer.mspId === member.mspId))) {
        notes.fault('DEFINITION_UNANSWERED', mspId, 'no peer of it answers', 'its approvals');
    }
    await Promise.all(
        wanted.map(async (chaincode) => {
            const accounts = await Promise.all(asked.map((peer) => account(peer, chaincode, scene, notes)));
            const known = accounts.filter((one) => one !== undefined);
            judge(chaincode, known, scene, notes);
        }),
    );
    if (notes.findings.length === 0 && asked.length > 0) {
        notes.pass(`approved by all: ${wanted.map(({ name, version }) => `${name} ${version}`).join(', ')}`);
    }
}

async function account(
    peer: PeerNode,
    { name }: WantedChaincode,
    scene: Scene,
    notes: Notes,
): Promise<Account | undefined> {
    const profile = await readConnectionProfile(scene.layout.profile(peer.organisation));
    // Two rounds of questions.
    const timeoutMs = Math.min(CALL_MS, scene.leftMs / 2);
    const client = await connectClient(profile, 'admin', { peer: peer.name, timeoutMs });
    try {
        const lifecycle = new Lifecycle(client.gateway, scene.topology.channel);
        const committed = await lifecycle.committed(name);
        const sequence = committed?.sequence ?? 0;
        const [approved, next] = await Promise.all([
            sequence === 0 ? undefined : lifecycle.approved(name, sequence),
            lifecycle.approved(name, sequence + 1),
        ]);
        return { peer, committed, approved, next };
    } catch (error) {
        const seen = `${peer.name} on ${name}: ${error instanceof Error ? error.message : error}`;
        notes.fault('DEFINITION_UNANSWERED', peer.mspId, seen, 'its approvals');
        return undefined;
    } finally {
        client.close();
    }
}

function judge(chaincode: WantedChaincode, accounts: readonly Account[], scene: Scene, notes: Notes): void {
    const { name, version } = chaincode;
    const values = { chaincode: name };
    // A peer that lags behind may not have the newest definition yet.
    const committed = accounts.flatMap((one) => one.committed ?? []).sort((a, b) => b.sequence - a.sequence)[0];
    const next = accounts.filter(
        (one) => one.next !== undefined && (one.committed?.sequence ?? 0) === (committed?.sequence ?? 0),
    );
    const approvers = next.map(({ peer }) => peer.mspId);
    if (committed === undefined) {
        if (accounts.length > 0) {
            const seen = approvers.length === 0 ? 'none' : `none; approved by ${approvers.join(', ')} only`;
            notes.fault('DEFINITION_MISSING', name, seen, `${version}, approved by all`);
        }
        return;
    }
    const others = accounts.map(({ peer }) => peer.mspId).filter((mspId) => !approvers.includes(mspId));
    if (approvers.length > 0) {
        const seen = `sequence ${committed.sequence + 1} approved by ${approvers.join(', ')}, not by ${others.join(', ') || 'nobody else'}`;
        notes.fault('DEFINITION_PENDING', name, seen, `sequence ${committed.sequence} committed, none begun`, values);
    }
    const wanted = definitionOf(chaincode);
    if (committed.version !== version) {
        notes.fault('DEFINITION_STALE', name, `${committed.version}, sequence ${committed.sequence}`, version, values);
    }
    if (!sameDefinition({ ...committed, version }, wanted)) {
        notes.fault(
            'DEFINITION_DIFFERS',
            name,
            differences(committed, wanted).join(', '),
            'those of the topology',
            values,
        );
    }
    for (const [mspId, isApproved] of committed.approvals) {
        if (!isApproved) {
            notes.fault(
                'APPROVAL_MISSING',
                `${name} of ${mspId}`,
                `sequence ${committed.sequence} not approved`,
                'approved',
            );
        }
    }
    examineApprovedPackages(chaincode, committed, accounts, scene, notes);
}

/** Each organisation's peers run the package that it approved, so all must have approved that of the code here. */
function examineApprovedPackages(
    { name, version, packageId }: WantedChaincode,
    committed: CommittedDefinition,
    accounts: readonly Account[],
    { topology }: Scene,
    notes: Notes,
): void {
    if (committed.version !== version) {
        return;
    }
    for (const { peer, approved } of accounts) {
        const expected = runsChaincode(topology, name, peer) ? packageId : undefined;
        if (approved !== undefined && approved.packageId !== expected) {
            const about = `${name} of ${peer.mspId}`;
            notes.fault('APPROVAL_PACKAGE', about, approved.packageId ?? 'no package', expected ?? 'no package');
        }
    }
}

function differences(committed: CommittedDefinition, wanted: ReturnType<typeof definitionOf>): string[] {
    const parts: Readonly<Record<string, Partial<CommittedDefinition>>> = {
        'another endorsement policy': { validationParameter: wanted.validationParameter },
        'other collections': { collections: wanted.collections },
        'another initialisation': { initRequired: wanted.initRequired },
    };
    const { version } = wanted;
    // A part differs when taking only the other parts from the topology is not enough.
    return Object.keys(parts).filter((part) => {
        const rest = Object.entries(parts).filter(([other]) => other !== part);
        return !sameDefinition(Object.assign({ ...committed, version }, ...rest.map(([, value]) => value)), wanted);
    });
}
