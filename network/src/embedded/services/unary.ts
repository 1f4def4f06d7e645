import { type handleUnaryCall, type ServerErrorResponse, status } from '@grpc/grpc-js';
import type { Logger } from '../log.js';
import { RpcError } from './rpcerror.js';

/** Answers one request; the signal aborts when the client went away or its deadline passed. */
export type UnaryHandler<Request, Response> = (request: Request, signal: AbortSignal) => Promise<Response> | Response;

/** Makes a gRPC handler of a function that returns the response or throws an {@link RpcError}. */
export function unary<Request, Response>(
    handler: UnaryHandler<Request, Response>,
    log: Logger,
): handleUnaryCall<Request, Response> {
    return (call, callback) => {
        const controller = new AbortController();
        let isAnswered = false;
        // grpc-js says 'cancelled' at the end of every call, answered or not.
        call.on('cancelled', () => {
            if (!isAnswered) {
                controller.abort(new RpcError(status.CANCELLED, 'context canceled'));
            }
        });
        const answer = async (): Promise<Response> => await handler(call.request, controller.signal);
        answer().then(
            (response) => {
                isAnswered = true;
                callback(null, response);
            },
            (error: unknown) => {
                isAnswered = true;
                callback(serverError(error, log));
            },
        );
    };
}

/** The error as grpc-js sends it; an unexpected one becomes UNKNOWN with its text and is logged. */
export function serverError(error: unknown, log: Logger): ServerErrorResponse {
    if (error instanceof RpcError) {
        return error.toServerError();
    }
    const message = error instanceof Error ? error.message : String(error);
    log.error('unexpected error', { error: error instanceof Error ? (error.stack ?? message) : message });
    return new RpcError(status.UNKNOWN, message).toServerError();
}
