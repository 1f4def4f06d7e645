import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../files.js';
import type { NetworkLayout } from '../layout.js';
import { NetworkError } from '../problems.js';
import { type BinariesWanted, type FabricBinaries, findBinaries, findInstallations } from './binaries.js';
import { FabricLayout } from './layout.js';
import { compareLines, lineOf } from './version.js';

const recordSchema = z.object({ version: z.string() });

/** Version of the programs that last ran on a data directory; undefined before the first start. */
export async function lastVersion(layout: NetworkLayout): Promise<string | undefined> {
    const text = await readFile(new FabricLayout(layout).programs, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : recordSchema.parse(JSON.parse(text)).version;
}

/**
 * Chooses the installation for a data directory: the wanted version; else the line that last ran on it; else the first
 * found. A newer line than the last takes the ledgers over, which Fabric supports; it must be asked for.
 * @throws NetworkError ENGINE_UNAVAILABLE, ENGINE_OLDER for an older line than the one that last wrote the ledgers
 */
export async function chooseBinaries(layout: NetworkLayout, wanted: BinariesWanted = {}): Promise<FabricBinaries> {
    const last = await lastVersion(layout);
    if (last === undefined) {
        return await findBinaries(wanted);
    }
    if (wanted.version === undefined) {
        const all = await findInstallations(wanted.environment);
        const same = all.find(({ line }) => line === lineOf(last));
        const newer = all.find(({ line }) => compareLines(line, last) > 0);
        if (same === undefined && newer !== undefined) {
            throw new NetworkError(
                'ENGINE_UNAVAILABLE',
                `the ledgers in ${layout.root} are of Fabric ${last}, which is not on this machine; install it, or let ` +
                    `Fabric ${newer.version} take them over for good: --fabric-version ${newer.line}`,
            );
        }
        return same ?? refuseOlder(await findBinaries(wanted), last, layout);
    }
    return refuseOlder(await findBinaries(wanted), last, layout);
}

/** Notes which programs write the ledgers from now on. */
export async function rememberVersion(layout: NetworkLayout, { version }: FabricBinaries): Promise<void> {
    const file = new FabricLayout(layout).programs;
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomically(file, `${JSON.stringify({ version })}\n`);
}

function refuseOlder(binaries: FabricBinaries, last: string, layout: NetworkLayout): FabricBinaries {
    if (compareLines(binaries.line, last) < 0) {
        throw new NetworkError(
            'ENGINE_OLDER',
            `the ledgers in ${layout.root} were last written by Fabric ${last}, and Fabric ${binaries.version} does not read ` +
                `them safely; use --fabric-version ${lineOf(last)}, choose another --data, or erase them with "linguang network reset"`,
        );
    }
    return binaries;
}
