import { randomBytes } from 'node:crypto';
import { StatusCode } from '@hyperledger/fabric-gateway';
import type { Command, Endorsed } from '../ledger/command.js';
import { LedgerFailure } from '../ledger/endorsement.js';
import type { Outcome } from '../ledger/outcomes.js';
import type { OperationRequest } from './operations.js';
import type { OperationRecord, StoredProblem } from './store.js';

/** Codes of transactions that lost a race; a new proposal may win. */
export const conflicts: readonly number[] = [StatusCode.MVCC_READ_CONFLICT, StatusCode.PHANTOM_READ_CONFLICT];

/**
 * Codes that a change of the chaincode's definition between endorsement and commit gives, besides a read conflict on that
 * definition: another policy, or a version that is no longer in force. They have other causes too, which a new proposal
 * does not mend.
 */
export const redefinitions: readonly number[] = [
    StatusCode.ENDORSEMENT_POLICY_FAILURE,
    StatusCode.EXPIRED_CHAINCODE,
    StatusCode.CHAINCODE_VERSION_CONFLICT,
    StatusCode.INVALID_CHAINCODE,
];

/** How often an operation is proposed anew after a code of {@link redefinitions}. */
const REDEFINITION_ATTEMPTS = 2;

/**
 * Whether an operation is to be proposed anew after a block has shown its transaction invalid, which it then is for ever.
 * @param codes - of all its transactions so far, the last included
 * @param attempts - how many transactions a lost race may cost
 */
export function isProposedAnew(codes: readonly number[], attempts: number): boolean {
    const last = codes.at(-1) ?? StatusCode.VALID;
    if (redefinitions.includes(last)) {
        return codes.filter((code) => redefinitions.includes(code)).length <= REDEFINITION_ATTEMPTS;
    }
    return conflicts.includes(last) && codes.length < attempts;
}

/** An operation as it is before anything was sent. */
export function newOperation(request: OperationRequest, state: 'accepted' | 'submitted'): OperationRecord {
    return {
        ...request,
        id: randomBytes(12).toString('base64url'),
        state,
        transactionId: null,
        envelope: null,
        result: null,
        block: null,
        problem: null,
        created: Date.now(),
    };
}

/** The envelope that a crash has left: it is sent again and never rebuilt. */
export function sentBefore({ state, transactionId, envelope, result }: OperationRecord): Endorsed | undefined {
    return state === 'submitted' && transactionId !== null && envelope !== null
        ? { transactionId, envelope, result: result ?? '' }
        : undefined;
}

/** A caller who waits keeps her own private input; only commands without any are written to disk. */
export function keepable(command: Command | null): Command | null {
    return command?.transient === undefined ? command : null;
}

/** Why a transaction that a block holds has no effect. */
export function invalid({ code, transactionId }: Outcome): StoredProblem {
    const name = Object.entries(StatusCode).find(([, value]) => value === code)?.[0] ?? String(code);
    return { code: 'TRANSACTION_INVALID', detail: `${transactionId}: ${name}`, retryable: conflicts.includes(code) };
}

/** Why an operation that was acknowledged can never be proposed. */
export function refusal(error: unknown): StoredProblem {
    if (error instanceof LedgerFailure && error.failure.kind === 'refused') {
        return { code: error.failure.code ?? 'CONTRACT_REFUSED', detail: error.failure.detail, retryable: false };
    }
    return { code: 'LEDGER_REFUSED', detail: error instanceof Error ? error.message : String(error), retryable: false };
}
