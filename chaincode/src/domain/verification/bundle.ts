import type { SignedCertificate } from '../credential/credential.js';
import type { SignedStatusList } from '../credential/statuslist.js';
import type { PublicJwk } from '../jwk.js';
import type { LogProof } from '../log/inclusion.js';

/** A bundle as a file has at most so many bytes (UTF-8). */
export const LARGEST_BUNDLE = 65_536;

/**
 * A certificate with everything that a stranger needs to check it offline. As a file it is canonical JSON (RFC 8785), so that no byte of
 * it has a second form. Nothing in it is believed for being in it: each part is signed by somebody, and whom to trust the reader brings.
 */
export type Bundle = {
    readonly type: 'LinguangBundle';
    readonly v: 1;
    readonly credential: SignedCertificate;
    /**
     * X.509 chains of the keys that signed the credential and the status lists, each key once, in this order: base64url of DER, leaf first,
     * without the authority itself. None where no authority certified the keys.
     */
    readonly chains: readonly (readonly string[])[];
    /** The lists that the credential names, in its order: how it stood when the bundle was made. */
    readonly statusLists: readonly SignedStatusList[];
    /** That the credential's digest is in the transparency log; null: not yet logged. */
    readonly log: LogProof | null;
    /** What the ledger's peers and orderers signed of it; null: could not be had when the bundle was made. */
    readonly ledger: FabricEvidence | null;
    /** Who the consortium is, as the gateway that made the bundle knows it; it counts where the reader trusts its digest. */
    readonly network: Network;
};

/** Evidence of the ledger (Hyperledger Fabric). All texts are base64url of the bytes as the nodes made them (protobuf). */
export type FabricEvidence = {
    readonly v: 1;
    /**
     * `common.Payload` of a proposal `certificates:get` of this number with the answer that peers of at least two organisations signed:
     * the record, and by its read version the block and the place of the transaction that wrote it, which those peers hold for valid.
     */
    readonly attestation: string;
    /** The block that the read version names. */
    readonly block: {
        readonly number: number;
        /** SHA-256, hex; '' for block 0. */
        readonly previousHash: string;
        /** SHA-256 (hex) over all envelopes of the block. */
        readonly dataHash: string;
        /** `value` of the block's SIGNATURES metadata; every orderer's signature covers it. */
        readonly value: string;
        /** Orderers: `common.SignatureHeader` and ECDSA signature (DER) over value ‖ header ‖ DER of the block header. */
        readonly signatures: readonly { readonly header: string; readonly signature: string }[];
    };
    /**
     * `common.Envelope` of the transaction that wrote the record. It shows metering points and slots, so it is left out (null) unless the
     * holder asks for it.
     */
    readonly transaction: string | null;
};

/** The anchors of trust of a channel: what a reader must have from a place she trusts, as a whole or as its digest. */
export type Network = {
    readonly type: 'LinguangNetwork';
    readonly v: 1;
    readonly channel: string;
    /** In order of their MSP ids. */
    readonly organisations: readonly {
        readonly mspId: string;
        readonly name: string;
        /** Root certificates of its MSP, base64url of DER. */
        readonly authorities: readonly string[];
    }[];
    /** MSP id of the organisation without whose peers nothing is certified. */
    readonly certifier: string;
    /** Whose signatures make a head of the log; null where there is no log yet. */
    readonly log: {
        readonly id: string;
        /** Organisation whose log it is, as heads name it. */
        readonly certifier: string;
        readonly keys: readonly { readonly org: string; readonly kid: string; readonly jwk: PublicJwk }[];
    } | null;
};
