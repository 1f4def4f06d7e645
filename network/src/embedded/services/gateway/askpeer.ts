import type { peer } from '@hyperledger/fabric-protos';
import type { Endorser, ProposalOutcome } from '../../endorser/endorser.js';
import type { NetworkPeer } from '../nodes.js';

/** Sends a proposal to a peer of the network as the gateway of another (or the same) peer does. */
export type AskPeer = (
    proposal: peer.SignedProposal,
    endorser: NetworkPeer,
    options: Readonly<{ signal: AbortSignal; endorse: boolean }>,
) => Promise<ProposalOutcome>;

const EXPIRED: ProposalOutcome = {
    kind: 'refused',
    error: 'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    unavailable: true,
};

/**
 * @param local - the gateway's own peer: called directly, and not bounded by the timeout (as in a real peer)
 * @param timeoutMs - how long a remote endorser may take
 */
export function askPeers(endorser: Endorser, local: NetworkPeer, timeoutMs: number): AskPeer {
    return async (proposal, target, { signal, endorse }) => {
        if (target.name === local.name) {
            return await endorser.process(proposal, target, { signal, endorse });
        }
        const expiry = AbortSignal.timeout(timeoutMs);
        const outcome = endorser.process(proposal, target, { signal: AbortSignal.any([signal, expiry]), endorse });
        return await Promise.race([outcome, expired(expiry)]);
    };
}

function expired(expiry: AbortSignal): Promise<ProposalOutcome> {
    return new Promise((resolve) => expiry.addEventListener('abort', () => resolve(EXPIRED), { once: true }));
}
