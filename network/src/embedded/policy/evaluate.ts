import { common, type msp } from '@hyperledger/fabric-protos';
import type { Identity } from '../identity/identity.js';
import type { Membership } from '../identity/membership.js';
import { Recent } from '../ledger/recent.js';
import { type Policy, PolicyError, type SignedData } from './policy.js';
import { principalMspIds } from './principal.js';

type Rule = (identities: readonly Identity[], used: boolean[]) => boolean;

/**
 * Identities whose signatures are right, each certificate once, in order
 * (`common/policies` SignatureSetToValidIdentities). Validity of the certificate is judged by the principals.
 */
export function signers(msps: Membership, signed: readonly SignedData[]): readonly Identity[] {
    const found = new Map<string, Identity>();
    for (const { data, identity: serialized, signature } of signed) {
        try {
            const identity = msps.deserialize(serialized);
            if (!found.has(identity.id)) {
                msps.verify(identity, data, signature);
                found.set(identity.id, identity);
            }
        } catch {
            // left out, as by a peer: others may still satisfy the policy
        }
    }
    return [...found.values()];
}

abstract class Evaluated implements Policy {
    abstract readonly mspIds: readonly string[];
    protected readonly msps: Membership;

    constructor(msps: Membership) {
        this.msps = msps;
    }

    evaluateSignedData(signed: readonly SignedData[]): void {
        this.evaluateIdentities(signers(this.msps, signed));
    }

    evaluateIdentities(identities: readonly Identity[]): void {
        const failure = this.failure(identities);
        if (failure !== undefined) {
            throw new PolicyError(failure);
        }
    }

    isSatisfiedBy(identities: readonly Identity[]): boolean {
        return this.failure(identities) === undefined;
    }

    /** Why identities do not satisfy the policy, in Fabric's words; a text, since errors cost much and most sub-policies fail. */
    protected abstract failure(identities: readonly Identity[]): string | undefined;
}

/** A signature policy: `common/cauthdsl`. */
export class SignaturePolicy extends Evaluated {
    readonly mspIds: readonly string[];
    readonly #rule: Rule;
    readonly #answers = new Recent<'yes' | 'no'>(1024);

    constructor(msps: Membership, envelope: common.SignaturePolicyEnvelope) {
        super(msps);
        if (envelope.getVersion() !== 0) {
            throw new PolicyError(
                `this evaluator only understands messages of version 0, but version was ${envelope.getVersion()}`,
            );
        }
        const principals = envelope.getIdentitiesList();
        this.#rule = compile(msps, envelope.getRule(), principals);
        this.mspIds = [...new Set(principals.flatMap(principalMspIds))];
    }

    protected failure(identities: readonly Identity[]): string | undefined {
        const key = `${this.msps.generation}|${identities.map((identity) => identity.id).join('|')}`;
        const answer = this.#answers.compute(key, () => {
            const distinct = [...new Map(identities.map((identity) => [identity.id, identity])).values()];
            return this.#rule(distinct, new Array<boolean>(distinct.length).fill(false)) ? 'yes' : 'no';
        });
        return answer === 'no' ? 'signature set did not satisfy policy' : undefined;
    }
}

/** ANY, ALL or MAJORITY of the same-named policies of the groups below. */
export class ImplicitMetaPolicy extends Evaluated {
    readonly mspIds: readonly string[];
    readonly #policies: readonly Policy[];
    readonly #threshold: number;
    readonly #name: string;

    constructor(msps: Membership, meta: common.ImplicitMetaPolicy, policies: readonly Policy[]) {
        super(msps);
        this.#policies = policies;
        this.#name = meta.getSubPolicy();
        this.#threshold = threshold(meta.getRule(), policies.length);
        this.mspIds = [...new Set(policies.flatMap((policy) => policy.mspIds))];
    }

    protected failure(identities: readonly Identity[]): string | undefined {
        let satisfied = 0;
        for (const policy of this.#policies) {
            if (satisfied < this.#threshold && policy.isSatisfiedBy(identities)) {
                satisfied += 1;
            }
        }
        return satisfied < this.#threshold
            ? `implicit policy evaluation failed - ${satisfied} sub-policies were satisfied, but this policy requires ${this.#threshold} of the '${this.#name}' sub-policies to be satisfied`
            : undefined;
    }
}

/** What an unknown policy evaluates to. */
export class RejectPolicy extends Evaluated {
    readonly mspIds: readonly string[] = [];
    readonly #name: string;

    constructor(msps: Membership, name: string) {
        super(msps);
        this.#name = name;
    }

    protected failure(): string {
        return `no such policy: '${this.#name}'`;
    }
}

function threshold(rule: number, count: number): number {
    switch (rule) {
        case common.ImplicitMetaPolicy.Rule.ANY:
            return Math.min(1, count);
        case common.ImplicitMetaPolicy.Rule.ALL:
            return count;
        default:
            return count === 0 ? 0 : Math.floor(count / 2) + 1;
    }
}

function compile(
    msps: Membership,
    policy: common.SignaturePolicy | undefined,
    principals: readonly msp.MSPPrincipal[],
): Rule {
    const outOf = policy?.getNOutOf();
    if (outOf !== undefined) {
        const rules = outOf.getRulesList().map((rule) => compile(msps, rule, principals));
        return (identities, used) => allOf(rules, identities, used) >= outOf.getN();
    }
    if (policy?.getTypeCase() !== common.SignaturePolicy.TypeCase.SIGNED_BY) {
        throw new PolicyError('Empty policy element');
    }
    const index = policy.getSignedBy();
    const principal = principals[index];
    if (principal === undefined) {
        throw new PolicyError(
            `identity index out of range, requested ${index}, but identities length is ${principals.length}`,
        );
    }
    const suffix = `|${Buffer.from(principal.serializeBinary()).toString('latin1')}`;
    return (identities, used) => {
        const found = identities.findIndex(
            (identity, at) => !used[at] && msps.failure(identity, principal, identity.id + suffix) === undefined,
        );
        if (found >= 0) {
            used[found] = true;
        }
        return found >= 0;
    };
}

/** Greedy, in order, without backtracking; a failed branch gives back what it used. The same as Fabric's evaluation. */
function allOf(rules: readonly Rule[], identities: readonly Identity[], used: boolean[]): number {
    let satisfied = 0;
    for (const rule of rules) {
        const tried = [...used];
        if (rule(identities, tried)) {
            satisfied += 1;
            tried.forEach((taken, at) => {
                used[at] = taken;
            });
        }
    }
    return satisfied;
}
