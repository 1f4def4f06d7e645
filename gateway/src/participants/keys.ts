import { formatSlot, problem, readSignedIntent } from '@linguang/chaincode/domain';
import type { ParticipantRecord } from '@linguang/chaincode/ledger';
import { type Request, Router } from 'express';
import { z } from 'zod';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn, mustBeOffice } from '../http/access.js';
import { Identifier, KeyRequest, KeyRevocationRequest, type ProposedKey, SlotNumber, Thumbprint } from '../http/api.js';
import { parameter, parse, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { type Row, recordOf } from '../readmodel/readmodel.js';

const changed = z.object({ participant: z.string(), kid: z.string(), from: SlotNumber });
const replace = defineAction('keys.replace', changed.extend({ status: z.string() }), (answer) => answer);
const revoke = defineAction('keys.revoke', changed, (answer) => ({ ...answer, status: 'revoked' }));
const accept = defineAction('keys.accept', changed, (answer) => ({ ...answer, status: 'accepted' }));

export const keyActions: readonly Action[] = [replace, revoke, accept];

/** Replacing and revoking participants' keys: the community's part. */
export function keyRoutes({ writes, tokens }: Gateway): Router {
    const router = Router();
    router.put(
        '/participants/:id/key',
        ...allowOwn(tokens),
        writes.route(replace, (request) => {
            const argument = replacement(request);
            return { chaincode: 'energy', transaction: 'registry:replaceKey', argument };
        }),
    );
    router.post(
        '/participants/:id/keys/:kid/revocation',
        allow(tokens, 'community.office'),
        writes.route(revoke, (request) => {
            const { from } = parse(KeyRevocationRequest, request.body);
            const argument = { ...keyNamed(request), from: toSlot(from) };
            return { chaincode: 'energy', transaction: 'registry:revokeKey', argument };
        }),
    );
    return router;
}

/** Accepting keys that the community has proposed: any other organisation's part. */
export function keyAcceptanceRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    const other = allow(tokens, 'grid.operator', 'certifier.officer');
    router.get('/keys/proposed', other, (request, response) => {
        const listing = {
            select: "SELECT participant, record FROM participants WHERE json_extract(record, '$.proposal') IS NOT NULL",
            order: ['participant'],
            direction: 'ASC',
            read: proposedKey,
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    router.post(
        '/participants/:id/keys/:kid/acceptance',
        other,
        writes.route(accept, (request) => ({
            chaincode: 'energy',
            transaction: 'registry:acceptKey',
            argument: keyNamed(request),
        })),
    );
    return router;
}

/** A key signed in by the old one, whoever hands it in; without a signature only the office may propose one. */
function replacement(request: Request): Readonly<Record<string, unknown>> {
    const wanted = parse(KeyRequest, request.body);
    const participant = parse(Identifier, parameter(request, 'id'));
    if (!('jws' in wanted)) {
        mustBeOffice(request);
        return { participant, jwk: wanted.jwk, from: toSlot(wanted.from) };
    }
    if (readSignedIntent(wanted.jws).intent.participant !== participant) {
        throw problem('REQUEST_INVALID', { where: '/jws', reason: 'it is of another participant than the path' });
    }
    return wanted;
}

function keyNamed(request: Request): { participant: string; kid: string } {
    return {
        participant: parse(Identifier, parameter(request, 'id')),
        kid: parse(Thumbprint, parameter(request, 'kid')),
    };
}

function proposedKey(row: Row): ProposedKey {
    const { participant, proposal } = recordOf<ParticipantRecord>(row);
    if (proposal === null) {
        throw new TypeError(`no key is proposed for ${participant}`);
    }
    const { kid, jwk, from } = proposal;
    return { participant, kid, jwk: { ...jwk }, from, start: formatSlot(from) };
}
