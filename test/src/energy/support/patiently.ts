import { Refused } from './client.js';

/** Does it again where peers were too busy to answer in time: then nothing was written. For loads of which only the end is measured. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
        try {
            return await work();
        } catch (error) {
            const late =
                error instanceof Refused && error.where === 'endorsement' && /timeout|Deadline/i.test(error.message);
            if (!late) {
                throw error;
            }
        }
    }
}
