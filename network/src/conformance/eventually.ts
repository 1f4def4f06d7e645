import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a condition on a network that recovers: an error counts as "not yet". @throws Error with the last of them */
export async function eventually(
    condition: () => Promise<boolean>,
    what: string,
    { patienceMs = 45_000, pauseMs = 20 } = {},
): Promise<void> {
    const deadline = Date.now() + patienceMs;
    let last: unknown;
    for (;;) {
        const holds = await condition().catch((error: unknown) => {
            last = error;
            return false;
        });
        if (holds) {
            return;
        }
        if (Date.now() > deadline) {
            throw new Error(`waited in vain for ${what}`, { cause: last });
        }
        await delay(pauseMs);
    }
}
