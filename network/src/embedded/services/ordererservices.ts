import type * as grpc from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger.js';
import type { Logger } from '../log.js';
import type { BlockSource } from './deliver/deliver.js';
import { BLOCK, messageResponse } from './deliver/response.js';
import { enumValue } from './enumvalue.js';
import type { NetworkOrderer } from './nodes.js';
import type { PeerLedger } from './peerledger.js';
import { blockFor, raw, serving } from './peerservices.js';

/** Registers `orderer.AtomicBroadcast`, so that the `peer` command and other clients can submit and fetch blocks. */
export function addOrdererServices(
    server: grpc.Server,
    node: NetworkOrderer,
    ledger: Ledger,
    chain: PeerLedger,
    log: Logger,
): void {
    const source: BlockSource = {
        ledger,
        own: chain,
        authorise: (signed) => ledger.policies.byPath('/Channel/Readers').evaluateSignedData([signed]),
        response: (number, seek) => messageResponse(BLOCK, blockFor(ledger, number, seek)),
    };
    const service = {
        broadcast: orderer.AtomicBroadcastService.broadcast,
        deliver: raw(orderer.AtomicBroadcastService.deliver),
    };
    server.addService(service, {
        broadcast: (stream: grpc.ServerDuplexStream<common.Envelope, orderer.BroadcastResponse>) =>
            serveBroadcast(stream, node, log),
        deliver: serving(source, log),
    });
}

/** Answers each envelope in order; a refusal ends the stream after its answer. */
function serveBroadcast(
    stream: grpc.ServerDuplexStream<common.Envelope, orderer.BroadcastResponse>,
    node: NetworkOrderer,
    log: Logger,
): void {
    let busy = Promise.resolve();
    stream.on('data', (envelope: common.Envelope) => {
        busy = busy.then(async () => {
            const { status, info } = await node.orderer.broadcast(envelope);
            const response = new orderer.BroadcastResponse();
            response.setStatus(enumValue(common.Status, status));
            response.setInfo(info);
            stream.write(response);
            if (status !== common.Status.SUCCESS) {
                log.warn('broadcast refused', { orderer: node.name, status, info });
                stream.end();
            }
        });
    });
    stream.on('error', (error) => log.warn('broadcast stream failed', { orderer: node.name, error: String(error) }));
    stream.on('end', () => {
        busy.then(() => stream.end());
    });
}
