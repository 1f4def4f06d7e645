import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { peer as protos } from '@hyperledger/fabric-protos';
import type { NetworkLayout } from '../../layout.js';
import { LISTEN_HOST, type PeerNode as Place } from '../../topology.js';
import type { ChaincodeExecutor } from '../chaincode/executor.js';
import { loadSigningIdentity } from '../identity/signing.js';
import type { Identity, Ledger, Msps, SigningIdentity } from '../ledger.js';
import { Endpoint, type TlsFiles } from './endpoint.js';
import type { GatewayOptions } from './gateway/service.js';
import type { NetworkPeer } from './nodes.js';
import { PeerLedger } from './peerledger.js';
import { addPeerServices } from './peerservices.js';

/** How a peer alters what it endorses, before signing it. */
export type Alteration = (action: protos.ChaincodeAction) => void;

/** A peer: its identity, its height on the common ledger, its endpoint. */
export class PeerNode implements NetworkPeer {
    readonly name: string;
    readonly organisation: string;
    readonly mspId: string;
    readonly address: string;
    readonly ledger: PeerLedger;
    /** Set by test controls only. */
    alter: Alteration | undefined;
    readonly #signer: SigningIdentity;
    readonly #executor: ChaincodeExecutor;
    readonly #msps: Msps;
    readonly #tls: TlsFiles;
    readonly #port: number;
    #endpoint: Endpoint | undefined;

    constructor(
        options: Readonly<{ node: Place; layout: NetworkLayout; ledger: Ledger; executor: ChaincodeExecutor }>,
    ) {
        const { node, layout, ledger, executor } = options;
        this.name = node.name;
        this.organisation = node.organisation;
        this.mspId = node.mspId;
        this.address = node.externalAddress;
        this.ledger = new PeerLedger(ledger);
        this.#signer = loadSigningIdentity(layout.nodeMsp(node.organisation, node.name), node.mspId);
        this.#executor = executor;
        this.#msps = ledger.msps;
        this.#tls = readTls(layout.nodeTls(node.organisation, node.name));
        this.#port = node.ports.listen;
    }

    get identity(): Identity {
        return this.#signer.identity;
    }

    get serializedIdentity(): Uint8Array {
        return this.#signer.serialized;
    }

    get running(): boolean {
        return this.#endpoint?.isOpen ?? false;
    }

    height(): number {
        return this.ledger.height();
    }

    sign(message: Uint8Array): Uint8Array {
        return this.#msps.sign(this.#signer, message);
    }

    hasChaincode(name: string): boolean {
        return this.#executor.isSystem(name) || this.#executor.deployments.canEndorse(this, name);
    }

    /** Tells the peer whom it works with; it listens after {@link start}. */
    serve(network: Omit<GatewayOptions, 'local'> & Readonly<{ maxMessageBytes: number }>): void {
        this.#endpoint = new Endpoint({
            host: LISTEN_HOST,
            port: this.#port,
            tls: this.#tls,
            maxMessageBytes: network.maxMessageBytes,
            addServices: (server) => addPeerServices(server, { ...network, local: this }),
        });
    }

    async start(): Promise<void> {
        await this.#endpoint?.open();
    }

    async stop(): Promise<void> {
        await this.#endpoint?.close();
        this.#executor.connections.disconnect(this.name);
    }
}

/** Reads `server.crt` and `server.key` of a node's TLS folder. */
export function readTls(folder: string): TlsFiles {
    return {
        certificate: readFileSync(join(folder, 'server.crt'), 'utf8'),
        privateKey: readFileSync(join(folder, 'server.key'), 'utf8'),
    };
}
