import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { peer as protos } from '@hyperledger/fabric-protos';

type Chat = ServerDuplexStream<protos.ChaincodeMessage, protos.ChaincodeMessage>;

/** What a raw chaincode does with each message it gets. */
export type Behaviour = (received: protos.ChaincodeMessage, chat: Chat) => void;

export type RawChaincode = Readonly<{ address: string; close(): void }>;

const { Type } = protos.ChaincodeMessage;

/** Serves the shim protocol without a shim, to say what no shim would say. @param first - sent when a peer connects */
export async function serveRaw(
    first: protos.ChaincodeMessage | undefined,
    behaviour: Behaviour,
): Promise<RawChaincode> {
    const server = new Server();
    server.addService(protos.ChaincodeService, {
        connect: (chat: Chat) => {
            chat.on('data', (received: protos.ChaincodeMessage) => behaviour(received, chat));
            chat.on('error', () => undefined);
            if (first) {
                chat.write(first);
            }
        },
    });
    const port = await new Promise<number>((resolve, reject) =>
        server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        ),
    );
    return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

export function register(packageId: string): protos.ChaincodeMessage {
    const id = new protos.ChaincodeID();
    id.setName(packageId);
    const message = new protos.ChaincodeMessage();
    message.setType(Type.REGISTER);
    message.setPayload(id.serializeBinary());
    return message;
}

/** A message about the transaction that another message is about. */
export function reply(
    to: protos.ChaincodeMessage,
    type: ReturnType<protos.ChaincodeMessage['getType']>,
    payload: Uint8Array | { serializeBinary(): Uint8Array },
): protos.ChaincodeMessage {
    const message = new protos.ChaincodeMessage();
    message.setType(type);
    message.setTxid(to.getTxid());
    message.setChannelId(to.getChannelId());
    message.setPayload(payload instanceof Uint8Array ? payload : payload.serializeBinary());
    return message;
}

/** Completes a transaction with a text. */
export function completed(to: protos.ChaincodeMessage, text: string): protos.ChaincodeMessage {
    const response = new protos.Response();
    response.setStatus(200);
    response.setPayload(Buffer.from(text));
    return reply(to, Type.COMPLETED, response);
}

/** A raw chaincode that sends requests one after the other, then completes with `TYPE:payload` of all it was answered. */
export function script(
    steps: (
        name: string,
    ) => readonly (readonly [
        ReturnType<protos.ChaincodeMessage['getType']>,
        Uint8Array | { serializeBinary(): Uint8Array },
    ])[],
): Behaviour {
    const running = new Map<string, { name: string; answers: string[] }>();
    return (received, chat) => {
        const txId = received.getTxid();
        if (received.getType() === Type.TRANSACTION) {
            const input = protos.ChaincodeInput.deserializeBinary(received.getPayload_asU8());
            const [name = new Uint8Array()] = input.getArgsList_asU8();
            running.set(txId, { name: Buffer.from(name).toString(), answers: [] });
        } else if (received.getType() === Type.RESPONSE || received.getType() === Type.ERROR) {
            const kind = received.getType() === Type.ERROR ? 'ERROR' : 'RESPONSE';
            running.get(txId)?.answers.push(`${kind}:${Buffer.from(received.getPayload_asU8()).toString()}`);
        } else {
            return;
        }
        const state = running.get(txId);
        const step = steps(state?.name ?? '')[state?.answers.length ?? 0];
        chat.write(step ? reply(received, ...step) : completed(received, state?.answers.join('\n') ?? ''));
    };
}
