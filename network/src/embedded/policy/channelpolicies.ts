import { common, peer } from '@hyperledger/fabric-protos';
import type { Membership } from '../identity/membership.js';
import { type Definitions, implicitOrganisation, LIFECYCLE } from '../ledger/definitions.js';
import { Recent } from '../ledger/recent.js';
import type { ChannelConfig, Policies } from '../ledger.js';
import { ImplicitMetaPolicy, RejectPolicy, SignaturePolicy } from './evaluate.js';
import { type Policy, PolicyError } from './policy.js';

const LIFECYCLE_ENDORSEMENT = '/Channel/Application/LifecycleEndorsement';

/** All policies of a channel: those of its configuration, of chaincode definitions, and any signature policy. */
export class ChannelPolicies implements Policies {
    readonly #config: ChannelConfig;
    readonly #definitions: Definitions;
    readonly #msps: Membership;
    readonly #byPath = new Map<string, Policy>();
    readonly #byApplication = new Recent<Policy>(256);
    readonly #bySignature = new Recent<Policy>(1024);

    constructor(config: ChannelConfig, definitions: Definitions, msps: Membership) {
        this.#config = config;
        this.#definitions = definitions;
        this.#msps = msps;
        const root = config.config.getChannelGroup();
        if (root !== undefined) {
            this.#addGroup('/Channel', root);
        }
    }

    byPath(path: string): Policy {
        const absolute = path.startsWith('/') ? path : `/Channel/${path}`;
        return this.#byPath.get(absolute) ?? new RejectPolicy(this.#msps, path);
    }

    has(path: string): boolean {
        return this.#byPath.has(path);
    }

    signature(envelope: common.SignaturePolicyEnvelope): Policy {
        const key = Buffer.from(envelope.serializeBinary()).toString('latin1');
        return this.#bySignature.compute(key, () => new SignaturePolicy(this.#msps, envelope));
    }

    application(bytes: Uint8Array): Policy {
        return this.#byApplication.compute(Buffer.from(bytes).toString('latin1'), () =>
            this.#applicationPolicy(peer.ApplicationPolicy.deserializeBinary(bytes)),
        );
    }

    endorsement(namespace: string, height?: number): Policy | undefined {
        if (namespace === LIFECYCLE) {
            return this.byPath(LIFECYCLE_ENDORSEMENT);
        }
        const definition = this.#definitions.get(namespace, height ?? Number.MAX_SAFE_INTEGER);
        return definition === undefined ? undefined : this.application(definition.validationParameter);
    }

    /**
     * Policy for writes in a collection: its own, that of an implicit collection's organisation, or the namespace's.
     * @returns undefined when there is no such collection
     */
    collectionEndorsement(namespace: string, collection: string, height?: number): Policy | undefined {
        const at = height ?? Number.MAX_SAFE_INTEGER;
        if (collection === '') {
            return this.endorsement(namespace, at);
        }
        const config = this.#definitions.collection(namespace, collection, at);
        if (config === undefined) {
            return undefined;
        }
        const organisation = implicitOrganisation(collection);
        if (organisation !== undefined) {
            const name = this.#config.organisations.find((candidate) => candidate.mspId === organisation)?.name ?? '';
            return this.byPath(`/Channel/Application/${name}/Endorsement`);
        }
        const own = config.getEndorsementPolicy();
        return own === undefined ? this.endorsement(namespace, at) : this.#applicationPolicy(own);
    }

    forInterest(interest: peer.ChaincodeInterest, height?: number): readonly Policy[] {
        const policies = new Set<Policy>();
        for (const call of interest.getChaincodesList()) {
            const namespace = this.endorsement(call.getName(), height);
            if (namespace === undefined) {
                throw new PolicyError(
                    `No metadata was found for chaincode ${call.getName()} in channel ${this.#config.channel}`,
                );
            }
            for (const policy of call.getKeyPoliciesList()) {
                policies.add(this.signature(policy));
            }
            const collections = call.getCollectionNamesList();
            for (const collection of collections) {
                policies.add(this.collectionEndorsement(call.getName(), collection, height) ?? namespace);
            }
            if (collections.length === 0 && !call.getDisregardNamespacePolicy()) {
                policies.add(namespace);
            }
        }
        return [...policies];
    }

    checkAcl(resource: string, creator: Uint8Array, message: Uint8Array, signature: Uint8Array): void {
        const path = this.#config.acl(resource);
        try {
            this.byPath(path).evaluateSignedData([{ data: message, identity: creator, signature }]);
        } catch (cause) {
            const reason = cause instanceof Error ? cause.message : String(cause);
            throw new PolicyError(
                `Failed evaluating policy on signed data during check policy on channel [${this.#config.channel}] with policy [${path}]: [${reason}]`,
                { cause },
            );
        }
    }

    #applicationPolicy(policy: peer.ApplicationPolicy): Policy {
        const signature = policy.getSignaturePolicy();
        return signature === undefined
            ? this.byPath(policy.getChannelConfigPolicyReference())
            : this.signature(signature);
    }

    /** Sub-groups first: implicit-meta policies refer to them. */
    #addGroup(path: string, group: common.ConfigGroup): void {
        const children: string[] = [];
        group.getGroupsMap().forEach((child: common.ConfigGroup, name: string) => {
            children.push(`${path}/${name}`);
            this.#addGroup(`${path}/${name}`, child);
        });
        group.getPoliciesMap().forEach((entry: common.ConfigPolicy, name: string) => {
            const policy = entry.getPolicy();
            const value = policy?.getValue_asU8() ?? new Uint8Array();
            if (policy?.getType() === common.Policy.PolicyType.SIGNATURE) {
                const envelope = common.SignaturePolicyEnvelope.deserializeBinary(value);
                this.#byPath.set(`${path}/${name}`, this.signature(envelope));
            } else if (policy?.getType() === common.Policy.PolicyType.IMPLICIT_META) {
                const meta = common.ImplicitMetaPolicy.deserializeBinary(value);
                const subPolicies = children.map((child) => this.byPath(`${child}/${meta.getSubPolicy()}`));
                this.#byPath.set(`${path}/${name}`, new ImplicitMetaPolicy(this.#msps, meta, subPolicies));
            }
        });
    }
}
