import { randomBytes } from 'node:crypto';
import { formatSlot, parseObjection, problem, slot } from '@linguang/chaincode/domain';
import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { nextOpenSlot } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn, mustBeOffice } from '../http/access.js';
import { DecisionRequest, FeedInRequest, Identifier, Month, ObjectionRequest } from '../http/api.js';
import { parameter, parse } from '../http/input.js';
import { reply } from '../http/reply.js';
import type { Command } from '../ledger/command.js';
import { type Action, defineAction } from '../operations/action.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import { billDetail, billLineSlots, billList, billMonths, monthBills, objectionsOf } from './bill.js';
import { billCsv } from './csv.js';

const objected = z.object({ month: z.string(), participant: z.string(), line: z.int(), status: z.string() });
/** Worker's steps. */
export const rollBills = defineAction('bills.roll', z.object({ day: z.string(), shard: z.int() }), (answer) => answer);
export const closeMonth = defineAction(
    'bills.close',
    z.object({ month: z.string(), part: z.int(), closed: z.boolean() }),
    (answer) => answer,
);
const setFeedIn = defineAction('bills.feedIn', z.object({ month: z.string(), feedIn: z.int() }), (answer) => answer);
const object = defineAction('bills.object', objected, (answer) => answer);
const decide = defineAction('bills.decide', objected, (answer) => answer);

export const billActions: readonly Action[] = [rollBills, closeMonth, setFeedIn, object, decide];

/** A participant's bills for herself and the office, and objections to them. */
export function billRoutes(gateway: Gateway): Router {
    const { readModel, tokens, writes, profile } = gateway;
    const router = readRoutes(gateway, allowOwn(tokens));
    router.post(
        '/participants/:id/bills/:month/objections',
        ...allowOwn(tokens),
        writes.route(object, (request) => objecting(readModel, profile.channel, request)),
    );
    router.get('/objections', allow(tokens, 'community.office'), (_request, response) => {
        reply(response, { items: objectionsOf(readModel), asOf: readModel.asOf });
    });
    return router;
}

/** The grid company's side: months, totals, bills, objections to decide, the final feed-in tariff. */
export function billingRoutes(gateway: Gateway): Router {
    const { readModel, tokens, writes } = gateway;
    const grid = allow(tokens, 'grid.operator');
    const router = readRoutes(gateway, [grid]);
    router.get('/bills/months', grid, (_request, response) => reply(response, billMonths(readModel)));
    router.get('/bills/months/:month', grid, (request, response) => {
        reply(response, monthBills(readModel, parse(Month, parameter(request, 'month'))));
    });
    router.post(
        '/bills/months/:month/feed-in',
        grid,
        writes.route(setFeedIn, (request) => {
            const month = parse(Month, parameter(request, 'month'));
            const argument = { month, ...parse(FeedInRequest, request.body) };
            return { chaincode: 'energy', transaction: 'billing:setFeedIn', argument };
        }),
    );
    router.get('/objections', grid, (_request, response) => {
        reply(response, { items: objectionsOf(readModel), asOf: readModel.asOf });
    });
    router.post(
        '/objections/:month/:id/:line/decision',
        grid,
        writes.route(decide, (request) => deciding(readModel, request)),
    );
    return router;
}

function readRoutes({ readModel }: Gateway, access: readonly RequestHandler[]): Router {
    const router = Router();
    router.get('/participants/:id/bills', ...access, (request, response) => {
        reply(response, billList(readModel, parameter(request, 'id')));
    });
    router.get('/participants/:id/bills/:month', ...access, (request, response) => {
        const { month, csv } = monthNamed(request);
        const bill = billDetail(readModel, month, parameter(request, 'id'));
        if (csv || request.accepts(['application/json', 'text/csv']) === 'text/csv') {
            response.setHeader('Content-Disposition', `attachment; filename="bill-${month}.csv"`);
            response.setHeader('Cache-Control', 'no-cache');
            response.type('text/csv').send(billCsv(bill));
            return;
        }
        reply(response, bill);
    });
    router.get('/participants/:id/bills/:month/lines/:line', ...access, (request, response) => {
        const { month } = monthNamed(request);
        reply(response, billLineSlots(readModel, month, parameter(request, 'id'), lineNamed(request)));
    });
    return router;
}

/** An objection as signed, or the office's in the participant's name. It goes to the endorsers as transient data. */
function objecting(readModel: ReadModel, channel: string, request: Request): Command {
    const wanted = parse(ObjectionRequest, request.body);
    const month = parse(Month, parameter(request, 'month'));
    const participant = parse(Identifier, parameter(request, 'id'));
    const salt = randomBytes(32).toString('hex');
    if ('jws' in wanted) {
        const { line } = signedObjection(wanted.jws);
        return objection({ month, participant, line }, { salt, jws: wanted.jws });
    }
    mustBeOffice(request);
    const { line, amount, text } = wanted;
    const from = formatSlot(openSlot(readModel));
    const said = { v: 1, channel, participant, month, line, amount, text, from };
    return objection({ month, participant, line }, { salt, objection: said });
}

function objection(argument: Command['argument'], said: object): Command {
    return {
        chaincode: 'energy',
        transaction: 'billing:object',
        argument,
        transient: { objection: JSON.stringify(said) },
    };
}

/** What a signed objection says; the contract verifies it. @throws INTENT_INVALID */
function signedObjection(jws: string) {
    const [, payload = ''] = jws.split('.');
    let value: unknown;
    try {
        value = JSON.parse(Buffer.from(payload, 'base64url').toString());
    } catch {
        throw problem('INTENT_INVALID', { where: 'objection', reason: 'this is not JSON' });
    }
    return parseObjection(value);
}

function deciding(readModel: ReadModel, request: Request): Command {
    const { amount, text } = parse(DecisionRequest, request.body);
    const month = parse(Month, parameter(request, 'month'));
    const participant = parse(Identifier, parameter(request, 'id'));
    const salt = randomBytes(32).toString('hex');
    return {
        chaincode: 'energy',
        transaction: 'billing:decide',
        argument: { month, participant, line: lineNamed(request), from: openSlot(readModel) },
        transient: { decision: JSON.stringify({ salt, amount, text }) },
    };
}

function openSlot(readModel: ReadModel) {
    const next = nextOpenSlot(readModel);
    if (next === null) {
        throw problem('NOT_SET_UP', {});
    }
    return slot(next);
}

/** `2026-03` or `2026-03.csv`. */
function monthNamed(request: Request): { month: string; csv: boolean } {
    const name = parameter(request, 'month');
    const csv = name.endsWith('.csv');
    return { month: parse(Month, csv ? name.slice(0, -4) : name), csv };
}

function lineNamed(request: Request): number {
    return parse(z.coerce.number().int().min(1).max(99_999), parameter(request, 'line'));
}
