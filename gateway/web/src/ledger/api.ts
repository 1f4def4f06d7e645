import type { Problem } from '../../../src/http/api.ts';
import { language } from '../language/language.ts';

/** What went wrong, as the gateway tells it (RFC 9457), or `UNREACHABLE` when no gateway answered. */
export class ApiProblem extends Error {
    readonly code: string;
    readonly status: number;

    constructor(code: string, status: number, message: string) {
        super(message);
        this.name = 'ApiProblem';
        this.code = code;
        this.status = status;
    }
}

/** Any failure as a problem that can be shown. */
export function asProblem(cause: unknown): ApiProblem {
    return cause instanceof ApiProblem ? cause : new ApiProblem('UNEXPECTED', 0, String(cause));
}

let bearer: string | undefined;

/** Sends this token with every request from now on; undefined asks anonymously. */
export function authorise(token: string | undefined): void {
    bearer = token;
}

/** Reads a resource. The gateway's schemas (gateway/src/http/api.ts) say what type a path answers. */
export function read<T>(path: string, abort?: AbortSignal): Promise<T> {
    return request<T>(path, abort ? { signal: abort } : {});
}

/**
 * Sends a request that reaches the ledger; resolves after the commit.
 * @param key - idempotency key: the same for every repetition of the same act
 */
export function send<T>(path: string, body: unknown, key: string = crypto.randomUUID()): Promise<T> {
    return request<T>(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
    });
}

/** Reads a file for saving. */
export async function readFile(path: string, type: string): Promise<Blob> {
    return (await answered(path, { headers: { accept: type } })).blob();
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
    const headers = new Headers(init.headers);
    headers.set('accept', 'application/json');
    return (await answered(path, { ...init, headers })).json();
}

async function answered(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('accept-language', language.value);
    if (bearer) {
        headers.set('authorization', `Bearer ${bearer}`);
    }
    const response = await fetch(path, { ...init, headers }).catch((cause: unknown) => {
        if (cause instanceof DOMException && cause.name === 'AbortError') {
            throw cause;
        }
        throw new ApiProblem('UNREACHABLE', 0, '');
    });
    if (!response.ok) {
        throw await problemOf(response);
    }
    return response;
}

async function problemOf(response: Response): Promise<ApiProblem> {
    const problem: Partial<Problem> = await response.json().catch(() => ({}));
    return new ApiProblem(problem.code ?? 'UNEXPECTED', response.status, problem.detail ?? problem.title ?? '');
}
