import type { Deployments } from '../../chaincode/deployment.js';
import type { Transaction } from '../../chaincode/transaction.js';
import type { Ledger, Simulator } from '../../ledger.js';
import type { PackageStore } from '../packages/packagestore.js';
import { LIFECYCLE, NAMESPACES, type OpaqueRecords, parseMetadata, type WritableRecords } from './records.js';

/** What the functions of the lifecycle chaincode work with. */
export interface LifecycleServices {
    readonly ledger: Ledger;
    readonly packages: PackageStore;
    readonly deployments: Deployments;
}

/** One call of the lifecycle chaincode: the state it sees, as records. */
export class LifecycleInvocation {
    readonly transaction: Transaction;
    readonly services: LifecycleServices;

    constructor(transaction: Transaction, services: LifecycleServices) {
        this.transaction = transaction;
        this.services = services;
    }

    get mspId(): string {
        return this.transaction.peer.mspId;
    }

    /** Organisations that may approve: those of the channel's application group. */
    get organisations(): readonly string[] {
        return this.services.ledger.config.organisations
            .filter((organisation) => organisation.application)
            .map((organisation) => organisation.mspId);
    }

    get simulator(): Simulator {
        const { simulator, channel } = this.transaction;
        if (!simulator) {
            throw new Error(`no application config for channel '${channel}'`);
        }
        return simulator;
    }

    get publicState(): WritableRecords {
        const { simulator } = this;
        return {
            get: (key) => simulator.getState(LIFECYCLE, key),
            put: (key, value) => simulator.setState(LIFECYCLE, key, value),
            delete: (key) => simulator.deleteState(LIFECYCLE, key),
        };
    }

    /** The approvals of the peer's own organisation. */
    get ownState(): WritableRecords {
        const { simulator } = this;
        const collection = implicitCollection(this.mspId);
        return {
            get: (key) => simulator.getPrivateData(LIFECYCLE, collection, key),
            put: (key, value) => simulator.setPrivateData(LIFECYCLE, collection, key, value),
            delete: (key) => simulator.deletePrivateData(LIFECYCLE, collection, key),
        };
    }

    /** Another organisation's approvals, of which only hashes are known. */
    opaqueState(mspId: string): OpaqueRecords {
        const { simulator } = this;
        return { hash: (key) => simulator.getPrivateDataHash(LIFECYCLE, implicitCollection(mspId), key) };
    }

    /** Names with a record of a datatype, from the public state. */
    definedNames(datatype: string): readonly string[] {
        return names(this.simulator.getStateRange(LIFECYCLE, METADATA, `${METADATA}\u007f`), datatype);
    }

    /** Names (`<chaincode>#<sequence>`) with an approval of the peer's own organisation. */
    approvedNames(datatype: string): readonly string[] {
        const range = this.simulator.getPrivateDataRange(
            LIFECYCLE,
            implicitCollection(this.mspId),
            METADATA,
            `${METADATA}\u007f`,
        );
        return names(range, datatype);
    }
}

const METADATA = `${NAMESPACES}/metadata/`;

function implicitCollection(mspId: string): string {
    return `_implicit_org_${mspId}`;
}

function names(range: Iterable<Readonly<{ key: string; value: Uint8Array }>>, datatype: string): readonly string[] {
    return [...range]
        .filter(({ value }) => parseMetadata(value).datatype === datatype)
        .map(({ key }) => key.slice(METADATA.length));
}
