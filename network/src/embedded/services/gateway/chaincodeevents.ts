import { type ServerWritableStream, status } from '@grpc/grpc-js';
import { gateway, orderer, type peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../../ledger.js';
import { chaincodeEventsOf } from '../deliver/blockcontents.js';
import type { PeerLedger } from '../peerledger.js';
import { RpcError } from '../rpcerror.js';
import { send } from '../stream.js';
import { checkAccess } from './access.js';

type EventStream = ServerWritableStream<gateway.SignedChaincodeEventsRequest, gateway.ChaincodeEventsResponse>;

/**
 * `gateway.Gateway/ChaincodeEvents`: the events of one chaincode, a message per block that has any, from a position or
 * after a transaction, then live until the client goes away.
 */
export async function chaincodeEvents(
    stream: EventStream,
    ledger: Ledger,
    own: PeerLedger,
    signal: AbortSignal,
): Promise<void> {
    const request = parse(stream.request);
    if (request.getChannelId() === '') {
        throw new RpcError(
            status.PERMISSION_DENIED,
            'Invalid channel ID name during check policy on signed data. Name must be different from nil.',
        );
    }
    checkAccess(ledger, 'gateway/ChaincodeEvents', request.getChannelId(), {
        data: stream.request.getRequest_asU8(),
        identity: request.getIdentity_asU8(),
        signature: stream.request.getSignature_asU8(),
    });
    const wanted = matcher(request);
    for (let number = startBlock(request, own); ; number++) {
        await own.whenBlock(number, signal);
        const block = own.block(number);
        const events = block === undefined ? [] : chaincodeEventsOf(block).filter(wanted);
        if (events.length > 0) {
            const response = new gateway.ChaincodeEventsResponse();
            response.setBlockNumber(number);
            response.setEventsList(events);
            await send(stream, response, signal);
        }
    }
}

function parse(signed: gateway.SignedChaincodeEventsRequest): gateway.ChaincodeEventsRequest {
    if (signed.getRequest_asU8().length === 0) {
        throw new RpcError(status.INVALID_ARGUMENT, 'a chaincode events request is required');
    }
    try {
        return gateway.ChaincodeEventsRequest.deserializeBinary(signed.getRequest_asU8());
    } catch (error) {
        throw new RpcError(
            status.INVALID_ARGUMENT,
            `invalid chaincode events request: ${error instanceof Error ? error.message : error}`,
        );
    }
}

/** Skips everything up to and including the transaction after which the client wants to continue. */
function matcher(request: gateway.ChaincodeEventsRequest): (event: peer.ChaincodeEvent) => boolean {
    const chaincode = request.getChaincodeId();
    const after = request.getAfterTransactionId();
    let passed = after === '';
    return (event) => {
        if (!passed) {
            passed = event.getTxId() === after;
            return false;
        }
        return event.getChaincodeId() === chaincode;
    };
}

function startBlock(request: gateway.ChaincodeEventsRequest, own: PeerLedger): number {
    const after = request.getAfterTransactionId();
    const seen = after === '' ? undefined : own.status(after);
    if (seen !== undefined) {
        return seen.block;
    }
    const position = request.getStartPosition();
    switch (position?.getTypeCase() ?? orderer.SeekPosition.TypeCase.TYPE_NOT_SET) {
        case orderer.SeekPosition.TypeCase.SPECIFIED:
            return position?.getSpecified()?.getNumber() ?? 0;
        case orderer.SeekPosition.TypeCase.OLDEST:
            throw new RpcError(status.INVALID_ARGUMENT, 'invalid start position type: *orderer.SeekPosition_Oldest');
        case orderer.SeekPosition.TypeCase.NEWEST:
            throw new RpcError(status.INVALID_ARGUMENT, 'invalid start position type: *orderer.SeekPosition_Newest');
        default:
            return own.height();
    }
}
