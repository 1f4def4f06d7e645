import type * as grpc from '@grpc/grpc-js';
import type { Signer } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';

/** Method of the peer's gateway service (fabric-protos `gateway/gateway.proto`). */
const SUBMIT = '/gateway.Gateway/Submit';

/** An endorsed transaction (a serialised `gateway.PreparedTransaction`) with the client's signature over its envelope's payload. */
export async function signPrepared(prepared: Uint8Array, sign: Signer): Promise<Uint8Array> {
    const transaction = gateway.PreparedTransaction.deserializeBinary(prepared);
    const envelope = transaction.getEnvelope();
    if (envelope === undefined) {
        throw new TypeError('a prepared transaction without envelope');
    }
    envelope.setSignature(await sign(envelope.getPayload_asU8()));
    return transaction.serializeBinary();
}

/**
 * Hands a signed transaction to the orderers through a peer. The client library does the same, but reads the whole transaction again to
 * learn what the caller knows already, twice for each.
 * @param prepared - as {@link signPrepared} made it, sent as it is
 * @throws grpc.ServiceError
 */
export async function submitPrepared(
    client: grpc.Client,
    channel: string,
    prepared: Uint8Array,
    deadline: number,
): Promise<void> {
    const transaction = gateway.PreparedTransaction.deserializeBinary(prepared);
    const request = new gateway.SubmitRequest();
    request.setTransactionId(transaction.getTransactionId());
    request.setChannelId(channel);
    request.setPreparedTransaction(transaction.getEnvelope());
    await new Promise<void>((resolve, reject) => {
        client.makeUnaryRequest(
            SUBMIT,
            (message: gateway.SubmitRequest) => Buffer.from(message.serializeBinary()),
            () => undefined,
            request,
            { deadline },
            (error) => (error === null ? resolve() : reject(error)),
        );
    });
}
