import { timingSafeEqual } from 'node:crypto';
import { credentialFiles, jcs, originOf, problem, STATUS_PURPOSES } from '@linguang/chaincode/domain';
import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { readCertificateNumber } from '../../certificates/number.js';
import { allow } from '../../http/access.js';
import { parameter, parse } from '../../http/input.js';
import type { Tokens } from '../../http/tokens.js';
import type { Documents } from './documents.js';

/** A second's copy is enough for a crowd, and a revocation is public at once. */
const FRESH = 'public, max-age=1';
/** Published files never change. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** What everybody may read, below the gateway's root: the issuer's keys, contexts, schema and scheme. */
export function publicDocumentFiles({ keys }: Documents): Router {
    const router = Router();
    router.get('/.well-known/did.json', anyOrigin, (_request, response) => {
        response.setHeader('Cache-Control', FRESH);
        response.type('application/did+json').send(jcs(keys.document));
    });
    for (const { path, mediaType, text } of credentialFiles) {
        router.get(path, anyOrigin, (_request, response) => {
            response.setHeader('Cache-Control', FOR_EVER);
            response.type(mediaType).send(text);
        });
    }
    return router;
}

/** Status lists, below /v1: public, of no use for finding out anything about a person. */
export function statusListRoutes({ statusLists }: Documents): Router {
    const router = Router();
    router.get('/status/:list', anyOrigin, (request, response) => {
        const name = parameter(request, 'list');
        const [, written, number] = /^([a-z]+)-(0|[1-9]\d{0,8})$/.exec(name) ?? [];
        const purpose = STATUS_PURPOSES.find((one) => one === written);
        const list = purpose === undefined ? undefined : statusLists.list(purpose, Number(number));
        if (list === undefined) {
            throw problem('NOT_FOUND', { kind: 'status list', id: name.slice(0, 40) });
        }
        response.setHeader('Cache-Control', FRESH);
        response.type('application/vc').send(jcs(list));
    });
    return router;
}

/** The number in the path, however it was typed. */
export function numberIn(request: Request): string {
    const typed = parameter(request, 'number');
    return readCertificateNumber(typed) ?? typed;
}

const Month = z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), access: z.string().optional() });

/** A holder's documents: for who has the access secret of the certificate, or an officer of the certifier. */
export function holderDocumentRoutes(documents: Documents, tokens: Tokens): Router {
    const router = Router();
    const holder = holderOrOfficer(documents, tokens);
    const file = (request: Request, ending: string) =>
        `attachment; filename="${parameter(request, 'number').replace(/[^\w-]/g, '')}${ending}"`;
    router.get('/certificates/:number/credential', holder, (request, response) => {
        response.setHeader('Content-Disposition', file(request, '.json'));
        response.type('application/vc').send(jcs(documents.certificate(numberIn(request))));
    });
    router.get('/certificates/:number/credential.jwt', holder, (request, response) => {
        response.setHeader('Content-Disposition', file(request, '.jwt'));
        response.type('application/vc+jwt').send(documents.token(numberIn(request)));
    });
    router.get('/certificates/:number/holder', holder, (request, response) => {
        response.setHeader('Content-Disposition', file(request, '.holder.json'));
        response.json(documents.holderCopy(numberIn(request)));
    });
    router.get('/certificates/:number/summary', holder, (request, response) => {
        const { month } = parse(Month, request.query);
        response.setHeader('Content-Disposition', file(request, `.${month}.holder.json`));
        response.json(documents.monthSummary(numberIn(request), month));
    });
    return router;
}

const Compromise = z.strictObject({ since: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/) });

/** The certifier's keys for documents. */
export function documentKeyRoutes(documents: Documents, tokens: Tokens): Router {
    const router = Router();
    const certifier = allow(tokens, 'certifier.officer');
    const listing = () => ({
        did: documents.keys.did,
        origin: originOf(documents.keys.did),
        items: documents.keys.all.map(({ kid, created, expires, revoked, x5c }) => ({
            kid,
            created,
            expires,
            revoked,
            certified: x5c.length > 0,
        })),
    });
    router.get('/documents/keys', certifier, (_request, response) => {
        response.json(listing());
    });
    router.post('/documents/keys/rotation', certifier, async (_request, response) => {
        await documents.rotate();
        response.status(201).json(listing());
    });
    router.post('/documents/keys/:kid/compromise', certifier, async (request, response) => {
        const { since } = parse(Compromise, request.body);
        await documents.distrust(parameter(request, 'kid'), since);
        response.status(201).json(listing());
    });
    return router;
}

/** A wrong secret, a wrong number and a number that does not exist are answered alike. */
export function holderOrOfficer(documents: Documents, tokens: Tokens): RequestHandler {
    const officer = allow(tokens, 'certifier.officer');
    return async (request, response, next) => {
        response.setHeader('Cache-Control', 'private, no-store');
        const given = request.query['access'];
        if (typeof given !== 'string') {
            await officer(request, response, next);
            return;
        }
        if (!mayRead(documents, numberIn(request), given)) {
            throw problem('NOT_FOUND', { kind: 'certificate', id: parameter(request, 'number').slice(0, 60) });
        }
        // Her pages are her community's, at another address; the secret lets them read, not where they come from.
        anyOrigin(request, response, next);
    };
}

function mayRead(documents: Documents, number: string, given: string): boolean {
    let expected: Buffer;
    try {
        expected = Buffer.from(documents.access(number));
    } catch {
        return false;
    }
    const bytes = Buffer.from(given);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

/** Verifiers' pages on other origins may read what is public. */
const anyOrigin: RequestHandler = (_request, response, next) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    next();
};
