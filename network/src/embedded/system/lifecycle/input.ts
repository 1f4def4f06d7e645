import { type common, msp, type peer as protos } from '@hyperledger/fabric-protos';
import { textOf } from '../../chaincode/messages.js';
import type { Ledger } from '../../ledger.js';
import type { LifecycleInvocation } from './invocation.js';

const systemNames: ReadonlySet<string> = new Set(['cscc', 'escc', 'lscc', 'qscc', 'vscc']);

/**
 * Checks what an administrator wants to define (`core/chaincode/lifecycle/scc.go` validateInput).
 * @throws Error `error validating chaincode definition: …`
 */
export function validateDefinition(
    invocation: LifecycleInvocation,
    name: string,
    version: string,
    collections: protos.CollectionConfigPackage | undefined,
): void {
    try {
        validateNames(name, version);
        const proposed = staticCollections(collections);
        validateCollections(invocation.services.ledger, proposed);
        const committed = invocation.services.ledger.definition(name, invocation.simulator.height);
        compareWithCommitted(proposed, staticCollections(committed?.collections));
    } catch (error) {
        throw new Error(`error validating chaincode definition: ${textOf(error)}`);
    }
}

function validateNames(name: string, version: string): void {
    if (!/^[a-zA-Z0-9]+([-_][a-zA-Z0-9]+)*$/.test(name)) {
        throw new Error(
            `invalid chaincode name '${name}'. Names can only consist of alphanumerics, '_', and '-' and can only begin with alphanumerics`,
        );
    }
    if (systemNames.has(name)) {
        throw new Error(`chaincode name '${name}' is the name of a system chaincode`);
    }
    if (!/^[A-Za-z0-9_.+-]+$/.test(version)) {
        throw new Error(
            `invalid chaincode version '${version}'. Versions can only consist of alphanumerics, '_', '-', '+', and '.'`,
        );
    }
}

function staticCollections(
    collections: protos.CollectionConfigPackage | undefined,
): readonly protos.StaticCollectionConfig[] {
    return (collections?.getConfigList() ?? []).map((config) => {
        const collection = config.getStaticCollectionConfig();
        if (!collection) {
            throw new Error('collection config contains unexpected payload type: <nil>');
        }
        return collection;
    });
}

function validateCollections(ledger: Ledger, collections: readonly protos.StaticCollectionConfig[]): void {
    const names = new Set<string>();
    for (const collection of collections) {
        const name = collection.getName();
        if (!/^[A-Za-z0-9-]+([A-Za-z0-9_-]+)*$/.test(name)) {
            throw new Error(
                `invalid collection name '${name}'. Names can only consist of alphanumerics, '_', and '-' and cannot begin with '_'`,
            );
        }
        if (names.has(name)) {
            throw new Error(`collection-name: ${name} -- found duplicate in collection configuration`);
        }
        names.add(name);
        const [maximum, required] = [collection.getMaximumPeerCount(), collection.getRequiredPeerCount()];
        if (maximum < required) {
            throw new Error(
                `collection-name: ${name} -- maximum peer count (${maximum}) cannot be less than the required peer count (${required})`,
            );
        }
        if (required < 0) {
            throw new Error(`collection-name: ${name} -- requiredPeerCount (${required}) cannot be less than zero`);
        }
        validateMembers(ledger, name, collection.getMemberOrgsPolicy());
    }
}

function validateMembers(ledger: Ledger, name: string, policy: protos.CollectionPolicyConfig | undefined): void {
    if (!policy) {
        throw new Error(`collection member policy is not set for collection '${name}'`);
    }
    const signature = policy.getSignaturePolicy();
    if (!signature) {
        throw new Error(`collection member org policy is empty for collection '${name}'`);
    }
    try {
        ledger.policies.signature(signature);
    } catch (error) {
        throw new Error(`invalid member org policy for collection '${name}': ${textOf(error)}`);
    }
    const rule = signature.getRule();
    if (rule) {
        onlyAlternatives(name, rule);
    }
    for (const principal of signature.getIdentitiesList()) {
        const mspId = principalMspId(principal);
        if (!ledger.msps.mspIds.includes(mspId)) {
            throw new Error(`collection-name: ${name} -- collection member '${mspId}' is not part of the channel`);
        }
    }
}

/** A membership policy may only be an OR of organisations. */
function onlyAlternatives(name: string, rule: common.SignaturePolicy): void {
    const group = rule.getNOutOf();
    if (group && group.getN() !== 1) {
        throw new Error(
            `collection-name: ${name} -- error in member org policy: signature policy is not an OR concatenation, NOutOf ${group.getN()}`,
        );
    }
    for (const inner of group?.getRulesList() ?? []) {
        onlyAlternatives(name, inner);
    }
}

function principalMspId(principal: msp.MSPPrincipal): string {
    const { ROLE, ORGANIZATION_UNIT } = msp.MSPPrincipal.Classification;
    const bytes = principal.getPrincipal_asU8();
    switch (principal.getPrincipalClassification()) {
        case ROLE:
            return msp.MSPRole.deserializeBinary(bytes).getMspIdentifier();
        case ORGANIZATION_UNIT:
            return msp.OrganizationUnit.deserializeBinary(bytes).getMspIdentifier();
        default:
            return msp.SerializedIdentity.deserializeBinary(bytes).getMspid();
    }
}

function compareWithCommitted(
    proposed: readonly protos.StaticCollectionConfig[],
    committed: readonly protos.StaticCollectionConfig[],
): void {
    if (committed.length > 0 && proposed.length === 0) {
        throw new Error('the proposed collection config does not contain previously defined collections');
    }
    for (const before of committed) {
        const name = before.getName();
        const after = proposed.find((collection) => collection.getName() === name);
        if (!after) {
            throw new Error(`existing collection [${name}] missing in the proposed collection configuration`);
        }
        if (after.getBlockToLive() !== before.getBlockToLive()) {
            throw new Error(
                `the BlockToLive in an existing collection [${name}] modified. Existing value [${before.getBlockToLive()}]`,
            );
        }
    }
}
