import { setTimeout as delay } from 'node:timers/promises';
import { type ForwardOrder, formatSlot, type PublicOrder, type Slot, slot as slotOf } from '@linguang/chaincode/domain';
import { clockOf, currentRules } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import type { Command } from '../ledger/command.js';
import { LedgerFailure } from '../ledger/endorsement.js';
import type { Action } from '../operations/action.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { clear, open } from './routes.js';

/** Orders opened in one transaction, and the bytes of their contents: it stays under 1 MB. */
const MOST_OPENED = 1_000;
const MOST_BYTES = 700_000;

/** What is to be done next for the orders of a gated slot. */
export type ForwardStep =
    | Readonly<{ kind: 'open'; slot: Slot; orders: readonly PublicOrder[] }>
    | Readonly<{ kind: 'clear'; slot: Slot; part: number }>;

/**
 * What remains to be done of gated slots, oldest first, one step a slot. It follows from the read model alone, and the contract takes
 * each part once: so a gateway that stopped between two steps goes on where it was, and two of them cannot do anything twice.
 *
 * The community opens and clears as soon as a slot is gated. The grid only clears what is left when the time for opening is over.
 */
export function forwardSteps(readModel: ReadModel, organisation: string): readonly ForwardStep[] {
    const rules = currentRules(readModel);
    const { gatedThrough, closedThrough } = clockOf(readModel);
    if (rules === null || gatedThrough === null) {
        return [];
    }
    const openingSlots = rules.forward?.openingSlots ?? 0;
    const slots = readModel.all(
        `SELECT DISTINCT slot FROM orders WHERE slot <= ? AND slot NOT IN (SELECT slot FROM auctions WHERE complete = 1)
         ORDER BY slot LIMIT 50`,
        gatedThrough,
    );
    return slots.flatMap(({ slot: number }) => {
        const slot = slotOf(Number(number));
        const over = closedThrough !== null && closedThrough >= slot + openingSlots;
        const written = readModel.one('SELECT written FROM auctions WHERE slot = ?', slot)?.['written'];
        const part = typeof written === 'number' ? written : 0;
        const unopened = part > 0 || over ? [] : unopenedOf(readModel, slot);
        if (organisation === 'community') {
            return [unopened.length > 0 ? { kind: 'open', slot, orders: unopened } : { kind: 'clear', slot, part }];
        }
        return over && organisation === 'grid' ? [{ kind: 'clear', slot, part }] : [];
    });
}

/** What came of a step: `waits` for contents that may still be opened; `stuck` where the ledger did not take it now. */
type Outcome = 'done' | 'waits' | 'stuck';

/** How often a slot may get stuck before later ones no longer wait for it. */
const PATIENCE = 20;

/**
 * Opens and clears gated slots until `signal` fires, the oldest first: while one is stuck later ones wait, so that what was missed is
 * caught up in order.
 */
export async function keepForward(gateway: Gateway, signal: AbortSignal, pause = 250): Promise<void> {
    const { readModel, operations, profile, endorsement, logger } = gateway;
    /** Slots whose missing contents have been told of. */
    const lamented = new Set<Slot>();
    /** How often slots got stuck. */
    const stuck = new Map<Slot, number>();
    while (!signal.aborted) {
        let done = false;
        for (const step of forwardSteps(readModel, profile.organisation)) {
            if (signal.aborted) {
                return;
            }
            const outcome = await attempt(step);
            done ||= outcome === 'done';
            const times = outcome === 'stuck' ? (stuck.get(step.slot) ?? 0) + 1 : 0;
            stuck.set(step.slot, times);
            if (times > 0 && times <= PATIENCE) {
                break;
            }
        }
        await delay(done ? 0 : pause, undefined, { signal }).catch(() => undefined);
    }

    async function attempt(step: ForwardStep): Promise<Outcome> {
        const slot = formatSlot(step.slot);
        try {
            if (step.kind === 'clear') {
                const argument = { slot: step.slot, part: step.part };
                return await write(clear, { chaincode: 'energy', transaction: 'forward:clear', argument });
            }
            const orders = await contentsOf(step.slot, step.orders.slice(0, MOST_OPENED));
            if (orders === undefined) {
                if (!lamented.has(step.slot)) {
                    lamented.add(step.slot);
                    logger.warn({ slot }, 'sealed orders are missing; they will count as not opened');
                }
                return 'waits';
            }
            const command = { chaincode: 'energy', transaction: 'forward:open', argument: { slot: step.slot } };
            return await write(open, { ...command, transient: { orders } });
        } catch (error) {
            const reason =
                error instanceof LedgerFailure && error.failure.kind === 'refused' ? error.failure.code : 'unavailable';
            logger.warn({ slot, step: step.kind, reason }, 'the forward market has to wait');
            return reason === 'FORWARD_UNOPENED' ? 'waits' : 'stuck';
        }
    }

    async function write(action: Action, command: Command): Promise<Outcome> {
        const wanted = { owner: 'forward', key: null, requestHash: '', action: action.name, command };
        return (await operations.start(wanted).done)?.state === 'committed' ? 'done' : 'stuck';
    }

    /** What `forward:open` takes, from the community's own collection; undefined where it holds none of them. */
    async function contentsOf(slot: Slot, orders: readonly PublicOrder[]): Promise<string | undefined> {
        const answer: { contents: readonly (ForwardOrder | null)[] } = JSON.parse(
            await endorsement.evaluate({
                chaincode: 'energy',
                transaction: 'forward:getSealed',
                argument: { slot, commitments: orders.map(({ commitment }) => commitment) },
            }),
        );
        let text = '';
        for (const [index, { sequence }] of orders.entries()) {
            const content = answer.contents[index];
            const item = content ? JSON.stringify({ sequence, order: { ...content, slot: formatSlot(slot) } }) : '';
            if (item !== '' && text.length + item.length < MOST_BYTES) {
                text += `${text === '' ? '' : ','}${item}`;
            }
        }
        return text === '' ? undefined : `[${text}]`;
    }
}

/** Live orders of a slot whose content is not open yet, in the order of their keys. */
function unopenedOf(readModel: ReadModel, slot: Slot): readonly PublicOrder[] {
    return readModel
        .all(
            `SELECT record FROM orders WHERE slot = ?1 AND record ->> 'cancelled' IS NULL AND record ->> 'commitment' NOT IN
             (SELECT commitment FROM order_contents WHERE slot = ?1 AND opened = 1)`,
            slot,
        )
        .map((row) => recordOf<PublicOrder>(row))
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ point, sequence }: PublicOrder): string {
    return `${point}~${String(sequence).padStart(16, '0')}`;
}
