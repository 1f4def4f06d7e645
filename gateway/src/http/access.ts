import type { Request, RequestHandler } from 'express';
import { gatewayProblem } from '../problems.js';
import type { Role } from './api.js';
import type { Claims, Tokens } from './tokens.js';

const holders = new WeakMap<Request, Claims>();

/** Lets only these roles pass; reads and checks the bearer token. @throws TOKEN_MISSING, TOKEN_INVALID, ROLE_NOT_ALLOWED */
export function allow(tokens: Tokens, ...roles: readonly Role[]): RequestHandler {
    return async (request, _response, next) => {
        const token = /^Bearer ([\w.-]{1,4096})$/i.exec(request.headers.authorization ?? '')?.[1];
        if (token === undefined) {
            throw gatewayProblem('TOKEN_MISSING', {});
        }
        const claims = await tokens.verify(token);
        if (!roles.includes(claims.role)) {
            throw gatewayProblem('ROLE_NOT_ALLOWED', { role: claims.role });
        }
        holders.set(request, claims);
        next();
    };
}

/** Lets the office pass, and a resident to what is under her own id. @throws as {@link allow}, and NOT_YOURS */
export function allowOwn(tokens: Tokens): RequestHandler[] {
    return [
        allow(tokens, 'resident', 'community.office'),
        (request, _response, next) => {
            mustBeOwn(request, String(request.params['id']));
            next();
        },
    ];
}

/** @throws NOT_YOURS when a resident asks for what belongs to another participant. */
export function mustBeOwn(request: Request, participant: string): void {
    const claims = claimsOf(request);
    if (claims.role === 'resident' && claims.participant !== participant) {
        throw gatewayProblem('NOT_YOURS', {});
    }
}

/** For what has no signature of the participant's: only her office may give it. @throws ROLE_NOT_ALLOWED */
export function mustBeOffice(request: Request): void {
    const { role } = claimsOf(request);
    if (role !== 'community.office') {
        throw gatewayProblem('ROLE_NOT_ALLOWED', { role });
    }
}

/** Who sends the request; only behind {@link allow}. */
export function claimsOf(request: Request): Claims {
    const claims = holders.get(request);
    if (claims === undefined) {
        throw gatewayProblem('TOKEN_MISSING', {});
    }
    return claims;
}
