import { readFile } from 'node:fs/promises';
import { problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import type { Gateway } from '../gateway.js';
import {
    type DevResidents,
    DevResidents as DevResidentsSchema,
    type DevToken,
    DevTokenRequest,
    type Role,
} from '../http/api.js';
import { parse } from '../http/input.js';
import { tokenLifetime } from '../http/tokens.js';
import { gatewayProblem } from '../problems.js';

/** Roles each organisation gives out. */
const rolesOf: Readonly<Record<string, readonly Role[]>> = {
    community: ['resident', 'community.office'],
    grid: ['grid.operator'],
    certifier: ['certifier.officer'],
};

/** Tokens for the asking, and the demo residents with their keys. Mounted with --development only. */
export function developmentRoutes({ profile, tokens }: Gateway, residentsFiles: readonly string[]): Router {
    const router = Router();
    router.post('/dev/tokens', async ({ body }, response) => {
        const { role, participant } = parse(DevTokenRequest, body);
        if (!(rolesOf[profile.organisation] ?? []).includes(role)) {
            throw gatewayProblem('ROLE_NOT_ALLOWED', { role });
        }
        if ((role === 'resident') !== (participant !== undefined)) {
            throw problem('REQUEST_INVALID', {
                where: 'participant',
                reason: 'a resident, and only she, names a participant',
            });
        }
        const token = await tokens.issue(participant === undefined ? { role } : { role, participant });
        const answer: DevToken = { token, expiresIn: tokenLifetime };
        response.status(201).setHeader('Cache-Control', 'no-store').json(answer);
    });
    router.get('/dev/residents', async (_request, response) => {
        response.setHeader('Cache-Control', 'no-store').json(await residents(residentsFiles));
    });
    return router;
}

/** The first of the files that is there; nobody where the district has left none. */
async function residents(files: readonly string[]): Promise<DevResidents> {
    for (const file of files) {
        const text = await readFile(file, 'utf8').catch(() => undefined);
        if (text !== undefined) {
            return DevResidentsSchema.parse(JSON.parse(text));
        }
    }
    return { items: [] };
}
