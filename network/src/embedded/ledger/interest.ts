import { type common, peer } from '@hyperledger/fabric-protos';
import { compareUtf8 } from './bytes.js';
import { parseKeyPolicy, VALIDATION_PARAMETER } from './metadata.js';
import type { Metadata } from './simulator.js';

/** A key that was written, and the metadata it had in the snapshot. Public keys have an empty collection. */
export interface WriteNote {
    readonly namespace: string;
    readonly collection: string;
    readonly key: string;
    readonly metadata: Metadata;
}

/** System chaincodes never take part in endorsement plans. */
const SYSTEM_CHAINCODES: ReadonlySet<string> = new Set(['_lifecycle', 'lscc', 'cscc', 'qscc', 'escc', 'vscc']);

interface Needs {
    /** By collection ('' = public): whether its policy is needed, or only those of the keys. */
    readonly required: Map<string, boolean>;
    readonly keyPolicies: common.SignaturePolicyEnvelope[];
}

/** What an endorsement plan must cover (core/endorser buildChaincodeInterest), sorted so that it is the same everywhere. */
export function interestOf(
    namespaces: readonly string[],
    writes: readonly WriteNote[],
    privateReads: ReadonlyMap<string, ReadonlySet<string>>,
): peer.ChaincodeInterest {
    const needs = new Map<string, Needs>();
    const needsOf = (namespace: string): Needs => {
        const known = needs.get(namespace) ?? { required: new Map(), keyPolicies: [] };
        needs.set(namespace, known);
        return known;
    };
    for (const note of new Map(
        writes.map((write) => [`${write.namespace}\0${write.collection}\0${write.key}`, write]),
    ).values()) {
        const { required, keyPolicies } = needsOf(note.namespace);
        required.set('', required.get('') ?? false);
        const parameter = note.metadata.get(VALIDATION_PARAMETER);
        if (parameter === undefined) {
            required.set(note.collection, true);
        } else {
            keyPolicies.push(parseKeyPolicy(parameter));
        }
    }
    for (const namespace of namespaces) {
        if (!needs.has(namespace)) {
            needsOf(namespace).required.set('', true);
        }
    }
    for (const [namespace, collections] of privateReads) {
        for (const collection of collections) {
            needsOf(namespace).required.set(collection, true);
        }
    }
    const interest = new peer.ChaincodeInterest();
    const sorted = [...needs].sort(([a], [b]) => compareUtf8(a, b));
    for (const [namespace, need] of sorted) {
        if (!SYSTEM_CHAINCODES.has(namespace)) {
            interest.setChaincodesList([
                ...interest.getChaincodesList(),
                ...calls(namespace, need, privateReads.get(namespace)),
            ]);
        }
    }
    return interest;
}

function calls(
    namespace: string,
    need: Needs,
    privateReads: ReadonlySet<string> | undefined,
): readonly peer.ChaincodeCall[] {
    return [...need.required]
        .sort(([a], [b]) => compareUtf8(a, b))
        .flatMap(([collection, required]) => {
            const call = new peer.ChaincodeCall();
            call.setName(namespace);
            if (collection !== '') {
                call.setCollectionNamesList([collection]);
                call.setNoPrivateReads(!(privateReads?.has(collection) ?? false));
                return [call];
            }
            if (need.keyPolicies.length === 0 && !required) {
                return [];
            }
            call.setKeyPoliciesList(need.keyPolicies);
            call.setDisregardNamespacePolicy(!required);
            return [call];
        });
}
