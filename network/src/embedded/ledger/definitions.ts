import { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeDefinition } from '../ledger.js';
import { parsePolicyExpression } from '../policy/expression.js';
import { principalMspIds } from '../policy/principal.js';
import { Recent } from './recent.js';
import { Snapshot } from './snapshot.js';
import type { Store } from './store.js';
import type { Stored } from './stored.js';

/** Namespace of chaincode definitions. */
export const LIFECYCLE = '_lifecycle';
const IMPLICIT = '_implicit_org_';
const lifecycle = peer.lifecycle;

/** Key of a definition's field in `_lifecycle` (core/chaincode/lifecycle/serializer.go). */
export function fieldKey(name: string, field: string): string {
    return `namespaces/fields/${name}/${field}`;
}

/** Chaincode definitions and collections as of a height, read from the `_lifecycle` namespace. */
export class Definitions {
    readonly #store: Store;
    readonly #mspIds: () => readonly string[];
    /** Answers at heights with one edition, usually that of the tip. */
    readonly #memo = new Map<string, ChaincodeDefinition | undefined>();
    #memoEdition = -1;
    /** Where this process began, and the heights from which a block changed something. Ascending. */
    readonly #editions: number[] = [];
    readonly #parsed = new Recent<ChaincodeDefinition>(256);
    readonly #members = new Recent<readonly string[]>(1024);

    /** @param mspIds - organisations of the channel's application: each has an implicit collection */
    constructor(store: Store, mspIds: () => readonly string[]) {
        this.#store = store;
        this.#mspIds = mspIds;
    }

    get(name: string, height: number): ChaincodeDefinition | undefined {
        const at = Math.min(height, this.#store.height);
        const edition = this.edition(at);
        if (this.#memoEdition !== edition) {
            this.#memo.clear();
            this.#memoEdition = edition;
        }
        if (!this.#memo.has(name)) {
            this.#memo.set(name, this.#read(name, at));
        }
        return this.#memo.get(name);
    }

    /**
     * Heights of one edition have the same definitions and approvals: what was found out at one holds at the others. Of
     * the time before this process began nothing is known, and each height is an edition.
     */
    edition(height: number): number {
        return this.#editions.findLast((since) => since <= height) ?? height;
    }

    /** Tells that the ledger is open at a height, or that the block below this height wrote in `_lifecycle`. */
    begin(edition: number): void {
        this.#editions.push(edition);
    }

    #read(name: string, height: number): ChaincodeDefinition | undefined {
        const snapshot = new Snapshot(this.#store, height);
        const sequence = field(snapshot, name, 'Sequence');
        if (sequence === undefined) {
            return undefined;
        }
        const key = `${name}|${sequence.version.block}|${sequence.version.tx}`;
        return this.#parsed.compute(key, () => parseDefinition(snapshot, name, sequence));
    }

    names(height: number): readonly string[] {
        const prefix = 'namespaces/metadata/';
        const keys = new Snapshot(this.#store, height).range(
            LIFECYCLE,
            Buffer.from(prefix),
            Buffer.from('namespaces/metadata0'),
        );
        return [...keys]
            .filter(
                (stored) =>
                    lifecycle.StateMetadata.deserializeBinary(stored.value).getDatatype() === 'ChaincodeDefinition',
            )
            .map((stored) => Buffer.from(stored.key).toString().slice(prefix.length));
    }

    collection(namespace: string, name: string, height: number): peer.StaticCollectionConfig | undefined {
        const definition = namespace === LIFECYCLE ? undefined : this.get(namespace, height);
        if (namespace !== LIFECYCLE && definition === undefined) {
            return undefined;
        }
        if (name.startsWith(IMPLICIT)) {
            const mspId = name.slice(IMPLICIT.length);
            return this.#mspIds().includes(mspId) ? implicitCollection(mspId) : undefined;
        }
        return definition?.collections
            ?.getConfigList()
            .map((config) => config.getStaticCollectionConfig())
            .find((config) => config?.getName() === name);
    }

    /** @throws Error with the text of ledger.CollConfigNotDefinedError or InvalidCollNameError */
    mustHaveCollection(namespace: string, name: string, height: number): void {
        if (this.collection(namespace, name, height) !== undefined) {
            return;
        }
        if (namespace !== LIFECYCLE && this.get(namespace, height) === undefined) {
            throw new Error(
                `collection config not defined for chaincode [${namespace}], pass the collection configuration upon chaincode definition/instantiation`,
            );
        }
        throw new Error(`collection [${name}] not defined in the collection config for chaincode [${namespace}]`);
    }

    /** MSP ids named by the collection's membership policy. */
    members(namespace: string, name: string, height: number): readonly string[] {
        const config = this.collection(namespace, name, height);
        const policy = config?.getMemberOrgsPolicy()?.getSignaturePolicy();
        if (config === undefined || policy === undefined) {
            return [];
        }
        const key = Buffer.from(policy.serializeBinary()).toString('latin1');
        return this.#members.compute(key, () => [...new Set(policy.getIdentitiesList().flatMap(principalMspIds))]);
    }

    /** Explicit and implicit collections together, as `AllCollectionsConfigPkg`. */
    all(namespace: string, height: number): peer.CollectionConfigPackage {
        const explicit = namespace === LIFECYCLE ? undefined : this.get(namespace, height)?.collections;
        const configs = [...(explicit?.getConfigList() ?? [])];
        for (const mspId of this.#mspIds()) {
            const config = new peer.CollectionConfig();
            config.setStaticCollectionConfig(implicitCollection(mspId));
            configs.push(config);
        }
        const all = new peer.CollectionConfigPackage();
        all.setConfigList(configs);
        return all;
    }
}

function implicitCollection(mspId: string): peer.StaticCollectionConfig {
    const config = new peer.StaticCollectionConfig();
    config.setName(IMPLICIT + mspId);
    const members = new peer.CollectionPolicyConfig();
    members.setSignaturePolicy(parsePolicyExpression(`OR('${mspId}.member')`));
    config.setMemberOrgsPolicy(members);
    return config;
}

function field(snapshot: Snapshot, name: string, fieldName: string): Stored | undefined {
    return snapshot.get(LIFECYCLE, Buffer.from(fieldKey(name, fieldName)));
}

function bytesOf(snapshot: Snapshot, name: string, fieldName: string): Uint8Array {
    const stored = field(snapshot, name, fieldName);
    return stored === undefined
        ? new Uint8Array()
        : lifecycle.StateData.deserializeBinary(stored.value).getBytes_asU8();
}

function parseDefinition(snapshot: Snapshot, name: string, sequence: Stored): ChaincodeDefinition {
    const endorsement = lifecycle.ChaincodeEndorsementInfo.deserializeBinary(
        bytesOf(snapshot, name, 'EndorsementInfo'),
    );
    const validation = lifecycle.ChaincodeValidationInfo.deserializeBinary(bytesOf(snapshot, name, 'ValidationInfo'));
    const collections = bytesOf(snapshot, name, 'Collections');
    return {
        name,
        sequence: lifecycle.StateData.deserializeBinary(sequence.value).getInt64(),
        version: endorsement.getVersion(),
        initRequired: endorsement.getInitRequired(),
        endorsementPlugin: endorsement.getEndorsementPlugin(),
        validationPlugin: validation.getValidationPlugin(),
        validationParameter: validation.getValidationParameter_asU8(),
        collections: collections.length === 0 ? undefined : peer.CollectionConfigPackage.deserializeBinary(collections),
    };
}

/** MSP id of an implicit collection's organisation. */
export function implicitOrganisation(collection: string): string | undefined {
    return collection.startsWith(IMPLICIT) ? collection.slice(IMPLICIT.length) : undefined;
}
