import { randomBytes } from 'node:crypto';
import { formatSlot, problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { nextOpenSlot } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn } from '../http/access.js';
import { type NextSlot, ParticipantRequest } from '../http/api.js';
import { parameter, parse } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import type { Row } from '../readmodel/readmodel.js';
import { findParticipant, keyAt, keysOf, nextSequenceOf, participantOf } from './participants.js';

const admit = defineAction(
    'participants.admit',
    z.object({ participant: z.string(), kid: z.string() }),
    (answer) => answer,
);
export const participantActions: readonly Action[] = [admit];

/** Members of the community: ids, keys and roles; who is behind an id is not known here. */
export function participantRoutes({ readModel, writes, tokens, profile }: Gateway): Router {
    const router = Router();
    const office = allow(tokens, 'community.office');
    const own = allowOwn(tokens);
    const find = (id: string) => {
        const participant = findParticipant(readModel, id);
        if (participant === undefined) {
            throw problem('NOT_FOUND', { kind: 'participant', id });
        }
        return participant;
    };
    router.post(
        '/participants',
        office,
        writes.route(admit, ({ body }) => {
            const { participant = randomId(), jwk, roles } = parse(ParticipantRequest, body);
            return {
                chaincode: 'energy',
                transaction: 'registry:admitParticipant',
                argument: { participant, jwk, roles },
            };
        }),
    );
    router.get('/participants', office, (request, response) => {
        const listing = {
            select: 'SELECT * FROM participants',
            order: ['participant'],
            direction: 'ASC',
            read: (row: Row) => participantOf(readModel, row),
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    router.get('/participants/:id', ...own, (request, response) => {
        reply(response, { ...find(parameter(request, 'id')), asOf: readModel.asOf });
    });
    router.get('/participants/:id/keys', ...own, (request, response) => {
        const participant = parameter(request, 'id');
        const keys = keysOf(readModel, participant);
        if (keys === undefined) {
            throw problem('NOT_FOUND', { kind: 'participant', id: participant });
        }
        reply(response, { participant, ...keys, asOf: readModel.asOf });
    });
    router.get('/participants/:id/next-slot', ...own, (request, response) => {
        const { participant, points, kid } = find(parameter(request, 'id'));
        const slot = nextOpenSlot(readModel);
        if (slot === null) {
            throw problem('NOT_SET_UP', {});
        }
        const body: NextSlot = {
            channel: profile.channel,
            participant,
            slot,
            from: formatSlot(slot),
            sequence: nextSequenceOf(readModel, participant),
            kid: keyAt(readModel, participant, slot) ?? kid,
            points,
            asOf: readModel.asOf,
        };
        reply(response, body);
    });
    return router;
}

/** 80 random bits; says nothing about the person. */
function randomId(): string {
    return `p-${randomBytes(10).toString('hex')}`;
}
