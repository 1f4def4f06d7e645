import { peer as protos } from '@hyperledger/fabric-protos';
import type { Peer } from '../endorser/endorser.js';
import type { Ledger, StateReader } from '../ledger.js';
import { approvalName, approvedRecord } from '../system/lifecycle/definition.js';
import { LIFECYCLE, mismatches, NAMESPACES, readField, SOURCES } from '../system/lifecycle/records.js';
import type { ChaincodeRuntime } from './runtime.js';
import type { Transaction } from './transaction.js';

/** What a peer must know to run a chaincode (`core/chaincode/lifecycle/endorsement_info.go`). */
export interface Deployment {
    readonly version: string;
    readonly initRequired: boolean;
    readonly packageId: string;
}

type Approval = Readonly<{ approved: boolean; packageId: string }>;

/** Finds what each peer runs for a chaincode: the definition in force and its own organisation's approval. */
export class Deployments {
    readonly #ledger: Ledger;
    readonly #runtime: ChaincodeRuntime;
    readonly #approvals = new Map<string, Approval>();
    #edition = -1;

    constructor(ledger: Ledger, runtime: ChaincodeRuntime) {
        this.#ledger = ledger;
        this.#runtime = runtime;
    }

    /**
     * Looks up a chaincode for a transaction. Records the read of its sequence, which a redefinition in flight invalidates.
     * @throws Error with a real peer's text: not found, not approved, not installed
     */
    find(transaction: Transaction, name: string): Deployment {
        const { simulator, channel, peer } = transaction;
        if (!simulator) {
            throw new Error(`could not get channel config for channel '${channel}'`);
        }
        const definition = this.#ledger.definitionFor(simulator, name);
        if (!definition) {
            throw new Error(`chaincode ${name} not found`);
        }
        const { approved, packageId } = this.#approval(peer, name, simulator.height);
        if (!approved) {
            throw new Error(
                `chaincode definition for '${name}' at sequence ${definition.sequence} on channel '${channel}' has not yet been approved by this org`,
            );
        }
        if (!this.#runtime.installed(peer.name).has(packageId)) {
            throw new Error(`chaincode definition for '${name}' exists, but chaincode is not installed`);
        }
        return { version: definition.version, initRequired: definition.initRequired, packageId };
    }

    /** Whether a peer could endorse for a chaincode now: defined, approved by its organisation, installed. */
    canEndorse(peer: Peer, name: string): boolean {
        const { approved, packageId } = this.#approval(peer, name, peer.height());
        return approved && this.#runtime.installed(peer.name).has(packageId);
    }

    /** The package that the peer's organisation approved for a chaincode; '' where it approved none. */
    packageOf(peer: Peer, name: string): string {
        return this.#approval(peer, name, peer.height()).packageId;
    }

    /** Ids of the packages installed on a peer. */
    installed(peer: Peer): readonly string[] {
        return [...this.#runtime.installed(peer.name).keys()];
    }

    #approval(peer: Peer, name: string, height: number): Approval {
        const edition = this.#ledger.definitionEdition(height);
        if (edition !== this.#edition) {
            this.#approvals.clear();
            this.#edition = edition;
        }
        const key = `${peer.mspId} ${name}`;
        const known = this.#approvals.get(key);
        if (known) {
            return known;
        }
        const approval = readApproval(this.#ledger, peer.mspId, name, height);
        this.#approvals.set(key, approval);
        return approval;
    }
}

function readApproval(ledger: Ledger, mspId: string, name: string, height: number): Approval {
    const definition = ledger.definition(name, height);
    if (!definition) {
        return { approved: false, packageId: '' };
    }
    const state = privateRecords(ledger.read({ mspId, height }), `_implicit_org_${mspId}`);
    const approval = approvalName(name, definition.sequence);
    const record = approvedRecord({ ...definition, collections: definition.collections ?? noCollections() });
    return {
        approved: mismatches(state, NAMESPACES, approval, record).length === 0,
        packageId: readField(state, SOURCES, approval, 'PackageID').getString(),
    };
}

function noCollections(): protos.CollectionConfigPackage {
    return new protos.CollectionConfigPackage();
}

function privateRecords(
    reader: StateReader,
    collection: string,
): Readonly<{ get(key: string): Uint8Array | undefined; hash(key: string): Uint8Array | undefined }> {
    return {
        get: (key) => reader.getPrivateData(LIFECYCLE, collection, key),
        hash: (key) => reader.getPrivateDataHash(LIFECYCLE, collection, key),
    };
}
