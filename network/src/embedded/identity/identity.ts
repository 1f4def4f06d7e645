import type { KeyObject } from 'node:crypto';
import type { msp } from '@hyperledger/fabric-protos';

/** NodeOU roles a certificate can carry; `member` is implied for every valid identity. */
export type NodeRole = 'client' | 'peer' | 'admin' | 'orderer';

/**
 * A public identity (certificate + MSP) parsed from a `msp.SerializedIdentity`.
 * Instances are cached by their bytes: compare with `id`, never by reference.
 */
export interface Identity {
    readonly mspId: string;
    /** Unique per certificate: MSP id and SHA-256 of its signed part. */
    readonly id: string;
    /** The bytes of the `msp.SerializedIdentity` this was parsed from. */
    readonly serialized: Uint8Array;
    readonly pem: string;
    readonly publicKey: KeyObject;
    /** notAfter of the certificate. */
    readonly expiresAt: Date;
    /** Organisational units of the subject. */
    readonly units: readonly string[];
    /** Common name of the subject, for messages. */
    readonly commonName: string;
    /** NodeOU role; undefined when no NodeOU (or more than one) matches, or the MSP is unknown. */
    readonly role: NodeRole | undefined;
}

/** An identity with its private key: signs endorsements and blocks. ECDSA signatures are DER with low S. */
export interface SigningIdentity {
    readonly identity: Identity;
    readonly mspId: string;
    /** Bytes of `msp.SerializedIdentity`, to be put into signature headers and endorsements. */
    readonly serialized: Uint8Array;
    sign(message: Uint8Array): Uint8Array;
}

/** The membership service of a channel: all organisations' MSPs. Texts of errors are those of a real peer. */
export interface Msps {
    readonly mspIds: readonly string[];
    /**
     * Parses a serialized identity. Does not validate it.
     * @throws MspError `MSP <id> is unknown`, `could not decode the PEM structure`, …
     */
    deserialize(serialized: Uint8Array): Identity;
    /**
     * Chain to a root or intermediate of its MSP, not revoked, NodeOU present and unambiguous.
     * Expiry is not part of it, as in Fabric (the chain is checked at a time inside the certificate's life); see `expired`.
     * @throws MspError `identity is not valid: …`
     */
    validate(identity: Identity): void;
    /** True when the certificate has passed notAfter at the given time. */
    expired(identity: Identity, at?: Date): boolean;
    /**
     * Low-S ECDSA (P-256/P-384 with SHA-256, as Fabric's BCCSP default) or Ed25519. Results are remembered.
     * @throws MspError when the signature is malformed, has high S, or is wrong (`The signature is invalid`).
     */
    verify(identity: Identity, message: Uint8Array, signature: Uint8Array): void;
    /**
     * Signs, and remembers the signature as verified: the certificate of a signing identity was compared with its key when
     * it was loaded. Whether the identity is valid is asked all the same.
     */
    sign(signer: SigningIdentity, message: Uint8Array): Uint8Array;
    /**
     * Whether a valid identity fulfils a principal (ROLE, ORGANIZATION_UNIT, IDENTITY, COMBINED).
     * @throws MspError saying why not, e.g. `This identity is not a member`.
     */
    satisfies(identity: Identity, principal: msp.MSPPrincipal): void;
    /**
     * Deserialise, validate and verify in one go, with the wrapping texts of a peer's proposal check
     * (`access denied: channel [c] creator org unknown, creator is malformed`,
     * `access denied: channel [c] creator org [OrgMSP]`); reasons are in `cause`.
     */
    authenticate(creator: Uint8Array, message: Uint8Array, signature: Uint8Array): Identity;
    /** Hook for revocation lists (DER or PEM CRLs of the MSP folder are loaded already): add a serial number. */
    revoke(mspId: string, serialNumberHex: string): void;
}

/** An error of a membership service; the message is the text of a real peer. */
export class MspError extends Error {
    override readonly name = 'MspError';
}
