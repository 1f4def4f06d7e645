import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 45_000;

/** Waits for a condition on a network that recovers: an error counts as "not yet". @throws Error with the last of them */
export async function eventually(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
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
        await delay(20);
    }
}
