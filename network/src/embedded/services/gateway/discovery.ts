import type { peer } from '@hyperledger/fabric-protos';
import type { Ledger, Policy } from '../../ledger.js';
import type { NetworkPeer } from '../nodes.js';
import { EndorsementPlan, type Quantities } from './plan.js';

const NO_COMBINATION = 'no combination of peers can be derived which satisfy the endorsement policy';

/**
 * Which peers can together endorse a transaction that touches what the interest names: their endorsements satisfy
 * namespace, collection and key policies at once, they may hold the private data read, and they run every chaincode.
 * @param preferred - layouts with this peer's organisation come first
 * @throws Error with the text of a peer's discovery when there is no such combination
 */
export function endorsementPlan(
    ledger: Ledger,
    peers: readonly NetworkPeer[],
    interest: peer.ChaincodeInterest,
    local: NetworkPeer,
    preferred?: NetworkPeer,
): EndorsementPlan<NetworkPeer> {
    const calls = interest.getChaincodesList();
    const undefinedCall = calls.find((call) => ledger.definition(call.getName()) === undefined);
    if (undefinedCall !== undefined) {
        throw new Error(
            `${NO_COMBINATION}: No metadata was found for chaincode ${undefinedCall.getName()} in channel ${ledger.channel}`,
        );
    }
    const policies = ledger.policies.forInterest(interest);
    const members = peers.filter((candidate) => candidate.running && mayRead(ledger, calls, candidate));
    if (minimalLayouts(policies, members).length === 0) {
        throw new Error(`${NO_COMBINATION}: no peer combination can satisfy the endorsement policy`);
    }
    const able = members.filter((candidate) => calls.every((call) => candidate.hasChaincode(call.getName())));
    const layouts = minimalLayouts(policies, able);
    if (layouts.length === 0) {
        throw new Error(`${NO_COMBINATION}: required chaincodes are not installed on sufficient peers`);
    }
    const isPreferred = (layout: Quantities): boolean => preferred !== undefined && layout.has(preferred.mspId);
    const ordered = [...layouts.filter(isPreferred), ...layouts.filter((layout) => !isPreferred(layout))];
    return new EndorsementPlan(ordered, byOrganisation(able, local));
}

/** Peers by MSP id, the highest first, at equal height the gateway's own peer first. */
export function byOrganisation(peers: readonly NetworkPeer[], local: NetworkPeer): Map<string, NetworkPeer[]> {
    return Map.groupBy(byHeight(peers, local), (candidate) => candidate.mspId);
}

/** The highest first, at equal height the gateway's own peer first. */
export function byHeight(peers: readonly NetworkPeer[], local: NetworkPeer): NetworkPeer[] {
    return peers.toSorted(
        (a, b) => b.height() - a.height() || Number(b.name === local.name) - Number(a.name === local.name),
    );
}

/** Peers of organisations outside a collection must not see what was read from it, unless nothing was read. */
function mayRead(ledger: Ledger, calls: readonly peer.ChaincodeCall[], candidate: NetworkPeer): boolean {
    return calls
        .filter((call) => !call.getNoPrivateReads())
        .every((call) =>
            call
                .getCollectionNamesList()
                .every((name) => ledger.collectionMembers(call.getName(), name).includes(candidate.mspId)),
        );
}

/** No policy in use needs more; it bounds the search in networks with very many peers. */
const MOST_COMBINATIONS = 4096;

/**
 * The smallest numbers of peers per organisation that satisfy all policies, fewest endorsers first. Peers of one
 * organisation are interchangeable.
 */
function minimalLayouts(policies: readonly Policy[], peers: readonly NetworkPeer[]): Quantities[] {
    const groups = [...Map.groupBy(peers, (candidate) => candidate.mspId)];
    const sizes = groups.map(([mspId, members]) => [mspId, members.length] as const);
    const found: Quantities[] = [];
    let tried = 0;
    for (let size = 1; size <= peers.length; size++) {
        for (const layout of distributions(sizes, size)) {
            if (++tried > MOST_COMBINATIONS) {
                return found;
            }
            const identities = groups.flatMap(([mspId, members]) =>
                members.slice(0, layout.get(mspId) ?? 0).map(({ identity }) => identity),
            );
            if (!found.some((smaller) => contains(layout, smaller)) && isSatisfied(policies, identities)) {
                found.push(layout);
            }
        }
    }
    return found;
}

function isSatisfied(policies: readonly Policy[], identities: NetworkPeer['identity'][]): boolean {
    return policies.every((policy) => policy.isSatisfiedBy(identities));
}

function contains(larger: Quantities, smaller: Quantities): boolean {
    return [...smaller].every(([group, quantity]) => (larger.get(group) ?? 0) >= quantity);
}

/** All ways of choosing so many peers from organisations of limited size. */
function* distributions(groups: readonly (readonly [string, number])[], size: number): Generator<Quantities> {
    const [first, ...rest] = groups;
    if (first === undefined) {
        if (size === 0) {
            yield new Map();
        }
        return;
    }
    const [group, available] = first;
    for (let quantity = Math.min(available, size); quantity >= 0; quantity--) {
        for (const others of distributions(rest, size - quantity)) {
            yield quantity === 0 ? others : new Map([[group, quantity], ...others]);
        }
    }
}
