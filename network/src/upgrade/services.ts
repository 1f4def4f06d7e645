import { unwatchFile, watchFile } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomically } from '../files.js';
import type { NetworkLayout } from '../layout.js';
import { chaincodeSchema } from './entry.js';
import { readJson } from './request.js';

const servicesSchema = z.object({
    version: z.literal(1),
    /** Definitions, with versions bound to the code, that the embedded network commits where the channel has others. */
    chaincodes: z.array(chaincodeSchema),
    /** Packages whose processes listen elsewhere than the topology says. */
    places: z.array(z.object({ peer: z.string(), chaincode: chaincodeSchema, address: z.string() })),
});

/** Where chaincode processes run, as the embedded network is told by its supervisor. */
export type Services = z.output<typeof servicesSchema>;
export type ServicePlace = Services['places'][number];

export async function readServices(layout: NetworkLayout): Promise<Services | undefined> {
    return await readJson(layout.services, servicesSchema);
}

export async function writeServices(layout: NetworkLayout, services: Omit<Services, 'version'>): Promise<void> {
    await writeFileAtomically(layout.services, `${JSON.stringify({ version: 1, ...services }, null, 4)}\n`);
}

const LOOK_EVERY_MS = 50;

/** Tells of every change of the file. @returns ends it */
export function followServices(layout: NetworkLayout, told: (services: Services) => void): () => void {
    const look = (): void => {
        void readServices(layout).then((services) => {
            if (services !== undefined) {
                told(services);
            }
        });
    };
    watchFile(layout.services, { interval: LOOK_EVERY_MS, persistent: false }, look);
    return () => unwatchFile(layout.services, look);
}
