import { hash } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { Recent } from '../ledger/recent.js';
import { RecentBytes } from '../ledger/recentbytes.js';
import { type Identity, MspError, type Msps, type SigningIdentity } from './identity.js';
import { OrganisationMsp, type ParsedIdentity } from './organisationmsp.js';
import { verifyMessage } from './signature.js';

interface Verified {
    /** Identity's `id`. */
    readonly signer: string;
    /** SHA-256 of the message. */
    readonly digest: string;
}

/** The membership services of a channel, with memories that make repeated checks cheap. */
export class Membership implements Msps {
    readonly mspIds: readonly string[];
    readonly #channel: string;
    readonly #msps: ReadonlyMap<string, OrganisationMsp>;
    readonly #identities = new RecentBytes<ParsedIdentity>(4096);
    /** By identity: undefined reason = valid. */
    readonly #validity = new Recent<{ readonly error: MspError | undefined }>(8192);
    readonly #fulfilled = new Recent<{ readonly error: MspError | undefined }>(16384);
    /** What each signature was verified for. */
    readonly #signatures = new Recent<Verified>(16384);
    #generation = 0;

    /** @param ed25519 - channel capability V3_0 */
    constructor(channel: string, configs: readonly msp.FabricMSPConfig[], options: { readonly ed25519: boolean }) {
        this.#channel = channel;
        this.#msps = new Map(configs.map((config) => [config.getName(), new OrganisationMsp(config, options)]));
        this.mspIds = [...this.#msps.keys()];
    }

    /** Changes when earlier answers about validity may have become wrong. */
    get generation(): number {
        return this.#generation;
    }

    deserialize(serialized: Uint8Array): ParsedIdentity {
        const known = this.#identities.get(serialized);
        if (known !== undefined) {
            return known;
        }
        const parsed = parseSerialized(serialized);
        const organisation = this.#msps.get(parsed.getMspid());
        if (organisation === undefined) {
            throw new MspError(`MSP ${parsed.getMspid()} is not defined on channel`);
        }
        const identity = organisation.parse(Uint8Array.from(serialized), parsed.getIdBytes_asU8());
        this.#identities.set(identity.serialized, identity);
        return identity;
    }

    validate(identity: Identity): void {
        const { error } = this.#validity.compute(identity.id, () =>
            attempt(() => this.#organisation(identity).validate(this.deserialize(identity.serialized))),
        );
        if (error !== undefined) {
            throw error;
        }
    }

    expired(identity: Identity, at: Date = new Date()): boolean {
        return at.getTime() >= identity.expiresAt.getTime();
    }

    verify(identity: Identity, message: Uint8Array, signature: Uint8Array): void {
        const key = latin1(signature);
        const digest = hash('sha256', message, 'base64');
        const known = this.#signatures.get(key);
        if (known?.signer !== identity.id || known.digest !== digest) {
            verifyMessage(identity.publicKey, message, signature);
            this.#signatures.set(key, { signer: identity.id, digest });
        }
    }

    sign(signer: SigningIdentity, message: Uint8Array): Uint8Array {
        const signature = signer.sign(message);
        const digest = hash('sha256', message, 'base64');
        this.#signatures.set(latin1(signature), { signer: signer.identity.id, digest });
        return signature;
    }

    satisfies(identity: Identity, principal: msp.MSPPrincipal): void {
        const key = `${identity.id}|${Buffer.from(principal.serializeBinary()).toString('latin1')}`;
        const error = this.failure(identity, principal, key);
        if (error !== undefined) {
            throw error;
        }
    }

    /** As `satisfies`, answering the error; the caller keeps the key of the pair. */
    failure(identity: Identity, principal: msp.MSPPrincipal, key: string): MspError | undefined {
        return this.#fulfilled.compute(key, () =>
            attempt(() => this.#organisation(identity).satisfies(this.deserialize(identity.serialized), principal)),
        ).error;
    }

    authenticate(creator: Uint8Array, message: Uint8Array, signature: Uint8Array): Identity {
        let identity: Identity;
        try {
            identity = this.deserialize(creator);
        } catch (cause) {
            throw new MspError(`access denied: channel [${this.#channel}] creator org unknown, creator is malformed`, {
                cause,
            });
        }
        try {
            this.validate(identity);
            this.verify(identity, message, signature);
        } catch (cause) {
            throw new MspError(`access denied: channel [${this.#channel}] creator org [${identity.mspId}]`, { cause });
        }
        return identity;
    }

    revoke(mspId: string, serialNumberHex: string): void {
        const organisation = this.#msps.get(mspId);
        if (organisation === undefined) {
            throw new MspError(`MSP ${mspId} is not defined on channel`);
        }
        organisation.revoke(serialNumberHex);
        this.#validity.clear();
        this.#fulfilled.clear();
        this.#generation += 1;
    }

    #organisation(identity: Identity): OrganisationMsp {
        const organisation = this.#msps.get(identity.mspId);
        if (organisation === undefined) {
            throw new MspError(`MSP ${identity.mspId} is not defined on channel`);
        }
        return organisation;
    }
}

function latin1(bytes: Uint8Array): string {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function parseSerialized(serialized: Uint8Array): msp.SerializedIdentity {
    try {
        return msp.SerializedIdentity.deserializeBinary(serialized);
    } catch (cause) {
        throw new MspError('could not deserialize a SerializedIdentity', { cause });
    }
}

function attempt(check: () => void): { readonly error: MspError | undefined } {
    try {
        check();
        return { error: undefined };
    } catch (error) {
        return { error: error instanceof MspError ? error : new MspError(String(error), { cause: error }) };
    }
}
