import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from '../files.js';
import { isRunning } from './processidentity.js';

const known = { pid: z.int().positive().optional(), identity: z.string().optional() };

const stateSchema = z.object({
    version: z.literal(1),
    supervisor: z.object({ pid: z.int().positive(), identity: z.string().optional(), startedAt: z.string() }),
    processes: z.array(
        z.object({
            ...known,
            name: z.string(),
            phase: z.enum(['starting', 'ready', 'waiting', 'stopping', 'stopped', 'failed']),
            startedAt: z.string().optional(),
            restarts: z.number(),
            ports: z.array(z.number()).readonly(),
            log: z.string(),
            lastExit: z.string().optional(),
        }),
    ),
});

/** What a supervisor writes down about itself and its children, for commands in other processes and for the next start. */
export type SupervisorState = z.output<typeof stateSchema>;

/** The state a supervisor left, or undefined when there is none (or it cannot be read: it is written atomically, so that is not ours). */
export async function readState(file: string): Promise<SupervisorState | undefined> {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) {
        return undefined;
    }
    try {
        return stateSchema.parse(JSON.parse(text));
    } catch {
        return undefined;
    }
}

/** Whether the supervisor that wrote the state still runs. */
export function supervisorRuns(state: SupervisorState): boolean {
    return isRunning(state.supervisor.pid, state.supervisor.identity);
}

/** Writes states one after the other; when several wait, only the latest is written. */
export class StateWriter {
    readonly #file: string;
    #latest: SupervisorState | undefined;
    #writing: Promise<void> | undefined;

    constructor(file: string) {
        this.#file = file;
    }

    write(state: SupervisorState): void {
        this.#latest = state;
        this.#writing ??= this.#drain();
    }

    /** Resolves when everything so far is written. */
    async settled(): Promise<void> {
        await this.#writing;
    }

    async remove(): Promise<void> {
        await this.settled();
        await rm(this.#file, { force: true });
    }

    async #drain(): Promise<void> {
        while (this.#latest !== undefined) {
            const state = this.#latest;
            this.#latest = undefined;
            await writeFileAtomically(this.#file, `${JSON.stringify(state, null, 4)}\n`);
        }
        this.#writing = undefined;
    }
}
