import { formatSlot, parseDate, type SlotRecord, slot } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { SlotNumber, ThroughRequest } from '../http/api.js';
import { parameter, parse, slotParameter, toSlot } from '../http/input.js';
import { type Action, defineAction } from '../operations/action.js';
import { closeCommand, gateCommand, rollCommand, settleCommand } from './commands.js';

const through = z.object({ through: SlotNumber });
const told = ({ through: last }: z.infer<typeof through>) => ({ through: last, start: formatSlot(slot(last)) });
const settled = z.custom<SlotRecord>((value) => typeof value === 'object' && value !== null && 'revision' in value);

export const gate = defineAction('clock.gate', through, told);
export const close = defineAction('clock.close', through, told);
export const roll = defineAction('clock.roll', z.object({ day: z.int() }), ({ day }) => ({ day }));
export const settle = defineAction('clock.settle', settled, ({ slot: of, revision, final }) => ({
    slot: of,
    start: formatSlot(of),
    revision,
    final,
}));

export const clockActions: readonly Action[] = [gate, close, roll, settle];

/** What moves the ledger's time, by hand or by a simulation. With a wall clock the gateways do it by themselves. */
export function clockRoutes({ writes, tokens }: Gateway): Router {
    const router = Router();
    const grid = allow(tokens, 'grid.operator');
    router.post(
        '/clock/gate',
        grid,
        writes.route(gate, ({ body }) => gateCommand(toSlot(parse(ThroughRequest, body).through))),
    );
    router.post(
        '/clock/close',
        grid,
        writes.route(close, ({ body }) => closeCommand(toSlot(parse(ThroughRequest, body).through))),
    );
    router.post(
        '/days/:day/roll',
        grid,
        writes.route(roll, (request) => rollCommand(dayOf(parameter(request, 'day')))),
    );
    router.post(
        '/slots/:slot/settle',
        grid,
        writes.route(settle, (request) => settleCommand(slotParameter(request))),
    );
    return router;
}

/** A ledger day as date or number. @throws DAY_INVALID */
function dayOf(text: string): number {
    return /^\d{1,7}$/.test(text) ? Number(text) : parseDate(text);
}
