import {
    type ChoiceIntent,
    Fields,
    mustBeWithinTariff,
    namesPrice,
    type PointEntry,
    problem,
    readChoiceTerms,
    slot,
    type TariffEntry,
} from '@linguang/chaincode/domain';
import { Router } from 'express';
import { gateHead, nextOpenSlot } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allowOwn } from '../http/access.js';
import { PreviewRequest } from '../http/api.js';
import { parameter, parse } from '../http/input.js';
import { reply } from '../http/reply.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { Previews } from './previews.js';

/** What another choice would have come to, for herself and the office. Reads only. */
export function previewRoutes({ readModel, tokens }: Gateway): Router {
    const router = Router();
    const previews = new Previews(readModel);
    router.post('/participants/:id/choices/preview', ...allowOwn(tokens), async (request, response) => {
        const participant = parameter(request, 'id');
        const { point, terms: given, days } = parse(PreviewRequest, request.body);
        const fields = new Fields(given, 'terms', (where, reason) => problem('INTENT_INVALID', { where, reason }));
        const terms = readChoiceTerms(fields, (where, reason) => problem('INTENT_INVALID', { where, reason }));
        fields.end();
        const points = importingPoints(readModel, participant).filter(({ id }) => point === undefined || id === point);
        if (points.length === 0) {
            throw problem('NOT_FOUND', { kind: 'importing metering point', id: point ?? participant });
        }
        for (const { id, body } of points) {
            mustBeAllowed(readModel, { participant, point: id, zone: body.zone, terms });
        }
        reply(response, await previews.of({ participant, points: points.map(({ id }) => id), terms, days }));
    });
    return router;
}

/** Refuses what signing would refuse too. @throws CHOICE_PRICE_OUT_OF_BOUNDS, PREMIUM_TOO_HIGH */
function mustBeAllowed(
    readModel: ReadModel,
    {
        participant,
        point,
        zone,
        terms,
    }: Readonly<{ participant: string; point: string; zone: string; terms: ChoiceIntent['terms'] }>,
): void {
    const from = slot(nextOpenSlot(readModel) ?? 0);
    const intent: ChoiceIntent = { v: 1, kind: 'choice', channel: '', participant, point, from, sequence: 0, terms };
    const row = readModel.one(
        "SELECT record FROM entries WHERE kind = 'tariff' AND slot <= ? ORDER BY slot DESC, sequence DESC LIMIT 1",
        from,
    );
    if (row !== undefined && namesPrice(intent)) {
        mustBeWithinTariff(intent, recordOf<TariffEntry>(row).body, zone);
    }
}

/** Her points that import, as registered at the newest gate. */
function importingPoints(readModel: ReadModel, participant: string): readonly PointEntry[] {
    const rows = readModel.all(
        `SELECT record FROM entries e WHERE kind = 'point' AND participant = ? AND slot <= ? AND NOT EXISTS (
         SELECT 1 FROM entries n WHERE n.kind = 'point' AND n.id = e.id AND (n.slot, n.sequence) > (e.slot, e.sequence) AND n.slot <= ?)`,
        participant,
        gateHead(readModel)?.basis ?? 0,
        gateHead(readModel)?.basis ?? 0,
    );
    return rows
        .map((row) => recordOf<PointEntry>(row))
        .filter(({ body }) => body.active && body.direction !== 'export');
}
