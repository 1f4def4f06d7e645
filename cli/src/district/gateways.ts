import { z } from 'zod';
import type { GatewayClient } from './client.js';

/** The three gateways the district talks to, each in the name of its organisation's people. */
export type Gateways = {
    readonly community: GatewayClient;
    readonly grid: GatewayClient;
    readonly certifier: GatewayClient;
    readonly say: (line: string) => void;
};

export const OFFICE = { role: 'community.office' } as const;
export const OPERATOR = { role: 'grid.operator' } as const;
export const CERTIFIER = { role: 'certifier.officer' } as const;

export const Done = z.looseObject({});
export const Info = z.object({
    channel: z.string(),
    clock: z.object({
        gatedThrough: z.number().nullable(),
        closedThrough: z.number().nullable(),
        settledThrough: z.number().nullable(),
    }),
    rules: z.object({ clock: z.string(), firstSlot: z.number() }).nullable(),
});
export type Info = z.infer<typeof Info>;

/** Does something for all items, at most so many at once. */
export async function forAll<Item>(
    items: readonly Item[],
    most: number,
    work: (item: Item) => Promise<unknown>,
): Promise<void> {
    const left = [...items];
    const worker = async () => {
        for (let item = left.shift(); item !== undefined; item = left.shift()) {
            await work(item);
        }
    };
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
}
