import { problem } from '@linguang/chaincode/domain';
import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { readCertificateNumber } from '../certificates/number.js';
import type { Gateway } from '../gateway.js';
import { parameter, parse } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { ledgerLog, MOST_DIGESTS, publishedHead } from './ledgerlog.js';

const size = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const EntriesQuery = z.object({
    start: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
    limit: z.coerce.number().int().min(1).max(MOST_DIGESTS).default(MOST_DIGESTS),
});

/** Heads and proofs of the transparency log, below `/v1`: public, the same at every organisation's gateway, each from its own ledger. */
export function logRoutes({ readModel, profile }: Gateway): Router {
    const log = ledgerLog(readModel, profile.channel);
    const router = Router();
    /** Exactly the shape of the log: verifiers read it strictly, so the block stands in the header alone. */
    const send = (response: Response, body: object) => {
        response.setHeader('Linguang-Block', String(readModel.asOf.block));
        response.setHeader('Cache-Control', 'no-cache');
        response.json(body);
    };
    const noHead = (id: string) => problem('NOT_FOUND', { kind: 'tree head', id: id.slice(0, 20) });
    router.use('/log', anyOrigin);
    router.get('/log', (_request, response) => {
        reply(response, log.overview());
    });
    router.get('/log/heads', (request, response) => {
        const listing = {
            select: 'SELECT * FROM tree_heads',
            order: ['position'],
            direction: 'DESC',
            read: publishedHead,
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    router.get('/log/heads/:size', (request, response) => {
        const typed = parameter(request, 'size');
        const asked = size.safeParse(typed);
        const found =
            typed === 'latest'
                ? log.sealed()
                : asked.success && /^\d+$/.test(typed)
                  ? log.sealedOf(asked.data)
                  : undefined;
        if (found === undefined) {
            throw noHead(typed);
        }
        send(response, found);
    });
    router.get('/log/entries', (request, response) => {
        const { start, limit } = parse(EntriesQuery, request.query);
        send(response, log.entries(start, limit));
    });
    router.get('/log/inclusion/:number', (request, response) => {
        const typed = parameter(request, 'number');
        const number = readCertificateNumber(typed);
        const { size: under } = parse(z.object({ size: size.optional() }), request.query);
        if (number === undefined || !log.has(number)) {
            throw problem('NOT_FOUND', { kind: 'certificate', id: number ?? typed.slice(0, 30) });
        }
        if (under !== undefined && log.sealedOf(under) === undefined) {
            throw noHead(String(under));
        }
        const proof = log.inclusion(number, under);
        if (proof === undefined) {
            throw problem('LOG_ENTRY_PENDING', { number });
        }
        send(response, proof);
    });
    router.get('/log/consistency', (request, response) => {
        const { first, second } = parse(z.object({ first: size, second: size }), request.query);
        const proof = log.consistency(first, second);
        if (proof === undefined) {
            throw noHead(`${first} → ${second}`);
        }
        send(response, proof);
    });
    return router;
}

/** Pages and monitors on other origins may read what is public. */
const anyOrigin: RequestHandler = (_request, response, next) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    next();
};
