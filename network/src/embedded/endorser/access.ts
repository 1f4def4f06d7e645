import { msp } from '@hyperledger/fabric-protos';
import { textOf } from '../chaincode/messages.js';
import type { Transaction } from '../chaincode/transaction.js';
import type { Ledger } from '../ledger.js';

/**
 * Checks the creator against a channel resource, for instance `peer/Propose` (`core/aclmgmt`).
 * @throws Error with a real peer's text
 */
export function checkChannelAccess(ledger: Ledger, resource: string, transaction: Transaction): void {
    const { creator, signedProposal, channel } = transaction;
    try {
        ledger.policies.checkAcl(
            resource,
            creator,
            signedProposal.getProposalBytes_asU8(),
            signedProposal.getSignature_asU8(),
        );
    } catch (error) {
        const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : textOf(error);
        const policy = ledger.config.acl(resource);
        throw new Error(
            `Failed evaluating policy on signed data during check policy on channel [${channel}] with policy [${policy}]: [${reason}]`,
        );
    }
}

/**
 * Checks the creator against the peer's own organisation: what concerns the peer and not the channel.
 * @throws Error with a real peer's text
 */
export function checkLocalAccess(ledger: Ledger, policy: 'Admins' | 'Members', transaction: Transaction): void {
    const { identity, peer } = transaction;
    if (identity.mspId !== peer.mspId) {
        throw new Error(
            `Failed deserializing proposal creator during channelless check policy with policy [${policy}]: [expected MSP ID ${peer.mspId}, received ${identity.mspId}]`,
        );
    }
    try {
        ledger.msps.satisfies(identity, role(policy, peer.mspId));
    } catch (error) {
        throw new Error(
            `Failed verifying that proposal's creator satisfies local MSP principal during channelless check policy with policy [${policy}]: [${textOf(error)}]`,
        );
    }
}

function role(policy: 'Admins' | 'Members', mspId: string): msp.MSPPrincipal {
    const { MSPRoleType } = msp.MSPRole;
    const value = new msp.MSPRole();
    value.setMspIdentifier(mspId);
    value.setRole(policy === 'Admins' ? MSPRoleType.ADMIN : MSPRoleType.MEMBER);
    const principal = new msp.MSPPrincipal();
    principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
    principal.setPrincipal(value.serializeBinary());
    return principal;
}
