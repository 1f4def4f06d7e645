import type { Membership } from '../identity/membership.js';
import type { ChannelPolicies } from '../policy/channelpolicies.js';
import { Code, Invalid } from './codes.js';
import { EndorsementCheck } from './endorsement.js';
import { checkEnvelope, type EnvelopeHead } from './envelope.js';
import type { NamespaceRwset } from './rwset.js';
import type { Snapshot } from './snapshot.js';

/** A transaction after the checks that do not depend on its neighbours' writes. */
export interface Judged {
    readonly head: EnvelopeHead;
    code: number;
    /** Why not, for logs; '' when fine. */
    readonly reason: string;
    readonly rwset: readonly NamespaceRwset[];
}

export interface ValidationContext {
    readonly channel: string;
    readonly msps: Membership;
    readonly policies: ChannelPolicies;
    readonly before: Snapshot;
    /** Whether a transaction id is in an earlier block. */
    readonly known: (txId: string) => boolean;
}

/** Form, creator, duplicates and endorsements of all transactions of a block, in order (txvalidator/v20/validator.go). */
export function judge(envelopes: readonly Uint8Array[], context: ValidationContext): Judged[] {
    const endorsements = new EndorsementCheck(context.before, context.policies, context.msps);
    const seen = new Set<string>();
    return envelopes.map((bytes) => {
        const judged = judgeOne(bytes, context, endorsements);
        if (judged.code === Code.VALID) {
            if (seen.has(judged.head.txId)) {
                return { ...judged, code: Code.DUPLICATE_TXID, reason: 'twice in this block' };
            }
            seen.add(judged.head.txId);
        }
        return judged;
    });
}

function judgeOne(bytes: Uint8Array, context: ValidationContext, endorsements: EndorsementCheck): Judged {
    const checked = checkEnvelope(bytes, context.channel, context.msps);
    if (checked.kind === 'invalid') {
        return { head: checked.head, code: checked.code, reason: checked.reason, rwset: [] };
    }
    if (checked.kind === 'config') {
        const reason = 'the configuration of an embedded channel is fixed by its genesis block';
        return { head: checked.head, code: Code.INVALID_CONFIG_TRANSACTION, reason, rwset: [] };
    }
    const { head } = checked.transaction;
    if (context.known(head.txId)) {
        return { head, code: Code.DUPLICATE_TXID, reason: `duplicate of ${head.txId}`, rwset: [] };
    }
    try {
        return { head, code: Code.VALID, reason: '', rwset: endorsements.check(checked.transaction) };
    } catch (error) {
        if (error instanceof Invalid) {
            return { head, code: error.code, reason: error.message, rwset: [] };
        }
        throw error;
    }
}
