import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { gatewayProblem } from '../problems.js';
import { Identifier, Role } from './api.js';

/** What a bearer token says of its holder. */
export const Claims = z.object({ sub: z.string().min(1), role: Role, participant: Identifier.optional() });
export type Claims = z.infer<typeof Claims>;

type Key = Awaited<ReturnType<typeof importJWK>>;

const issuer = 'linguang-development';
/** How many checked tokens are remembered. */
const mostChecked = 10_000;

/** Lifetime of a token, seconds. */
export const tokenLifetime = 8 * 3600;

/** Issues and checks bearer tokens of one organisation (ES256; audience = organisation). */
export class Tokens {
    readonly #organisation: string;
    readonly #privateKey: Key;
    readonly #publicKey: Key;
    /** Tokens whose signature has been checked, and when they expire (epoch seconds). */
    readonly #checked = new Map<string, Readonly<{ claims: Claims; exp: number }>>();

    private constructor(organisation: string, privateKey: Key, publicKey: Key) {
        this.#organisation = organisation;
        this.#privateKey = privateKey;
        this.#publicKey = publicKey;
    }

    /** Reads the issuer's key from `file` (mode 600), or makes one. */
    static async open(file: string, organisation: string): Promise<Tokens> {
        const jwk = read(file) ?? (await make(file));
        const { d: _, ...publicJwk } = jwk;
        return new Tokens(organisation, await importJWK(jwk, 'ES256'), await importJWK(publicJwk, 'ES256'));
    }

    async issue(claims: Omit<Claims, 'sub'>): Promise<string> {
        return await new SignJWT({ ...claims })
            .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
            .setSubject(claims.participant ?? claims.role)
            .setIssuer(issuer)
            .setAudience(this.#organisation)
            .setJti(randomUUID())
            .setIssuedAt()
            .setExpirationTime(`${tokenLifetime}s`)
            .sign(this.#privateKey);
    }

    /** @throws TOKEN_INVALID */
    async verify(token: string): Promise<Claims> {
        const known = this.#checked.get(token);
        if (known !== undefined && known.exp > Date.now() / 1000) {
            return known.claims;
        }
        try {
            const { payload } = await jwtVerify(token, this.#publicKey, {
                algorithms: ['ES256'],
                issuer,
                audience: this.#organisation,
                requiredClaims: ['exp', 'sub'],
            });
            const claims = Claims.parse(payload);
            if (this.#checked.size >= mostChecked) {
                this.#checked.clear();
            }
            this.#checked.set(token, { claims, exp: payload.exp ?? 0 });
            return claims;
        } catch {
            throw gatewayProblem('TOKEN_INVALID', {});
        }
    }
}

function read(file: string): JWK | undefined {
    try {
        return JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
            return undefined;
        }
        throw error;
    }
}

async function make(file: string): Promise<JWK> {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(privateKey);
    writeFileSync(file, `${JSON.stringify(jwk)}\n`, { mode: 0o600 });
    return jwk;
}
