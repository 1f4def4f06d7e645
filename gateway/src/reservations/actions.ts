import { z } from 'zod';
import { type Action, defineAction } from '../operations/action.js';

const changed = z.looseObject({ plant: z.string(), day: z.int(), state: z.string() });

export const lockDay = defineAction('reservations.lock', changed, shown);
export const openDay = defineAction('reservations.unlock', changed, shown);
export const expireDay = defineAction('reservations.expire', changed, shown);
export const reconcileMonth = defineAction(
    'reservations.reconcile',
    z.looseObject({
        plant: z.string(),
        month: z.string(),
        state: z.string(),
        reservedWh: z.int(),
        frozenWh: z.int(),
    }),
    ({ plant, month, state, reservedWh, frozenWh }) => ({ plant, month, state, reservedWh, frozenWh }),
);

export const reservationActions: readonly Action[] = [lockDay, openDay, expireDay, reconcileMonth];

function shown({ plant, day, state }: z.infer<typeof changed>): Record<string, unknown> {
    return { plant, day, state };
}
