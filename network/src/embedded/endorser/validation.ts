import { createHash } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import type { Identity, Msps } from '../ledger.js';
import type { UnpackedProposal } from './proposal.js';

/**
 * Checks a proposal as an endorser does before it looks at the ledger (`core/endorser/msgvalidation.go` Validate).
 * @param localMspId - organisation of the peer: the only one that may make proposals without a channel
 * @returns the creator, authenticated
 * @throws Error with a real peer's text
 */
export function validateProposal(msps: Msps, proposal: UnpackedProposal, localMspId: string): Identity {
    const { channelHeader, nonce, creator, signed } = proposal;
    const { ENDORSER_TRANSACTION, CONFIG } = common.HeaderType;
    const type: number = channelHeader.getType();
    if (type !== ENDORSER_TRANSACTION && type !== CONFIG) {
        throw new Error(`invalid header type ${headerTypeName(type)}`);
    }
    if (channelHeader.getEpoch() !== 0) {
        throw new Error('epoch is non-zero');
    }
    if (nonce.length === 0) {
        throw new Error('nonce is empty');
    }
    if (creator.length === 0) {
        throw new Error('creator is empty');
    }
    const expected = createHash('sha256').update(nonce).update(creator).digest('hex');
    if (channelHeader.getTxId() !== expected) {
        throw new Error(`incorrectly computed txid '${channelHeader.getTxId()}' -- expected '${expected}'`);
    }
    if (signed.getSignature_asU8().length === 0) {
        throw new Error('empty signature bytes');
    }
    return authenticate(msps, proposal, localMspId);
}

function authenticate(msps: Msps, proposal: UnpackedProposal, localMspId: string): Identity {
    const { signed, creator } = proposal;
    const channel = proposal.channelHeader.getChannelId();
    const identity = deserialize(msps, creator);
    if (!identity || (channel === '' && identity.mspId !== localMspId)) {
        throw new Error(`access denied: channel [${channel}] creator org unknown, creator is malformed`);
    }
    try {
        msps.validate(identity);
        msps.verify(identity, signed.getProposalBytes_asU8(), signed.getSignature_asU8());
        return identity;
    } catch (cause) {
        throw new Error(`access denied: channel [${channel}] creator org [${identity.mspId}]`, { cause });
    }
}

function deserialize(msps: Msps, creator: Uint8Array): Identity | undefined {
    try {
        return msps.deserialize(creator);
    } catch {
        return undefined;
    }
}

function headerTypeName(type: number): string {
    const found = Object.entries(common.HeaderType).find(([, value]) => value === type);
    return found?.[0] ?? String(type);
}
