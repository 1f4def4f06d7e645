import type { Identity } from '../identity/identity.js';

/** Data signed by an identity, as handed to policy evaluation. */
export interface SignedData {
    readonly data: Uint8Array;
    /** Bytes of `msp.SerializedIdentity`. */
    readonly identity: Uint8Array;
    readonly signature: Uint8Array;
}

/** A policy ready to be evaluated. Semantics: `common/cauthdsl` and `common/policies` of Fabric. */
export interface Policy {
    /**
     * Verifies signatures (identities that do not parse, repeat, or whose signature is wrong are left out, as in Fabric),
     * then evaluates.
     * @throws PolicyError with Fabric's text, e.g. `signature set did not satisfy policy`.
     */
    evaluateSignedData(signed: readonly SignedData[]): void;
    /** Evaluates identities whose signatures were verified already, or that are hypothetical (endorsement plans). */
    evaluateIdentities(identities: readonly Identity[]): void;
    /** As `evaluateIdentities`, answering true or false. */
    isSatisfiedBy(identities: readonly Identity[]): boolean;
    /** MSP ids the policy names, in order of first appearance (implicit-meta: of all sub-policies). */
    readonly mspIds: readonly string[];
}

/** A policy was not satisfied, or cannot be parsed. */
export class PolicyError extends Error {
    override readonly name = 'PolicyError';
}
