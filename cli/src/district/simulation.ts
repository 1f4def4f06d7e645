import { setTimeout as delay } from 'node:timers/promises';
import {
    formatSlot,
    ledgerDay,
    localDay,
    localDayRange,
    parseDate,
    type Slot,
    slot,
    slotPlus,
} from '@linguang/chaincode/domain';
import { z } from 'zod';
import { certify } from './certification.js';
import { Refusal } from './client.js';
import { Done, forAll, type Gateways, Info, OFFICE, OPERATOR } from './gateways.js';
import { instruct } from './instructions.js';
import type { Actor } from './keys.js';
import { DistrictMeters } from './meters.js';
import { FIRST_DAY, UTC_OFFSET_MINUTES } from './profiles.js';
import { setUp } from './setup.js';
import { nextDay, type Story, storiesOf } from './stories.js';

export type SimulationOptions = Readonly<{
    seed: number;
    /** Seconds from one slot to the next after the first day. */
    slotSeconds: number;
    /** Stop after this slot; without it the simulation goes on. */
    until?: Slot;
    /** False: no certificate is asked for; a person does it on the certifier's page. */
    certificates?: boolean;
}>;

const Refused = z.looseObject({ refused: z.array(z.object({ point: z.string(), code: z.string() })) });

/** Lives the district's days on the ledger: gate, readings, close, settle, slot after slot; where it was left, it goes on. */
export class Simulation {
    readonly #gateways: Gateways;
    readonly #actors: readonly Actor[];
    readonly #options: SimulationOptions;
    readonly #meters: DistrictMeters;
    readonly #first = localDayRange(FIRST_DAY, UTC_OFFSET_MINUTES);
    #gated: Slot;
    #closed: Slot;
    #settled: Slot;
    /** The first day that may still lack certificates. */
    #uncertified = FIRST_DAY;

    constructor(gateways: Gateways, actors: readonly Actor[], options: SimulationOptions) {
        this.#gateways = gateways;
        this.#actors = actors;
        this.#options = options;
        this.#meters = new DistrictMeters(options.seed);
        this.#gated = this.#closed = this.#settled = slotPlus(this.#first.from, -1);
    }

    /** Runs until the signal fires or the last slot is settled. */
    async run(signal: AbortSignal): Promise<void> {
        await this.#resume();
        const { until, slotSeconds } = this.#options;
        await this.#fastThrough(slotPlus(this.#first.to, -1));
        await this.#certify();
        await this.#mendEarlier();
        while (!signal.aborted && (until === undefined || this.#settled < until)) {
            const began = Date.now();
            await this.#live(slotPlus(this.#settled, 1));
            await delay(Math.max(0, slotSeconds * 1000 - (Date.now() - began)), undefined, { signal });
        }
    }

    async #resume(): Promise<void> {
        const { grid, say } = this.#gateways;
        const info = await grid.get('/info', Info);
        if (info.rules !== null && (info.rules.clock !== 'simulated' || info.rules.firstSlot !== this.#first.from)) {
            throw new Error('this ledger is not the simulated district’s; it is left alone');
        }
        if (info.clock.gatedThrough === null) {
            await setUp(this.#gateways, this.#actors, this.#first.from);
            return;
        }
        await this.#mustBeOurs();
        this.#gated = slot(info.clock.gatedThrough);
        this.#closed = slot(info.clock.closedThrough ?? this.#closed);
        this.#settled = slot(info.clock.settledThrough ?? this.#settled);
        say(`going on after ${formatSlot(this.#settled)}`);
    }

    /** @throws Error where the ledger knows other people than this district's folder has keys for */
    async #mustBeOurs(): Promise<void> {
        const [actor] = this.#actors;
        try {
            await this.#gateways.community.get(`/participants/${actor?.participant}`, Done, OFFICE);
        } catch (error) {
            if (error instanceof Refusal && error.status === 404) {
                throw new Error('the ledger belongs to a district whose keys are not in this folder; it is left alone');
            }
            throw error;
        }
    }

    /** The first day as fast as possible: all its gates, readings and closes at once, then one settlement after the other. */
    async #fastThrough(last: Slot): Promise<void> {
        const { until } = this.#options;
        const end = until !== undefined && until < last ? until : last;
        if (this.#settled >= end) {
            return;
        }
        this.#gateways.say(`settling the first day, ${FIRST_DAY}`);
        await this.#gate(end);
        await this.#rollThrough(end);
        const open = Array.from({ length: Math.max(0, end - this.#closed) }, (_, index) =>
            slotPlus(this.#closed, index + 1),
        );
        await forAll(open, 6, (at) => this.#send(at));
        await this.#close(end);
        while (this.#settled < end) {
            await this.#settle(slotPlus(this.#settled, 1));
        }
    }

    async #live(at: Slot): Promise<void> {
        await this.#gate(slotPlus(at, 1));
        await this.#rollThrough(at);
        if (this.#closed < at) {
            await this.#send(at);
            await this.#close(at);
        }
        await this.#settle(at);
        const day = localDay(at, UTC_OFFSET_MINUTES);
        for (const story of storiesOf(day).filter(({ mended }) => mended === at)) {
            await this.#mend(story, at);
        }
        await this.#changeOfMind(at, day);
        await this.#certify();
    }

    async #gate(through: Slot): Promise<void> {
        if (this.#gated < through) {
            const { grid } = this.#gateways;
            await grid.ensure('/clock/gate', { through }, OPERATOR, ['GATE_OUT_OF_ORDER']);
            this.#gated = through;
        }
    }

    #rolled = -1;
    async #rollThrough(at: Slot): Promise<void> {
        const start = this.#rolled < 0 ? ledgerDay(slotPlus(this.#settled, 1)) : this.#rolled + 1;
        for (let day = start; day <= ledgerDay(at); day++) {
            await this.#gateways.grid.ensure(`/days/${day}/roll`, {}, OPERATOR, ['BOOK_EXISTS']);
            this.#rolled = day;
        }
    }

    async #close(through: Slot): Promise<void> {
        if (this.#closed < through) {
            await this.#gateways.grid.ensure('/clock/close', { through }, OPERATOR, ['CLOSE_OUT_OF_ORDER']);
            this.#closed = through;
        }
    }

    async #settle(at: Slot): Promise<void> {
        const already = ['NOTHING_CHANGED', 'SLOT_FINAL'];
        await this.#gateways.grid.ensure(`/slots/${at}/settle`, {}, OPERATOR, already);
        this.#settled = at > this.#settled ? at : this.#settled;
    }

    /** The readings of all meters for a slot; on live days with what the stories do to them. */
    async #send(at: Slot): Promise<void> {
        const day = localDay(at, UTC_OFFSET_MINUTES);
        const stories = day === FIRST_DAY ? [] : storiesOf(day).filter(({ slots }) => slots.includes(at));
        const readings = this.#actors.flatMap((actor) => {
            const story = stories.find(({ member }) => member === actor.member);
            const reading = this.#reading(actor, at);
            return story === undefined ? [reading] : story.kind === 'offline' ? [] : [tamperedWith(reading)];
        });
        for (const { kind, member, slots } of stories) {
            if (kind === 'offline' && slots[0] === at) {
                this.#gateways.say(`${formatSlot(at)}: the meter of ${member.name} is offline`);
            }
        }
        const { refused } = await this.#gateways.grid.post('/readings', { slot: at, readings }, Refused, OPERATOR);
        for (const { point, code } of refused) {
            this.#gateways.say(`${formatSlot(at)}: a reading of ${point} was refused: ${code}`);
        }
    }

    #reading(actor: Actor, at: Slot): { readonly point: string; readonly ocmf: string } {
        const { member, serial, point } = actor;
        return { point, ocmf: actor.signReading(this.#meters.reading(member, at, serial)) };
    }

    /** The true readings come late; the slots are settled again, and those after them whose registers continue from there. */
    async #mend({ kind, member, slots }: Story, through: Slot): Promise<void> {
        const { grid, say } = this.#gateways;
        const [actor, first] = [this.#actors.find((one) => one.member === member), slots[0]];
        if (actor === undefined || first === undefined) {
            return;
        }
        try {
            for (const at of slots) {
                await grid.post('/readings', { slot: at, readings: [this.#reading(actor, at)] }, Refused, OPERATOR);
            }
        } catch (error) {
            if (error instanceof Refusal && error.code === 'SLOT_FINAL') {
                return;
            }
            throw error;
        }
        say(
            `${formatSlot(through)}: readings of ${member.name} came late (${kind}); settling ${formatSlot(first)} and after again`,
        );
        for (let at = first; at <= Math.min(through, (slots.at(-1) ?? first) + 1); at = slotPlus(at, 1)) {
            await this.#settle(at);
        }
    }

    /** After a restart: what should have been mended before. */
    async #mendEarlier(): Promise<void> {
        const today = localDay(this.#settled, UTC_OFFSET_MINUTES);
        if (parseDate(today) > parseDate(FIRST_DAY)) {
            for (const story of storiesOf(today).filter(({ mended }) => mended <= this.#settled)) {
                await this.#mend(story, this.#settled);
            }
        }
    }

    /** Every evening one household changes between clean and traditional energy. */
    async #changeOfMind(at: Slot, day: string): Promise<void> {
        const actor = this.#actors.find(({ member }) => member.energy === 'traditional');
        if (actor !== undefined && at === slotPlus(localDayRange(day, UTC_OFFSET_MINUTES).from, 76)) {
            const energy = parseDate(day) % 2 === 0 ? 'clean' : 'traditional';
            await instruct(this.#gateways, actor, { kind: 'choice', terms: { energy } });
            this.#gateways.say(`${formatSlot(at)}: ${actor.member.name} chose ${energy} energy`);
        }
    }

    async #certify(): Promise<void> {
        while (
            this.#options.certificates !== false &&
            localDayRange(this.#uncertified, UTC_OFFSET_MINUTES).to - 1 <= this.#settled
        ) {
            if (!(await certify(this.#gateways, this.#uncertified))) {
                return;
            }
            this.#uncertified = nextDay(this.#uncertified);
        }
    }
}

/** Someone changes a register after the meter has signed. */
function tamperedWith({ point, ocmf }: { readonly point: string; readonly ocmf: string }) {
    const changed = ocmf.replace(
        /("RV":)(\d+)(?=[^}]*\})/,
        (_, name: string, value: string) => `${name}${Number(value) + 1}`,
    );
    return { point, ocmf: changed };
}
