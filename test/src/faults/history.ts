import { createWriteStream, type WriteStream } from 'node:fs';
import type { OrganisationName } from '@linguang/cli';

/** What kind of work an operation is. */
export type OperationKind = 'choice' | 'order' | 'clock' | 'readings' | 'settlement' | 'certificate' | 'bill' | 'setup';

/** One request to a gateway and what came back. */
export type Attempt = Readonly<{
    /** Milliseconds since the history began. */
    at: number;
    took: number;
    /** `201`, `503 LEDGER_UNAVAILABLE`, or `none: …` where no answer came. */
    answer: string;
}>;

/**
 * How an operation ended for whoever asked: told that it is on the ledger; told that it is not and never will be; or, only where the
 * harness gave up, not told.
 */
export type End =
    | Readonly<{ told: 'committed'; transactionId: string; block: number; body: Readonly<Record<string, unknown>> }>
    | Readonly<{ told: 'failed'; code: string }>
    | Readonly<{ told: 'nothing'; last: string }>;

/** An operation from its first request to its end. */
export type Operation = {
    readonly number: number;
    readonly kind: OperationKind;
    readonly gateway: OrganisationName;
    /** What the transaction will show on the ledger, whatever envelope brings it there; undefined where that is not unique. */
    readonly mark: string | undefined;
    readonly path: string;
    readonly key: string;
    readonly body: unknown;
    /** Whether the ledger must refuse it, because it is wrong on purpose. */
    readonly isWrong: boolean;
    readonly begun: number;
    readonly attempts: Attempt[];
    ended?: number;
    end?: End;
};

/** Everything that was asked of the gateways and what they answered, in memory and, line by line, in a file. */
export class History {
    readonly operations: Operation[] = [];
    readonly #begun = Date.now();
    readonly #file: WriteStream | undefined;

    constructor(file?: string) {
        this.#file = file === undefined ? undefined : createWriteStream(file, { flags: 'a' });
    }

    /** Milliseconds since the history began. */
    now(): number {
        return Date.now() - this.#begun;
    }

    begin(operation: Omit<Operation, 'number' | 'begun' | 'attempts' | 'end' | 'ended'>): Operation {
        const entry: Operation = {
            ...operation,
            number: this.operations.length,
            begun: this.now(),
            attempts: [],
        };
        this.operations.push(entry);
        return entry;
    }

    end(operation: Operation, end: End): void {
        operation.ended = this.now();
        operation.end = end;
        const { body: _, end: __, ...shown } = operation;
        const { told } = end;
        this.#write({ ...shown, end: told === 'committed' ? { ...end, body: undefined } : end });
    }

    /** Something that happened besides: a fault, a check. */
    note(what: string, more: Readonly<Record<string, unknown>> = {}): void {
        this.#write({ at: this.now(), note: what, ...more });
    }

    async close(): Promise<void> {
        const file = this.#file;
        if (file !== undefined) {
            await new Promise<void>((resolve) => file.end(resolve));
        }
    }

    #write(line: object): void {
        this.#file?.write(`${JSON.stringify(line)}\n`);
    }
}
