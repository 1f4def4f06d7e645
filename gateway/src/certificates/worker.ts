import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, formatSlot, localDay, passes, passesCorrected } from '@linguang/chaincode/domain';
import { utcOffsetOf } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import type { Command } from '../ledger/command.js';
import { LedgerFailure } from '../ledger/endorsement.js';
import type { Action } from '../operations/action.js';
import { cascadeAction, issue, issueMany, reserveAction, revoke, suspendOne } from './actions.js';
import { termsAt } from './basis.js';
import { candidatesOf } from './candidates.js';
import { issueCommand, issueCommands } from './evidence.js';
import { Examination } from './examination.js';
import {
    automaticDays,
    CORRECTED,
    nextReservation,
    overtaken,
    type Supersedable,
    supersedable,
    uncertified,
    undermined,
} from './steps.js';

const MOST_AT_ONCE = 500;
const SUPERSEDED_AT_ONCE = 10;

/**
 * What the certifier's gateway does without being asked, until `signal` fires: it suspends certificates whose slots were corrected and, where
 * the scheme version says so, supersedes them; it revokes those whose plant lost its accreditation or its reconciliation; reserves plants' final days; and, only for scheme versions that the certifier
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
        const suspensions = overtaken(readModel).map(({ number, slot }) => {
            const argument = { number, reason: `${CORRECTED}: ${formatSlot(slot)}` };
            return write(suspendOne, { chaincode: 'certificate', transaction: 'certificates:suspend', argument });
        });
        if ((await Promise.all(suspensions)).includes(true)) {
            return true;
        }
        for (const argument of undermined(readModel)) {
            if (
                await write(cascadeAction, { chaincode: 'certificate', transaction: 'certificates:cascade', argument })
            ) {
                return true;
            }
        }
        const superseded = supersedable(readModel)
            .filter(({ record: { number }, since }) => !refused.has(stepName(issue, `${number} ${since}`)))
            .slice(0, SUPERSEDED_AT_ONCE)
            .map(supersede);
        if ((await Promise.all(superseded)).includes(true)) {
            return true;
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
                const commands = issueCommands(gateway, examination, wanted);
                const done = commands.map((command, part) =>
                    write(issueMany, command, `${day} ${part} ${participants.join()}`),
                );
                if ((await Promise.all(done)).includes(true)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Puts a certificate by the corrected figures in the place of one that lost its ground; revokes it where nothing is left to certify. Where
     * anything but the correction itself needs attention, a person decides.
     */
    async function supersede({ record, participant, since }: Supersedable): Promise<boolean> {
        const { number, period } = record;
        const name = `${number} ${since}`;
        const results = examination.of([participant], period, termsAt(readModel, period)).get(participant) ?? [];
        if (!passesCorrected(results)) {
            refused.add(stepName(issue, name));
            logger.info({ number }, 'a certificate waits for an officer to supersede it');
            return false;
        }
        const day = localDay(period.from, utcOffsetOf(readModel));
        const wanted = { participant, day, period, approval: 'automatic', supersedes: record } as const;
        try {
            return await write(issue, issueCommand(gateway, examination, wanted), name);
        } catch (error) {
            if (!(error instanceof Error) || codeOf(error.message) !== 'CERTIFICATE_EMPTY') {
                throw error;
            }
            refused.add(stepName(issue, name));
            if (record.status !== 'suspended') {
                return false;
            }
            const argument = { number, reason: 'after a correction nothing is left to certify', code: 'correction' };
            return await write(revoke, { chaincode: 'certificate', transaction: 'certificates:revoke', argument });
        }
    }

    /** Whether the step is done; a step that was refused is not tried again. */
    async function write(action: Action, command: Command, name = JSON.stringify(command.argument)): Promise<boolean> {
        const step = stepName(action, name);
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

function stepName({ name }: Action, what: string): string {
    return `${name} ${what}`;
}
