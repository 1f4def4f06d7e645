/*
 * Messages of the deliver services as bytes: a block is stored as bytes, and goes into its field as it is. The first two
 * fields are the same in `protos.DeliverResponse` and `orderer.DeliverResponse`.
 */

/** Field numbers of `protos.DeliverResponse`. */
export const BLOCK = 2;
export const FILTERED_BLOCK = 3;
export const BLOCK_AND_PRIVATE_DATA = 4;

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** A response with a status only. @param status - common.Status */
export function statusResponse(status: number): Buffer {
    return numberField(1, status);
}

/** A message of one number, which an enumeration need not have a name for. */
export function numberField(field: number, value: number): Buffer {
    return Buffer.concat([key(field, VARINT), varint(value)]);
}

/** A response whose one field is a message given as bytes. */
export function messageResponse(field: number, message: Uint8Array): Buffer {
    return Buffer.concat([key(field, LENGTH_DELIMITED), varint(message.length), message]);
}

function key(field: number, wireType: number): Buffer {
    return varint(field * 8 + wireType);
}

function varint(value: number): Buffer {
    const bytes: number[] = [];
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) {
        bytes.push((rest % 128) + 128);
    }
    bytes.push(rest);
    return Buffer.from(bytes);
}
