import {
    milliwatts,
    netMeter,
    problem,
    type RegisterPair,
    scaledMilliwatts,
    slotEnergies,
    type Wh,
    wh,
} from '@linguang/chaincode/domain';
import type { Profiles } from './profiles.js';

/** Which homes have PV: the first `count` in file-name order, each with `watts` installed. */
export interface PvSetting {
    readonly count: number;
    readonly watts: number;
}

/** A home behind one net meter, in whole Wh per slot. */
export interface Home {
    readonly id: string;
    readonly hasPv: boolean;
    readonly load: readonly Wh[];
    readonly generation: readonly Wh[];
    readonly ownUse: readonly Wh[];
    /** What the net meter's registers show over each slot. */
    readonly imported: readonly RegisterPair[];
    readonly exported: readonly RegisterPair[];
    /** What the plant's own register shows. */
    readonly generated: readonly RegisterPair[];
}

/** Reads `8x5`: 8 homes with 5 kWp each; half a kWp and the like are allowed. @throws PROFILE_INVALID */
export function parsePv(text: string): PvSetting {
    const match = /^(\d+)x(\d+(?:\.\d{1,3})?)$/.exec(text);
    if (!match) {
        throw problem('PROFILE_INVALID', { what: `--pv ${text}`, reason: 'homes x kWp is wanted, such as 8x5' });
    }
    return { count: Number(match[1]), watts: Math.round(Number(match[2]) * 1000) };
}

/**
 * The homes of a folder of profiles: home i of those with PV (counting from 0) has plant `(i mod plants) + 1`.
 * Energy by the rule of the data's README: registers are floor(Σ mW / 4000) Wh, a slot is the difference.
 */
export function homesOf(profiles: Profiles, pv: PvSetting, slots: number): Home[] {
    if (pv.count > profiles.loads.length || (pv.count > 0 && profiles.pv.length === 0)) {
        throw problem('PROFILE_INVALID', {
            what: `--pv for ${pv.count} homes`,
            reason: `there are ${profiles.loads.length} homes and ${profiles.pv.length} PV plants`,
        });
    }
    return profiles.loads.map((series, index) => {
        const hasPv = index < pv.count;
        const plant = hasPv ? profiles.pv[index % profiles.pv.length] : undefined;
        const load = slotEnergies(series.values.slice(0, slots).map(milliwatts));
        const generation = plant
            ? slotEnergies(plant.values.slice(0, slots).map((value) => scaledMilliwatts(value, pv.watts)))
            : load.map(() => wh(0));
        const net = load.map((used, slot) => netMeter(used, generation[slot] ?? wh(0)));
        return {
            id: series.name.replace(/\.csv$/, ''),
            hasPv,
            load,
            generation,
            ownUse: net.map((one) => one.ownUse),
            imported: counted(net.map((one) => one.imported)),
            exported: counted(net.map((one) => one.exported)),
            generated: counted(generation),
        };
    });
}

/** The readings of a register that counts these energies from 0. */
function counted(energies: readonly Wh[]): RegisterPair[] {
    let register = 0;
    return energies.map((energy) => {
        const start = wh(register);
        register += energy;
        return { start, end: wh(register) };
    });
}
