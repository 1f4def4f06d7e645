import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** A gateway's refusal that repeating does not mend. */
export class Refusal extends Error {
    override readonly name = 'Refusal';

    constructor(
        readonly status: number,
        readonly code: string,
        detail: string,
    ) {
        super(`${code}: ${detail}`);
    }
}

const Problem = z.object({ code: z.string(), detail: z.string().default(''), retryable: z.boolean().optional() });
const Token = z.object({ token: z.string(), expiresIn: z.number() });
const Pending = z.object({
    state: z.enum(['pending', 'committed', 'failed']),
    result: z.unknown().optional(),
    problem: Problem.optional(),
});

/** Who asks: a role at the gateway, and for a resident which one. */
export type Caller = { readonly role: string; readonly participant?: string };

/**
 * One gateway as its users see it: REST with a bearer token. Waits and asks again while the gateway is away or cannot commit, with the
 * same idempotency key, so that nothing is written twice.
 */
export class GatewayClient {
    readonly #base: string;
    readonly #signal: AbortSignal;
    readonly #say: (line: string) => void;
    readonly #tokens = new Map<string, { readonly token: string; readonly until: number }>();

    constructor(base: string, signal: AbortSignal, say: (line: string) => void) {
        this.#base = base.replace(/\/$/, '');
        this.#signal = signal;
        this.#say = say;
    }

    async get<Schema extends z.ZodType>(path: string, schema: Schema, caller?: Caller): Promise<z.output<Schema>> {
        return schema.parse(await this.#persist('GET', path, undefined, caller));
    }

    /** @throws Refusal */
    async post<Schema extends z.ZodType>(
        path: string,
        body: unknown,
        schema: Schema,
        caller: Caller,
    ): Promise<z.output<Schema>> {
        return schema.parse(await this.#persist('POST', path, body, caller));
    }

    /** Like `post`, where one of the codes means that it is done already. @returns whether something was written */
    async ensure(path: string, body: unknown, caller: Caller, done: readonly string[]): Promise<boolean> {
        try {
            await this.#persist('POST', path, body, caller);
            return true;
        } catch (error) {
            if (error instanceof Refusal && done.includes(error.code)) {
                return false;
            }
            throw error;
        }
    }

    async #persist(method: string, path: string, body: unknown, caller: Caller | undefined): Promise<unknown> {
        const key = randomUUID();
        for (let attempt = 1; ; attempt++) {
            this.#signal.throwIfAborted();
            const outcome = await this.#attempt(method, path, body, caller, key);
            if (!('again' in outcome)) {
                return outcome.value;
            }
            if (attempt % 20 === 3) {
                this.#say(`waiting for ${this.#base} (${outcome.again})`);
            }
            await delay(Math.min(5000, 100 * 2 ** attempt), undefined, { signal: this.#signal });
        }
    }

    async #attempt(
        method: string,
        path: string,
        body: unknown,
        caller: Caller | undefined,
        key: string,
    ): Promise<{ readonly value: unknown } | { readonly again: string }> {
        try {
            const headers: Record<string, string> = { Accept: 'application/json' };
            if (caller !== undefined) {
                headers['Authorization'] = `Bearer ${await this.#token(caller)}`;
            }
            if (method === 'POST') {
                headers['Content-Type'] = 'application/json';
                headers['Idempotency-Key'] = key;
            }
            const response = await this.#fetch(method, path, headers, body);
            if (response.ok) {
                const value: unknown = await response.json();
                return response.status === 202 ? { value: await this.#outcome(response, headers) } : { value };
            }
            return this.#refused(response, caller);
        } catch (error) {
            if (error instanceof Refusal || this.#signal.aborted) {
                throw error;
            }
            return { again: error instanceof Error ? error.message : 'unreachable' };
        }
    }

    async #refused(response: Response, caller: Caller | undefined): Promise<{ readonly again: string }> {
        const found = Problem.safeParse(await response.json().catch(() => undefined));
        const {
            code,
            detail,
            retryable = false,
        } = found.success ? found.data : { code: `HTTP_${response.status}`, detail: response.statusText };
        if (response.status === 401) {
            this.#tokens.delete(JSON.stringify(caller));
            return { again: code };
        }
        const busy = response.status >= 502 || response.status === 429 || code === 'OPERATION_IN_PROGRESS';
        if (retryable || busy) {
            return { again: code };
        }
        throw new Refusal(response.status, code, detail);
    }

    /** Waits for a write that took longer than the gateway keeps its callers. */
    async #outcome(response: Response, headers: Record<string, string>): Promise<unknown> {
        const place = response.headers.get('Location') ?? '';
        for (;;) {
            await delay(500, undefined, { signal: this.#signal });
            const asked = await this.#fetch('GET', place.replace(/^\/v1/, ''), headers, undefined);
            const operation = Pending.parse(await asked.json());
            if (operation.state === 'committed') {
                return operation.result;
            }
            if (operation.state === 'failed') {
                throw new Refusal(409, operation.problem?.code ?? 'FAILED', operation.problem?.detail ?? '');
            }
        }
    }

    async #token(caller: Caller): Promise<string> {
        const name = JSON.stringify(caller);
        const known = this.#tokens.get(name);
        if (known !== undefined && known.until > Date.now()) {
            return known.token;
        }
        const headers = { 'Content-Type': 'application/json' };
        const response = await this.#fetch('POST', '/dev/tokens', headers, caller);
        if (!response.ok) {
            throw new Error(`no token: HTTP ${response.status}`);
        }
        const { token, expiresIn } = Token.parse(await response.json());
        this.#tokens.set(name, { token, until: Date.now() + (expiresIn - 30) * 1000 });
        return token;
    }

    #fetch(method: string, path: string, headers: Record<string, string>, body: unknown): Promise<Response> {
        const timeout = AbortSignal.any([this.#signal, AbortSignal.timeout(90_000)]);
        const content = body === undefined ? {} : { body: JSON.stringify(body) };
        return fetch(`${this.#base}/v1${path}`, { method, headers, signal: timeout, ...content });
    }
}
