import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
    daysOfMonth,
    formatDate,
    localDay,
    localDayRange,
    localMonthRange,
    parseDate,
    slot,
} from '@linguang/chaincode/domain';
import type { BillMonthRecord } from '@linguang/chaincode/ledger';
import { clockOf, currentRules } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import type { Command } from '../ledger/command.js';
import { LedgerFailure } from '../ledger/endorsement.js';
import type { Action } from '../operations/action.js';
import { waitsForOpening } from '../pool/worker.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { closeMonth, rollBills } from './routes.js';

/** The next thing to be done for bills. */
export type BillingStep = Readonly<{ action: Action; command: Command }>;

/**
 * What is due next: a final local day to be summed up, shard by shard, or the next part of a month's bills. From the read model alone, so
 * after a crash everything is caught up in order; the contract lets each step happen once.
 */
export function nextBillingStep(readModel: ReadModel): BillingStep | undefined {
    const rules = currentRules(readModel);
    const { finalThrough, gatedThrough } = clockOf(readModel);
    if (rules === null || finalThrough === null) {
        return undefined;
    }
    const offset = rules.utcOffsetMinutes;
    const row = readModel.one(
        'SELECT day, max(shards) AS shards, count(*) AS done FROM bill_days GROUP BY day ORDER BY day DESC',
    );
    const last = row === undefined ? undefined : formatDate(Number(row['day']));
    if (row !== undefined && last !== undefined && Number(row['done']) < Number(row['shards'])) {
        return roll(last, Number(row['done']));
    }
    const monthDue = last === undefined ? undefined : monthToClose(readModel, last, gatedThrough ?? 0, offset);
    if (monthDue !== undefined) {
        return monthDue;
    }
    const day = last === undefined ? localDay(slot(rules.firstSlot), offset) : formatDate(parseDate(last) + 1);
    return localDayRange(day, offset).to - 1 <= finalThrough ? roll(day, 0) : undefined;
}

/** Does what {@link nextBillingStep} says until `signal` fires; a step that is refused is tried again after `patience` ms. */
export async function keepBills(
    gateway: Gateway,
    signal: AbortSignal,
    pause = 2_000,
    patience = 60_000,
): Promise<void> {
    const { readModel, operations, profile, logger } = gateway;
    while (profile.organisation === 'grid' && !signal.aborted) {
        const step = nextBillingStep(readModel);
        const wait = step === undefined ? pause : await attempt(step);
        await delay(wait, undefined, { signal }).catch(() => undefined);
    }

    async function attempt({ action, command }: BillingStep): Promise<number> {
        try {
            const { done } = operations.start({
                owner: 'bills',
                key: null,
                requestHash: '',
                action: action.name,
                command,
            });
            return (await done)?.state === 'committed' ? 0 : pause;
        } catch (error) {
            const refused = error instanceof LedgerFailure && error.failure.kind === 'refused';
            const reason = refused ? error.failure.code : 'unavailable';
            logger.warn({ transaction: command.transaction, reason }, 'bills could not be made yet');
            return refused ? patience : pause;
        }
    }
}

function roll(day: string, shard: number): BillingStep {
    const argument = { day, shard };
    return {
        action: rollBills,
        command: { chaincode: 'energy', transaction: 'billing:rollDay', argument, transient: seed() },
    };
}

/** The month that ends with the last day summed up, or its next part, once the slot after it is gated. */
function monthToClose(readModel: ReadModel, last: string, gated: number, offset: number): BillingStep | undefined {
    const month = last.slice(0, 7);
    if (daysOfMonth(month).at(-1) !== last || localMonthRange(month, offset).to > gated) {
        return undefined;
    }
    const row = readModel.one('SELECT record FROM bill_months WHERE month = ?', month);
    const record = row && recordOf<BillMonthRecord>(row);
    if (record?.closed === true || waitsForOpening(readModel, month)) {
        return undefined;
    }
    const argument = { month, part: record?.part ?? 0 };
    return {
        action: closeMonth,
        command: { chaincode: 'energy', transaction: 'billing:closeMonth', argument, transient: seed() },
    };
}

function seed(): { seed: string } {
    return { seed: randomBytes(32).toString('hex') };
}
