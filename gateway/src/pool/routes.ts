import {
    type DonationTerms,
    Fields,
    formatSlot,
    problem,
    readDonationTerms,
    readSignedIntent,
    slot,
} from '@linguang/chaincode/domain';
import { type Request, Router } from 'express';
import { z } from 'zod';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn, mustBeOwn } from '../http/access.js';
import { DonationPreviewRequest, DonationRequest, Identifier, RecipientRequest, SlotNumber } from '../http/api.js';
import { parameter, parse } from '../http/input.js';
import { reply } from '../http/reply.js';
import type { Command } from '../ledger/command.js';
import { type Action, defineAction } from '../operations/action.js';
import { donationPreview, donationsOf } from './donations.js';
import { makeList, nextEntitlement, participantsFrom, publicList, recipientLists } from './recipients.js';
import { poolInfo } from './totals.js';

const donated = z.object({ participant: z.string(), from: SlotNumber, sequence: z.int() });
const donate = defineAction('pool.donate', donated, ({ from, sequence }) => ({
    from,
    start: formatSlot(slot(from)),
    sequence,
}));
const listed = z.object({ from: SlotNumber, sequence: z.int() });
const admit = defineAction('pool.admit', listed, ({ from }) => ({ from, start: formatSlot(slot(from)) }));
const keep = defineAction('pool.keep', z.object({ digest: z.string() }), () => ({}));
export const openList = defineAction('pool.open', z.object({ month: z.string() }), ({ month }) => ({ month }));
export const serveList = defineAction('pool.serve', z.object({ from: SlotNumber }), ({ from }) => ({ from }));
export const poolActions: readonly Action[] = [donate, admit, keep, openList, serveList];

/** The rule and what is published, readable by everybody. */
export function poolRoutes({ readModel }: Gateway): Router {
    const router = Router();
    router.get('/pool', (_request, response) => reply(response, poolInfo(readModel)));
    return router;
}

/** The community's side: donors' instructions, and the office's list of recipients. */
export function poolMemberRoutes(gateway: Gateway): Router {
    const { readModel, tokens, writes } = gateway;
    const router = Router();
    const office = allow(tokens, 'community.office');
    router.post(
        '/donations',
        allow(tokens, 'resident', 'community.office'),
        writes.route(donate, (request) => {
            const { jws } = parse(DonationRequest, request.body);
            mustBeOwn(request, readSignedIntent(jws).intent.participant);
            return { chaincode: 'energy', transaction: 'pool:donate', argument: { jws } };
        }),
    );
    router.get('/participants/:id/donations', ...allowOwn(tokens), (request, response) => {
        reply(response, donationsOf(readModel, parameter(request, 'id')));
    });
    router.post('/participants/:id/donations/preview', ...allowOwn(tokens), (request, response) => {
        const { terms, month } = parse(DonationPreviewRequest, request.body);
        reply(response, donationPreview(readModel, parameter(request, 'id'), termsOf(terms), month));
    });
    router.get('/pool/recipients', office, (_request, response) => reply(response, recipientLists(readModel)));
    router.post(
        '/pool/recipients',
        office,
        writes.route(admit, async (request) => {
            const { participant } = parse(RecipientRequest, request.body);
            mustExist(gateway, participant);
            return await changed(gateway, (before) => {
                if (before.includes(participant)) {
                    throw problem('ALREADY_EXISTS', { kind: 'recipient', id: participant });
                }
                return [...before, participant];
            });
        }),
    );
    router.post(
        '/pool/recipients/:id/end',
        office,
        writes.route(admit, async (request: Request) => {
            const participant = parse(Identifier, parameter(request, 'id'));
            return await changed(gateway, (before) => {
                if (!before.includes(participant)) {
                    throw problem('NOT_FOUND', { kind: 'recipient', id: participant });
                }
                return before.filter((one) => one !== participant);
            });
        }),
    );
    return router;
}

/** A new list from the next month on. What is behind it goes to the community's own peers first: without it nobody could open it. */
async function changed(
    { readModel, operations, profile }: Gateway,
    change: (before: readonly string[]) => readonly string[],
): Promise<Command> {
    const { from } = nextEntitlement(readModel);
    const list = makeList(change(participantsFrom(readModel, from)));
    const { sequence, commitments } = publicList(readModel, from, list);
    const keeping = operations.start({
        owner: 'pool',
        key: null,
        requestHash: '',
        action: keep.name,
        command: {
            chaincode: 'energy',
            transaction: 'pool:keepList',
            argument: {},
            transient: { list: JSON.stringify(list) },
            endorsers: [profile.mspId],
        },
    });
    const kept = await keeping.done;
    if (kept?.state !== 'committed') {
        throw problem('NOT_FOUND', { kind: 'kept list', id: 'of recipients' });
    }
    return { chaincode: 'energy', transaction: 'pool:admit', argument: { from, sequence, commitments } };
}

/** Terms by the reader of signed ones. @throws INTENT_INVALID */
function termsOf(given: unknown): DonationTerms {
    const fields = new Fields(given, 'terms', (where, reason) => problem('INTENT_INVALID', { where, reason }));
    const terms = readDonationTerms(fields);
    fields.end();
    return terms;
}

function mustExist({ readModel }: Gateway, participant: string): void {
    if (readModel.one('SELECT 1 FROM participants WHERE participant = ?', participant) === undefined) {
        throw problem('NOT_FOUND', { kind: 'participant', id: participant });
    }
}
