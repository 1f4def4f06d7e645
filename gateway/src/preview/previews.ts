import { setImmediate as nextTurn } from 'node:timers/promises';
import {
    addOutcomes,
    type ChoiceTerms,
    canonical,
    carbonOf,
    cost,
    type Money,
    money,
    moneyToJson,
    type Outcome,
    type PastSlot,
    previewSlot,
    type Slot,
    sameOutcome,
    share,
    wh,
} from '@linguang/chaincode/domain';
import { currentRules } from '../clock/clock.js';
import type { Preview } from '../http/api/preview.js';
import { gatewayProblem } from '../problems.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import { PastWeek } from './week.js';

/** Previews that may wait for one another. */
const MOST_WAITING = 50;
const KEPT_ANSWERS = 200;
/** How long the work may hold up other requests, ms. */
const TURN = 15;

export type Wish = Readonly<{ participant: string; points: readonly string[]; terms: ChoiceTerms; days: number }>;

/** How her slots came out when they were shared again unchanged: those that did not come to what was settled are left out. */
type Baseline = Readonly<{ key: string; outcomes: ReadonlyMap<Slot, Outcome> }>;

/**
 * What other choices would have come to: the last days are shared again with them by the functions of settlement, from the lines and
 * entries this gateway may read. One preview is reckoned at a time, in turns, so that other requests go on.
 */
export class Previews {
    readonly #readModel: ReadModel;
    readonly #week: PastWeek;
    readonly #answers = new Map<string, Preview>();
    readonly #baselines = new Map<string, Baseline>();
    #queue: Promise<unknown> = Promise.resolve();
    #waiting = 0;

    constructor(readModel: ReadModel) {
        this.#readModel = readModel;
        this.#week = new PastWeek(readModel);
    }

    /** @throws OVERLOADED */
    async of(wish: Wish): Promise<Preview> {
        if (this.#waiting >= MOST_WAITING) {
            throw gatewayProblem('OVERLOADED', {});
        }
        this.#waiting++;
        const next = this.#queue.then(() => this.#reckon(wish));
        this.#queue = next.catch(() => undefined);
        try {
            return await next;
        } finally {
            this.#waiting--;
        }
    }

    async #reckon(wish: Wish): Promise<Preview> {
        const { participant, terms, days } = wish;
        const points = new Set(wish.points);
        const { slots, settled, every } = await this.#week.slots(days);
        const newest = slots.at(-1)?.slot ?? 0;
        const changed = this.#readModel.one('SELECT max(block) AS block FROM slots WHERE slot > ?', newest - days * 96);
        const basis = `${participant} ${days} ${newest} ${String(changed?.['block'])}`;
        const key = `${basis} ${canonical({ points: [...points].sort(), terms })}`;
        const known = this.#answers.get(key);
        if (known !== undefined) {
            return { ...known, asOf: this.#readModel.asOf };
        }
        const baseline = await this.#baseline(basis, participant, slots);
        const wished: Outcome[] = [];
        const now: Outcome[] = [];
        let gridOnly = 0n;
        await inTurns(slots, (past) => {
            const before = baseline.get(past.slot);
            if (before !== undefined) {
                const nothing = before.imported === 0;
                wished.push(nothing ? before : previewSlot(past, participant, { points, terms }));
                now.push(before);
                gridOnly += cost(before.imported, past.tariff.retail);
            }
        });
        const range = { from: slots[0]?.slot ?? 0, to: slots.length === 0 ? 0 : newest + 1 };
        const sampled = { slots: settled, leftOut: slots.length - now.length, every };
        const answer = this.#answer(wish, range, sampled, {
            wished: addOutcomes(wished),
            now: addOutcomes(now),
            gridOnly: money(gridOnly),
        });
        keep(this.#answers, key, answer, KEPT_ANSWERS);
        return answer;
    }

    async #baseline(key: string, participant: string, slots: readonly PastSlot[]): Promise<ReadonlyMap<Slot, Outcome>> {
        const known = this.#baselines.get(participant);
        if (known?.key === key) {
            return known.outcomes;
        }
        const settled = this.#week.settled(participant, slots);
        const outcomes = new Map<Slot, Outcome>();
        await inTurns(slots, (past) => {
            const was = settled.get(past.slot);
            const again = was?.imported === 0 ? was : previewSlot(past, participant, null);
            if (was !== undefined && sameOutcome(again, was)) {
                outcomes.set(past.slot, was);
            }
        });
        keep(this.#baselines, participant, { key, outcomes }, KEPT_ANSWERS);
        return outcomes;
    }

    #answer(
        { participant, days }: Wish,
        range: Readonly<{ from: number; to: number }>,
        { slots, leftOut, every }: Readonly<{ slots: number; leftOut: number; every: number }>,
        { wished, now, gridOnly }: Readonly<{ wished: Outcome; now: Outcome; gridOnly: Money }>,
    ): Preview {
        const scaled = (amount: bigint) => moneyToJson(money(amount * BigInt(every)));
        const carbon = currentRules(this.#readModel)?.carbon ?? null;
        const emitted = (outcome: Outcome) =>
            carbon === null ? 0 : Number((carbonOf(outcome, carbon).marketBased * BigInt(every)) / 10n);
        return {
            participant,
            days,
            ...range,
            slots,
            leftOut,
            sampledEvery: every,
            importedWh: wh(now.imported * every),
            cost: scaled(wished.cost),
            costNow: scaled(now.cost),
            costGridOnly: scaled(gridOnly),
            cleanShare: share(wished.clean, wished.imported),
            cleanShareNow: share(now.clean, now.imported),
            localShare: share(wished.local, wished.imported),
            localShareNow: share(now.local, now.imported),
            co2: carbon === null ? null : { mg: emitted(wished), mgNow: emitted(now), residual: carbon.residual },
            asOf: this.#readModel.asOf,
        };
    }
}

/** Does work for each item and lets others in between. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => void): Promise<void> {
    let begun = performance.now();
    for (const item of items) {
        work(item);
        if (performance.now() - begun > TURN) {
            await nextTurn();
            begun = performance.now();
        }
    }
}

/** Keeps the newest answers, so many of them. */
function keep<Value>(kept: Map<string, Value>, key: string, value: Value, most: number): void {
    kept.delete(key);
    kept.set(key, value);
    for (const oldest of kept.keys()) {
        if (kept.size <= most) {
            return;
        }
        kept.delete(oldest);
    }
}
