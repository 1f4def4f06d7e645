import { setTimeout as delay } from 'node:timers/promises';
import { passes } from '@linguang/chaincode/domain';
import type { Gateway } from '../gateway.js';
import type { Command } from '../ledger/command.js';
import { LedgerFailure } from '../ledger/endorsement.js';
import type { Action } from '../operations/action.js';
import { cascadeAction, issueMany, reserveAction, suspendOne } from './actions.js';
import { termsAt } from './basis.js';
import { candidatesOf } from './candidates.js';
import { issueCommand } from './evidence.js';
import { Examination } from './examination.js';
import { automaticDays, nextReservation, overtaken, uncertified, undermined } from './steps.js';

const MOST_AT_ONCE = 100;

/**
 * What the certifier's gateway does without being asked, until `signal` fires: it suspends certificates whose slots were corrected and
 * revokes those whose plant lost its accreditation or its reconciliation; reserves plants' final days; and, only for scheme versions that the certifier
 * switched to automatic, issues certificates that pass every criterion. Every step follows from the read model and the contract takes it
 * once; so after a crash it goes on where it was.
 */
export async function keepCertificates(gateway: Gateway, signal: AbortSignal, pause = 1000): Promise<void> {
    const { readModel, operations, profile, logger } = gateway;
    if (profile.organisation !== 'certifier') {
        return;
    }
    const examination = new Examination(readModel);
    /** Steps that the ledger refused: not tried again until the gateway is started anew. */
    const refused = new Set<string>();
    while (!signal.aborted) {
        const done = await next().catch((error: unknown) => {
            logger.warn({ err: error }, 'certificates have to wait');
            return false;
        });
        await delay(done ? 20 : pause, undefined, { signal }).catch(() => undefined);
    }

    async function next(): Promise<boolean> {
        for (const { number, slot } of overtaken(readModel)) {
            const argument = { number, reason: `a slot was corrected: ${slot}` };
            if (await write(suspendOne, { chaincode: 'certificate', transaction: 'certificates:suspend', argument })) {
                return true;
            }
        }
        for (const argument of undermined(readModel)) {
            if (
                await write(cascadeAction, { chaincode: 'certificate', transaction: 'certificates:cascade', argument })
            ) {
                return true;
            }
        }
        const reservation = nextReservation(readModel);
        if (reservation !== undefined && (await write(reserveAction, reservation))) {
            return true;
        }
        for (const { day, period } of automaticDays(readModel)) {
            const ready = candidatesOf(readModel, day, period)
                .items.filter((candidate) => candidate.ready)
                .map(({ participant }) => participant);
            const open = uncertified(readModel, ready, period);
            const checks = examination.of(open, period, termsAt(readModel, period));
            const participants = open.filter((one) => passes(checks.get(one) ?? [])).slice(0, MOST_AT_ONCE);
            if (participants.length > 0) {
                const wanted = { participants, day, period, approval: 'automatic' } as const;
                if (
                    await write(issueMany, issueCommand(gateway, examination, wanted), `${day} ${participants.join()}`)
                ) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the step is done; a step that was refused is not tried again. */
    async function write(action: Action, command: Command, name = JSON.stringify(command.argument)): Promise<boolean> {
        const step = `${action.name} ${name}`;
        if (refused.has(step)) {
            return false;
        }
        try {
            const wanted = { owner: 'certificates', key: null, requestHash: '', action: action.name, command };
            const record = await operations.start(wanted).done;
            if (record?.state === 'failed') {
                refused.add(step);
                logger.warn(
                    { step: action.name, problem: record.problem },
                    'the ledger refused a step of certificates',
                );
            }
            return record?.state === 'committed';
        } catch (error) {
            if (error instanceof LedgerFailure && error.failure.kind === 'refused') {
                refused.add(step);
            }
            logger.warn({ step: action.name, err: error }, 'a step of certificates has to wait');
            return false;
        }
    }
}
