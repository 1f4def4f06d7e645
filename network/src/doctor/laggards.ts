import { setTimeout as delay } from 'node:timers/promises';

type Seen = Readonly<{ name: string; height: number }>;

/** Time in which a node that works gets the blocks that others already have. */
const CATCH_UP_MS = 700;

/**
 * Which nodes lack blocks that others have and do not get them either: those that, some time later, have not reached
 * what others had at first. On a busy network nodes are always a block apart.
 * @param again - asks for the height once more; undefined when there is no answer
 */
export async function laggards(
    seen: readonly Seen[],
    again: (name: string) => Promise<number | undefined>,
): Promise<(Seen & { others: number })[]> {
    const others = Math.max(0, ...seen.map(({ height }) => height));
    const behind = seen.filter(({ height }) => height < others);
    if (behind.length === 0) {
        return [];
    }
    await delay(CATCH_UP_MS);
    const later = await Promise.all(
        behind.map(async ({ name, height }) => ({
            name,
            height: (await again(name).catch(() => undefined)) ?? height,
        })),
    );
    return later.filter(({ height }) => height < others).map((one) => ({ ...one, others }));
}
