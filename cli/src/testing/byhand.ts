import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Exact decimal: value / scale. */
const SCALE_DIGITS = 24;
const SCALE = 10n ** BigInt(SCALE_DIGITS);

/**
 * What a replay must come to, computed from the rule in the profiles' README alone, with nothing of the product: registers as integer
 * division of a running sum, everybody clean, everything matched that can be.
 */
export function replayByHand(folder: string, homesWithPv: number, watts: number, slots: number) {
    const names = readdirSync(join(folder, 'load')).filter((name) => name.endsWith('.csv'));
    names.sort();
    const plants = readdirSync(join(folder, 'pv')).length;
    const totals = {
        homes: names.length,
        slots: 0,
        loadWh: 0,
        generationWh: 0,
        ownUseWh: 0,
        importedWh: 0,
        exportedWh: 0,
        matchedWh: 0,
        residualFromGridWh: 0,
        residualToGridWh: 0,
    };
    const homes = names.map((name, home) => {
        const load = energies(join(folder, 'load', name), 1n, slots);
        const plant = join(folder, 'pv', `pv_${(home % plants) + 1}_pu.csv`);
        return { load, made: home < homesWithPv ? energies(plant, BigInt(watts), slots) : load.map(() => 0) };
    });
    totals.slots = homes[0]?.load.length ?? 0;
    for (let slot = 0; slot < totals.slots; slot++) {
        let [deficit, surplus] = [0, 0];
        for (const { load, made } of homes) {
            const [used = 0, generated = 0] = [load[slot], made[slot]];
            const own = Math.min(used, generated);
            totals.loadWh += used;
            totals.generationWh += generated;
            totals.ownUseWh += own;
            deficit += used - own;
            surplus += generated - own;
        }
        const matched = Math.min(deficit, surplus);
        totals.importedWh += deficit;
        totals.exportedWh += surplus;
        totals.matchedWh += matched;
        totals.residualFromGridWh += deficit - matched;
        totals.residualToGridWh += surplus - matched;
    }
    return totals;
}

/** Wh of each slot of a file whose values, times a factor, are W. */
function energies(file: string, factor: bigint, slots: number): number[] {
    const rows = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .slice(1, 1 + slots);
    let sum = 0n;
    return rows.map((row) => {
        const milli = exact(row.split(',')[1] ?? '') * factor * 1000n;
        const before = sum / 4000n;
        // Half up: values are never negative.
        sum += (2n * milli + SCALE) / (2n * SCALE);
        return Number(sum / 4000n - before);
    });
}

/** A decimal such as 12.5 or 3e-05 as an integer over SCALE. */
function exact(text: string): bigint {
    const [mantissa = '', exponent = '0'] = text.trim().toLowerCase().split('e');
    const [whole = '', fraction = ''] = mantissa.split('.');
    const digits = SCALE_DIGITS - fraction.length + Number(exponent);
    const value = BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, digits));
    return digits < 0 ? value / 10n ** BigInt(-digits) : value;
}
