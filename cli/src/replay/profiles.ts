import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problem, type Slot, slotOfSeconds, slotStartSeconds } from '@linguang/chaincode/domain';
import { parse } from 'csv-parse/sync';

/** One series of a profile file: a value for each slot, as the decimal text that stands in the file. */
export interface Series {
    readonly name: string;
    readonly values: readonly string[];
}

/** A folder of profiles of the HAMLET form: `load/*.csv` (mean W) and `pv/pv_<n>_pu.csv` (per installed W). */
export interface Profiles {
    readonly firstSlot: Slot;
    readonly slots: number;
    /** Homes in file-name order. */
    readonly loads: readonly Series[];
    /** PV plants 1, 2, … */
    readonly pv: readonly Series[];
}

interface Table extends Series {
    readonly timestamps: readonly number[];
}

/**
 * Reads a folder of profiles; all files must have the same rows, a quarter-hour apart.
 * @throws PROFILE_INVALID naming file and row
 */
export async function readProfiles(folder: string): Promise<Profiles> {
    const loads = await readTables(join(folder, 'load'), /\.csv$/);
    const pv = await readTables(join(folder, 'pv'), /^pv_\d+_pu\.csv$/);
    const [first] = loads;
    if (!first) {
        throw problem('PROFILE_INVALID', { what: join(folder, 'load'), reason: 'it holds no CSV file' });
    }
    for (const table of [...loads, ...pv]) {
        sameRows(table, first);
    }
    const firstSlot = slotOfSeconds(first.timestamps[0] ?? 0);
    return {
        firstSlot,
        slots: first.values.length,
        loads,
        pv: [...pv].sort((a, b) => plantNumber(a.name) - plantNumber(b.name)),
    };
}

async function readTables(folder: string, pattern: RegExp): Promise<Table[]> {
    const names = await readdir(folder).catch((error: Error) => {
        throw problem('PROFILE_INVALID', { what: folder, reason: `it cannot be read (${error.message})` });
    });
    const files = names.filter((name) => pattern.test(name)).sort();
    return Promise.all(
        files.map(async (name) => readTable(join(folder, name), name, await readFile(join(folder, name), 'utf8'))),
    );
}

function readTable(path: string, name: string, text: string): Table {
    const rows: string[][] = parse(text, { trim: true, skipEmptyLines: true });
    const timestamps: number[] = [];
    const values: string[] = [];
    rows.slice(1).forEach(([timestamp = '', value = ''], index) => {
        const seconds = Number(timestamp);
        const before = timestamps.at(-1);
        if (!Number.isInteger(seconds) || slotStartSeconds(slotOfSeconds(seconds)) !== seconds) {
            throw problem('PROFILE_INVALID', {
                what: `${path} row ${index + 2}`,
                reason: 'the timestamp does not start a quarter-hour',
            });
        }
        if (before !== undefined && seconds !== before + 900) {
            throw problem('PROFILE_INVALID', {
                what: `${path} row ${index + 2}`,
                reason: 'the rows are not a quarter-hour apart',
            });
        }
        if (!/^\d+(\.\d+)?(e-?\d+)?$/i.test(value)) {
            throw problem('PROFILE_INVALID', { what: `${path} row ${index + 2}`, reason: `${value} is not a power` });
        }
        timestamps.push(seconds);
        values.push(value);
    });
    if (values.length === 0) {
        throw problem('PROFILE_INVALID', { what: path, reason: 'it has no rows' });
    }
    return { name, timestamps, values };
}

function sameRows(table: Table, first: Table): void {
    if (table.timestamps.length !== first.timestamps.length || table.timestamps[0] !== first.timestamps[0]) {
        throw problem('PROFILE_INVALID', { what: table.name, reason: `its rows are not those of ${first.name}` });
    }
}

function plantNumber(name: string): number {
    return Number(/^pv_(\d+)_pu/.exec(name)?.[1] ?? 0);
}
