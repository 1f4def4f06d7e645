import { SOURCES } from '../registry/point.js';
import type { Carbon, CarbonFactor } from '../registry/rules/carbon.js';
import type { SlotRange } from '../slot.js';
import {
    COVERAGE_RESOLUTIONS,
    type Coverage,
    type Emission,
    type Emissions,
    type MatchedEnergy,
} from './credential.js';
import { bucketsOf, type Interval, type IntervalSums, sumIntervals } from './intervals.js';

type Rules = Readonly<{ version: number; utcOffsetMinutes: number; carbon: Carbon | null }>;

/** The matched energy of a period with its shares. Storage gives nothing: its discharge has no source and is never certified. */
export function matchedEnergy(intervals: readonly Interval[], period: SlotRange, rules: Rules): MatchedEnergy {
    const sums = sumIntervals(intervals);
    const contractedBp = shareBp(sums.matchedWh, sums.consumedWh);
    return {
        matchedWh: sums.matchedWh,
        unmatchedWh: sums.consumedWh - sums.matchedWh,
        storageWh: 0,
        matchedShareBp: contractedBp,
        sources: sourcesOf(intervals, sums.matchedWh),
        coverage: COVERAGE_RESOLUTIONS.map((resolution) => coverageOf(resolution, intervals, period, rules)),
        cfeScore: cfeScore(sums, contractedBp, rules),
    };
}

function sourcesOf(intervals: readonly Interval[], matchedWh: number): MatchedEnergy['sources'] {
    const energy = new Map<string, number>();
    for (const { source, quantityWh } of intervals.flatMap(({ allocations }) => allocations)) {
        energy.set(source, (energy.get(source) ?? 0) + quantityWh);
    }
    return SOURCES.filter((source) => energy.has(source))
        .map((source) => ({ source, matchedWh: energy.get(source) ?? 0 }))
        .map(({ source, matchedWh: wh }) => ({ source, matchedWh: wh, shareBp: shareBp(wh, matchedWh) }))
        .sort((a, b) => b.matchedWh - a.matchedWh || SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source));
}

/** Energy is matched per quarter-hour, so coarser buckets can only tell how even it was, never give a higher share. */
function coverageOf(
    resolution: Coverage['resolution'],
    intervals: readonly Interval[],
    period: SlotRange,
    { utcOffsetMinutes }: Rules,
): Coverage {
    let [consumed, matched, buckets, full] = [0, 0, 0, 0];
    for (const { from, to } of bucketsOf(period, resolution, utcOffsetMinutes)) {
        const sums = sumIntervals(intervals.slice(from - period.from, to - period.from));
        if (sums.consumedWh > 0) {
            buckets++;
            full += sums.matchedWh === sums.consumedWh ? 1 : 0;
            consumed += sums.consumedWh;
            matched += sums.matchedWh;
        }
    }
    return { resolution, buckets, fullyMatchedBuckets: full, matchedShareBp: shareBp(matched, consumed) };
}

/** With a yearly share of the grid the sum over hours is the share of the whole rest. */
function cfeScore(sums: IntervalSums, contractedBp: number, { version, carbon }: Rules): MatchedEnergy['cfeScore'] {
    const grid = carbon?.carbonFree;
    if (grid === undefined) {
        const none = { gridBp: null, gridFactorId: null, gridFactorYear: null, gridFactorSource: null };
        return { scoreBp: contractedBp, contractedBp, ...none };
    }
    const rest = BigInt(sums.consumedWh - sums.matchedWh) * BigInt(grid.shareBp);
    const gridBp = sums.consumedWh === 0 ? 0 : Number(rest / BigInt(sums.consumedWh));
    return {
        scoreBp: contractedBp + gridBp,
        contractedBp,
        gridBp,
        gridFactorId: `rules-${version}-carbon-free`,
        gridFactorYear: grid.year,
        gridFactorSource: grid.source,
    };
}

/** Three figures side by side; null where the rules name no factors. */
export function emissionsOf({ consumedWh, matchedWh }: IntervalSums, { version, carbon }: Rules): Emissions | null {
    if (carbon === null) {
        return null;
    }
    const location = `rules-${version}-location`;
    return {
        locationBased: emission(consumedWh, carbon.location, location),
        marketBased: emission(consumedWh - matchedWh, carbon.residual, `rules-${version}-residual`),
        avoidedEstimate: emission(matchedWh, carbon.location, location),
    };
}

/** 1 Wh × 10⁻⁴ kg/kWh is 10⁻⁴ g; rounded down. */
function emission(energyWh: number, { perKwh, year, source }: CarbonFactor, factorId: string): Emission {
    return {
        emissionGrams: Number((BigInt(energyWh) * BigInt(perKwh)) / 10_000n),
        factorId,
        factorYear: year,
        factorSource: source,
    };
}

/** Basis points, rounded down; 0 of nothing: what consumed nothing is not 100 % clean. */
export function shareBp(part: number, whole: number): number {
    return whole === 0 ? 0 : Number((BigInt(part) * 10_000n) / BigInt(whole));
}
