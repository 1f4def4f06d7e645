import { peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../../ledger.js';
import type { NetworkPeer } from '../nodes.js';
import { byHeight, byOrganisation, endorsementPlan } from './discovery.js';
import { EndorsementPlan } from './plan.js';

const ANY_ORGANISATION = 'any';

/** What the gateway of one peer knows of the network: which peers to ask for what. */
export class Registry {
    readonly local: NetworkPeer;
    readonly #ledger: Ledger;
    readonly #peers: readonly NetworkPeer[];

    constructor(ledger: Ledger, peers: readonly NetworkPeer[], local: NetworkPeer) {
        this.#ledger = ledger;
        this.#peers = peers;
        this.local = local;
    }

    /** Whether the network has this channel. */
    has(channel: string): boolean {
        return channel === this.#ledger.channel;
    }

    /**
     * One peer, of the own organisation if possible, the highest first.
     * @param organisations - MSP ids that may be asked; empty: any
     * @throws Error `no peers available to evaluate chaincode …`
     */
    evaluators(channel: string, chaincode: string, organisations: readonly string[]): EndorsementPlan<NetworkPeer> {
        const allowed = this.#endorsers(channel, chaincode).filter(
            ({ mspId }) => organisations.length === 0 || organisations.includes(mspId),
        );
        const own = allowed.filter(({ mspId }) => mspId === this.local.mspId);
        const others = allowed.filter(({ mspId }) => mspId !== this.local.mspId);
        const ordered = [...byHeight(own, this.local), ...byHeight(others, this.local)];
        if (ordered.length === 0) {
            throw new Error(`no peers available to evaluate chaincode ${chaincode} in channel ${channel}`);
        }
        return new EndorsementPlan([new Map([[ANY_ORGANISATION, 1]])], new Map([[ANY_ORGANISATION, ordered]]));
    }

    /**
     * One layout with a peer of each organisation; without regard to any policy.
     * @throws Error `failed to find any endorsing peers for org(s): …`
     */
    forOrganisations(
        channel: string,
        chaincode: string,
        organisations: readonly string[],
    ): EndorsementPlan<NetworkPeer> {
        const available = byOrganisation(this.#endorsers(channel, chaincode), this.local);
        const missing = organisations.filter((mspId) => !available.has(mspId));
        if (missing.length > 0) {
            throw new Error(`failed to find any endorsing peers for org(s): ${missing.join(', ')}`);
        }
        const wanted = new Map(organisations.map((mspId) => [mspId, 1]));
        return new EndorsementPlan([wanted], available);
    }

    /** Peers that satisfy the policies of an interest. @throws Error with discovery's text */
    forInterest(
        channel: string,
        interest: peer.ChaincodeInterest,
        preferred?: NetworkPeer,
    ): EndorsementPlan<NetworkPeer> {
        if (!this.has(channel)) {
            const name = interest.getChaincodesList()[0]?.getName() ?? '';
            throw new Error(
                `no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode ${name} in channel ${channel}`,
            );
        }
        return endorsementPlan(this.#ledger, this.#peers, interest, this.local, preferred);
    }

    #endorsers(channel: string, chaincode: string): NetworkPeer[] {
        return this.has(channel)
            ? this.#peers.filter((candidate) => candidate.running && candidate.hasChaincode(chaincode))
            : [];
    }
}

/** The interest in one chaincode's own policy: what is assumed while nothing was simulated. */
export function interestIn(chaincode: string): peer.ChaincodeInterest {
    const call = new peer.ChaincodeCall();
    call.setName(chaincode);
    const interest = new peer.ChaincodeInterest();
    interest.setChaincodesList([call]);
    return interest;
}
