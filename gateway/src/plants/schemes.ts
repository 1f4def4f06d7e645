import { problem, type SchemeVersion } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { utcOffsetOf } from '../clock/clock.js';
import { defaultScheme } from '../documents/credential/lookups.js';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { AutomaticRequest, SchemeRequest } from '../http/api.js';
import { parameter, parse, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { type Row, recordOf } from '../readmodel/readmodel.js';

const versioned = z.object({ scheme: z.string(), version: z.int() });
const publish = defineAction('schemes.publish', versioned, ({ scheme, version }) => ({ scheme, version }));
const automate = defineAction('schemes.setAutomatic', versioned, ({ scheme, version }) => ({ scheme, version }));

export const schemeActions: readonly Action[] = [publish, automate];

/** Versions of certification schemes: what certificates are issued under. */
export function schemeRoutes({ readModel, writes, tokens, documents }: Gateway): Router {
    const router = Router();
    const certifier = allow(tokens, 'certifier.officer');
    router.get('/schemes', certifier, (request, response) => {
        const listing = {
            select: 'SELECT * FROM schemes',
            order: ['scheme', 'version'],
            direction: 'ASC',
            read: (row: Row) => ({ ...recordOf<SchemeVersion>(row) }),
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    router.post(
        '/schemes',
        certifier,
        writes.route(publish, ({ body }) => {
            const { validitySlots, sameYear, from, document, ...scheme } = parse(SchemeRequest, body);
            const before = readModel.one('SELECT max(version) AS last FROM schemes WHERE scheme = ?', scheme.scheme);
            const own = documents === undefined ? undefined : defaultScheme(documents.documents.keys.did).document;
            const named = document ?? own;
            if (named === undefined) {
                throw problem('REQUEST_INVALID', { where: 'document', reason: 'the scheme’s document is expected' });
            }
            const validity = { slots: validitySlots, sameYear, utcOffsetMinutes: utcOffsetOf(readModel) };
            const version = Number(before?.['last'] ?? 0) + 1;
            const argument = { ...scheme, version, document: { ...named }, from: toSlot(from), validity };
            return { chaincode: 'certificate', transaction: 'schemes:publish', argument };
        }),
    );
    router.post(
        '/schemes/:id/:version/automatic',
        certifier,
        writes.route(automate, (request) => {
            const { automatic } = parse(AutomaticRequest, request.body);
            const version = Number(parameter(request, 'version'));
            const argument = { scheme: parameter(request, 'id'), version, automatic };
            return { chaincode: 'certificate', transaction: 'schemes:setAutomatic', argument };
        }),
    );
    return router;
}
