import { z } from 'zod';
import { writeFileAtomically } from '../files.js';
import type { NetworkLayout } from '../layout.js';
import { readJson } from './request.js';

const resultSchema = z.object({
    chaincode: z.string(),
    /**
     * `unchanged`: nothing to do; `redefined`: policy, collections or package approvals changed, the code is the same;
     * `upgraded`: other code.
     */
    outcome: z.enum(['unchanged', 'redefined', 'upgraded']),
    /** Committed version, with the beginning of the code's digest: `1.0+3f2a…`. */
    version: z.string(),
    previousVersion: z.string(),
    sequence: z.number(),
    /** Names of the chaincode's processes now. */
    processes: z.array(z.string()),
    /** Names of the processes that were ended. */
    retired: z.array(z.string()),
    /** What an operator should know besides. */
    notes: z.array(z.string()),
});

const reportSchema = z.object({
    version: z.literal(1),
    id: z.string(),
    chaincode: z.string(),
    steps: z.array(z.object({ at: z.string(), text: z.string() })),
    result: resultSchema.optional(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** What an upgrade did. */
export type UpgradeResult = z.output<typeof resultSchema>;
/** An upgrade as its supervisor tells of it; ended when it has a result or an error. */
export type UpgradeReport = z.output<typeof reportSchema>;

export async function readReport(layout: NetworkLayout): Promise<UpgradeReport | undefined> {
    return await readJson(layout.upgradeReport, reportSchema);
}

/** Writes the steps of one upgrade down, in order, for a command in another process. */
export class Reporter {
    readonly #layout: NetworkLayout;
    #report: UpgradeReport;
    #writing: Promise<void> = Promise.resolve();

    constructor(layout: NetworkLayout, request: Readonly<{ id: string; chaincode: Readonly<{ name: string }> }>) {
        this.#layout = layout;
        this.#report = { version: 1, id: request.id, chaincode: request.chaincode.name, steps: [] };
        this.#write();
    }

    say(text: string): void {
        const step = { at: new Date().toISOString(), text };
        this.#report = { ...this.#report, steps: [...this.#report.steps, step] };
        this.#write();
    }

    async end(end: Pick<UpgradeReport, 'result'> | Pick<UpgradeReport, 'error'>): Promise<void> {
        this.#report = { ...this.#report, ...end };
        this.#write();
        await this.#writing;
    }

    #write(): void {
        const text = `${JSON.stringify(this.#report, null, 4)}\n`;
        this.#writing = this.#writing
            .then(() => writeFileAtomically(this.#layout.upgradeReport, text))
            .catch(() => undefined);
    }
}
