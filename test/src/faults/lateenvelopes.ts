import { common, gateway as messages } from '@hyperledger/fabric-protos';
import { connectClient, type RunningNetwork, readConnectionProfile } from '@linguang/network';
import type { ChainTransaction } from './chain.js';
import { insistently } from './insist.js';

/**
 * Hands envelopes to the orderers, through a peer of the organisation: those that are on the ledger already, or that somebody made up.
 * Where they cannot be reached now, again a little later.
 */
export async function sendAgain(
    network: RunningNetwork,
    organisation: string,
    transactions: readonly Pick<ChainTransaction, 'id' | 'envelope'>[],
): Promise<void> {
    const profile = await readConnectionProfile(network.layout.profile(organisation));
    const client = await connectClient(profile, 'gateway');
    try {
        for (const { id, envelope } of transactions) {
            const prepared = new messages.PreparedTransaction();
            prepared.setTransactionId(id);
            prepared.setEnvelope(common.Envelope.deserializeBinary(envelope));
            await insistently(() => client.gateway.newTransaction(prepared.serializeBinary()).submit());
        }
    } finally {
        client.close();
    }
}
