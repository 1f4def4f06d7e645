import type { Member } from './cast.js';
import { Random } from './random.js';

const SLOTS = 96;

/**
 * Mean W a member uses in each slot of a local day.
 * @param day - days since 1970-01-01 in the community's zone
 */
export function loadOf(seed: number, member: Member, day: number): readonly number[] {
    const habits = new Random(seed, member.key);
    const today = new Random(seed, `${member.key} ${day}`);
    // 1970-01-01 was a Thursday.
    const weekday = (day + 3) % 7 < 5;
    switch (member.kind) {
        case 'household':
            return household(habits, today, weekday);
        case 'school':
            return shaped(today, 900, weekday ? 16_000 : 1500, 28, 70);
        case 'clinic':
            return shaped(today, 2500, weekday ? 9000 : 5500, 30, 76);
        default:
            return shaped(today, 60, 60, 0, 96);
    }
}

function household(habits: Random, today: Random, weekday: boolean): readonly number[] {
    const base = habits.between(70, 190);
    const size = habits.between(0.6, 1.5);
    const peaks = [
        { at: habits.between(26, 32), width: 5, height: 700 * size },
        { at: habits.between(46, 52), width: 6, height: (weekday ? 250 : 900) * size },
        { at: habits.between(74, 84), width: 9, height: 1300 * size },
    ].map(({ at, width, height }) => ({
        at: at + today.between(-3, 3),
        width,
        height: height * today.between(0.5, 1.4),
    }));
    return series((quarter) => {
        const busy = peaks.reduce(
            (sum, { at, width, height }) => sum + height * Math.exp(-(((quarter - at) / width) ** 2)),
            0,
        );
        const kettle = today.next() < 0.04 ? today.between(300, 1800) : 0;
        return (base + busy) * today.between(0.75, 1.25) + kettle;
    });
}

/** A base load and working hours on top, with soft edges. */
function shaped(today: Random, base: number, working: number, opens: number, closes: number): readonly number[] {
    return series((quarter) => {
        const open = Math.min(1, Math.max(0, (quarter - opens) / 4), Math.max(0, (closes - quarter) / 4));
        return (base + (working - base) * open) * today.between(0.9, 1.1);
    });
}

function series(of: (quarter: number) => number): readonly number[] {
    return Array.from({ length: SLOTS }, (_, quarter) => Math.round(of(quarter)));
}
