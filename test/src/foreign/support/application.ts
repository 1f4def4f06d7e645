import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What the clients in `test/foreign` do; see their sources. */
export type Action =
    | 'evaluate'
    | 'submit'
    | 'commit'
    | 'twice'
    | 'offline'
    | 'events'
    | 'blocks'
    | 'filtered'
    | 'private';

export type Request = Readonly<{
    chaincode?: string;
    function?: string;
    arguments?: readonly string[];
    transientData?: Readonly<Record<string, string>>;
    organisations?: readonly string[];
    timeoutMs?: number;
    startBlock?: number;
    count?: number;
    checkpoint?: string;
}>;

export type Committed = Readonly<{
    result: string;
    transactionId: string;
    code: string;
    successful: boolean;
    block: number;
}>;
export type Event = Readonly<{ name: string; payload: string; transactionId: string; block: number }>;
export type Block = Readonly<{ number: number; transactions: number; privateTransactions: number }>;

type Failure = Readonly<{
    step: string;
    code: string;
    message: string;
    transactionId?: string;
    details: readonly Readonly<{ mspId: string; message: string }>[];
}>;

/** A failed call as the foreign library reported it; codes are spelled as gRPC and Fabric spell them. */
export class ForeignFailure extends Error {
    readonly step: string;
    readonly code: string;
    readonly transactionId: string | undefined;
    readonly details: Failure['details'];

    constructor({ step, code, message, transactionId, details }: Failure) {
        super(message);
        this.step = step;
        this.code = code.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
        this.transactionId = transactionId;
        this.details = details;
    }
}

/** A client in another language as a process: one request and one answer a line. */
export class Application {
    readonly #child: ChildProcessWithoutNullStreams;
    readonly #waiting: PromiseWithResolvers<unknown>[] = [];
    #errors = '';

    /** Starts one for an identity of a connection profile. */
    constructor([command = '', ...args]: readonly string[], profile: string, user: string) {
        this.#child = spawn(command, [...args, profile, user]);
        createInterface({ input: this.#child.stdout }).on('line', (line) => this.#answer(line));
        this.#child.stderr.on('data', (chunk) => {
            this.#errors += String(chunk);
        });
        const ended = (): void => {
            for (const waiting of this.#waiting.splice(0)) {
                waiting.reject(new Error(`${command} ended: ${this.#errors}`));
            }
        };
        this.#child.once('error', ended);
        this.#child.once('exit', ended);
    }

    /** @throws ForeignFailure */
    async transaction(action: 'commit' | 'offline', request: Request): Promise<Committed> {
        return (await this.#ask(action, request)) as Committed;
    }

    /** @throws ForeignFailure */
    async result(action: 'evaluate' | 'submit', request: Request): Promise<string> {
        return String(await this.#ask(action, request));
    }

    /** @throws ForeignFailure */
    async twice(request: Request): Promise<readonly Committed[]> {
        return (await this.#ask('twice', request)) as readonly Committed[];
    }

    /** @throws ForeignFailure */
    async events(request: Request): Promise<readonly Event[]> {
        return (await this.#ask('events', request)) as readonly Event[];
    }

    /** @throws ForeignFailure */
    async blocks(kind: 'blocks' | 'filtered' | 'private', request: Request): Promise<readonly Block[]> {
        return (await this.#ask(kind, request)) as readonly Block[];
    }

    /** Ends the process; its end of input tells it. */
    async close(): Promise<void> {
        if (this.#child.exitCode === null && this.#child.signalCode === null) {
            const gone = new Promise((resolve) => this.#child.once('exit', resolve));
            this.#child.stdin.end();
            const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
            await gone;
            clearTimeout(timer);
        }
    }

    #ask(action: Action, request: Request): Promise<unknown> {
        const waiting = Promise.withResolvers<unknown>();
        this.#waiting.push(waiting);
        this.#child.stdin.write(`${JSON.stringify({ action, ...request })}\n`);
        return waiting.promise;
    }

    #answer(line: string): void {
        const waiting = this.#waiting.shift();
        const { value, failure }: { value?: unknown; failure?: Failure } = JSON.parse(line);
        if (failure === undefined) {
            waiting?.resolve(value);
        } else {
            waiting?.reject(new ForeignFailure(failure));
        }
    }
}

/** The failure that a call ends in. @throws Error where it succeeds */
export async function failureOf(call: Promise<unknown>): Promise<ForeignFailure> {
    const outcome = await call.then(
        (value) => new Error(`it succeeded: ${JSON.stringify(value)}`),
        (error: unknown) => error,
    );
    if (outcome instanceof ForeignFailure) {
        return outcome;
    }
    throw outcome;
}
