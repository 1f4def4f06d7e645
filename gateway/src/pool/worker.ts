import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
    localMonth,
    localMonthRange,
    nextMonth,
    type RulesEntry,
    type Slot,
    slot,
    slotPlus,
} from '@linguang/chaincode/domain';
import { currentRules, gateHead } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { LedgerFailure } from '../ledger/endorsement.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { type KnownList, listAt } from './recipients.js';
import { openList } from './routes.js';

/** Whether a month's bills have to wait until the community opens its list of recipients. */
export function waitsForOpening(readModel: ReadModel, month: string): boolean {
    return listToOpen(readModel, month) !== undefined;
}

/** The list that is to be opened for a month that is over: where its rules have a pool and nobody has opened it yet. */
function listToOpen(readModel: ReadModel, month: string): KnownList | undefined {
    const rules = currentRules(readModel);
    if (rules === null || readModel.one('SELECT 1 FROM pool_openings WHERE month = ?', month) !== undefined) {
        return undefined;
    }
    const { from, to } = localMonthRange(month, rules.utcOffsetMinutes);
    const list = listAt(readModel, slot(Math.max(from, rules.firstSlot)));
    return list !== undefined && hasPool(readModel, slotPlus(to, -1)) ? list : undefined;
}

/** What the community has to open next: the oldest month that is over and not billed. */
export function nextOpening(readModel: ReadModel): { month: string; list: KnownList } | undefined {
    const rules = currentRules(readModel);
    const gated = gateHead(readModel)?.last;
    if (rules === null || gated === undefined) {
        return undefined;
    }
    const running = localMonth(gated, rules.utcOffsetMinutes);
    const billed = readModel.one('SELECT max(month) AS month FROM bill_months')?.['month'];
    const first = localMonth(slot(rules.firstSlot), rules.utcOffsetMinutes);
    for (
        let month = typeof billed === 'string' ? nextMonth(billed) : first;
        month < running;
        month = nextMonth(month)
    ) {
        const list = listToOpen(readModel, month);
        if (list !== undefined) {
            return { month, list };
        }
    }
    return undefined;
}

/** Opens lists of months that are over until `signal` fires; what is refused is tried again after `patience` ms. */
export async function keepPool(
    { readModel, operations, profile, logger }: Gateway,
    signal: AbortSignal,
    pause = 500,
    patience = 10_000,
): Promise<void> {
    while (profile.organisation === 'community' && !signal.aborted) {
        const next = nextOpening(readModel);
        const wait = next === undefined ? pause : await attempt(next.month, next.list);
        await delay(wait, undefined, { signal }).catch(() => undefined);
    }

    async function attempt(month: string, { from, sequence, kept }: KnownList): Promise<number> {
        if (kept === null) {
            logger.warn({ month }, 'what is behind the list of recipients is not here; the month’s bills have to wait');
            return patience;
        }
        const salt = randomBytes(32).toString('hex');
        const opening = JSON.stringify({ salt, recipients: kept.recipients });
        try {
            const { done } = operations.start({
                owner: 'pool',
                key: null,
                requestHash: '',
                action: openList.name,
                command: {
                    chaincode: 'energy',
                    transaction: 'pool:open',
                    argument: { month, from, sequence },
                    transient: { opening },
                },
            });
            return (await done)?.state === 'committed' ? pause : patience;
        } catch (error) {
            const refused = error instanceof LedgerFailure && error.failure.kind === 'refused';
            logger.warn({ month, reason: refused ? error.failure.code : 'unavailable' }, 'recipients not opened yet');
            return patience;
        }
    }
}

/** As settlement will name them: the newest rules that begin by then. */
function hasPool(readModel: ReadModel, at: Slot): boolean {
    const row = readModel.one(
        "SELECT record FROM entries WHERE kind = 'rules' AND slot <= ? ORDER BY slot DESC, sequence DESC LIMIT 1",
        at,
    );
    return row !== undefined && recordOf<RulesEntry>(row).body.pool !== null;
}
