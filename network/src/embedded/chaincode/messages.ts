import { peer as protos } from '@hyperledger/fabric-protos';

export const { Type } = protos.ChaincodeMessage;
export type MessageType = ReturnType<protos.ChaincodeMessage['getType']>;

const names: ReadonlyMap<number, string> = new Map(Object.entries(Type).map(([name, value]) => [value, name]));

/** The name of a message type as in the proto file, as it stands in a peer's error texts. */
export function typeName(type: number): string {
    return names.get(type) ?? String(type);
}

const texts = new TextEncoder();

/** A message of the shim protocol about a transaction. */
export function message(
    type: MessageType,
    about: Readonly<{ channel?: string; txId?: string }>,
    payload?: Uint8Array | string,
): protos.ChaincodeMessage {
    const result = new protos.ChaincodeMessage();
    result.setType(type);
    if (about.channel) {
        result.setChannelId(about.channel);
    }
    if (about.txId) {
        result.setTxid(about.txId);
    }
    if (payload) {
        result.setPayload(typeof payload === 'string' ? texts.encode(payload) : payload);
    }
    return result;
}

/** Parses a payload. @throws Error with the beginning of a real peer's text */
export function decode<T>(parse: (bytes: Uint8Array) => T, bytes: Uint8Array): T {
    try {
        return parse(bytes);
    } catch {
        throw new Error('unmarshal failed: proto: cannot parse invalid wire-format data');
    }
}

/** The text of whatever was thrown. */
export function textOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
