import { status } from '@grpc/grpc-js';
import { common, gateway } from '@hyperledger/fabric-protos';
import { connectionRefused, detail, type NetworkOrderer } from '../nodes.js';
import { type ErrorDetail, RpcError } from '../rpcerror.js';

/** `gateway.Gateway/Submit`: hands a signed envelope to an orderer; success comes before it is ordered. */
export async function submit(
    request: gateway.SubmitRequest,
    channel: string,
    orderers: readonly NetworkOrderer[],
): Promise<gateway.SubmitResponse> {
    const envelope = request.getPreparedTransaction();
    if (envelope === undefined) {
        throw new RpcError(status.INVALID_ARGUMENT, 'a prepared transaction is required');
    }
    if (envelope.getSignature_asU8().length === 0) {
        throw new RpcError(status.INVALID_ARGUMENT, 'prepared transaction must be signed');
    }
    if (request.getChannelId() !== channel) {
        throw new RpcError(
            status.FAILED_PRECONDITION,
            `failed to get config for channel [${request.getChannelId()}]: could not get last config for channel ${request.getChannelId()}`,
        );
    }
    if (orderers.length === 0) {
        throw new RpcError(status.UNAVAILABLE, 'no orderer nodes available');
    }
    const errors: ErrorDetail[] = [];
    for (const node of orderers) {
        if (!node.running) {
            const message = `rpc error: code = Unavailable desc = ${connectionRefused(node.address)}`;
            errors.push(detail(node, message));
            continue;
        }
        const answer = await node.orderer.broadcast(envelope);
        if (answer.status === common.Status.SUCCESS) {
            return new gateway.SubmitResponse();
        }
        if (answer.status >= 400 && answer.status < 500) {
            throw new RpcError(
                status.ABORTED,
                `received unsuccessful response from orderer: status=${statusName(answer.status)}, info=${answer.info}`,
            );
        }
    }
    throw new RpcError(status.UNAVAILABLE, 'no orderers could successfully process transaction', errors);
}

function statusName(code: number): string {
    return Object.entries(common.Status).find(([, value]) => value === code)?.[0] ?? String(code);
}
