import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localDayRange, parseDate, slotStartSeconds, slotsOf } from '@linguang/chaincode/domain';
import { CAST } from './cast.js';
import { loadOf } from './load.js';
import { sunOf, windOf } from './weather.js';

/** The first day of the simulated district, in its own zone. */
export const FIRST_DAY = '2026-03-01';
export const UTC_OFFSET_MINUTES = 480;

/** The files of the profiles by their path: text in the HAMLET form. */
export function profileFiles(days: number, seed: number): ReadonlyMap<string, string> {
    const first = parseDate(FIRST_DAY);
    const range = localDayRange(FIRST_DAY, UTC_OFFSET_MINUTES);
    const timestamps = Array.from({ length: days }, (_, day) =>
        [...slotsOf(range)].map((slot) => slotStartSeconds(slot) + day * 86_400),
    ).flat();
    const table = (of: (day: number) => readonly number[]) => {
        const values = Array.from({ length: days }, (_, day) => of(first + day)).flat();
        return `timestamp,electricity\n${timestamps.map((time, row) => `${time},${values[row] ?? 0}\n`).join('')}`;
    };
    const files = new Map<string, string>();
    for (const member of CAST.filter(({ energy }) => energy !== null)) {
        files.set(
            join('load', `${member.key}.csv`),
            table((day) => loadOf(seed, member, day)),
        );
    }
    for (const plant of ['pv_1', 'pv_2', 'pv_3']) {
        files.set(
            join('pv', `${plant}_pu.csv`),
            table((day) => sunOf(seed, plant, day)),
        );
    }
    files.set(
        join('wind', 'wind_1_pu.csv'),
        table((day) => windOf(seed, 'wind_1', day)),
    );
    return files;
}

/** Writes the profiles into a folder, which is made if need be. @returns the paths written */
export async function writeProfiles(folder: string, days: number, seed: number): Promise<readonly string[]> {
    const files = profileFiles(days, seed);
    for (const [path, text] of files) {
        await mkdir(join(folder, path, '..'), { recursive: true });
        await writeFile(join(folder, path), text);
    }
    return [...files.keys()];
}
