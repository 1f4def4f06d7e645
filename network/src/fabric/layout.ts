import { join } from 'node:path';
import type { NetworkLayout } from '../layout.js';

/** Where the files of real nodes lie in a network's data directory, besides those of {@link NetworkLayout}. */
export class FabricLayout {
    readonly #network: NetworkLayout;

    constructor(network: NetworkLayout) {
        this.#network = network;
    }

    /** Everything generated for Fabric's programs; ledgers are not here. */
    get root(): string {
        return join(this.#network.root, 'fabric');
    }

    /** Folder of configtx.yaml and the channel's first block. */
    get channel(): string {
        return join(this.root, 'channel');
    }

    get configtx(): string {
        return join(this.channel, 'configtx.yaml');
    }

    get genesisBlock(): string {
        return join(this.channel, 'genesis.block');
    }

    /** Version of the programs that last ran here. */
    get programs(): string {
        return join(this.root, 'programs.json');
    }

    /** External builder: `bin/detect`, `bin/build`, `bin/release`. */
    get builder(): string {
        return join(this.root, 'builder');
    }

    /** Chaincode package of a label: `<label>.tgz`. */
    package(label: string): string {
        return join(this.root, 'packages', `${label}.tgz`);
    }

    /** FABRIC_CFG_PATH of a peer or orderer. */
    config(node: string): string {
        return join(this.root, 'nodes', node);
    }

    /** Ledger, private data, installed packages, Raft log of a peer or orderer. */
    ledger(node: string): string {
        return join(this.#network.ledger, node);
    }
}
