import { setImmediate as nextTurn } from 'node:timers/promises';
import {
    addOutcomes,
    type ChoiceTerms,
    canonical,
    carbonOf,
    cost,
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
import { PastWeek, type Plan } from './week.js';

/** Previews that may wait for one another. */
const MOST_WAITING = 50;
const KEPT_ANSWERS = 200;
/** How long a preview goes on refining what it has, ms. */
const PATIENCE = 600;
/** Fewest slots that a first answer rests on. */
const FEWEST = 24;
/** How long the work may hold up other requests, ms. */
const TURN = 15;

export type Wish = Readonly<{ participant: string; points: readonly string[]; terms: ChoiceTerms; days: number }>;

/** What is known of a participant's slots as they were; null: shared again unchanged it did not come to what was settled. */
type Baseline = Readonly<{ key: string; outcomes: Map<Slot, Outcome | null> }>;
/** How far a preview has come: how slots came out with the wish, and the newest answer. */
type Progress = { readonly wished: Map<Slot, Outcome>; answer: Preview | undefined };

export type PreviewOptions = Readonly<{
    /** How long a preview goes on refining what it has, ms. */
    patience?: number;
}>;

/**
 * What other choices would have come to: the last days are shared again with them by the functions of settlement, from the lines and
 * entries this gateway may read. One preview is reckoned at a time, in turns, so that other requests go on. It begins with few slots
 * spread over the days and takes twice as many again and again while there is time; asked again, it goes on from there.
 */
export class Previews {
    readonly #readModel: ReadModel;
    readonly #week: PastWeek;
    readonly #patience: number;
    readonly #answers = new Map<string, Preview>();
    readonly #baselines = new Map<string, Baseline>();
    readonly #progress = new Map<string, Progress>();
    #queue: Promise<unknown> = Promise.resolve();
    #waiting = 0;

    constructor(readModel: ReadModel, { patience = PATIENCE }: PreviewOptions = {}) {
        this.#readModel = readModel;
        this.#week = new PastWeek(readModel);
        this.#patience = patience;
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
        const plan = this.#week.plan(days);
        const changed = this.#readModel.one(
            'SELECT max(block) AS block FROM slots WHERE slot > ?',
            plan.newest - days * 96,
        );
        const basis = `${participant} ${days} ${plan.newest} ${String(changed?.['block'])}`;
        const key = `${basis} ${canonical({ points: [...wish.points].sort(), terms })}`;
        const known = this.#answers.get(key);
        if (known !== undefined) {
            return { ...known, asOf: this.#readModel.asOf };
        }
        const progress = this.#progress.get(key) ?? { wished: new Map<Slot, Outcome>(), answer: undefined };
        const end = performance.now() + this.#patience;
        const inTime = () => progress.answer === undefined || performance.now() < end;
        let answer = progress.answer;
        for (const stride of stridesAfter(plan, answer?.sampledEvery)) {
            const refined = await this.#refine(wish, plan, { basis, stride, progress }, inTime);
            if (refined === undefined) {
                break;
            }
            progress.answer = answer = refined;
        }
        const found = answer ?? this.#answer(wish, plan, plan.every, { wished: [], now: [], gridOnly: 0n, seen: 0 });
        if (found.refining) {
            keep(this.#progress, key, progress, KEPT_ANSWERS);
        } else {
            this.#progress.delete(key);
            keep(this.#answers, key, found, KEPT_ANSWERS);
        }
        return found;
    }

    /** The answer from every `stride`th slot; undefined where time ran out. */
    async #refine(
        wish: Wish,
        plan: Plan,
        { basis, stride, progress }: Readonly<{ basis: string; stride: number; progress: Progress }>,
        inTime: () => boolean,
    ): Promise<Preview | undefined> {
        const slots = await this.#week.slots(plan, stride, inTime);
        const baseline = slots && (await this.#baseline(basis, wish.participant, slots, inTime));
        if (slots === undefined || baseline === undefined) {
            return undefined;
        }
        const points = new Set(wish.points);
        const done = await inTurns(slots, inTime, (past) => {
            const before = baseline.get(past.slot);
            if (!before || progress.wished.has(past.slot)) {
                return false;
            }
            const { participant, terms } = wish;
            const nothing = before.imported === 0;
            progress.wished.set(past.slot, nothing ? before : previewSlot(past, participant, { points, terms }));
            return true;
        });
        if (!done) {
            return undefined;
        }
        const [wished, now]: [Outcome[], Outcome[]] = [[], []];
        let gridOnly = 0n;
        for (const past of slots) {
            const [before, then] = [baseline.get(past.slot), progress.wished.get(past.slot)];
            if (before && then !== undefined) {
                wished.push(then);
                now.push(before);
                gridOnly += cost(before.imported, past.tariff.retail);
            }
        }
        return this.#answer(wish, plan, stride, { wished, now, gridOnly, seen: slots.length });
    }

    /** How her slots came out as they were; those not known yet are shared again unchanged. Undefined where time ran out. */
    async #baseline(
        key: string,
        participant: string,
        slots: readonly PastSlot[],
        inTime: () => boolean,
    ): Promise<ReadonlyMap<Slot, Outcome | null> | undefined> {
        const known = this.#baselines.get(participant);
        const baseline = known?.key === key ? known : { key, outcomes: new Map<Slot, Outcome | null>() };
        const { outcomes } = baseline;
        const settled = this.#week.settled(participant, slots);
        const done = await inTurns(slots, inTime, (past) => {
            const was = settled.get(past.slot);
            if (was === undefined || outcomes.has(past.slot)) {
                return false;
            }
            const again = was.imported === 0 ? was : previewSlot(past, participant, null);
            outcomes.set(past.slot, sameOutcome(again, was) ? was : null);
            return true;
        });
        keep(this.#baselines, participant, baseline, KEPT_ANSWERS);
        return done ? outcomes : undefined;
    }

    #answer(
        { participant, days }: Wish,
        plan: Plan,
        stride: number,
        sums: Readonly<{ wished: readonly Outcome[]; now: readonly Outcome[]; gridOnly: bigint; seen: number }>,
    ): Preview {
        const { settled, newest } = plan;
        const every = stride;
        const [wished, now, gridOnly] = [addOutcomes(sums.wished), addOutcomes(sums.now), money(sums.gridOnly)];
        const scaled = (amount: bigint) => moneyToJson(money(amount * BigInt(every)));
        const carbon = currentRules(this.#readModel)?.carbon ?? null;
        const emitted = (outcome: Outcome) =>
            carbon === null ? 0 : Number((carbonOf(outcome, carbon).marketBased * BigInt(every)) / 10n);
        return {
            participant,
            days,
            from: settled[0]?.slot ?? 0,
            to: settled.length === 0 ? 0 : newest + 1,
            slots: settled.length,
            leftOut: sums.seen - sums.now.length,
            sampledEvery: every,
            refining: every > plan.every,
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

/** From few slots to as many as may be looked at, each time twice as many; only those after the one that is done. */
function stridesAfter({ settled, every }: Plan, done: number | undefined): readonly number[] {
    const strides = [every];
    for (let stride = every * 2; settled.length / stride >= FEWEST; stride *= 2) {
        strides.unshift(stride);
    }
    return strides.filter((stride) => done === undefined || stride < done);
}

/** Does work for each item and lets others in between; `work` tells whether there was any. False where there was no time for all. */
async function inTurns<Item>(
    items: readonly Item[],
    inTime: () => boolean,
    work: (item: Item) => boolean,
): Promise<boolean> {
    let begun = performance.now();
    for (const item of items) {
        if (work(item) && !inTime()) {
            return false;
        }
        if (performance.now() - begun > TURN) {
            await nextTurn();
            begun = performance.now();
        }
    }
    return true;
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
