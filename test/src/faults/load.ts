import { setTimeout as delay } from 'node:timers/promises';
import { ledgerDay, type Slot, slotPlus } from '@linguang/chaincode/domain';
import { z } from 'zod';
import type { End } from './history.js';
import { marks } from './marks.js';
import { DAY, type Home, homesOf, MONTH, rulesFrom, SCHEME, TARIFF } from './neighbourhood.js';
import type { Random } from './random.js';
import type { Asked, Requester } from './requester.js';

export type LoadOptions = Readonly<{
    requester: Requester;
    random: Random;
    channel: string;
    homes: number;
    first: Slot;
    /** Whether the last day of March is lived whole, so that there are certificates to issue. */
    wholeDay: boolean;
    /** Pause of each worker between two operations, ms: keeps the load small. */
    pauseMs: number;
    /** How long what must succeed may be refused, ms. */
    patienceMs: number;
}>;

const Info = z.object({ clock: z.object({ gatedThrough: z.number().nullable() }), rules: z.unknown() });
const Candidates = z.object({ items: z.array(z.object({ participant: z.string(), ready: z.boolean() })) });
const Months = z.object({ items: z.array(z.object({ month: z.string(), closed: z.boolean() })) });
const Bill = z.object({ lines: z.array(z.object({ line: z.number(), fen: z.number() })) });

/** How far ahead choices are made, slots: never overtaken by the clock while an operation is stuck. */
const AHEAD = 300;

/**
 * The life of a neighbourhood through its gateways, without a pause until it is stopped: a clock that gates, reads, closes and settles slot
 * after slot; choices and offers, some wrong on purpose; forward orders; certificates issued, suspended and resumed; bills objected to.
 */
export class Load {
    readonly homes: readonly Home[];
    readonly #options: LoadOptions;
    readonly #workers: Promise<void>[] = [];
    #gated: Slot;
    #settled: Slot;
    #paused = false;
    #stopped = false;
    #busy = 0;
    #failure: Error | undefined;

    constructor(options: LoadOptions) {
        this.#options = options;
        this.homes = homesOf(options.homes, options.first);
        this.#gated = this.#settled = slotPlus(options.first, -1);
    }

    /** What broke a worker, after which all stand still. */
    get failure(): Error | undefined {
        return this.#failure;
    }

    get settled(): Slot {
        return this.#settled;
    }

    /** Rules, zone, tariff, people, meters, plants, first instructions; then March to its end, its bills made. */
    async setUp(): Promise<void> {
        const { requester, first, wholeDay, channel } = this.#options;
        const { version } = z
            .object({ version: z.number() })
            .parse(await this.#must('grid', '/rules', { from: first, rules: rulesFrom(first) }));
        await requester.read('community', '/rules', z.object({ items: z.array(z.unknown()).min(1) }));
        await this.#must('community', `/rules/${version}/acceptance`, {});
        await requester.read('grid', '/info', Info, ({ rules }) => rules !== null);
        await this.#must('grid', '/zones', { zone: 'east', feeder: 'F1', voltageLevel: '0.4kV', from: first });
        await this.#must('grid', '/tariffs', { from: first, ...TARIFF });
        await inParallel(this.homes, 4, async ({ participant, jwk }) => {
            await this.#must('community', '/participants', { participant, jwk, roles: ['resident'] });
        });
        await inParallel(this.homes, 4, (home) => this.#must('grid', '/metering-points', home.registration));
        await this.#must('certifier', '/schemes', {
            scheme: SCHEME.scheme,
            name: { zh: '邻光清洁用电', en: 'Linguang clean use' },
            transfers: [],
            from: first,
        });
        await inParallel(this.homes, 4, async (home) => {
            const accreditation = home.accreditation(channel);
            await (accreditation === undefined ? undefined : this.#must('certifier', '/plants', accreditation));
        });
        await inParallel(this.homes, 4, async (home) => {
            const { path, jws } = home.instruction(channel, first);
            await this.#must('community', path, { jws });
        });
        await this.#liveThroughMarch(wholeDay ? 96 : 4);
    }

    /** The last slots of March at once: gates, readings, closes; then one settlement after the other, and the month's bills. */
    async #liveThroughMarch(slots: number): Promise<void> {
        const { requester, first } = this.#options;
        const last = slotPlus(first, slots - 1);
        await this.#gate(slotPlus(last, 1), 'setup');
        const all = Array.from({ length: slots }, (_, index) => slotPlus(first, index));
        await inParallel(all, 4, (at) => this.#readings(at, this.homes));
        await this.#mustEnd(() => this.#clock('/clock/close', { through: last }, marks.close(last)));
        for (const at of all) {
            await this.#mustEnd(() => this.#settle(at));
        }
        this.#settled = last;
        await requester.read('grid', '/bills/months', Months, ({ items }) =>
            items.some(({ month, closed }) => month === MONTH && closed),
        );
    }

    /** Begins to live on. */
    start(): void {
        const { wholeDay } = this.#options;
        const work = [this.#live(), this.#choose(0), this.#choose(1), this.#order(), this.#dispute()];
        this.#workers.push(...work, ...(wholeDay ? [this.#certify()] : []));
    }

    /** Resolves when no operation is under way; none begins until {@link resume}. @throws what broke a worker */
    async pause(): Promise<void> {
        this.#paused = true;
        while (this.#busy > 0) {
            await delay(20);
        }
        if (this.#failure !== undefined) {
            throw this.#failure;
        }
    }

    resume(): void {
        this.#paused = false;
    }

    async stop(): Promise<void> {
        this.#stopped = true;
        this.#paused = false;
        await Promise.all(this.#workers);
    }

    /** A choice or offer for a slot far ahead, of a home that no worker uses at the same time. */
    choiceAhead(home: Home): Asked {
        const { channel, random } = this.#options;
        const { path, jws } = home.instruction(channel, slotPlus(this.#gated, AHEAD + random.between(0, 100)));
        return { kind: 'choice', gateway: 'community', path, body: { jws }, mark: marks.signed(jws) };
    }

    async perform(asked: Asked): Promise<End> {
        return await this.#options.requester.perform(asked);
    }

    /** Slot after slot, in order. */
    async #live(): Promise<void> {
        await this.#repeat(8, async () => {
            const at = slotPlus(this.#settled, 1);
            const [few, many] = [this.homes.slice(0, 1), this.homes.slice(1)];
            await this.#gate(slotPlus(at, 1), 'clock');
            await Promise.all([this.#readings(at, few), this.#readings(at, many)]);
            await this.#mustEnd(() => this.#clock('/clock/close', { through: at }, marks.close(at)));
            await this.#mustEnd(() => this.#settle(at));
            this.#settled = at;
        });
    }

    async #choose(part: number): Promise<void> {
        const { random } = this.#options;
        const mine = this.homes.filter(({ index }) => index % 2 === part);
        await this.#repeat(1, async () => {
            const home = random.pick(mine);
            const wrong = random.next();
            if (wrong < 0.08) {
                const { path, jws } = home.instruction(this.#options.channel, this.#options.first);
                await this.#wrong({
                    kind: 'choice',
                    gateway: 'community',
                    path,
                    body: { jws },
                    mark: marks.signed(jws),
                });
                return;
            }
            const asked = this.choiceAhead(home);
            const end = await this.perform({ ...asked, isImpatient: random.chance(0.3) });
            if (wrong > 0.94 && end.told === 'committed') {
                // The same signed instruction in the name of a new request.
                await this.#wrong({ ...asked, mark: undefined });
            }
        });
    }

    async #order(): Promise<void> {
        const { random, channel } = this.#options;
        await this.#repeat(2, async () => {
            const home = random.pick(this.homes);
            const of = slotPlus(this.#gated, random.between(3, 12));
            const body = home.order(channel, of);
            await this.perform({
                kind: 'order',
                gateway: 'community',
                path: '/orders',
                body,
                mark: marks.signed(body.jws),
                isImpatient: random.chance(0.3),
            });
        });
    }

    /** Issues the day's certificates one by one; from then on suspends and resumes them. */
    async #certify(): Promise<void> {
        const { requester, random } = this.#options;
        const numbers: string[] = [];
        const suspended = new Map<string, boolean>();
        let open: string[] | undefined;
        await this.#repeat(6, async () => {
            open ??= (
                await requester.read('certifier', `/certificates/candidates?day=${DAY}`, Candidates, ({ items }) =>
                    items.some(({ ready }) => ready),
                )
            ).items.map(({ participant }) => participant);
            const participant = random.chance(0.4) || numbers.length === 0 ? open.shift() : undefined;
            if (participant !== undefined) {
                const end = await this.perform({
                    kind: 'certificate',
                    gateway: 'certifier',
                    path: '/certificates',
                    body: { participant, day: DAY },
                    mark: marks.certificate(participant),
                });
                numbers.push(...(end.told === 'committed' ? [String(end.body['number'])] : []));
                return;
            }
            if (numbers.length === 0) {
                return;
            }
            const number = random.pick(numbers);
            const isSuspended = suspended.get(number) === true;
            const reason = `looked at again, ${random.between(0, 2 ** 40)}`;
            const end = await this.perform({
                kind: 'certificate',
                gateway: 'certifier',
                path: `/certificates/${number}/${isSuspended ? 'resumption' : 'suspension'}`,
                body: isSuspended ? {} : { reason },
                mark: isSuspended ? undefined : marks.suspend(number, reason),
            });
            if (end.told === 'committed') {
                suspended.set(number, !isSuspended);
            }
        });
    }

    /** Objections to lines of March's bills, one at a time, and the grid's decisions on them. */
    async #dispute(): Promise<void> {
        const { requester } = this.#options;
        let lines: { participant: string; line: number }[] | undefined;
        await this.#repeat(10, async () => {
            if (lines === undefined) {
                const found: { participant: string; line: number }[] = [];
                for (const { participant } of this.homes) {
                    const { lines: own } = await requester.read(
                        'community',
                        `/participants/${participant}/bills/${MONTH}`,
                        Bill,
                    );
                    found.push(
                        ...own.filter(({ fen }) => Math.abs(fen) > 1).map(({ line }) => ({ participant, line })),
                    );
                }
                lines = found;
            }
            const next = lines.shift();
            if (next === undefined) {
                await delay(2_000);
                return;
            }
            const { participant, line } = next;
            const objected = await this.perform({
                kind: 'bill',
                gateway: 'community',
                path: `/participants/${participant}/bills/${MONTH}/objections`,
                body: { line, amount: 1, text: 'we were away' },
                mark: marks.objection(MONTH, participant, line),
            });
            if (objected.told === 'committed') {
                await this.perform({
                    kind: 'bill',
                    gateway: 'grid',
                    path: `/objections/${MONTH}/${participant}/${line}/decision`,
                    body: { amount: 0, text: 'read again' },
                    mark: marks.decision(MONTH, participant, line),
                });
            }
        });
    }

    /** Something that the ledger must refuse. */
    async #wrong(asked: Asked): Promise<void> {
        await this.perform({ ...asked, isWrong: true });
    }

    async #gate(through: Slot, kind: 'setup' | 'clock'): Promise<void> {
        const before = this.#gated;
        await this.#mustEnd(() => this.#clock('/clock/gate', { through }, marks.gate(through)));
        this.#gated = through;
        const rolled = before < this.#options.first ? ledgerDay(this.#options.first) - 1 : ledgerDay(before);
        for (let day = rolled + 1; day <= ledgerDay(through); day++) {
            await this.#mustEnd(() =>
                this.perform({ kind, gateway: 'grid', path: `/days/${day}/roll`, body: {}, mark: marks.roll(day) }),
            );
        }
    }

    async #clock(path: string, body: object, mark: string): Promise<End> {
        return await this.perform({ kind: 'clock', gateway: 'grid', path, body, mark });
    }

    async #readings(at: Slot, homes: readonly Home[]): Promise<void> {
        const readings = homes.map((home) => home.reading(at));
        const mark = marks.readings(at, homes.length);
        const end = await this.#mustEnd(() =>
            this.perform({ kind: 'readings', gateway: 'grid', path: '/readings', body: { slot: at, readings }, mark }),
        );
        if (end.told === 'committed' && end.body['accepted'] !== homes.length) {
            throw new Error(`readings were refused: ${JSON.stringify(end.body['refused'])}`);
        }
    }

    async #settle(at: Slot): Promise<End> {
        const mark = marks.settle(at);
        return await this.perform({ kind: 'settlement', gateway: 'grid', path: `/slots/${at}/settle`, body: {}, mark });
    }

    async #must(gateway: Asked['gateway'], path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
        const end = await this.#mustEnd(
            () => this.perform({ kind: 'setup', gateway, path, body, mark: undefined }),
            path,
        );
        return end.told === 'committed' ? end.body : {};
    }

    /**
     * Performs what the neighbourhood cannot go on without, as a new request each time it is refused: peers may lack the block on which it
     * builds, and the forward market of a slot may not be cleared yet.
     */
    async #mustEnd(perform: () => Promise<End>, what = 'the clock'): Promise<End> {
        const deadline = Date.now() + this.#options.patienceMs;
        for (;;) {
            const end = await perform();
            if (end.told === 'committed') {
                return end;
            }
            if (end.told === 'nothing' || Date.now() > deadline) {
                throw new Error(`${what} cannot go on: ${JSON.stringify(end)}`);
            }
            await delay(300);
        }
    }

    /** One piece of work after the other, with a pause between them, until the load is stopped. */
    async #repeat(pauses: number, work: () => Promise<void>): Promise<void> {
        while (!this.#stopped && this.#failure === undefined) {
            if (this.#paused) {
                await delay(20);
                continue;
            }
            this.#busy++;
            try {
                await work();
            } catch (error) {
                this.#failure ??= error instanceof Error ? error : new Error(String(error));
            } finally {
                this.#busy--;
            }
            await delay(this.#options.pauseMs * pauses * (0.5 + Math.random()));
        }
    }
}

async function inParallel<Item>(
    items: readonly Item[],
    most: number,
    work: (item: Item) => Promise<unknown>,
): Promise<void> {
    const left = [...items];
    const worker = async () => {
        for (let item = left.shift(); item !== undefined; item = left.shift()) {
            await work(item);
        }
    };
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
}
