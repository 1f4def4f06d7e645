import type { NetworkLayout } from '../../layout.js';
import { LISTEN_HOST, type OrdererNode as Place, type Topology } from '../../topology.js';
import type { Ledger, Orderer } from '../ledger.js';
import type { Logger } from '../log.js';
import { Endpoint } from './endpoint.js';
import type { NetworkOrderer } from './nodes.js';
import { addOrdererServices } from './ordererservices.js';
import { PeerLedger } from './peerledger.js';
import { readTls } from './peernode.js';

/** An orderer: an endpoint to the one ordering of the network. */
export class OrdererNode implements NetworkOrderer {
    readonly name: string;
    readonly mspId: string;
    readonly address: string;
    readonly orderer: Orderer;
    readonly #chain: PeerLedger;
    readonly #endpoint: Endpoint;

    constructor(
        options: Readonly<{
            node: Place;
            layout: NetworkLayout;
            topology: Topology;
            ledger: Ledger;
            orderer: Orderer;
            log: Logger;
        }>,
    ) {
        const { node, layout, topology, ledger, log } = options;
        this.name = node.name;
        this.mspId = node.mspId;
        this.address = node.externalAddress;
        this.orderer = options.orderer;
        this.#chain = new PeerLedger(ledger);
        this.#endpoint = new Endpoint({
            host: LISTEN_HOST,
            port: node.ports.listen,
            tls: readTls(layout.nodeTls(node.organisation, node.name)),
            maxMessageBytes: topology.limits.messageBytes,
            addServices: (server) => addOrdererServices(server, this, ledger, this.#chain, log),
        });
    }

    get running(): boolean {
        return this.#endpoint.isOpen;
    }

    async start(): Promise<void> {
        await this.#endpoint.open();
    }

    async stop(): Promise<void> {
        await this.#endpoint.close();
    }
}
