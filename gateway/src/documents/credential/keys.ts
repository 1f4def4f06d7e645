import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
    type CredentialIssuer,
    chainOf,
    type DidDocument,
    type DocumentKey,
    didDocument,
    didOf,
    type Instant,
    methodsOf,
    type SignEs256,
    thumbprint,
} from '@linguang/chaincode/domain';
import { certifyDocumentKey, writeFileAtomically } from '@linguang/network';
import { z } from 'zod';
import { sha256 } from '../../crypto/sha256.js';
import { gatewayProblem } from '../../problems.js';
import { deterministicSigner, newDocumentKey } from './signer.js';
import { wallInstant } from './wallinstant.js';

export type DocumentKeysOptions = Readonly<{
    /** Folder of the issuer's description and private keys; made with mode 700. */
    folder: string;
    /** Where everybody reaches this gateway: `https://certifier.example`. Part of every certificate, so it must not change. */
    origin?: string;
    /** Stands for it at the first start where none is given. */
    local: string;
    issuer: Readonly<{ name: string; accreditationId: string }>;
    organisation: string;
    /** Folder of the organisation's authority, `ca-cert.pem` and `ca-key.pem`; undefined or absent: keys stay without a certificate. */
    authority?: string;
}>;

const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
const Description = z.strictObject({
    v: z.literal(1),
    did: z.string(),
    name: z.string(),
    accreditationId: z.string(),
    keys: z
        .array(
            z.strictObject({
                kid: z.string(),
                jwk: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
                created: instant,
                expires: instant.nullable(),
                revoked: instant.nullable(),
                x5c: z.array(z.string()),
            }),
        )
        .min(1),
});
type Description = z.infer<typeof Description>;

/** What signs documents now. */
export type CurrentKey = Readonly<{
    kid: string;
    /** Names of its verification methods. */
    methods: ReturnType<typeof methodsOf>;
    sign: SignEs256;
    /** X.509, DER, leaf first; empty where no authority certified it. */
    chain: readonly Uint8Array[];
}>;

/**
 * The certifier's keys for documents: apart from the keys of peers and clients, in a folder of their own, made at the first start. One
 * signs; those before it are published for ever, so that what they signed stays valid, and their private halves are destroyed.
 */
export class DocumentKeys {
    readonly #options: DocumentKeysOptions;
    #description: Description;
    #current: CurrentKey;
    /** One change after another. */
    #changing: Promise<unknown> = Promise.resolve();

    private constructor(options: DocumentKeysOptions, description: Description, pem: string) {
        this.#options = options;
        this.#description = description;
        this.#current = currentKey(description, pem);
    }

    /** Reads the keys, or makes the first. @throws DOCUMENT_ISSUER where the folder belongs to another address, or a file is missing */
    static async open(options: DocumentKeysOptions, now: Instant): Promise<DocumentKeys> {
        const { folder, origin, local, issuer } = options;
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await chmod(folder, 0o700);
        const text = await readFile(join(folder, 'issuer.json'), 'utf8').catch(ifAbsent);
        if (text === undefined) {
            const { key, pem } = await makeKey(options, now);
            const description: Description = { v: 1, did: didOf(origin ?? local), ...issuer, keys: [key] };
            const keys = new DocumentKeys(options, description, pem);
            await keys.#save(description);
            return keys;
        }
        const description = Description.parse(JSON.parse(text));
        if (origin !== undefined && description.did !== didOf(origin)) {
            throw gatewayProblem('DOCUMENT_ISSUER', {
                reason: `${folder} belongs to ${description.did}, not to ${origin}; certificates name their issuer for ever`,
            });
        }
        const file = keyFile(folder, lastOf(description).kid);
        const pem = await readFile(file, 'utf8').catch(ifAbsent);
        if (pem === undefined) {
            throw gatewayProblem('DOCUMENT_ISSUER', { reason: `${file} is missing; restore it from the backup` });
        }
        return new DocumentKeys(options, description, pem);
    }

    get did(): string {
        return this.#description.did;
    }

    get issuer(): CredentialIssuer {
        const { did, name, accreditationId } = this.#description;
        return { id: did, name, accreditationId };
    }

    /** Every key it ever signed with, oldest first. */
    get all(): readonly DocumentKey[] {
        return this.#description.keys;
    }

    get current(): CurrentKey {
        return this.#current;
    }

    get document(): DidDocument {
        return didDocument(this.did, this.all);
    }

    /**
     * Puts a new key in the place of the current one. What the old one signed stays valid; its private half is destroyed.
     * @returns the new key
     */
    async rotate(now: () => Instant): Promise<DocumentKey> {
        return await this.#change(async () => await this.#replace(now(), null));
    }

    /**
     * Says that a key may be in other hands from a moment on: what it signed from then is not believed, and what it signed before only
     * with proof that the ledger or the log had it by then. The current key is replaced at once.
     * @param since - not later than now
     * @throws DOCUMENT_KEY for an unknown key, a date in the future, or one later than an earlier one
     */
    async distrust(kid: string, since: Instant, now: () => Instant): Promise<DocumentKey> {
        return await this.#change(async () => {
            const key = this.#description.keys.find((one) => one.kid === kid);
            if (key === undefined) {
                throw gatewayProblem('DOCUMENT_KEY', { reason: 'it is none of this certifier' });
            }
            if (since > now() || (key.revoked !== null && since > key.revoked)) {
                throw gatewayProblem('DOCUMENT_KEY', {
                    reason: 'the date can only be in the past, and only become earlier',
                });
            }
            if (kid === this.#current.kid) {
                await this.#replace(now(), since);
            } else {
                await this.#save(withKey(this.#description, { ...key, revoked: since }));
            }
            return lastOf({ ...this.#description, keys: this.#description.keys.filter((one) => one.kid === kid) });
        });
    }

    async #replace(at: Instant, revoked: Instant | null): Promise<DocumentKey> {
        const old = lastOf(this.#description);
        const { key, pem } = await makeKey(this.#options, at);
        // What it signed in this very second stays valid: times are in whole seconds.
        const expires = wallInstant(Date.parse(at) + 1000);
        const described = withKey(this.#description, { ...old, expires, revoked });
        const description: Description = { ...described, keys: [...described.keys, key] };
        await this.#save(description);
        this.#current = currentKey(description, pem);
        await rm(keyFile(this.#options.folder, old.kid), { force: true });
        return key;
    }

    async #save(description: Description): Promise<void> {
        const text = `${JSON.stringify(description, undefined, 2)}\n`;
        await writeFileAtomically(join(this.#options.folder, 'issuer.json'), text, 0o600);
        this.#description = description;
    }

    async #change<T>(work: () => Promise<T>): Promise<T> {
        const done = this.#changing.then(work);
        this.#changing = done.catch(() => undefined);
        return await done;
    }
}

/** Writes the private half first, so that a crash leaves at worst a key nobody knows of. */
async function makeKey(
    { folder, authority, organisation, issuer }: DocumentKeysOptions,
    created: Instant,
): Promise<{ readonly key: Description['keys'][number]; readonly pem: string }> {
    const { jwk, pem } = newDocumentKey();
    const kid = thumbprint(sha256, jwk);
    const certified =
        authority === undefined
            ? undefined
            : await certifyDocumentKey(authority, {
                  publicKey: jwk,
                  commonName: `${issuer.name} ${kid.slice(0, 8)}`,
                  organisation,
              });
    const x5c = (certified ?? []).map((der) => Buffer.from(der).toString('base64'));
    await writeFileAtomically(keyFile(folder, kid), pem, 0o600);
    return { key: { kid, jwk, created, expires: null, revoked: null, x5c }, pem };
}

function currentKey(description: Description, pem: string): CurrentKey {
    const key = lastOf(description);
    return {
        kid: key.kid,
        methods: methodsOf(description.did, key.kid),
        sign: deterministicSigner(pem),
        chain: chainOf(key),
    };
}

function withKey(description: Description, changed: Description['keys'][number]): Description {
    return { ...description, keys: description.keys.map((key) => (key.kid === changed.kid ? changed : key)) };
}

function lastOf({ keys }: Description): Description['keys'][number] {
    const last = keys.at(-1);
    if (last === undefined) {
        throw gatewayProblem('DOCUMENT_ISSUER', { reason: 'it has no key' });
    }
    return last;
}

function keyFile(folder: string, kid: string): string {
    return join(folder, `${kid}.key.pem`);
}

function ifAbsent(error: unknown): undefined {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        return undefined;
    }
    throw error;
}
