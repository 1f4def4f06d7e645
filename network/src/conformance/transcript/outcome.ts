import { isUtf8 } from 'node:buffer';
import * as grpc from '@grpc/grpc-js';
import { CommitError, GatewayError } from '@hyperledger/fabric-gateway';
import { gateway, google, peer } from '@hyperledger/fabric-protos';
import type { Json, Normaliser } from './normalise.js';

/** Longest text that a transcript repeats whole. */
const LONG = 4000;

/** Text where bytes are text, hexadecimal digits where not; only the size of what is very long. */
export function bytes(value: Uint8Array): string {
    if (value.length > LONG) {
        return `<${value.length} bytes>`;
    }
    const buffer = Buffer.from(value);
    const isText = isUtf8(buffer) && !buffer.some((byte) => byte < 9 || (byte > 13 && byte < 32));
    return isText ? buffer.toString('utf8') : `0x${buffer.toString('hex')}`;
}

/** What JSON text says, or the text. */
export function parsed(text: string): Json {
    try {
        const value: Json = JSON.parse(text);
        return typeof value === 'object' && value !== null ? value : text;
    } catch {
        return text;
    }
}

/** The name of a validation code. */
export function codeName(code: number): string {
    const found = Object.entries(peer.TxValidationCode).find(([, value]) => value === code);
    return found?.[0] ?? `code ${code}`;
}

type Detail = Readonly<{ mspId: string; message: string }>;

/**
 * What an error says to a client: gRPC status, message, and which organisations' peers said what. Details are a set, since
 * real peers choose at random among equals.
 * @throws the error itself when it is none of the network's
 */
export function describeError(error: unknown, normaliser: Normaliser): Json {
    if (error instanceof GatewayError) {
        return failure(error.code, error.cause.details, error.details, normaliser);
    }
    if (error instanceof CommitError) {
        return { invalid: codeName(error.code) };
    }
    if (isServiceError(error)) {
        return failure(error.code, error.details, detailsOf(error), normaliser);
    }
    throw error;
}

function failure(code: number, message: string, details: readonly Detail[], normaliser: Normaliser): Json {
    const said = details.map((one) => normaliser.text(`${one.mspId}: ${one.message}`));
    return {
        code: grpc.status[code] ?? code,
        message: normaliser.text(withoutTimes(message)),
        ...(said.length === 0 ? {} : { details: [...new Set(said)].toSorted() }),
    };
}

/** The client's gRPC library tells how long it waited, and where. */
function withoutTimes(message: string): string {
    return message.replace(/^(Deadline exceeded) after .*$/, '$1').replace(/ Resolution note: .*$/, '');
}

export function isServiceError(error: unknown): error is grpc.ServiceError {
    return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'metadata' in error;
}

function detailsOf(error: grpc.ServiceError): Detail[] {
    return error.metadata.get('grpc-status-details-bin').flatMap((value) => {
        const status = google.rpc.Status.deserializeBinary(new Uint8Array(Buffer.from(value)));
        return status.getDetailsList().map((any) => {
            const detail = gateway.ErrorDetail.deserializeBinary(any.getValue_asU8());
            return { mspId: detail.getMspId(), message: detail.getMessage() };
        });
    });
}
