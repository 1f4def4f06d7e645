import { Random } from './random.js';

/** Slots of a local day. */
const SLOTS = 96;

/** Output of a PV plant per W installed for the slots of a local day (spring, 22° north), four decimals. */
export function sunOf(seed: number, plant: string, day: number): readonly number[] {
    const sky = new Random(seed, `sky ${day}`);
    const clearness = sky.pick([0.95, 0.9, 0.8, 0.65, 0.4, 0.2]);
    const own = new Random(seed, `${plant} ${day}`);
    let cloud = clearness;
    return Array.from({ length: SLOTS }, (_, quarter) => {
        cloud += (clearness - cloud) * 0.25 + own.between(-0.12, 0.12) * (1.1 - clearness);
        const height = Math.sin((Math.PI * (quarter - 25)) / (74 - 25));
        const output = quarter > 25 && quarter < 74 ? 0.85 * height ** 1.3 * Math.min(1, Math.max(0.05, cloud)) : 0;
        return round(output);
    });
}

/** Output of a wind plant per W installed: breezes that come and go, stronger at night by the sea. */
export function windOf(seed: number, plant: string, day: number): readonly number[] {
    const wind = new Random(seed, `${plant} ${day}`);
    const mean = wind.between(0.1, 0.5);
    let speed = mean;
    return Array.from({ length: SLOTS }, (_, quarter) => {
        const night = quarter < 28 || quarter > 72 ? 0.12 : 0;
        speed += (mean + night - speed) * 0.1 + wind.between(-0.06, 0.06);
        return round(Math.min(1, Math.max(0, speed)));
    });
}

function round(value: number): number {
    return Math.round(value * 10_000) / 10_000;
}
