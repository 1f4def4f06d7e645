import { createHash } from 'node:crypto';
import { type Intent, type MeterReading, price, type Slot, thumbprint, wh } from '@linguang/chaincode/domain';
import { Person } from '../../district/keys.js';

/** Tariff, 10⁻⁴ CNY/kWh, and fees by seller's and buyer's zone. */
export const TARIFF = {
    retail: 6800,
    feedIn: 4530,
    fees: [
        ['east', 'east', 100],
        ['west', 'west', 100],
        ['east', 'west', 350],
        ['west', 'east', 350],
    ],
} as const;

/** One point in five makes electricity and offers it; all others choose clean. */
const SELLERS_EVERY = 5;
const SELLER_CAPACITY_W = 5000;

/** A participant with one metering point. */
export class Member extends Person {
    readonly kid: string;
    #sequence = 0;

    constructor(
        readonly index: number,
        readonly first: Slot,
        prefix: string,
    ) {
        super(`${prefix}p-${index}`, `${prefix}mp-${String(index).padStart(5, '0')}`);
        this.kid = thumbprint((bytes) => createHash('sha256').update(bytes).digest(), this.jwk);
    }

    get isSeller(): boolean {
        return this.index % SELLERS_EVERY === 0;
    }

    get zone(): 'east' | 'west' {
        return this.index % 2 === 0 ? 'east' : 'west';
    }

    get plant(): { id: string; source: string; capacityW: number; register: string } | undefined {
        return this.isSeller
            ? { id: `plant-${this.point}`, source: 'solar', capacityW: SELLER_CAPACITY_W, register: 'export' }
            : undefined;
    }

    /** What the grid company registers, from the ledger's first slot on. */
    get registration(): object {
        const exportW = this.isSeller ? SELLER_CAPACITY_W : 0;
        return {
            point: this.point,
            participant: this.participant,
            zone: this.zone,
            direction: this.isSeller ? 'both' : 'import',
            limits: { importW: 9000, exportW },
            meter: { jwk: this.meterJwk, serial: this.serial, from: this.first },
            ...(this.plant === undefined ? {} : { plant: this.plant }),
            from: this.first,
        };
    }

    /** Her next instruction, signed: an offer of whoever makes electricity, a choice of clean energy of all others. */
    instruction(channel: string, from: Slot): { transaction: string; jws: string } {
        const common = { v: 1, channel, participant: this.participant, point: this.point, from } as const;
        const sequence = ++this.#sequence;
        const intent: Intent = this.isSeller
            ? { ...common, sequence, kind: 'offer', terms: { minPrice: price(TARIFF.feedIn) } }
            : { ...common, sequence, kind: 'choice', terms: { energy: 'clean' } };
        return {
            transaction: this.isSeller ? 'market:offer' : 'market:choose',
            jws: this.signIntent(intent, this.kid),
        };
    }

    /** What her meter says of a slot, signed by it: registers go up by the same Wh in every slot. */
    reading(slot: Slot): string {
        const passed = slot - this.first;
        const pair = (each: number) => ({ start: wh(passed * each), end: wh((passed + 1) * each) });
        const reading: MeterReading = {
            serial: this.serial,
            page: passed,
            slot,
            import: pair(this.isSeller ? 0 : 100 + ((this.index * 37) % 400)),
            export: pair(this.isSeller ? 500 + ((this.index * 53) % 700) : 0),
            generation: null,
            quality: 'measured',
        };
        return this.signReading(reading);
    }
}

/** So many members with fresh keys. */
export function membersOf(count: number, first: Slot, prefix = ''): readonly Member[] {
    return Array.from({ length: count }, (_, index) => new Member(index, first, prefix));
}
