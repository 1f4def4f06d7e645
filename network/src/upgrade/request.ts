import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from '../files.js';
import type { NetworkLayout } from '../layout.js';
import type { Chaincode } from '../topology.js';
import { chaincodeSchema } from './entry.js';

const requestSchema = z.object({
    version: z.literal(1),
    id: z.string(),
    chaincode: chaincodeSchema,
    /**
     * How far it is: `asked`, or `proven` once the new version's processes answer and every peer has its package, so that
     * it is completed whatever happens.
     */
    phase: z.enum(['asked', 'proven']),
});

/** An upgrade that somebody asked for and that has not ended. The file outlives every process that works on it. */
export type UpgradeRequest = z.output<typeof requestSchema>;

/** The request that has not ended; undefined where there is none. */
export async function readRequest(layout: NetworkLayout): Promise<UpgradeRequest | undefined> {
    return await readJson(layout.upgradeRequest, requestSchema);
}

export async function writeRequest(layout: NetworkLayout, request: UpgradeRequest): Promise<void> {
    await writeFileAtomically(layout.upgradeRequest, `${JSON.stringify(request, null, 4)}\n`);
}

/** Forgets a request, unless another has taken its place. */
export async function endRequest(layout: NetworkLayout, id: string): Promise<void> {
    if ((await readRequest(layout))?.id === id) {
        await rm(layout.upgradeRequest, { force: true });
    }
}

const upgradesSchema = z.object({
    version: z.literal(1),
    chaincodes: z.array(z.object({ over: chaincodeSchema, entry: chaincodeSchema })),
});

/** A chaincode as an upgrade left it, and the entry of the topology that it took the place of. */
export type KeptUpgrade = Readonly<{ over: Chaincode; entry: Chaincode }>;

export async function readUpgrades(layout: NetworkLayout): Promise<readonly KeptUpgrade[]> {
    return (await readJson(layout.upgrades, upgradesSchema))?.chaincodes ?? [];
}

export async function writeUpgrades(layout: NetworkLayout, chaincodes: readonly KeptUpgrade[]): Promise<void> {
    if (chaincodes.length === 0) {
        await rm(layout.upgrades, { force: true });
    } else {
        await writeFileAtomically(layout.upgrades, `${JSON.stringify({ version: 1, chaincodes }, null, 4)}\n`);
    }
}

/** A JSON file of ours; undefined where there is none or it is not what we write (all are written atomically). */
export async function readJson<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S> | undefined> {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) {
        return undefined;
    }
    try {
        return schema.parse(JSON.parse(text));
    } catch {
        return undefined;
    }
}
