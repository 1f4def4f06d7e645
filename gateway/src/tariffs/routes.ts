import { bounds, formatSlot, type TariffEntry, type ZoneEntry } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { gateHead } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { SlotNumber, type Tariff, type TariffList, TariffRequest, ZoneRequest, type Zones } from '../http/api.js';
import { parse, toSlot } from '../http/input.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

const setTariff = defineAction('tariffs.set', z.object({ from: SlotNumber, sequence: z.int() }), (answer) => answer);
const registerZone = defineAction(
    'zones.register',
    z.object({ zone: z.string(), from: SlotNumber }),
    (answer) => answer,
);

export const tariffActions: readonly Action[] = [setTariff, registerZone];

/** The grid company's prices and zones, readable by everybody. */
export function tariffRoutes({ readModel }: Gateway): Router {
    const router = Router();
    router.get('/tariffs', (_request, response) => {
        const rows = readModel.all(
            "SELECT record FROM entries WHERE kind = 'tariff' ORDER BY slot DESC, sequence DESC LIMIT 500",
        );
        const basis = gateHead(readModel)?.basis;
        const items = rows.map(tariffOf);
        const current = basis === undefined ? undefined : items.find(({ from }) => from <= basis);
        const body: TariffList = { items, current: current ?? null, asOf: readModel.asOf };
        reply(response, body);
    });
    router.get('/zones', (_request, response) => {
        const rows = readModel.all(
            `SELECT record FROM entries e WHERE kind = 'zone' AND NOT EXISTS (SELECT 1 FROM entries n WHERE n.kind = 'zone'
             AND n.id = e.id AND (n.slot, n.sequence) > (e.slot, e.sequence)) ORDER BY id`,
        );
        const items = rows.map((row) => {
            const { from, body } = recordOf<ZoneEntry>(row);
            return { ...body, from, start: formatSlot(from) };
        });
        const body: Zones = { items, asOf: readModel.asOf };
        reply(response, body);
    });
    return router;
}

/** What the grid company sets: tariffs and zones. */
export function tariffWriteRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    const grid = allow(tokens, 'grid.operator');
    router.post(
        '/tariffs',
        grid,
        writes.route(setTariff, ({ body }) => {
            const { from, ...tariff } = parse(TariffRequest, body);
            const first = toSlot(from);
            const sequence = nextSequence(readModel, 'tariff', 'tariff', first);
            return {
                chaincode: 'energy',
                transaction: 'registry:setTariff',
                argument: { ...tariff, from: first, ...(sequence > 1 ? { sequence } : {}) },
            };
        }),
    );
    router.post(
        '/zones',
        grid,
        writes.route(registerZone, ({ body }) => {
            const { from, ...zone } = parse(ZoneRequest, body);
            const first = toSlot(from);
            const sequence = nextSequence(readModel, 'zone', zone.zone, first);
            return {
                chaincode: 'energy',
                transaction: 'registry:registerZone',
                argument: { ...zone, from: first, ...(sequence > 1 ? { sequence } : {}) },
            };
        }),
    );
    return router;
}

/** The next sequence for an entry of an organisation about the same thing from the same slot: the highest holds. */
export function nextSequence(readModel: ReadModel, kind: string, id: string, from: number): number {
    const row = readModel.one(
        'SELECT max(sequence) AS last FROM entries WHERE kind = ? AND id = ? AND slot = ?',
        kind,
        id,
        from,
    );
    return Number(row?.['last'] ?? 0) + 1;
}

function tariffOf(row: Row): Tariff {
    const { from, sequence, body } = recordOf<TariffEntry>(row);
    return {
        from,
        start: formatSlot(from),
        sequence,
        ...body,
        retailRange: bounds(body.retail),
        fees: body.fees.map(([seller, buyer, items]) => [seller, buyer, items]),
    };
}
