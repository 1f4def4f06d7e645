import type { Wh } from './units.js';

/** A decimal number of W as in a HAMLET file → integer mW, exact. @throws RangeError for other texts or more than 3 decimals */
export declare function milliwatts(watts: string): bigint;
/** Per-unit output times installed W → mW, rounded half up from the exact decimal. */
export declare function scaledMilliwatts(perUnit: string, installedW: number): bigint;
/** Cumulative registers (Wh) after each slot: floor(Σ mW / 4000); `before` is the sum before the first slot. */
export declare function registers(milliwatts: readonly bigint[]): readonly Wh[];
/** Wh of each slot: differences of the registers. */
export declare function slotEnergies(milliwatts: readonly bigint[]): readonly Wh[];
/** What a net meter shows of load and generation behind it: only what is left. */
export declare function netMeter(
    load: Wh,
    generation: Wh,
): { readonly imported: Wh; readonly exported: Wh; readonly ownUse: Wh };
