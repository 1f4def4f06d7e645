import { setTimeout as delay } from 'node:timers/promises';

const ATTEMPTS = 40;
const PAUSE_MS = 500;

/** Does something that may fail while processes come back, until it succeeds. @throws what it failed with the last time */
export async function insistently<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
        try {
            return await work();
        } catch (error) {
            if (attempt === ATTEMPTS) {
                throw error;
            }
            await delay(PAUSE_MS);
        }
    }
}
