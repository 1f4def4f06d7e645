import { setTimeout as delay } from 'node:timers/promises';
import {
    ledgerDay,
    type Slot,
    type SlotRecord,
    slot,
    slotOfSeconds,
    slotStartSeconds,
} from '@linguang/chaincode/domain';
import { type BatchRecord, type BookHeadRecord, keys } from '@linguang/chaincode/ledger';
import type { Gateway } from '../gateway.js';
import type { Rules } from '../http/api.js';
import type { Command } from '../ledger/command.js';
import { LedgerFailure } from '../ledger/endorsement.js';
import type { Action } from '../operations/action.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { clockOf, currentRules } from './clock.js';
import { closeCommand, gateCommand, rollCommand, settleCommand } from './commands.js';
import { close, gate, roll, settle } from './routes.js';

/** How a wall clock is kept, seconds. */
export type Timing = Readonly<{
    /** A slot is gated so long before it begins. */
    gateAhead: number;
    /** The community gates by itself a slot that began so long ago ungated. */
    gateOverdue: number;
    /** A slot is closed so long after its end. */
    closeAfter: number;
    /** The community settles by itself a slot that was closed and left so long after its end. */
    settleOverdue: number;
}>;

export const defaultTiming: Timing = { gateAhead: 60, gateOverdue: 30, closeAfter: 600, settleOverdue: 1_200 };

/** The next thing to be done for the ledger's time, if it is this organisation's to do. */
export type Step = Readonly<{ action: Action; command: Command; late?: LateReadings }>;

/** An open slot and the block of its newest late readings. */
export type LateReadings = Readonly<{ slot: Slot; block: number }>;

/** Late readings that were tried already, block by slot: those that said nothing new must not be tried for ever. */
export type TriedLate = ReadonlyMap<Slot, number>;

/** Most slots gated or closed in one transaction. */
const most = 672;

/**
 * What has to happen next, from the read model and the clock alone; so after a crash everything is caught up in order.
 * With simulated clocks only the finality of old slots is left to the gateway; somebody else drives the rest.
 */
export function nextStep(
    readModel: ReadModel,
    organisation: string,
    now: number,
    timing = defaultTiming,
    triedLate: TriedLate = new Map(),
): Step | undefined {
    const rules = currentRules(readModel);
    if (rules === null || (organisation !== 'grid' && organisation !== 'community')) {
        return undefined;
    }
    const grid = organisation === 'grid';
    const { gatedThrough, closedThrough, settledThrough } = clockOf(readModel);
    if (rules.clock === 'wall') {
        const first = slot(rules.firstSlot);
        const gateThrough = slotOfSeconds(now + (grid ? timing.gateAhead : -timing.gateOverdue));
        const gated = gatedThrough ?? first - 1;
        if (gateThrough > gated) {
            return { action: gate, command: gateCommand(slot(Math.min(gateThrough, gated + most))) };
        }
        const day = dayToRoll(readModel, first, gated);
        if (day !== undefined && grid) {
            return { action: roll, command: rollCommand(day) };
        }
        const closed = closedThrough ?? first - 1;
        const closeThrough = Math.min(slotOfSeconds(now - timing.closeAfter) - 1, gated);
        if (grid && closeThrough > closed) {
            return { action: close, command: closeCommand(slot(Math.min(closeThrough, closed + most))) };
        }
        const next = slot((settledThrough ?? first - 1) + 1);
        if (
            next <= closed &&
            isDue(readModel, next, rules, gatedThrough ?? first) &&
            (grid || now > slotStartSeconds(next) + 900 + timing.settleOverdue)
        ) {
            return { action: settle, command: settleCommand(next) };
        }
    }
    const overdue = grid ? slotToFinish(readModel, (gatedThrough ?? 0) - rules.finalAfterSlots) : undefined;
    if (overdue !== undefined) {
        return { action: settle, command: settleCommand(overdue) };
    }
    const late = grid && rules.clock === 'wall' ? slotWithLateReadings(readModel, triedLate) : undefined;
    return late === undefined ? undefined : { action: settle, command: settleCommand(late.slot), late };
}

/** Does what {@link nextStep} says until `signal` fires. */
export async function keepTime(gateway: Gateway, signal: AbortSignal, pause = 1_000): Promise<void> {
    const { readModel, operations, profile, logger } = gateway;
    const triedLate = new Map<Slot, number>();
    while (!signal.aborted) {
        const step = nextStep(readModel, profile.organisation, Date.now() / 1000, defaultTiming, triedLate);
        const done = step === undefined ? false : await attempt(step);
        if (step?.late !== undefined) {
            triedLate.set(step.late.slot, step.late.block);
        }
        await delay(done ? 0 : pause, undefined, { signal }).catch(() => undefined);
    }

    async function attempt({ action, command }: Step): Promise<boolean> {
        try {
            const { done } = operations.start({
                owner: 'clock',
                key: null,
                requestHash: '',
                action: action.name,
                command,
            });
            return (await done)?.state === 'committed';
        } catch (error) {
            const reason =
                error instanceof LedgerFailure && error.failure.kind === 'refused' ? error.failure.code : 'unavailable';
            logger.warn({ transaction: command.transaction, reason }, 'the clock could not be moved yet');
            return false;
        }
    }
}

/** The first ledger day whose first slot is gated and that has no book yet. */
function dayToRoll(readModel: ReadModel, first: Slot, gated: number): number | undefined {
    const row = readModel.one('SELECT record FROM heads WHERE name = ?', keys.bookHead.build({}));
    const day = row === undefined ? ledgerDay(first) : recordOf<BookHeadRecord>(row).day + 1;
    return Math.max(first, day * 96) <= gated ? day : undefined;
}

/** The oldest slot whose window is over and that is not final: it is settled once more, and then it is. */
function slotToFinish(readModel: ReadModel, through: number): Slot | undefined {
    const row = readModel.one('SELECT min(slot) AS first FROM slots WHERE final = 0 AND slot <= ?', through);
    const first = row?.['first'];
    return typeof first === 'number' ? slot(first) : undefined;
}

/** Whether a first settlement would be taken: the deadline is over, or as many readings are in as there were points last. */
function isDue(readModel: ReadModel, next: Slot, rules: Rules, gated: number): boolean {
    const deadline = rules.provisional?.deadlineSlots;
    if (deadline === undefined || gated >= next + 1 + deadline) {
        return true;
    }
    const accepted = readModel
        .all('SELECT record FROM batches WHERE slot = ?', next)
        .reduce((sum, row) => sum + recordOf<BatchRecord>(row).accepted, 0);
    const last = readModel.one('SELECT record FROM slots ORDER BY slot DESC LIMIT 1');
    return accepted > 0 && accepted >= (last === undefined ? 1 : recordOf<SlotRecord>(last).totals.points);
}

/** The oldest open slot for which readings came after its last settlement. */
function slotWithLateReadings(readModel: ReadModel, tried: TriedLate): LateReadings | undefined {
    return readModel
        .all(
            `SELECT s.slot AS slot, max(t.block) AS block FROM batches b JOIN slots s USING (slot)
             JOIN transactions t ON t.id = b.transaction_id
             WHERE b.late = 1 AND s.final = 0 AND t.block > s.block GROUP BY s.slot ORDER BY s.slot`,
        )
        .map((row) => ({ slot: slot(Number(row['slot'])), block: Number(row['block']) }))
        .find((late) => (tried.get(late.slot) ?? -1) < late.block);
}
