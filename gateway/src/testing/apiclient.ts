import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { DevToken, type DevTokenRequest, Problem } from '../http/api.js';

export type Answer = Readonly<{ status: number; headers: Headers; body: unknown }>;

/** An answer that a test did not expect. */
export class UnexpectedAnswer extends Error {
    override readonly name = 'UnexpectedAnswer';

    constructor(readonly answer: Answer) {
        super(`${answer.status} ${JSON.stringify(answer.body)}`);
    }
}

/** A client of a gateway's REST API as tests use it. */
export class ApiClient {
    constructor(
        readonly port: number,
        readonly token?: string,
    ) {}

    async signIn(request: DevTokenRequest): Promise<ApiClient> {
        const { token } = await this.post('/v1/dev/tokens', request, DevToken);
        return new ApiClient(this.port, token);
    }

    /** GETs and checks the answer against its schema. */
    async get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
        return expectAnswer(await this.request('GET', path), 200, schema);
    }

    /** POSTs with a new key and expects 201; as long as nothing was written for want of peers, with the same key again. */
    async post<Schema extends z.ZodType>(path: string, body: unknown, schema: Schema): Promise<z.output<Schema>> {
        const key = { 'Idempotency-Key': randomUUID() };
        for (;;) {
            const answer = await this.request('POST', path, body, key);
            if (answer.status !== 503) {
                return expectAnswer(answer, 201, schema);
            }
            await delay(200);
        }
    }

    /** The problem that a request is answered with. */
    async problem(
        method: string,
        path: string,
        body?: unknown,
        headers: Record<string, string> = {},
    ): Promise<Problem> {
        const answer = await this.request(method, path, body, headers);
        if (!answer.headers.get('content-type')?.startsWith('application/problem+json')) {
            throw new UnexpectedAnswer(answer);
        }
        return Problem.parse(answer.body);
    }

    async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
        const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
            method,
            headers: {
                ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
                ...(method === 'GET' ? {} : { 'Idempotency-Key': randomUUID() }),
                ...(this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }),
                ...headers,
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        const isJson = /json(;|$)/.test(response.headers.get('content-type') ?? '');
        return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    }

    async untilReady(): Promise<void> {
        for (;;) {
            const answer = await this.request('GET', '/readyz').catch(() => undefined);
            if (answer?.status === 200) {
                return;
            }
            await delay(50);
        }
    }

    /** Repeats a read until it satisfies `test`: other organisations' gateways see a commit some milliseconds later. */
    async until<Schema extends z.ZodType>(
        path: string,
        schema: Schema,
        test: (value: z.output<Schema>) => boolean,
    ): Promise<z.output<Schema>> {
        for (;;) {
            const value = await this.get(path, schema);
            if (test(value)) {
                return value;
            }
            await delay(30);
        }
    }
}

function expectAnswer<Schema extends z.ZodType>(answer: Answer, status: number, schema: Schema): z.output<Schema> {
    if (answer.status !== status) {
        throw new UnexpectedAnswer(answer);
    }
    return schema.parse(answer.body);
}
