import type { RulesRecord } from '@linguang/chaincode/ledger';
import { Router } from 'express';
import { z } from 'zod';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { type RulesList, RulesRequest } from '../http/api.js';
import { parameter, parse, toSlot } from '../http/input.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { recordOf } from '../readmodel/readmodel.js';

const version = z.object({ version: z.int() });
const propose = defineAction('rules.propose', version, (answer) => ({ version: answer.version }));
const accept = defineAction('rules.accept', version, (answer) => ({ version: answer.version }));

export const rulesActions: readonly Action[] = [propose, accept];

/** The rules of the community, readable by everybody. */
export function rulesRoutes({ readModel }: Gateway): Router {
    const router = Router();
    router.get('/rules', (_request, response) => {
        const items = readModel
            .all('SELECT record FROM rules ORDER BY version DESC LIMIT 500')
            .map((row) => recordOf<RulesRecord>(row))
            .map((record) => ({
                version: record.version,
                ...record.rules,
                from: record.from,
                proposedBy: record.proposedBy,
                acceptedBy: record.acceptedBy,
            }));
        const body: RulesList = { items, asOf: readModel.asOf };
        reply(response, body);
    });
    return router;
}

/** Proposing rules and accepting the other organisation's: grid and community. */
export function rulesWriteRoutes({ writes, tokens }: Gateway): Router {
    const router = Router();
    const either = allow(tokens, 'grid.operator', 'community.office');
    router.post(
        '/rules',
        either,
        writes.route(propose, ({ body }) => {
            const { from, rules } = parse(RulesRequest, body);
            return {
                chaincode: 'energy',
                transaction: 'registry:proposeRules',
                argument: { from: toSlot(from), rules: { ...rules, firstSlot: toSlot(rules.firstSlot) } },
            };
        }),
    );
    router.post(
        '/rules/:version/acceptance',
        either,
        writes.route(accept, (request) => ({
            chaincode: 'energy',
            transaction: 'registry:acceptRules',
            argument: { version: parse(z.coerce.number().int().min(1), parameter(request, 'version')) },
        })),
    );
    return router;
}
