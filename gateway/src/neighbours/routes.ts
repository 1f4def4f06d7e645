import { problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { gateHead } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn } from '../http/access.js';
import { type Neighbours, type SharedName, SharedNameRequest } from '../http/api.js';
import { parameter, parse } from '../http/input.js';
import { reply } from '../http/reply.js';
import { gatewayProblem } from '../problems.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import type { SharedNames } from './sharednames.js';

/** Members who let others know them by a name, and one's own name. */
export function neighbourRoutes({ readModel, tokens, sharedNames }: Gateway): Router {
    const router = Router();
    const own = allowOwn(tokens);
    router.get('/neighbours', allow(tokens, 'resident', 'community.office'), (_request, response) => {
        reply(response, neighboursOf(readModel, sharedNames));
    });
    router.get('/participants/:id/shared-name', ...own, (request, response) => {
        const participant = parameter(request, 'id');
        const answer: SharedName = {
            participant,
            name: sharedNames.all().get(participant) ?? null,
            asOf: readModel.asOf,
        };
        reply(response, answer);
    });
    router.post('/participants/:id/shared-name', ...own, (request, response) => {
        const participant = parameter(request, 'id');
        const { name } = parse(SharedNameRequest, request.body);
        if (readModel.one('SELECT 1 FROM participants WHERE participant = ?', participant) === undefined) {
            throw problem('NOT_FOUND', { kind: 'participant', id: participant });
        }
        if (!sharedNames.share(participant, name)) {
            throw gatewayProblem('NAME_TAKEN', {});
        }
        const answer: SharedName = { participant, name, asOf: readModel.asOf };
        reply(response, answer);
    });
    return router;
}

/** By name; `sells`: has a plant registered and offered something. */
function neighboursOf(readModel: ReadModel, names: SharedNames): Neighbours {
    const sellers = new Set(
        readModel
            .all(
                "SELECT DISTINCT participant FROM entries WHERE kind = 'offer' AND slot <= ?",
                gateHead(readModel)?.basis ?? 0,
            )
            .map(({ participant }) => String(participant)),
    );
    const items = [...names.all()]
        .map(([participant, name]) => ({ participant, name, sells: sellers.has(participant) }))
        .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN') || (a.participant < b.participant ? -1 : 1));
    return { items, asOf: readModel.asOf };
}
