import { status } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';

/** What a failed evaluation or endorsement means for the caller (a failed submission means only: outcome unknown). */
export type Failure =
    /** The contract refused; `code` is the stable code its message starts with, if it has one. */
    | Readonly<{ kind: 'refused'; code: string | undefined; detail: string }>
    /** A peer is away, slow, overloaded or behind the others: another peer or a little later may do. */
    | Readonly<{ kind: 'unavailable'; detail: string }>
    /** Peers computed different results: they are at different heights, or one lies. */
    | Readonly<{ kind: 'mismatch'; detail: string }>
    /** The ledger refuses the client itself or the request is malformed; a retry cannot help. */
    | Readonly<{ kind: 'fatal'; detail: string }>;

const overload = /too many requests|exceeding concurrency limit/;
const mismatch = /ProposalResponsePayloads do not match/;
const chaincodeResponse = /chaincode response (\d+),? ?([\s\S]*)/;
const transient =
    /unavailable|no combination of peers|failed to find any endorsing peers|no peers available|connection refused|failed to connect|stream terminated|chaincode stream|timeout expired|timed out|deadline|no Raft leader|error reading from server|transport is closing|connection error/i;
const fatalCodes: readonly number[] = [
    status.FAILED_PRECONDITION,
    status.INVALID_ARGUMENT,
    status.PERMISSION_DENIED,
    status.UNAUTHENTICATED,
    status.NOT_FOUND,
    status.UNIMPLEMENTED,
];

/** Reads the error of an evaluation or endorsement by the gateway service of a peer (2.5 and 3.x). */
export function classify(error: unknown): Failure {
    if (!(error instanceof GatewayError)) {
        return { kind: 'fatal', detail: error instanceof Error ? error.message : String(error) };
    }
    const messages = [...error.details.map(({ message }) => message), error.cause.details || error.message];
    const detail = messages.join('; ');
    const refusal = messages.map((message) => chaincodeResponse.exec(message)).find((match) => match !== null);
    if (refusal) {
        return refused(refusal[2] ?? '');
    }
    if (mismatch.test(detail)) {
        return { kind: 'mismatch', detail };
    }
    const retryable: readonly number[] = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.CANCELLED];
    if (retryable.includes(error.code) || overload.test(detail) || transient.test(detail)) {
        return { kind: 'unavailable', detail };
    }
    if (fatalCodes.includes(error.code)) {
        return { kind: 'fatal', detail };
    }
    return { kind: 'unavailable', detail };
}

/**
 * Whether the contract refused on the peers of some of the named organisations only. The others executed the same proposal,
 * so their peers are at another height, commonly one block ahead, or one organisation runs something else.
 */
export function isRefusedBySome(error: unknown, organisations: readonly string[]): boolean {
    if (!(error instanceof GatewayError)) {
        return false;
    }
    const refusing = new Set(
        error.details.filter(({ message }) => chaincodeResponse.test(message)).map(({ mspId }) => mspId),
    );
    return refusing.size > 0 && organisations.some((mspId) => !refusing.has(mspId));
}

/** The refusal in a chaincode's error message: `CODE: text`, possibly behind the shim's own words. */
export function refused(message: string): Extract<Failure, { kind: 'refused' }> {
    const match = /(?:^|[\s:"])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): ?([\s\S]*)/.exec(message);
    return match
        ? { kind: 'refused', code: match[1], detail: (match[2] ?? '').trim() }
        : { kind: 'refused', code: undefined, detail: message.trim() };
}
