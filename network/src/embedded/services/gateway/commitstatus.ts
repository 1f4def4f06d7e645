import { status } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import type { Ledger, TransactionStatus } from '../../ledger.js';
import { enumValue } from '../enumvalue.js';
import type { PeerLedger } from '../peerledger.js';
import { RpcError } from '../rpcerror.js';
import { checkAccess } from './access.js';

/** Finds out what became of transactions, or waits for them, on one peer. */
export class CommitFinder {
    readonly #own: PeerLedger;
    readonly #ledger: Ledger;
    readonly #waiting = new Map<string, Set<(status: TransactionStatus) => void>>();

    constructor(ledger: Ledger, own: PeerLedger) {
        this.#ledger = ledger;
        this.#own = own;
        own.subscribe((block) => this.#notify(block));
    }

    /** Resolves when this peer has committed the transaction. @throws the signal's reason */
    async find(txId: string, signal: AbortSignal): Promise<TransactionStatus> {
        const known = this.#own.status(txId);
        if (known !== undefined) {
            return known;
        }
        signal.throwIfAborted();
        return await new Promise((resolve, reject) => {
            const waiters = this.#waiting.get(txId) ?? new Set();
            this.#waiting.set(txId, waiters);
            const abort = (): void => {
                waiters.delete(found);
                if (waiters.size === 0) {
                    this.#waiting.delete(txId);
                }
                reject(signal.reason);
            };
            const found = (result: TransactionStatus): void => {
                signal.removeEventListener('abort', abort);
                resolve(result);
            };
            waiters.add(found);
            signal.addEventListener('abort', abort, { once: true });
        });
    }

    #notify(block: number): void {
        if (this.#waiting.size === 0) {
            return;
        }
        for (const result of this.#ledger.results(block)) {
            const waiters = this.#waiting.get(result.txId);
            if (waiters !== undefined) {
                this.#waiting.delete(result.txId);
                for (const found of waiters) {
                    found(result);
                }
            }
        }
    }
}

/** `gateway.Gateway/CommitStatus`: waits until the transaction's block is committed on this peer. */
export async function commitStatus(
    signed: gateway.SignedCommitStatusRequest,
    ledger: Ledger,
    finder: CommitFinder,
    signal: AbortSignal,
): Promise<gateway.CommitStatusResponse> {
    const request = parse(signed);
    checkAccess(ledger, 'gateway/CommitStatus', request.getChannelId(), {
        data: signed.getRequest_asU8(),
        identity: request.getIdentity_asU8(),
        signature: signed.getSignature_asU8(),
    });
    const found = await finder.find(request.getTransactionId(), signal);
    const response = new gateway.CommitStatusResponse();
    response.setResult(enumValue(peer.TxValidationCode, found.code));
    response.setBlockNumber(found.block);
    return response;
}

function parse(signed: gateway.SignedCommitStatusRequest): gateway.CommitStatusRequest {
    if (signed.getRequest_asU8().length === 0) {
        throw new RpcError(status.INVALID_ARGUMENT, 'a commit status request is required');
    }
    const request = decode(signed.getRequest_asU8());
    if (request.getIdentity_asU8().length === 0) {
        throw new RpcError(status.INVALID_ARGUMENT, 'no identity provided');
    }
    if (request.getChannelId() === '') {
        throw new RpcError(status.INVALID_ARGUMENT, 'no channel ID provided');
    }
    if (request.getTransactionId() === '') {
        throw new RpcError(status.INVALID_ARGUMENT, 'transaction ID should not be empty');
    }
    return request;
}

function decode(bytes: Uint8Array): gateway.CommitStatusRequest {
    try {
        return gateway.CommitStatusRequest.deserializeBinary(bytes);
    } catch (error) {
        throw new RpcError(
            status.INVALID_ARGUMENT,
            `invalid status request: ${error instanceof Error ? error.message : error}`,
        );
    }
}
