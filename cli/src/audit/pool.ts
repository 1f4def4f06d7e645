import { Worker } from 'node:worker_threads';
import { type Outcome, Recomputer, type Task } from './recomputer.js';

/** Tasks that wait for each thread at most: they hold their transactions in memory. */
const WAITING = 3;

/** Threads that compute transactions again while the chain is being read. Tasks may end in any order. */
export class RecomputingPool {
    readonly #workers: Worker[];
    readonly #inline: Recomputer | undefined;
    readonly #open = new Map<number, { settled: Promise<void>; worker: Worker | undefined }>();
    readonly #outcomes: (outcome: Outcome) => void;
    #failure: unknown;
    #failed = false;

    /** @param threads - 0: in this thread */
    constructor(directory: string, threads: number, outcomes: (outcome: Outcome) => void) {
        this.#outcomes = outcomes;
        this.#inline = threads === 0 ? new Recomputer(directory) : undefined;
        const script = new URL('./recomputeworker.js', import.meta.url);
        this.#workers = Array.from({ length: threads }, () => new Worker(script, { workerData: directory }));
    }

    /** Takes a task as soon as there is room for it. @throws what a thread failed with */
    async take(task: Task): Promise<void> {
        if (this.#inline !== undefined) {
            this.#outcomes(await this.#inline.run(task));
            return;
        }
        while (this.#open.size >= WAITING * this.#workers.length) {
            await Promise.race([...this.#open.values()].map(({ settled }) => settled));
            this.#mustGoOn();
        }
        const worker = this.#leastBusy();
        const settled = new Promise<void>((resolve) => {
            const end = (): void => {
                this.#open.delete(task.id);
                worker.off('message', answered);
                worker.off('error', failed);
                resolve();
            };
            const answered = (outcome: Outcome): void => {
                if (outcome.id === task.id) {
                    end();
                    this.#outcomes(outcome);
                }
            };
            const failed = (error: unknown): void => {
                this.#failed = true;
                this.#failure = error;
                end();
            };
            worker.on('message', answered);
            worker.on('error', failed);
        });
        this.#open.set(task.id, { settled, worker });
        worker.postMessage(task);
    }

    /** Waits until all tasks are done. */
    async done(): Promise<void> {
        while (this.#open.size > 0) {
            await Promise.all([...this.#open.values()].map(({ settled }) => settled));
        }
        this.#mustGoOn();
    }

    async close(): Promise<void> {
        this.#inline?.close();
        await Promise.all(this.#workers.map((worker) => worker.terminate()));
    }

    #leastBusy(): Worker {
        const busy = (worker: Worker): number =>
            [...this.#open.values()].filter((open) => open.worker === worker).length;
        const [first, ...others] = this.#workers;
        if (first === undefined) {
            throw new Error('the pool has no threads');
        }
        return others.reduce((least, worker) => (busy(worker) < busy(least) ? worker : least), first);
    }

    #mustGoOn(): void {
        if (this.#failed) {
            throw this.#failure;
        }
    }
}
