import { common, gateway as messages } from '@hyperledger/fabric-protos';
import { connectClient, type RunningNetwork, readConnectionProfile } from '@linguang/network';
import type { ChainTransaction } from './chain.js';
import { insistently } from './insist.js';

/**
 * Hands envelopes to the orderers, through a peer of the organisation: those that are on the ledger already, or that somebody made up.
 * Where they cannot be reached now, again a little later. SmartBFT's orderers refuse what they have ordered already, which is as good.
 * @returns how many the orderers took
 */
export async function sendAgain(
    network: RunningNetwork,
    organisation: string,
    transactions: readonly Pick<ChainTransaction, 'id' | 'envelope'>[],
): Promise<number> {
    const profile = await readConnectionProfile(network.layout.profile(organisation));
    const client = await connectClient(profile, 'gateway');
    const mayRefuse = network.topology.consensus.type === 'bft';
    let taken = 0;
    try {
        for (const { id, envelope } of transactions) {
            const prepared = new messages.PreparedTransaction();
            prepared.setTransactionId(id);
            prepared.setEnvelope(common.Envelope.deserializeBinary(envelope));
            const submit = () => client.gateway.newTransaction(prepared.serializeBinary()).submit();
            taken += await (mayRefuse ? submit() : insistently(submit)).then(
                () => 1,
                (error: unknown) => {
                    if (!mayRefuse) {
                        throw error;
                    }
                    return 0;
                },
            );
        }
        return taken;
    } finally {
        client.close();
    }
}
