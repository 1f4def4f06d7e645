import { common, peer } from '@hyperledger/fabric-protos';
import { CHANNEL, Refused, refusal } from './client.js';
import type { EnergyNetwork } from './network.js';

const { lifecycle } = peer;

/**
 * What two organisations would do to take a chaincode from the third: both approve a definition under which the channel's
 * own Endorsement policy is enough, and both endorse its commit.
 * @returns the code that stopped it, or `COMMITTED`
 */
export async function takeOver(
    network: EnergyNetwork,
    chaincode: string,
    organisations: readonly string[],
): Promise<string> {
    const mspIds: string[] = [];
    try {
        for (const organisation of organisations) {
            const gateway = await network.gateway(organisation, 'admin');
            const { mspId } = gateway.getIdentity();
            mspIds.push(mspId);
            const request = definition(new lifecycle.ApproveChaincodeDefinitionForMyOrgArgs(), chaincode);
            const source = new lifecycle.ChaincodeSource();
            source.setUnavailable(new lifecycle.ChaincodeSource.Unavailable());
            request.setSource(source);
            await gateway
                .getNetwork(CHANNEL)
                .getContract('_lifecycle')
                .submit('ApproveChaincodeDefinitionForMyOrg', {
                    arguments: [request.serializeBinary()],
                    endorsingOrganizations: [mspId],
                });
        }
        const admin = await network.gateway(organisations[0] ?? '', 'admin');
        const request = definition(new lifecycle.CommitChaincodeDefinitionArgs(), chaincode);
        await admin
            .getNetwork(CHANNEL)
            .getContract('_lifecycle')
            .submit('CommitChaincodeDefinition', {
                arguments: [request.serializeBinary()],
                endorsingOrganizations: mspIds,
            });
        return 'COMMITTED';
    } catch (error) {
        const refused = refusal(error);
        if (refused instanceof Refused) {
            return refused.code;
        }
        throw error;
    }
}

type Definition = peer.lifecycle.ApproveChaincodeDefinitionForMyOrgArgs | peer.lifecycle.CommitChaincodeDefinitionArgs;

function definition<T extends Definition>(request: T, name: string): T {
    const policy = new common.ApplicationPolicy();
    policy.setChannelConfigPolicyReference('/Channel/Application/Endorsement');
    request.setName(name);
    request.setVersion('9.9');
    request.setSequence(2);
    request.setEndorsementPlugin('escc');
    request.setValidationPlugin('vscc');
    request.setValidationParameter(policy.serializeBinary());
    return request;
}
