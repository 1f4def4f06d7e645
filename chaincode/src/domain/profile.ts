import { problem } from './problems.js';
import { type Wh, wh } from './units.js';

/**
 * A decimal number of W, as in a HAMLET load file, in whole mW; more than three decimals are rounded half up.
 * @throws NUMBER_INVALID for anything but a plain decimal number
 */
export function milliwatts(watts: string): bigint {
    return scaled(watts, 1000n);
}

/** Output per unit of installed power, times the W installed, in whole mW, rounded half up from the exact decimal. @throws NUMBER_INVALID */
export function scaledMilliwatts(perUnit: string, installedW: number): bigint {
    if (!Number.isSafeInteger(installedW) || installedW < 0) {
        throw problem('NUMBER_INVALID', { value: String(installedW), unit: 'W' });
    }
    return scaled(perUnit, 1000n * BigInt(installedW));
}

/**
 * Registers in Wh after each slot: floor(Σ mW / 4000). A quarter-hour of 1 mW is 1/4000 Wh, so no slot's rounding is lost: it comes
 * with the next.
 */
export function cumulativeRegisters(powers: Iterable<bigint>): readonly Wh[] {
    let sum = 0n;
    const registers: Wh[] = [];
    for (const power of powers) {
        sum += power;
        registers.push(wh(Number(sum / 4000n)));
    }
    return registers;
}

/** Wh of each slot: the differences of the registers. */
export function slotEnergies(powers: Iterable<bigint>): readonly Wh[] {
    const registers = cumulativeRegisters(powers);
    return registers.map((register, index) => wh(register - (registers[index - 1] ?? 0)));
}

/** What a net meter shows of the load and generation behind it: only what is left after they offset each other. */
export function netMeter(
    load: Wh,
    generation: Wh,
): { readonly imported: Wh; readonly exported: Wh; readonly ownUse: Wh } {
    const ownUse = wh(Math.min(load, generation));
    return { imported: wh(load - ownUse), exported: wh(generation - ownUse), ownUse };
}

/** decimal × factor, rounded half up. */
function scaled(decimal: string, factor: bigint): bigint {
    const match = /^(\d{1,15})(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(decimal.trim());
    if (match === null) {
        throw problem('NUMBER_INVALID', { value: decimal.slice(0, 40), unit: 'a profile' });
    }
    const [, whole = '', fraction = '', exponent = '0'] = match;
    const power = Number(exponent) - fraction.length;
    const digits = BigInt(whole + fraction) * factor;
    if (power >= 0) {
        return digits * 10n ** BigInt(power);
    }
    const divisor = 10n ** BigInt(-power);
    return (2n * digits + divisor) / (2n * divisor);
}
