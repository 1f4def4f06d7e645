import { common, type peer } from '@hyperledger/fabric-protos';
import { MessageWriter } from '../../messagewriter.js';
import type { UnpackedProposal } from './proposal.js';

/**
 * Assembles the envelope that the client will sign: header of the proposal, its payload without the transient data,
 * and what the endorsers signed. One endorsement per endorser.
 */
export function prepareTransaction(
    proposal: UnpackedProposal,
    responsePayload: Uint8Array,
    endorsements: readonly peer.Endorsement[],
): common.Envelope {
    const endorsed = new MessageWriter().bytes(1, responsePayload);
    for (const endorsement of oncePerEndorser(endorsements)) {
        const bytes = new MessageWriter()
            .bytes(1, endorsement.getEndorser_asU8())
            .bytes(2, endorsement.getSignature_asU8());
        endorsed.message(2, bytes.done());
    }
    const withoutTransient = new MessageWriter().bytes(1, proposal.input).done();
    const actionPayload = new MessageWriter().bytes(1, withoutTransient).message(2, endorsed.done()).done();
    const action = new MessageWriter().bytes(1, proposal.signatureHeader).bytes(2, actionPayload).done();
    const transaction = new MessageWriter().message(1, action).done();
    const envelope = new common.Envelope();
    envelope.setPayload(new MessageWriter().message(1, proposal.header).bytes(2, transaction).done());
    return envelope;
}

function oncePerEndorser(endorsements: readonly peer.Endorsement[]): peer.Endorsement[] {
    const seen = new Set<string>();
    return endorsements.filter((endorsement) => {
        const endorser = Buffer.from(endorsement.getEndorser_asU8()).toString('latin1');
        return !seen.has(endorser) && seen.add(endorser);
    });
}
