import { problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import type { Gateway } from '../gateway.js';
import { allow, claimsOf } from '../http/access.js';
import { type Operation, roles } from '../http/api.js';
import { parameter } from '../http/input.js';

/** What became of a write: for whoever asked for it. */
export function operationRoutes({ operations, writes, tokens }: Gateway): Router {
    const router = Router();
    router.get('/operations/:id', allow(tokens, ...roles), (request, response) => {
        const id = parameter(request, 'id');
        const stored = operations.find(id);
        const owner = stored?.owner ?? operations.ownerOf(id);
        if (owner === undefined || owner !== claimsOf(request).sub) {
            throw problem('NOT_FOUND', { kind: 'operation', id: id.slice(0, 40) });
        }
        const pending: Operation = { operation: id, state: 'pending', transactionId: null, block: null };
        response.setHeader('Cache-Control', 'no-cache').json(stored ? writes.view(stored, request) : pending);
    });
    return router;
}
