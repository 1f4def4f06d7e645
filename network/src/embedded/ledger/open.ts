import { common, type peer } from '@hyperledger/fabric-protos';
import { Membership } from '../identity/membership.js';
import type {
    ChaincodeDefinition,
    CommittedBlock,
    Ledger,
    LedgerOptions,
    MissingPrivateData,
    SnapshotOptions,
    TransactionStatus,
} from '../ledger.js';
import { ChannelPolicies } from '../policy/channelpolicies.js';
import { headerHash, headerOf } from './block.js';
import { sameBytes } from './bytes.js';
import { Chain } from './chain.js';
import { Configuration } from './channelconfig.js';
import { Committer } from './committer.js';
import { Definitions, fieldKey, LIFECYCLE } from './definitions.js';
import { Reader } from './reader.js';
import { Simulation } from './simulation.js';
import type { Simulator, StateReader } from './simulator.js';
import { Snapshot } from './snapshot.js';
import { blob, Store } from './store.js';
import { StagedPrivateData } from './transient.js';

/** Blocks after which private data that was never ordered is forgotten (`transientstoreMaxBlockRetention` 1000). */
const RETENTION = 1000;

/**
 * Opens (or creates) the store; it is consistent at any time, so nothing is replayed.
 * @throws Error when it belongs to another channel or genesis block
 */
export function openLedger(options: LedgerOptions): Ledger {
    return new EmbeddedLedger(options);
}

class EmbeddedLedger implements Ledger {
    readonly channel: string;
    readonly config: Configuration;
    readonly msps: Membership;
    readonly policies: ChannelPolicies;
    readonly transientStore: StagedPrivateData;
    readonly #store: Store;
    readonly #chain: Chain;
    readonly #definitions: Definitions;
    readonly #committer: Committer;
    readonly #listeners = new Set<(block: CommittedBlock) => void>();
    #height: number;
    #lastHash: Uint8Array;

    constructor({ directory, genesis }: LedgerOptions) {
        this.#store = new Store(directory);
        const root = rootBlock(this.#store, directory, genesis);
        this.config = new Configuration(root);
        this.channel = this.config.channel;
        this.msps = new Membership(this.channel, this.config.mspConfigs, {
            ed25519: this.config.hasCapability('Channel', 'V3_0'),
        });
        const applicants = this.config.organisations.filter(({ application }) => application);
        const mspIds = applicants.map(({ mspId }) => mspId);
        this.#definitions = new Definitions(this.#store, () => mspIds);
        this.#chain = new Chain(this.#store, this.#definitions);
        this.policies = new ChannelPolicies(this.config, this.#definitions, this.msps);
        this.transientStore = new StagedPrivateData(this.#store);
        this.#committer = new Committer({
            channel: this.channel,
            store: this.#store,
            chain: this.#chain,
            definitions: this.#definitions,
            msps: this.msps,
            policies: this.policies,
            staged: this.transientStore,
        });
        if (this.#chain.height() === 0) {
            this.#committer.commitGenesis(root);
        }
        this.#height = this.#chain.height();
        this.#store.height = this.#height;
        this.#definitions.begin(this.#height);
        const last = this.#chain.block(this.#height - 1);
        this.#lastHash = headerHash(headerOf(last ?? root));
    }

    get height(): number {
        return this.#height;
    }

    get lastHash(): Uint8Array {
        return this.#lastHash;
    }

    simulate({ mspId, height, txId }: SnapshotOptions & { readonly txId: string }): Simulator {
        return new Simulation(this.#store, this.#snapshot(height), this.#definitions, mspId, txId);
    }

    read({ mspId, height }: SnapshotOptions): StateReader {
        return new Reader(this.#store, this.#snapshot(height), this.#definitions, mspId);
    }

    definition(name: string, height?: number): ChaincodeDefinition | undefined {
        return this.#definitions.get(name, height ?? this.#height);
    }

    definitionFor(simulator: Simulator, name: string): ChaincodeDefinition | undefined {
        return simulator.getState(LIFECYCLE, fieldKey(name, 'Sequence')) === undefined
            ? undefined
            : this.#definitions.get(name, simulator.height);
    }

    definitionEdition(height: number): number {
        return this.#definitions.edition(height);
    }

    definitions(height?: number): readonly string[] {
        return this.#definitions.names(height ?? this.#height);
    }

    collection(namespace: string, collection: string, height?: number): peer.StaticCollectionConfig | undefined {
        return this.#definitions.collection(namespace, collection, height ?? this.#height);
    }

    collectionMembers(namespace: string, collection: string, height?: number): readonly string[] {
        return this.#definitions.members(namespace, collection, height ?? this.#height);
    }

    block(number: number): common.Block | undefined {
        return this.#chain.block(number);
    }

    blockBytes(number: number): Uint8Array | undefined {
        return this.#chain.bytes(number);
    }

    blockByHash(hash: Uint8Array): common.Block | undefined {
        return this.#chain.blockByHash(hash);
    }

    blockByTxId(txId: string): common.Block | undefined {
        const status = this.#chain.status(txId);
        return status === undefined ? undefined : this.#chain.block(status.block);
    }

    transaction(txId: string): peer.ProcessedTransaction | undefined {
        return this.#chain.transaction(txId);
    }

    status(txId: string): TransactionStatus | undefined {
        return this.#chain.status(txId);
    }

    results(number: number): readonly TransactionStatus[] {
        return this.#chain.results(number);
    }

    privateData(number: number, mspId: string): ReadonlyMap<number, Uint8Array> {
        return this.#chain.privateData(number, mspId);
    }

    missingPrivateData(number: number): readonly MissingPrivateData[] {
        return this.#chain.missing(number);
    }

    subscribe(listener: (block: CommittedBlock) => void): () => void {
        const own = (block: CommittedBlock): void => listener(block);
        this.#listeners.add(own);
        return () => this.#listeners.delete(own);
    }

    whenHeight(height: number, signal?: AbortSignal): Promise<void> {
        return new Promise((resolve, reject) => {
            if (signal?.aborted) {
                reject(signal.reason);
                return;
            }
            if (this.#height >= height) {
                resolve();
                return;
            }
            const aborted = (): void => {
                unsubscribe();
                reject(signal?.reason);
            };
            const unsubscribe = this.subscribe((block) => {
                if (block.number + 1 >= height) {
                    unsubscribe();
                    signal?.removeEventListener('abort', aborted);
                    resolve();
                }
            });
            signal?.addEventListener('abort', aborted, { once: true });
        });
    }

    commit(block: common.Block): CommittedBlock {
        const committed = this.#committer.commit(block, this.#height, this.#lastHash);
        this.#height = committed.number + 1;
        this.#store.height = this.#height;
        this.#lastHash = headerHash(headerOf(block));
        this.transientStore.forget(committed.transactions.map(({ txId }) => txId));
        if (this.#height % 100 === 0) {
            this.transientStore.purgeBelow(this.#height - RETENTION);
        }
        for (const listener of [...this.#listeners]) {
            listener(committed);
        }
        return committed;
    }

    close(): void {
        this.#listeners.clear();
        this.#store.close();
    }

    #snapshot(height: number | undefined): Snapshot {
        if (height !== undefined && (height < 1 || height > this.#height)) {
            throw new Error(`no snapshot at height ${height}: the ledger has ${this.#height} blocks`);
        }
        return new Snapshot(this.#store, height ?? this.#height);
    }
}

function rootBlock(store: Store, directory: string, genesis: LedgerOptions['genesis']): common.Block {
    const row = store.get('SELECT bytes FROM block WHERE number=0');
    const stored = row === undefined ? undefined : common.Block.deserializeBinary(blob(row['bytes']));
    const wanted = typeof genesis === 'function' ? (stored ?? genesis()) : genesis;
    const root = stored ?? wanted;
    if (root === undefined) {
        store.close();
        throw new Error(`the ledger in ${directory} is empty and needs a genesis block`);
    }
    if (wanted !== undefined && !sameBytes(headerHash(headerOf(root)), headerHash(headerOf(wanted)))) {
        store.close();
        throw new Error(`the ledger in ${directory} was made from another genesis block`);
    }
    return root;
}
