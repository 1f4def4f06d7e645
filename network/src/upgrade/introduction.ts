import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type ChaincodePackage, packageOf } from '../fabric/chaincodepackage.js';
import { FabricLayout } from '../fabric/layout.js';
import { writeFileAtomically } from '../files.js';
import { NetworkError } from '../problems.js';
import { type Chaincode, LISTEN_HOST, type PeerNode, packageId, peersOf } from '../topology.js';
import { type LiveNetwork, type ServiceGroup, withChaincode } from './live.js';
import { onPeers } from './peers.js';
import { type ServicePlace, writeServices } from './services.js';

const FOLLOW_MS = 15_000;
const POLL_MS = 50;

/** How the peers of an engine learn of a new version of a chaincode before it is in force. */
export interface Introduction {
    /** Id of the package of a chaincode whose version is bound to its code. */
    packageId(chaincode: Chaincode): Promise<string>;
    /** Gives every peer that runs the chaincode the new package and tells it where its process listens. */
    introduce(chaincode: Chaincode, group: ServiceGroup): Promise<void>;
    /** The definition is about to come into force: whoever starts anew must start with it. */
    prepare(chaincode: Chaincode): Promise<void>;
    /** What is in force, now or still, is all there is. */
    settle(): Promise<void>;
}

/** The introduction for the network's engine. */
export function introductionFor(network: LiveNetwork): Introduction {
    return network.engine === 'fabric' ? new FabricIntroduction(network) : new EmbeddedIntroduction(network);
}

/** Real peers install the package as administrators would; where the process listens is said to each on its own. */
class FabricIntroduction implements Introduction {
    readonly #network: LiveNetwork;
    #package: ChaincodePackage | undefined;

    constructor(network: LiveNetwork) {
        this.#network = network;
    }

    async packageId(chaincode: Chaincode): Promise<string> {
        this.#package = await packageOf(chaincode, this.#network.layout);
        return this.#package.id;
    }

    async introduce(_chaincode: Chaincode, group: ServiceGroup): Promise<void> {
        const { layout } = this.#network;
        const made = this.#package;
        if (made === undefined) {
            throw new RangeError('no package was made');
        }
        await mkdir(dirname(made.file), { recursive: true });
        await writeFileAtomically(made.file, made.bytes);
        await onPeers(layout, servedBy(this.#network, group), async (peer, node) => {
            if (!(await peer.installed()).includes(made.id)) {
                await peer.install(made.bytes);
            }
            await readdress(new FabricLayout(layout).ledger(node.name), made.id, addressFor(group, node));
        });
    }

    async prepare(): Promise<void> {}

    async settle(): Promise<void> {}
}

/**
 * Changes the address in what a peer's builder released for a package. The peer reads it whenever it connects, and no
 * peer connects to a package that is not in force.
 */
async function readdress(ledger: string, id: string, address: string): Promise<void> {
    // A peer's folder for a package: characters that file systems dislike become dashes.
    const folder = join(ledger, 'externalbuilder', 'builds', id.replace(/[<>:"/\\|?*&]/g, '-'));
    const file = join(folder, 'release', 'chaincode', 'server', 'connection.json');
    const connection = z.looseObject({}).parse(JSON.parse(await readFile(file, 'utf8')));
    await writeFileAtomically(file, `${JSON.stringify({ ...connection, address })}\n`);
}

/** The embedded network follows a file that says which package runs where. */
class EmbeddedIntroduction implements Introduction {
    readonly #network: LiveNetwork;
    #places: readonly ServicePlace[] = [];

    constructor(network: LiveNetwork) {
        this.#network = network;
    }

    async packageId(chaincode: Chaincode): Promise<string> {
        return packageId(chaincode);
    }

    async introduce(chaincode: Chaincode, group: ServiceGroup): Promise<void> {
        const { layout } = this.#network;
        const served = servedBy(this.#network, group);
        this.#places = served.map((node) => ({ peer: node.name, chaincode, address: addressFor(group, node) }));
        await this.#write([]);
        await onPeers(layout, served, async (peer, { name }) => {
            const deadline = Date.now() + FOLLOW_MS;
            while (!(await peer.installed()).includes(group.packageId)) {
                if (Date.now() > deadline) {
                    throw new NetworkError('PEER_UNREACHABLE', `${name} did not take up ${group.packageId}`);
                }
                await delay(POLL_MS);
            }
        });
    }

    async prepare(chaincode: Chaincode): Promise<void> {
        await this.#write([chaincode]);
    }

    async settle(): Promise<void> {
        this.#places = [];
        await this.#write([]);
    }

    /** What is in force, with some definitions replaced. */
    async #write(changed: readonly Chaincode[]): Promise<void> {
        const { bound, layout } = this.#network;
        const topology = changed.reduce(withChaincode, bound);
        const places = topology.chaincodes.flatMap((chaincode): ServicePlace[] => {
            const group = this.#network.group(chaincode.name);
            const current = bound.chaincodes.find(({ name }) => name === chaincode.name);
            return group === undefined || current === undefined
                ? []
                : servedBy(this.#network, group).map((node) => ({
                      peer: node.name,
                      chaincode: current,
                      address: addressFor(group, node),
                  }));
        });
        await writeServices(layout, { chaincodes: topology.chaincodes, places: [...places, ...this.#places] });
    }
}

function servedBy(network: LiveNetwork, group: ServiceGroup): PeerNode[] {
    return peersOf(network.bound).filter(({ name }) => group.processes.some(({ peers }) => peers.includes(name)));
}

function addressFor(group: ServiceGroup, peer: PeerNode): string {
    const port = group.processes.find(({ peers }) => peers.includes(peer.name))?.port ?? 0;
    return `${LISTEN_HOST}:${port}`;
}
