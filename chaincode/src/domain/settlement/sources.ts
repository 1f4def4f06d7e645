import type { MeterReading, RegisterPair } from '../meters/ocmf.js';
import type { Point, Source } from '../registry/point.js';
import { type Wh, wh } from '../units.js';

/** Part of a point's export by where it comes from; plant and source are '' where that is not known. */
export type Part = { readonly plant: string; readonly source: Source | ''; readonly wh: Wh };

/** What the registers of a slot show of the units behind a meter. */
export type Behind = {
    /** What plants made; null without registers that tell. */
    readonly generated: Wh | null;
    /** What was used of it on the spot; null without registers that tell. */
    readonly ownUse: Wh | null;
    /** Where the export comes from: parts above zero, in the order of registration, the unspecified one last. They sum to the export. */
    readonly parts: readonly Part[];
};

/**
 * Splits the export of a slot among the units behind the meter.
 *
 * A single plant without storage made all of it, at most what its own register shows. With several units or storage each needs its
 * register: the export, at most what they gave together, is split in proportion to what each gave, whole Wh by running totals; what
 * storage gave has no source. Where a register is missing all of it is unspecified.
 */
export function behindMeter(point: Point, reading: MeterReading): Behind {
    const exported = difference(reading.export);
    const generation = reading.generation === null ? null : difference(reading.generation);
    const { plant, units = [] } = point;
    if (units.length === 0) {
        return {
            generated: generation,
            ownUse: generation === null ? null : wh(Math.max(0, generation - exported)),
            parts: partsOf(point, exported, generation),
        };
    }
    const gave: (Part & { readonly took: number })[] = [];
    if (plant !== null) {
        if (plant.register !== 'generation' || generation === null) {
            return unspecified(exported);
        }
        gave.push({ plant: plant.id, source: plant.source, wh: generation, took: 0 });
    }
    for (const { id, kind, source, channel } of units) {
        const registers = reading.channels?.find((candidate) => candidate.channel === channel);
        if (!registers?.out || (kind === 'storage' && registers.in === null)) {
            return unspecified(exported);
        }
        const took = kind === 'storage' && registers.in !== null ? difference(registers.in) : 0;
        gave.push({ plant: kind === 'plant' ? id : '', source, wh: difference(registers.out), took });
    }
    const all = gave.reduce((sum, unit) => sum + unit.wh, 0);
    const taken = gave.reduce((sum, unit) => sum + unit.took, 0);
    const made = gave.filter((unit) => unit.plant !== '').reduce((sum, unit) => sum + unit.wh, 0);
    return {
        generated: wh(made),
        ownUse: wh(Math.max(0, all - taken - exported)),
        parts: named(exported, shares(Math.min(exported, all), gave, all)),
    };
}

/** An export of which no register tells where it comes from. */
export function unspecified(exported: Wh): Behind {
    return { generated: null, ownUse: null, parts: named(exported, []) };
}

/** The parts of a past slot as far as its line tells: with several units or storage behind the meter, they are unspecified. */
export function partsOf({ plant, units = [] }: Point, exported: Wh, generated: Wh | null): readonly Part[] {
    if (plant === null || units.length > 0) {
        return named(exported, []);
    }
    const own = plant.register === 'generation' ? Math.min(exported, generated ?? 0) : exported;
    return named(exported, [{ plant: plant.id, source: plant.source, wh: wh(own) }]);
}

function shares(amount: number, gave: readonly Part[], all: number): readonly Part[] {
    let [sum, given] = [0, 0];
    return gave.map(({ plant, source, wh: own }) => {
        sum += own;
        const upTo = all === 0 ? 0 : Number((BigInt(amount) * BigInt(sum)) / BigInt(all));
        const share = upTo - given;
        given = upTo;
        return { plant, source, wh: wh(share) };
    });
}

/** The parts with a plant, and what is left of the export as unspecified. */
function named(exported: Wh, parts: readonly Part[]): readonly Part[] {
    const known = parts.filter((part) => part.plant !== '' && part.wh > 0);
    const rest = exported - known.reduce((sum, part) => sum + part.wh, 0);
    return rest > 0 ? [...known, { plant: '', source: '', wh: wh(rest) }] : known;
}

function difference({ start, end }: RegisterPair): Wh {
    return wh(end - start);
}
