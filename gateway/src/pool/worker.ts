import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
    localMonth,
    localMonthRange,
    nextMonth,
    type PoolRules,
    type RulesEntry,
    type Slot,
    slot,
    slotPlus,
} from '@linguang/chaincode/domain';
import type { PoolServingRecord } from '@linguang/chaincode/ledger';
import { currentRules, gateHead, nextOpenSlot } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { LedgerFailure } from '../ledger/endorsement.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { type KnownList, listAt } from './recipients.js';
import { openList, serveList } from './routes.js';

/** Whether a month's bills have to wait until the community opens its list of recipients. */
export function waitsForOpening(readModel: ReadModel, month: string): boolean {
    return listToOpen(readModel, month) !== undefined;
}

/** Lists are opened for a month that begins so many slots later. */
const AHEAD = 8;
/** Slots that may be gated until what is written now is committed. */
const MARGIN = 2;

/**
 * The list to be opened for coming slots so that energy can be reserved for its households: only where an offer reserves some, once for each list.
 */
export function nextServing(readModel: ReadModel): { from: Slot; list: KnownList } | undefined {
    const open = nextOpenSlot(readModel);
    const rules = currentRules(readModel);
    if (open === null || rules === null || !hasPool(readModel, open) || !anybodyReserves(readModel)) {
        return undefined;
    }
    const known = readModel
        .all('SELECT record FROM pool_servings')
        .map((row) => recordOf<PoolServingRecord>(row).list)
        .map(({ from, sequence }) => `${from} ${sequence}`);
    const offset = rules.utcOffsetMinutes;
    const months = [open, slotPlus(open, AHEAD)].map((at) => localMonthRange(localMonth(at, offset), offset).from);
    for (const begins of months) {
        const entitled = slot(Math.max(begins, rules.firstSlot));
        const list = listAt(readModel, entitled);
        if (list !== undefined && !known.includes(`${list.from} ${list.sequence}`)) {
            return { from: slot(Math.max(entitled, slotPlus(open, MARGIN))), list };
        }
    }
    return undefined;
}

function anybodyReserves(readModel: ReadModel): boolean {
    const newest = readModel.one(
        `SELECT 1 FROM entries e WHERE kind = 'offer' AND record LIKE '%"communityShare"%' AND NOT EXISTS
            (SELECT 1 FROM entries n WHERE n.kind = e.kind AND n.id = e.id AND (n.slot, n.sequence) > (e.slot, e.sequence))`,
    );
    return newest !== undefined;
}

/** The list that is to be opened for a month that is over: where its rules have a pool and nobody has opened it yet. */
function listToOpen(readModel: ReadModel, month: string): KnownList | undefined {
    const rules = currentRules(readModel);
    if (rules === null || readModel.one('SELECT 1 FROM pool_openings WHERE month = ?', month) !== undefined) {
        return undefined;
    }
    const { from, to } = localMonthRange(month, rules.utcOffsetMinutes);
    const list = listAt(readModel, slot(Math.max(from, rules.firstSlot)));
    const pool = poolAt(readModel, slotPlus(to, -1));
    const tooLate = (gateHead(readModel)?.last ?? 0) >= to + (pool?.openWithinSlots ?? 0);
    return pool === null || tooLate ? undefined : list;
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
        const serving = next === undefined ? nextServing(readModel) : undefined;
        const wait =
            next !== undefined
                ? await attempt(next.list, openList.name, 'pool:open', { month: next.month, ...nameOf(next.list) })
                : serving !== undefined
                  ? await attempt(serving.list, serveList.name, 'pool:serve', {
                        from: serving.from,
                        list: nameOf(serving.list),
                    })
                  : pause;
        await delay(wait, undefined, { signal }).catch(() => undefined);
    }

    async function attempt(
        { kept }: KnownList,
        action: string,
        transaction: string,
        argument: Record<string, unknown>,
    ): Promise<number> {
        if (kept === null) {
            logger.warn(argument, 'what is behind the list of recipients is not here; it cannot be opened');
            return patience;
        }
        const salt = randomBytes(32).toString('hex');
        const opening = JSON.stringify({ salt, recipients: kept.recipients });
        try {
            const { done } = operations.start({
                owner: 'pool',
                key: null,
                requestHash: '',
                action,
                command: { chaincode: 'energy', transaction, argument, transient: { opening } },
            });
            return (await done)?.state === 'committed' ? pause : patience;
        } catch (error) {
            const refused = error instanceof LedgerFailure && error.failure.kind === 'refused';
            const reason = refused ? error.failure.code : 'unavailable';
            logger.warn({ ...argument, reason }, 'recipients not opened yet');
            return patience;
        }
    }
}

function nameOf({ from, sequence }: KnownList): { from: Slot; sequence: number } {
    return { from, sequence };
}

function hasPool(readModel: ReadModel, at: Slot): boolean {
    return poolAt(readModel, at) !== null;
}

/** As settlement will name them: the newest rules that begin by then. */
function poolAt(readModel: ReadModel, at: Slot): PoolRules | null {
    const row = readModel.one(
        "SELECT record FROM entries WHERE kind = 'rules' AND slot <= ? ORDER BY slot DESC, sequence DESC LIMIT 1",
        at,
    );
    return row === undefined ? null : recordOf<RulesEntry>(row).body.pool;
}
