import { createHash, randomBytes } from 'node:crypto';
import {
    commitmentOf,
    type ForwardOrder,
    formatSlot,
    type Hash,
    type Intent,
    type MeterReading,
    parseSlot,
    price,
    type Slot,
    slotPlus,
    thumbprint,
    undertakingSigningInput,
    wh,
} from '@linguang/chaincode/domain';
import { Person } from '@linguang/cli';

/** Midnight of 31 March in Shenzhen: the last day of a month, so that bills and certificates are there after one day. */
export const LAST_OF_MARCH: Slot = parseSlot('2026-03-30T16:00Z');
export const DAY = '2026-03-31';
export const MONTH = '2026-03';
export const SCHEME = { scheme: 'linguang', version: 1 } as const;
export const TARIFF = { retail: 6800, feedIn: 4530, fees: [['east', 'east', 100]] } as const;

export const hash: Hash = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());

/** A member of the neighbourhood with one metering point; some make electricity, all others use it. */
export class Home extends Person {
    readonly kid: string;
    #sequence = 0;

    constructor(
        readonly index: number,
        readonly isSeller: boolean,
        readonly first: Slot,
    ) {
        super(`p-${index}`, `mp-${index}`);
        this.kid = thumbprint(hash, this.jwk);
    }

    get plant(): string | undefined {
        return this.isSeller ? `plant-${this.index}` : undefined;
    }

    /** A signed standing instruction: an offer of whoever makes electricity, a choice of clean energy of all others. */
    instruction(channel: string, from: Slot, sequence = ++this.#sequence): Readonly<{ path: string; jws: string }> {
        const { participant, point } = this;
        const common = { v: 1, channel, participant, point, from, sequence } as const;
        const intent: Intent = this.isSeller
            ? { ...common, kind: 'offer', terms: { minPrice: price(TARIFF.feedIn) } }
            : { ...common, kind: 'choice', terms: { energy: 'clean' } };
        return { path: this.isSeller ? '/offers' : '/choices', jws: this.signIntent(intent, this.kid) };
    }

    /** A signed forward order with its sealed content, as `POST /v1/orders` takes it. */
    order(channel: string, slot: Slot): Readonly<{ jws: string; order: object }> {
        const side = this.isSeller ? 'sell' : 'buy';
        const content: ForwardOrder = {
            v: 1,
            participant: this.participant,
            point: this.point,
            side,
            slot,
            wh: wh(this.isSeller ? 60 : 30),
            price: price(side === 'sell' ? 4700 : 6200),
            salt: randomBytes(32).toString('hex'),
        };
        const intent: Intent = {
            v: 1,
            channel,
            participant: this.participant,
            point: this.point,
            from: slot,
            sequence: ++this.#sequence,
            kind: 'order',
            terms: { side, commitment: commitmentOf(content, hash) },
        };
        return { jws: this.signIntent(intent, this.kid), order: { ...content, slot: formatSlot(slot) } };
    }

    /** What the meter says of a slot: registers go up by the same Wh in every slot. */
    reading(slot: Slot): Readonly<{ point: string; ocmf: string }> {
        const passed = slot - this.first;
        const pair = (each: number) => ({ start: wh(passed * each), end: wh((passed + 1) * each) });
        const reading: MeterReading = {
            serial: this.serial,
            page: passed,
            slot,
            import: pair(this.isSeller ? 0 : 80 + 17 * this.index),
            export: pair(this.isSeller ? 400 + 31 * this.index : 0),
            generation: null,
            quality: 'measured',
        };
        return { point: this.point, ocmf: this.signReading(reading) };
    }

    /** What the grid company registers. */
    get registration(): object {
        return {
            point: this.point,
            participant: this.participant,
            zone: 'east',
            direction: this.isSeller ? 'both' : 'import',
            limits: { importW: 9000, exportW: this.isSeller ? 9000 : 0 },
            meter: { jwk: this.meterJwk, serial: this.serial, from: this.first },
            ...(this.plant === undefined
                ? {}
                : { plant: { id: this.plant, source: 'solar', capacityW: 9000, register: 'export' } }),
            from: this.first,
        };
    }

    /** What the certifier accredits, with the owner's signed undertaking; undefined where there is no plant. */
    accreditation(channel: string): object | undefined {
        const { plant, point, participant, first } = this;
        if (plant === undefined) {
            return undefined;
        }
        const filing = { filingNumber: `SIM-${this.index}`, scheme: SCHEME.scheme };
        const document = { system: 'GEC', digest: 'ab'.repeat(32) } as const;
        const named = { v: 1, kind: 'undertaking', channel, participant, plant, point, from: first } as const;
        const jws = this.signInput(undertakingSigningInput({ ...named, ...filing, ...document }, this.kid));
        return {
            plant,
            source: 'solar',
            capacityW: 9000,
            point,
            register: 'export',
            zone: 'east',
            ...filing,
            undertaking: { by: participant, ...document, jws },
            from: first,
        };
    }
}

/** So many homes with fresh keys, every fourth with a plant. */
export function homesOf(count: number, first: Slot): readonly Home[] {
    return Array.from({ length: count }, (_, index) => new Home(index, index % 4 === 0, first));
}

/** The rules of a simulated clock with a forward market, from the first slot on. */
export function rulesFrom(firstSlot: Slot): object {
    return {
        priceRule: 'shared',
        utcOffsetMinutes: 480,
        finalAfterSlots: 288,
        clock: 'simulated',
        firstSlot,
        forward: { horizonSlots: 288 },
    };
}

/** The first slot: a day before April, or, where only bills are wanted soon, an hour before. */
export function firstSlotOf(wholeDay: boolean): Slot {
    return wholeDay ? LAST_OF_MARCH : slotPlus(LAST_OF_MARCH, 92);
}
