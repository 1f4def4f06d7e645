import type { Identity } from '../identity/identity.js';
import type { ChannelPolicies } from '../policy/channelpolicies.js';
import type { Policy } from '../policy/policy.js';
import { Code, Invalid } from './codes.js';
import { parseKeyPolicy, parseMetadata, VALIDATION_PARAMETER } from './metadata.js';
import type { NamespaceRwset } from './rwset.js';
import type { Snapshot } from './snapshot.js';
import { hashedSpace } from './spaces.js';

interface WrittenKey {
    /** '' for public keys. */
    readonly collection: string;
    /** Key bytes; for collections the hash of the key. */
    readonly key: Uint8Array;
    readonly metadataOnly: boolean;
}

/**
 * Policies of everything written in one namespace by one transaction after another of a block: the key's own parameter if
 * it has one, else the collection's or the namespace's. A parameter that an earlier transaction of the block changed
 * makes the later one fail (statebased/vpmanagerimpl.go).
 */
export class KeyPolicies {
    readonly #snapshot: Snapshot;
    readonly #policies: ChannelPolicies;
    readonly #changed = new Set<string>();

    constructor(snapshot: Snapshot, policies: ChannelPolicies) {
        this.#snapshot = snapshot;
        this.#policies = policies;
    }

    /** @throws Invalid ENDORSEMENT_POLICY_FAILURE */
    check(namespace: string, rwset: NamespaceRwset | undefined, endorsers: readonly Identity[]): void {
        const written = rwset === undefined ? [] : writtenKeys(rwset);
        const satisfied = new Set<Policy>();
        const mustSatisfy = (policy: Policy): void => {
            if (!satisfied.has(policy) && !policy.isSatisfiedBy(endorsers)) {
                throw failure(`validation of endorsement policy for chaincode ${namespace} failed`);
            }
            satisfied.add(policy);
        };
        for (const { collection, key } of written) {
            if (this.#changed.has(keyId(namespace, collection, key))) {
                throw failure(`validation parameters for a key of ${namespace} have been changed in this block`);
            }
            mustSatisfy(
                this.#parameter(namespace, collection, key) ??
                    this.#policies.collectionEndorsement(namespace, collection, this.#snapshot.height) ??
                    failed(`no such collection '${collection}'`),
            );
        }
        if (satisfied.size === 0) {
            mustSatisfy(
                this.#policies.endorsement(namespace, this.#snapshot.height) ?? failed(`${namespace} is not defined`),
            );
        }
        for (const { collection, key, metadataOnly } of written) {
            if (metadataOnly) {
                this.#changed.add(keyId(namespace, collection, key));
            }
        }
    }

    #parameter(namespace: string, collection: string, key: Uint8Array): Policy | undefined {
        const space = collection === '' ? namespace : hashedSpace(namespace, collection);
        const metadata = this.#snapshot.metadata(space, key);
        const parameter = metadata === undefined ? undefined : parseMetadata(metadata).get(VALIDATION_PARAMETER);
        if (parameter === undefined || parameter.length === 0) {
            return undefined;
        }
        try {
            return this.#policies.signature(parseKeyPolicy(parameter));
        } catch (error) {
            throw failure(`could not translate policy for ${namespace}: ${String(error)}`);
        }
    }
}

function writtenKeys({ kv, collections }: NamespaceRwset): readonly WrittenKey[] {
    const publicKey = (key: string, metadataOnly: boolean): WrittenKey => ({
        collection: '',
        key: Buffer.from(key),
        metadataOnly,
    });
    return [
        ...kv.getWritesList().map((write) => publicKey(write.getKey(), false)),
        ...kv.getMetadataWritesList().map((write) => publicKey(write.getKey(), true)),
        ...collections.flatMap(({ collection, hashed }) => [
            ...hashed
                .getHashedWritesList()
                .map((write) => ({ collection, key: write.getKeyHash_asU8(), metadataOnly: false })),
            ...hashed
                .getMetadataWritesList()
                .map((write) => ({ collection, key: write.getKeyHash_asU8(), metadataOnly: true })),
        ]),
    ];
}

function keyId(namespace: string, collection: string, key: Uint8Array): string {
    return `${namespace}\0${collection}\0${Buffer.from(key).toString('latin1')}`;
}

function failure(message: string): Invalid {
    return new Invalid(Code.ENDORSEMENT_POLICY_FAILURE, message);
}

function failed(message: string): never {
    throw failure(message);
}
