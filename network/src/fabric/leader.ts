import { orderersOf, type Topology } from '../topology.js';
import { bftId } from './consensus.js';
import type { NodeObservation } from './observe.js';

/**
 * Name of the orderer that leads. A Raft leader knows that it is one; of SmartBFT's each orderer tells whom it saw lead at the
 * last block it wrote, so that one that was away may be wrong and most are right.
 * @param seen - what the orderers say of themselves, in the order of the topology
 */
export function leaderOf(
    topology: Topology,
    seen: readonly (Pick<NodeObservation, 'leader' | 'leaderId'> | undefined)[],
): string | undefined {
    const orderers = orderersOf(topology);
    const votes = new Map<number, number>();
    for (const id of seen.flatMap((one) => (one?.leaderId === undefined ? [] : [one.leaderId]))) {
        votes.set(id, (votes.get(id) ?? 0) + 1);
    }
    const [most] = [...votes].sort(([, a], [, b]) => b - a);
    const index =
        most === undefined
            ? seen.findIndex((one) => one?.leader === true)
            : orderers.findIndex((_, place) => bftId(place) === most[0]);
    return orderers[index]?.name;
}
