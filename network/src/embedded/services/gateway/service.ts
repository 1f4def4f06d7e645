import type * as grpc from '@grpc/grpc-js';
import type { gateway } from '@hyperledger/fabric-protos';
import type { Endorser } from '../../endorser/endorser.js';
import type { Ledger } from '../../ledger.js';
import type { Logger } from '../../log.js';
import type { NetworkOrderer, NetworkPeer } from '../nodes.js';
import { RpcError } from '../rpcerror.js';
import { serverError, unary } from '../unary.js';
import { askPeers } from './askpeer.js';
import { chaincodeEvents } from './chaincodeevents.js';
import { CommitFinder, commitStatus } from './commitstatus.js';
import { endorse } from './endorse.js';
import { evaluate } from './evaluate.js';
import { Registry } from './registry.js';
import { submit } from './submit.js';

export interface GatewayOptions {
    readonly ledger: Ledger;
    readonly endorser: Endorser;
    /** All peers of the network, and the one to which this gateway belongs. */
    readonly peers: readonly NetworkPeer[];
    readonly local: NetworkPeer;
    /** In the order in which they are tried. */
    readonly orderers: readonly NetworkOrderer[];
    /** How long another peer may take to endorse, milliseconds. */
    readonly endorsementTimeoutMs: number;
    readonly log: Logger;
}

/** The service `gateway.Gateway` of one peer. */
export function gatewayService(options: GatewayOptions) {
    const { ledger, local, log } = options;
    const registry = new Registry(ledger, options.peers, local);
    const ask = askPeers(options.endorser, local, options.endorsementTimeoutMs);
    const finder = new CommitFinder(ledger, local.ledger);
    return {
        evaluate: unary((request: gateway.EvaluateRequest, signal) => evaluate(request, registry, ask, signal), log),
        endorse: unary((request: gateway.EndorseRequest, signal) => endorse(request, registry, ask, signal), log),
        submit: unary((request: gateway.SubmitRequest) => submit(request, ledger.channel, options.orderers), log),
        commitStatus: unary(
            (request: gateway.SignedCommitStatusRequest, signal) => commitStatus(request, ledger, finder, signal),
            log,
        ),
        chaincodeEvents: (
            stream: grpc.ServerWritableStream<gateway.SignedChaincodeEventsRequest, gateway.ChaincodeEventsResponse>,
        ): void => {
            const controller = new AbortController();
            stream.on('cancelled', () => controller.abort(new Error('context canceled')));
            chaincodeEvents(stream, ledger, local.ledger, controller.signal).catch((error: unknown) => {
                if (!controller.signal.aborted || error instanceof RpcError) {
                    stream.emit('error', serverError(error, log));
                }
            });
        },
    };
}
