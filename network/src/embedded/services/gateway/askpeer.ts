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
        const controller = new AbortController();
        const abort = (): void => controller.abort(signal.reason);
        signal.addEventListener('abort', abort, { once: true });
        const expiry = Promise.withResolvers<ProposalOutcome>();
        const timer = setTimeout(() => {
            controller.abort();
            expiry.resolve(EXPIRED);
        }, timeoutMs);
        try {
            const outcome = endorser.process(proposal, target, { signal: controller.signal, endorse });
            return await Promise.race([outcome, expiry.promise]);
        } finally {
            clearTimeout(timer);
            signal.removeEventListener('abort', abort);
        }
    };
}
