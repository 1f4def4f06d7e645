import {
    localDay,
    type MeterReading,
    milliwatts,
    netMeter,
    parseDate,
    type RegisterPair,
    SLOTS_PER_DAY,
    type Slot,
    scaledMilliwatts,
    slotEnergies,
    type Wh,
    wh,
} from '@linguang/chaincode/domain';
import { CAST, type Member } from './cast.js';
import { loadOf } from './load.js';
import { FIRST_DAY, UTC_OFFSET_MINUTES } from './profiles.js';
import { sunOf, windOf } from './weather.js';

type Day = readonly Omit<MeterReading, 'slot' | 'serial' | 'page' | 'quality'>[];
type Totals = { load: bigint; made: bigint; imported: number; exported: number; generated: number };

/**
 * The registers of the district's meters at any slot since its first: profiles by the integer rule of `linguang replay`, behind one
 * net meter each; plants have a generation register beside. The same seed gives the same registers after a restart.
 */
export class DistrictMeters {
    readonly #seed: number;
    readonly #firstDay = parseDate(FIRST_DAY);
    /** Days of each member, computed as they are asked for, in order. */
    readonly #days = new Map<string, Day[]>();
    readonly #totals = new Map<string, Totals>();

    constructor(seed: number) {
        this.#seed = seed;
    }

    /** What the member's meter shows for a slot. @throws RangeError before the first day */
    reading(member: Member, slot: Slot, serial: string): MeterReading {
        const day = parseDate(localDay(slot, UTC_OFFSET_MINUTES)) - this.#firstDay;
        const quarter = (slot + UTC_OFFSET_MINUTES / 15) % SLOTS_PER_DAY;
        const registers = this.#upTo(member, day)[day]?.[quarter];
        if (registers === undefined) {
            throw new RangeError(`the district has no slot ${slot}`);
        }
        return { ...registers, serial, page: day * SLOTS_PER_DAY + quarter, slot, quality: 'measured' };
    }

    #upTo(member: Member, day: number): Day[] {
        const days = this.#days.get(member.key) ?? [];
        const totals = this.#totals.get(member.key) ?? { load: 0n, made: 0n, imported: 0, exported: 0, generated: 0 };
        this.#days.set(member.key, days);
        this.#totals.set(member.key, totals);
        while (days.length <= day) {
            days.push(this.#compute(member, this.#firstDay + days.length, totals));
        }
        return days;
    }

    #compute(member: Member, day: number, totals: Totals): Day {
        const { plant } = member;
        const loads = loadOf(this.#seed, member, day).map((watts) => milliwatts(String(watts)));
        const output =
            plant === null ? [] : (plant.profile === 'wind_1' ? windOf : sunOf)(this.#seed, plant.profile, day);
        const makes = output.map((share) => scaledMilliwatts(String(share), plant?.watts ?? 0));
        return loads.map((load, quarter) => {
            const used = step(totals, 'load', load);
            const generated = step(totals, 'made', makes[quarter] ?? 0n);
            const net = netMeter(used, generated);
            const pair = (name: 'imported' | 'exported' | 'generated', more: Wh): RegisterPair => {
                const start = wh(totals[name]);
                totals[name] += more;
                return { start, end: wh(totals[name]) };
            };
            return {
                import: pair('imported', net.imported),
                export: pair('exported', net.exported),
                generation: plant === null ? null : pair('generated', generated),
            };
        });
    }
}

/** Adds a power to a running sum and answers the Wh by which its register moved. */
function step(totals: Totals, name: 'load' | 'made', power: bigint): Wh {
    const [, moved = wh(0)] = slotEnergies([totals[name], power]);
    totals[name] += power;
    return moved;
}

/** The member whose meter tells a story on a day: others each day, never a plant. */
export function storyteller(day: number, story: number): Member {
    const homes = CAST.filter(({ kind }) => kind === 'household');
    const [first] = homes;
    const chosen = homes[(day * 7 + story * 11 + 3) % homes.length] ?? first;
    if (chosen === undefined) {
        throw new RangeError('the district has no household');
    }
    return chosen;
}
