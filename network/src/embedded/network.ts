import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NetworkLayout } from '../layout.js';
import {
    type Chaincode,
    chaincodeAddress,
    hostAndPort,
    LISTEN_HOST,
    orderersOf,
    packageId,
    peersOf,
    type Topology,
} from '../topology.js';
import { ChaincodeExecutor } from './chaincode/executor.js';
import { defaultLimits } from './chaincode/limits.js';
import type { Endorser } from './endorser/endorser.js';
import { EndorserPipeline } from './endorser/pipeline.js';
import { buildGenesis } from './genesis/genesis.js';
import { loadSigningIdentity } from './identity/signing.js';
import { openLedger } from './ledger/open.js';
import type { Ledger, Orderer, OrganisationMaterial } from './ledger.js';
import type { Logger } from './log.js';
import { openOrderer } from './ordering/orderer.js';
import { OrdererNode } from './services/orderernode.js';
import { PeerNode } from './services/peernode.js';
import { systemChaincodes } from './system/index.js';

/** How far a proposal's time may be from now (`peer.authentication.timewindow`), milliseconds. */
const TIME_WINDOW_MS = 15 * 60 * 1000;

export interface EmbeddedNetworkOptions {
    readonly topology: Topology;
    /** With key material for every node of the topology; the ledger is opened or begun in it. */
    readonly dataDirectory: string;
    readonly log: Logger;
    /** Lets test controls stand between gateways and the endorser. */
    readonly intercept?: (endorser: Endorser) => Endorser;
}

/** All peers and orderers of a topology in this process: one ledger, one ordering, an endpoint per node. */
export class EmbeddedNetwork {
    readonly topology: Topology;
    readonly ledger: Ledger;
    readonly executor: ChaincodeExecutor;
    readonly peers: readonly PeerNode[];
    readonly orderers: readonly OrdererNode[];
    readonly #orderer: Orderer;
    readonly #layout: NetworkLayout;

    /** Opens the ledger; nothing listens yet. @throws Error when the stored ledger belongs to another network */
    constructor(options: EmbeddedNetworkOptions) {
        const { topology, log } = options;
        this.topology = topology;
        this.#layout = new NetworkLayout(options.dataDirectory);
        const layout = this.#layout;
        this.ledger = openLedger({ directory: layout.ledger, genesis: () => genesisBlock(topology, layout) });
        const [first] = orderersOf(topology);
        if (first === undefined) {
            throw new RangeError('the topology has no orderer');
        }
        this.#orderer = openOrderer({
            ledger: this.ledger,
            identity: loadSigningIdentity(layout.nodeMsp(first.organisation, first.name), first.mspId),
            batch: topology.batch,
        });
        const { ledger } = this;
        const packageDirectory = layout.packages;
        this.executor = new ChaincodeExecutor(
            ledger,
            (runtime) => systemChaincodes({ ledger, runtime, packageDirectory }),
            { ...defaultLimits, executeTimeoutMs: topology.limits.executeTimeoutMs },
        );
        const { executor } = this;
        const now = (): Date => new Date();
        const pipeline = new EndorserPipeline({ ledger, executor, timeWindowMs: TIME_WINDOW_MS, now });
        const endorser = options.intercept?.(pipeline) ?? pipeline;
        this.orderers = orderersOf(topology).map(
            (node) => new OrdererNode({ node, layout, topology, ledger, orderer: this.#orderer, log }),
        );
        this.peers = peersOf(topology).map((node) => new PeerNode({ node, layout, ledger, executor }));
        for (const peer of this.peers) {
            peer.serve({
                ledger,
                endorser,
                peers: this.peers,
                orderers: this.orderers,
                endorsementTimeoutMs: topology.limits.endorsementTimeoutMs,
                maxMessageBytes: topology.limits.messageBytes,
                log,
            });
        }
        this.install(topology);
    }

    /** Tells every peer where its organisation runs the chaincodes of a topology. */
    install(topology: Topology): void {
        for (const chaincode of topology.chaincodes) {
            for (const peer of this.peers) {
                const address = chaincodeAddress(topology, chaincode.name, peer.name);
                if (address !== undefined) {
                    this.serve(peer.name, chaincode, address.replace(/^localhost:/, `${LISTEN_HOST}:`));
                }
            }
        }
    }

    /** Tells one peer where a version of a chaincode runs, beside whatever other versions it knows of. */
    serve(name: string, chaincode: Chaincode, address: string): void {
        const peer = this.peers.find((one) => one.name === name);
        if (peer !== undefined) {
            const tls = chaincode.tls ? this.#chaincodeTls(peer) : undefined;
            this.executor.connections.install(name, packageId(chaincode), {
                address,
                ...(tls === undefined ? {} : { tls }),
            });
        }
    }

    /** Starts listening everywhere. @throws NetworkError PORT_IN_USE */
    async open(): Promise<void> {
        const starts = await Promise.allSettled([...this.peers, ...this.orderers].map((node) => node.start()));
        const failed = starts.find((start) => start.status === 'rejected');
        if (failed !== undefined) {
            throw failed.reason;
        }
    }

    /** Stops listening, orders what was accepted, and closes the ledger. */
    async close(): Promise<void> {
        await Promise.all([...this.peers, ...this.orderers].map((node) => node.stop()));
        this.#orderer.close();
        this.executor.connections.close();
        for (const peer of this.peers) {
            peer.ledger.close();
        }
        this.ledger.close();
    }

    #chaincodeTls(peer: PeerNode): { rootCert: string; clientKey: string; clientCert: string } {
        const folder = this.#layout.nodeTls(peer.organisation, peer.name);
        const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
        return { rootCert: read('ca.crt'), clientKey: read('server.key'), clientCert: read('server.crt') };
    }
}

function genesisBlock(topology: Topology, layout: NetworkLayout): ReturnType<typeof buildGenesis> {
    const peers = peersOf(topology);
    const orderers = orderersOf(topology);
    const materials: OrganisationMaterial[] = topology.organisations.map(({ name, mspId }) => ({
        name,
        mspId,
        mspDirectory: layout.organisationMsp(name),
        anchorPeers: peers
            .filter(({ organisation, index }) => organisation === name && index === 0)
            .map(({ externalAddress }) => hostAndPort(externalAddress)),
        orderers: orderers
            .filter(({ organisation }) => organisation === name)
            .map((node) => ({
                ...hostAndPort(node.externalAddress),
                tlsCertificate: readFileSync(join(layout.nodeTls(name, node.name), 'server.crt'), 'utf8'),
                certificate: loadSigningIdentity(layout.nodeMsp(name, node.name), mspId).identity.pem,
            })),
    }));
    return buildGenesis(topology, materials);
}
