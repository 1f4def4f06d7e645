import { Metadata, type ServerErrorResponse, type status } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';
import wellKnown from 'google-protobuf/google/protobuf/any_pb.js';

/** Where one endorser or orderer stands and what it answered; travels as `gateway.ErrorDetail`. */
export interface ErrorDetail {
    readonly address: string;
    readonly mspId: string;
    readonly message: string;
}

/** An error with a gRPC status code, and details per endpoint in the form in which a peer's gateway sends them. */
export class RpcError extends Error {
    readonly code: status;
    readonly details: readonly ErrorDetail[];

    constructor(code: status, message: string, details: readonly ErrorDetail[] = []) {
        super(message);
        this.name = 'RpcError';
        this.code = code;
        this.details = details;
    }

    /** The error as grpc-js sends it: details go into the trailer `grpc-status-details-bin` as `google.rpc.Status`. */
    toServerError(): ServerErrorResponse {
        const error: ServerErrorResponse = Object.assign(new Error(this.message), {
            code: this.code,
            details: this.message,
        });
        if (this.details.length > 0) {
            error.metadata = new Metadata();
            error.metadata.set('grpc-status-details-bin', Buffer.from(this.#status().serializeBinary()));
        }
        return error;
    }

    #status(): google.rpc.Status {
        const status = new google.rpc.Status();
        status.setCode(this.code);
        status.setMessage(this.message);
        for (const detail of this.details) {
            const any = new wellKnown.Any();
            any.pack(errorDetailMessage(detail).serializeBinary(), 'gateway.ErrorDetail');
            status.addDetails(any);
        }
        return status;
    }
}

function errorDetailMessage(detail: ErrorDetail): gateway.ErrorDetail {
    const message = new gateway.ErrorDetail();
    message.setAddress(detail.address);
    message.setMspId(detail.mspId);
    message.setMessage(detail.message);
    return message;
}
