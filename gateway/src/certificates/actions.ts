import { z } from 'zod';
import { type Action, defineAction } from '../operations/action.js';

const issued = z.object({ certificates: z.array(z.looseObject({ number: z.string(), wh: z.int() })).min(1) });
const changed = z.object({ number: z.string(), status: z.string() });

export const issue = defineAction('certificates.issue', issued, ({ certificates: [first] }) => ({
    number: first?.number,
    wh: first?.wh,
}));
export const issueMany = defineAction('certificates.issueMany', issued, ({ certificates }) => ({
    certificates: certificates.map(({ number, wh }) => ({ number, wh })),
}));
export const revoke = defineAction('certificates.revoke', changed, (answer) => answer);
export const suspendOne = defineAction('certificates.suspend', changed, (answer) => answer);
export const resume = defineAction('certificates.resume', changed, (answer) => answer);

/** What the certifier's worker does by itself, beside suspending and issuing. */
export const reserveAction = defineAction(
    'reservations.reserve',
    z.looseObject({ plant: z.string(), day: z.int(), wh: z.int() }),
    ({ plant, day, wh }) => ({ plant, day, wh }),
);
export const cascadeAction = defineAction(
    'certificates.cascade',
    z.looseObject({ plant: z.string(), day: z.int(), revoked: z.array(z.string()), left: z.int() }),
    ({ plant, day, revoked, left }) => ({ plant, day, revoked, left }),
);

export const workerActions: readonly Action[] = [reserveAction, cascadeAction];
