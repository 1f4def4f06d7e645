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
/** Lifetime of a token, seconds. */
export const tokenLifetime = 8 * 3600;

/** Issues and checks bearer tokens of one organisation (ES256; audience = organisation). */
export class Tokens {
    readonly #organisation: string;
    readonly #privateKey: Key;
    readonly #publicKey: Key;

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
        try {
            const { payload } = await jwtVerify(token, this.#publicKey, {
                algorithms: ['ES256'],
                issuer,
                audience: this.#organisation,
                requiredClaims: ['exp', 'sub'],
            });
            return Claims.parse(payload);
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
