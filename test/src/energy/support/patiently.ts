import { type Call, Client, Refused } from './client.js';

/** Does it again where peers were too busy to answer in time: then nothing was written. For loads of which only the end is measured. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
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

/** A client whose proposals are made again where peers were too busy to answer in time: then nothing was written. */
export class PatientClient extends Client {
    override send<T = Record<string, unknown>>(name: string, request: object, call: Call = {}) {
        return patiently(() => super.send<T>(name, request, call));
    }

    override evaluate<T = Record<string, unknown>>(name: string, request: object, endorsers?: string[]): Promise<T> {
        return patiently(() => super.evaluate<T>(name, request, endorsers));
    }
}
