import { peer } from '@hyperledger/fabric-protos';
import { applicationPolicy, parsePolicyExpression } from '../embedded/policy/expression.js';
import type { Chaincode, Collection } from '../topology.js';

/** What organisations approve and commit of a chaincode, without its sequence. */
export interface Definition {
    readonly name: string;
    readonly version: string;
    readonly initRequired: boolean;
    /** Bytes of `peer.ApplicationPolicy`. */
    readonly validationParameter: Uint8Array;
    readonly collections: peer.CollectionConfigPackage | undefined;
}

/** The policy of a chaincode whose topology names none: the channel's default. */
const CHANNEL_POLICY = '/Channel/Application/Endorsement';

/** The definition of a chaincode of the topology. @throws PolicyError when a policy does not parse */
export function definitionOf(chaincode: Chaincode): Definition {
    return {
        name: chaincode.name,
        version: chaincode.version,
        initRequired: chaincode.initRequired,
        validationParameter: applicationPolicy(chaincode.policy ?? CHANNEL_POLICY),
        collections: chaincode.collections.length === 0 ? undefined : collectionPackage(chaincode.collections),
    };
}

/** Whether two definitions ask for the same. */
export function sameDefinition(one: Definition, other: Definition): boolean {
    return (
        one.version === other.version &&
        one.initRequired === other.initRequired &&
        Buffer.compare(one.validationParameter, other.validationParameter) === 0 &&
        Buffer.compare(collectionBytes(one), collectionBytes(other)) === 0
    );
}

function collectionBytes({ collections }: Definition): Uint8Array {
    return collections?.serializeBinary() ?? new Uint8Array();
}

function collectionPackage(collections: readonly Collection[]): peer.CollectionConfigPackage {
    const configs = new peer.CollectionConfigPackage();
    for (const collection of collections) {
        const config = new peer.CollectionConfig();
        config.setStaticCollectionConfig(staticCollection(collection));
        configs.addConfig(config);
    }
    return configs;
}

function staticCollection(collection: Collection): peer.StaticCollectionConfig {
    const members = new peer.CollectionPolicyConfig();
    members.setSignaturePolicy(parsePolicyExpression(collection.policy));
    const config = new peer.StaticCollectionConfig();
    config.setName(collection.name);
    config.setMemberOrgsPolicy(members);
    config.setRequiredPeerCount(collection.requiredPeerCount);
    config.setMaximumPeerCount(collection.maxPeerCount);
    config.setBlockToLive(collection.blockToLive);
    config.setMemberOnlyRead(collection.memberOnlyRead);
    config.setMemberOnlyWrite(collection.memberOnlyWrite);
    if (collection.endorsementPolicy !== undefined) {
        config.setEndorsementPolicy(
            peer.ApplicationPolicy.deserializeBinary(applicationPolicy(collection.endorsementPolicy)),
        );
    }
    return config;
}
