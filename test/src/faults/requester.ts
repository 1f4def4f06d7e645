import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OrganisationName } from '@linguang/cli';
import { z } from 'zod';
import type { End, History, Operation } from './history.js';

const Token = z.object({ token: z.string() });
const Problem = z.object({ code: z.string(), retryable: z.boolean().optional() });
const Committed = z.looseObject({ transactionId: z.string(), block: z.number() });
const Pending = z.object({
    state: z.enum(['pending', 'committed', 'failed']),
    transactionId: z.string().nullable(),
    block: z.number().nullable(),
    result: z.record(z.string(), z.unknown()).optional(),
    problem: Problem.optional(),
});

/** Longer than a gateway keeps a caller (a minute). */
const ANSWER_MS = 90_000;

/** What nothing was written for: the caller may give up, or send the same again. */
const NOTHING_WRITTEN = ['LEDGER_UNAVAILABLE', 'LEDGER_MISMATCH', 'OVERLOADED', 'RATE_LIMITED', 'STORAGE_UNAVAILABLE'];

/** What an operation is besides where it goes. */
export type Asked = Pick<Operation, 'kind' | 'gateway' | 'mark' | 'path' | 'body'> &
    Readonly<{
        isWrong?: boolean;
        /** Gives up when first told that nothing was written, instead of asking again. */
        isImpatient?: boolean;
    }>;

export type RequesterOptions = Readonly<{
    history: History;
    address: (organisation: OrganisationName) => string;
    /** Longest time until an operation is given up as unresolved, ms. */
    patienceMs: number;
    signal: AbortSignal;
}>;

const ROLES: Readonly<Record<OrganisationName, string>> = {
    grid: 'grid.operator',
    community: 'community.office',
    certifier: 'certifier.officer',
};

/** Sends operations to gateways as a careful client does: no answer means "unknown", and the same key is sent until there is one. */
export class Requester {
    readonly #options: RequesterOptions;
    readonly #tokens = new Map<OrganisationName, string>();

    constructor(options: RequesterOptions) {
        this.#options = options;
    }

    /** Brings an operation to its end and records all of it. */
    async perform(asked: Asked): Promise<End> {
        const { history, patienceMs, signal } = this.#options;
        const { isWrong = false, isImpatient = false, ...rest } = asked;
        const operation = history.begin({ ...rest, isWrong, key: randomUUID() });
        const deadline = Date.now() + patienceMs;
        let last = '';
        for (let pause = 50; Date.now() < deadline && !signal.aborted; pause = Math.min(1_000, pause * 1.6)) {
            const end = await this.#attempt(operation, deadline);
            if (typeof end !== 'string') {
                history.end(operation, end);
                return end;
            }
            last = end;
            const [, code = ''] = end.split(' ');
            if (isImpatient && NOTHING_WRITTEN.includes(code)) {
                const failed = { told: 'failed', code } as const;
                history.end(operation, failed);
                return failed;
            }
            await delay(pause);
        }
        const nothing = { told: 'nothing', last } as const;
        history.end(operation, nothing);
        return nothing;
    }

    /** Sends a request once. @param key - of an earlier operation, to repeat it */
    async send(
        gateway: OrganisationName,
        path: string,
        body: unknown,
        key: string = randomUUID(),
    ): Promise<{ status: number; body: unknown; replayed: boolean }> {
        const response = await this.#fetch(gateway, 'POST', path, body, key);
        const replayed = response.headers.get('Idempotency-Replayed') === 'true';
        return { status: response.status, body: await response.json().catch(() => undefined), replayed };
    }

    /** Reads until there is an answer that passes. */
    async read<Schema extends z.ZodType>(
        gateway: OrganisationName,
        path: string,
        schema: Schema,
        passes: (value: z.output<Schema>) => boolean = () => true,
    ): Promise<z.output<Schema>> {
        const deadline = Date.now() + this.#options.patienceMs;
        let last = 'nothing was asked';
        while (Date.now() < deadline && !this.#options.signal.aborted) {
            try {
                const response = await this.#fetch(gateway, 'GET', path, undefined, undefined);
                if (response.ok) {
                    const value = schema.parse(await response.json());
                    if (passes(value)) {
                        return value;
                    }
                    last = JSON.stringify(value).slice(0, 300);
                } else {
                    last = `HTTP ${response.status}`;
                    await response.body?.cancel();
                }
            } catch (error) {
                last = reasonOf(error);
            }
            await delay(100);
        }
        throw new Error(`GET ${path} of ${gateway}: ${last}`);
    }

    /** One request. @returns the end, or in words why it has to be sent again */
    async #attempt(operation: Operation, deadline: number): Promise<End | string> {
        const { history } = this.#options;
        const at = history.now();
        let answer: End | string;
        try {
            const { gateway, path, body, key } = operation;
            const response = await this.#fetch(gateway, 'POST', path, body, key);
            answer = await this.#read(operation, response, deadline);
        } catch (error) {
            answer = `none: ${reasonOf(error)}`;
        }
        const said = typeof answer === 'string' ? answer : answer.told === 'failed' ? answer.code : answer.told;
        operation.attempts.push({ at, took: history.now() - at, answer: said });
        return answer;
    }

    async #read(operation: Operation, response: Response, deadline: number): Promise<End | string> {
        const body: unknown = await response.json();
        if (response.status === 202) {
            const place = response.headers.get('Location') ?? '';
            return await this.#outcome(operation, place.replace(/^\/v1/, ''), deadline);
        }
        if (response.ok) {
            const { transactionId, block } = Committed.parse(body);
            return { told: 'committed', transactionId, block, body: z.record(z.string(), z.unknown()).parse(body) };
        }
        const { code, retryable = false } = Problem.parse(body);
        if (response.status === 401) {
            this.#tokens.delete(operation.gateway);
        }
        const again = retryable || [401, 429, 502, 503].includes(response.status) || code === 'OPERATION_IN_PROGRESS';
        return again ? `${response.status} ${code}` : { told: 'failed', code };
    }

    /** Follows an operation that the gateway has taken and not finished. */
    async #outcome(operation: Operation, place: string, deadline: number): Promise<End | string> {
        while (Date.now() < deadline && !this.#options.signal.aborted) {
            await delay(300);
            const response = await this.#fetch(operation.gateway, 'GET', place, undefined, undefined).catch(
                () => undefined,
            );
            if (response?.status === 404 || response?.status === 401) {
                this.#tokens.delete(operation.gateway);
                return `${response.status} of the operation`;
            }
            if (response?.ok !== true) {
                continue;
            }
            const { state, transactionId, block, result, problem } = Pending.parse(await response.json());
            if (state === 'committed' && transactionId !== null && block !== null) {
                return { told: 'committed', transactionId, block, body: result ?? {} };
            }
            if (state === 'failed') {
                return { told: 'failed', code: problem?.code ?? 'FAILED' };
            }
        }
        return '202 pending';
    }

    async #fetch(
        gateway: OrganisationName,
        method: string,
        path: string,
        body: unknown,
        key: string | undefined,
    ): Promise<Response> {
        const headers: Record<string, string> = { Authorization: `Bearer ${await this.#token(gateway)}` };
        if (body !== undefined) {
            headers['Content-Type'] = 'application/json';
        }
        if (key !== undefined) {
            headers['Idempotency-Key'] = key;
        }
        return await fetch(`${this.#options.address(gateway)}/v1${path}`, {
            method,
            headers,
            signal: AbortSignal.any([this.#options.signal, AbortSignal.timeout(ANSWER_MS)]),
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
    }

    async #token(gateway: OrganisationName): Promise<string> {
        const known = this.#tokens.get(gateway);
        if (known !== undefined) {
            return known;
        }
        const response = await fetch(`${this.#options.address(gateway)}/v1/dev/tokens`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ role: ROLES[gateway] }),
            signal: AbortSignal.any([this.#options.signal, AbortSignal.timeout(ANSWER_MS)]),
        });
        const { token } = Token.parse(await response.json());
        this.#tokens.set(gateway, token);
        return token;
    }
}

function reasonOf(error: unknown): string {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error);
}
