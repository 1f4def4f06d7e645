/**
 * The embedded network's ledger as its other parts see it: one channel, one multi-version store shared by all peers.
 * A peer is a height on it. Everything here is synchronous except ordering. Block numbers are plain numbers;
 * `height` is the number of blocks (the newest block is `height - 1`).
 */
import type { common, peer } from '@hyperledger/fabric-protos';
import type { Msps, SigningIdentity } from './identity/identity.js';
import type { SimulationResult, Simulator, StateReader } from './ledger/simulator.js';
import type { Policy } from './policy/policy.js';

export type { Topology } from './genesis/topology.js';
export { type Identity, MspError, type Msps, type NodeRole, type SigningIdentity } from './identity/identity.js';
export type {
    KeyModification,
    KeyValue,
    Metadata,
    Page,
    Results,
    SimulationResult,
    Simulator,
    StateReader,
    Version,
} from './ledger/simulator.js';
export { type Policy, PolicyError, type SignedData } from './policy/policy.js';

export interface LedgerOptions {
    /** Directory of the store; created when absent. ':memory:' keeps nothing. */
    readonly directory: string;
    /**
     * Block 0, needed when the store is empty. A block must equal the stored one (by header hash) otherwise; a function
     * is only called for an empty store, so that a ledger outlives changes of ports and certificates.
     */
    readonly genesis?: common.Block | (() => common.Block) | undefined;
}

/** One committed transaction. */
export interface TransactionStatus {
    readonly txId: string;
    readonly block: number;
    readonly index: number;
    /** peer.TxValidationCode */
    readonly code: number;
}

/** Told to subscribers right after a block is durable. */
export interface CommittedBlock {
    readonly number: number;
    /** The block with all metadata (signatures, filter, commit hash). Do not change it. */
    readonly block: common.Block;
    readonly bytes: Uint8Array;
    readonly transactions: readonly TransactionStatus[];
}

/** Where a simulation stands: the snapshot and for whom. */
export interface SnapshotOptions {
    /** Organisation of the peer: decides which private data it holds. */
    readonly mspId: string;
    /** Peer's height; default: the tip. At most the tip. */
    readonly height?: number;
}

/** A committed chaincode definition, as stored in `_lifecycle`. */
export interface ChaincodeDefinition {
    readonly name: string;
    readonly sequence: number;
    readonly version: string;
    readonly initRequired: boolean;
    readonly endorsementPlugin: string;
    readonly validationPlugin: string;
    /** Bytes of `peer.ApplicationPolicy`. */
    readonly validationParameter: Uint8Array;
    readonly collections: peer.CollectionConfigPackage | undefined;
}

export interface Ledger {
    readonly channel: string;
    /** Number of committed blocks. */
    readonly height: number;
    /** Header hash of the newest block (`currentBlockHash` of qscc GetChainInfo). */
    readonly lastHash: Uint8Array;
    readonly msps: Msps;
    readonly config: ChannelConfig;
    readonly policies: Policies;
    readonly transientStore: TransientStore;

    /** Opens a simulation for an endorsement. */
    simulate(options: SnapshotOptions & { readonly txId: string }): Simulator;
    /** Reads only, nothing recorded: for queries inside the peer. */
    read(options: SnapshotOptions): StateReader;

    /** The newest definition, or the one in force at a height (default tip). Undefined when not committed. */
    definition(name: string, height?: number): ChaincodeDefinition | undefined;
    /**
     * As `definition`, in a simulation: the read of `_lifecycle` `namespaces/fields/<cc>/Sequence` is recorded, so that
     * a redefinition in flight gives MVCC_READ_CONFLICT. To be called for the invoked chaincode and for each callee.
     */
    definitionFor(simulator: Simulator, name: string): ChaincodeDefinition | undefined;
    /** Equal for heights at which all definitions and approvals are the same. */
    definitionEdition(height: number): number;
    /** Names of all committed definitions, sorted. */
    definitions(height?: number): readonly string[];
    /** The collection, explicit or implicit (`_implicit_org_<MSPID>`, made up as Fabric does). */
    collection(namespace: string, collection: string, height?: number): peer.StaticCollectionConfig | undefined;
    /** MSP ids of a collection's members. */
    collectionMembers(namespace: string, collection: string, height?: number): readonly string[];

    /** @returns undefined when there is no such block (yet) at that height */
    block(number: number): common.Block | undefined;
    blockBytes(number: number): Uint8Array | undefined;
    blockByHash(headerHash: Uint8Array): common.Block | undefined;
    blockByTxId(txId: string): common.Block | undefined;
    /** Envelope and validation code, as qscc GetTransactionByID. */
    transaction(txId: string): peer.ProcessedTransaction | undefined;
    /** The first (hence only counting) occurrence of the id in the chain. */
    status(txId: string): TransactionStatus | undefined;
    /** Per-transaction results of a block, in order. */
    results(number: number): readonly TransactionStatus[];
    /** Private write sets of a block held by an organisation: transaction index → bytes of `TxPvtReadWriteSet`. */
    privateData(number: number, mspId: string): ReadonlyMap<number, Uint8Array>;
    /** Private collections of a block that never arrived. */
    missingPrivateData(number: number): readonly MissingPrivateData[];

    /** Called synchronously after each commit, in order. @returns unsubscribe */
    subscribe(listener: (block: CommittedBlock) => void): () => void;
    /** Resolves once height ≥ the given one; rejects when the signal aborts. */
    whenHeight(height: number, signal?: AbortSignal): Promise<void>;

    /**
     * Validates and commits the next block: for the orderer only (tests may call it). Fills in TRANSACTIONS_FILTER and
     * COMMIT_HASH. One SQLite transaction.
     * @throws Error when the block does not continue the chain
     */
    commit(block: common.Block): CommittedBlock;
    close(): void;
}

export interface MissingPrivateData {
    readonly tx: number;
    readonly namespace: string;
    readonly collection: string;
}

/** The channel's configuration as of the newest config block. */
export interface ChannelConfig {
    readonly channel: string;
    /** Block that carries it. */
    readonly block: number;
    readonly config: common.Config;
    readonly organisations: readonly ConfiguredOrganisation[];
    readonly batch: BatchSettings;
    readonly ordererAddresses: readonly string[];
    /** Policy reference of an ACL resource, e.g. `peer/Propose` → `/Channel/Application/Writers`. Defaults as in core/aclmgmt. */
    acl(resource: string): string;
    hasCapability(group: 'Channel' | 'Application' | 'Orderer', name: string): boolean;
}

export interface ConfiguredOrganisation {
    readonly name: string;
    readonly mspId: string;
    readonly application: boolean;
    readonly orderer: boolean;
    readonly anchorPeers: readonly { readonly host: string; readonly port: number }[];
    /** PEM of the TLS roots, for clients. */
    readonly tlsRoots: readonly string[];
}

export interface BatchSettings {
    readonly maxMessages: number;
    readonly absoluteMaxBytes: number;
    readonly preferredMaxBytes: number;
    readonly timeoutMs: number;
}

/** The channel's policies. */
export interface Policies {
    /** By path, e.g. `/Channel/Application/Writers`; relative to `/Channel` without leading slash. Unknown → a policy nobody satisfies. */
    byPath(path: string): Policy;
    /** @throws PolicyError when the envelope is malformed */
    signature(envelope: common.SignaturePolicyEnvelope): Policy;
    /** Bytes of `peer.ApplicationPolicy`: signature policy or channel reference. */
    application(bytes: Uint8Array): Policy;
    /** Endorsement policy of a namespace in force (`_lifecycle` → LifecycleEndorsement). Undefined when not defined. */
    endorsement(namespace: string, height?: number): Policy | undefined;
    /**
     * Policies that a set of endorsers must all satisfy for an interest: namespace policies unless disregarded, collection
     * endorsement policies, key policies. Candidates' `Identity` objects go into `isSatisfiedBy`.
     * @throws PolicyError naming a chaincode that is not defined
     */
    forInterest(interest: peer.ChaincodeInterest, height?: number): readonly Policy[];
    /** Checks a signed request against an ACL resource. @throws PolicyError or MspError */
    checkAcl(resource: string, creator: Uint8Array, message: Uint8Array, signature: Uint8Array): void;
}

/** Private write sets between endorsement and commit. Kept in the store: survives restarts. */
export interface TransientStore {
    /** @param mspId - organisation whose peer holds it (endorser or receiver of the dissemination) */
    stage(txId: string, receivedAtHeight: number, mspId: string, result: SimulationResult): void;
    /** Removes what was received more than so many blocks ago (commit does so by itself with 1000). */
    purgeBelow(height: number): void;
    has(txId: string): boolean;
}

export interface BroadcastResult {
    /** common.Status */
    readonly status: number;
    readonly info: string;
}

export interface Orderer {
    /** Checks an envelope as a real orderer, then queues it. SUCCESS comes before ordering, as from a Raft leader. */
    broadcast(envelope: common.Envelope): Promise<BroadcastResult>;
    /** Cuts a block of what is waiting now. */
    flush(): void;
    /** Orders what is waiting, then refuses with SERVICE_UNAVAILABLE. */
    close(): void;
}

export interface OrdererOptions {
    readonly ledger: Ledger;
    /** Signs blocks; NodeOU orderer. */
    readonly identity: SigningIdentity;
    /** Overrides the channel's batch settings. */
    readonly batch?: Partial<BatchSettings>;
}

/** Material of one organisation from which the genesis block is made: paths as in the data directory. */
export interface OrganisationMaterial {
    readonly name: string;
    readonly mspId: string;
    /** The organisation's `msp` folder: cacerts, tlscacerts, config.yaml (intermediatecerts, crls where present). */
    readonly mspDirectory: string;
    readonly anchorPeers: readonly { readonly host: string; readonly port: number }[];
    /** Orderers with the PEM of their TLS certificates. */
    readonly orderers: readonly {
        readonly host: string;
        readonly port: number;
        readonly tlsCertificate: string;
        /** PEM of the enrolment certificate. */
        readonly certificate: string;
    }[];
}

export { buildGenesis } from './genesis/genesis.js';
export { loadSigningIdentity } from './identity/signing.js';
export { openLedger } from './ledger/open.js';
export { openOrderer } from './ordering/orderer.js';
export { applicationPolicy, parsePolicyExpression } from './policy/expression.js';
