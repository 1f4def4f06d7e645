import { describe, type Language, Problem, parseProblem } from '@linguang/chaincode/domain';
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { Overloaded } from '../ledger/admission.js';
import { LedgerFailure } from '../ledger/endorsement.js';
import type { StoredProblem } from '../operations/store.js';
import { allProblems, gatewayProblem } from '../problems.js';
import type { Problem as ProblemBody } from './api.js';

/** Everything of RFC 9457 that does not depend on the request. */
export type ProblemContent = Readonly<{
    code: string;
    params: Readonly<Record<string, string | number>>;
    /** Text from a contract that the catalogue cannot parse; shown as it is. */
    text?: string | undefined;
    transactionId?: string | undefined;
    retryable?: boolean | undefined;
    errors?: { pointer: string; detail: string }[] | undefined;
}>;

/** The problem an error stands for; `undefined` for a bug. */
export function contentOf(error: unknown): ProblemContent | undefined {
    if (error instanceof Problem) {
        return { code: error.code, params: error.params };
    }
    if (error instanceof z.ZodError) {
        const errors = error.issues.map(({ path, message }) => ({
            pointer: `/${path.map(String).join('/')}`,
            detail: message,
        }));
        const [first] = errors;
        return {
            code: 'REQUEST_INVALID',
            params: { where: first?.pointer ?? '/', reason: first?.detail ?? '' },
            errors,
        };
    }
    if (error instanceof Overloaded) {
        return { code: 'OVERLOADED', params: {}, retryable: true };
    }
    if (error instanceof LedgerFailure) {
        switch (error.failure.kind) {
            case 'refused':
                return contractContent(error.failure.code, error.failure.detail);
            case 'unavailable':
                return { code: 'LEDGER_UNAVAILABLE', params: {}, retryable: true };
            case 'mismatch':
                return { code: 'LEDGER_MISMATCH', params: {}, retryable: true };
            case 'fatal':
                return { code: 'LEDGER_REFUSED', params: {} };
        }
    }
    return httpContent(error);
}

/** The problem of an operation that failed for good. */
export function storedContent(
    { code, detail, retryable }: StoredProblem,
    transactionId: string | null,
): ProblemContent {
    const known =
        code in allProblems && !(code in { TRANSACTION_INVALID: 1, OPERATION_INTERRUPTED: 1, LEDGER_REFUSED: 1 });
    const content = known ? contractContent(code, detail) : { code, params: { transaction: detail } };
    return { ...content, retryable, ...(transactionId === null ? {} : { transactionId }) };
}

/** Renders a problem in the language the request prefers. */
export function problemBody(content: ProblemContent, request: Request): ProblemBody {
    const language: Language = request.acceptsLanguages('en', 'zh-CN', 'zh') === 'en' ? 'en' : wanted(request);
    const definition = allProblems[content.code];
    const title = content.text ?? describe(content.code, content.params, language, allProblems);
    const remedy = definition?.remedy[language];
    return {
        type: `/problems/${content.code}`,
        title,
        status: definition?.status ?? 422,
        detail: remedy === undefined ? title : `${title}${language === 'zh' ? '。' : '. '}${remedy}`,
        instance: request.originalUrl.split('?')[0] ?? '/',
        code: content.code,
        ...(content.transactionId === undefined ? {} : { transactionId: content.transactionId }),
        ...(content.retryable === undefined ? {} : { retryable: content.retryable }),
        ...(content.errors === undefined ? {} : { errors: content.errors }),
    };
}

/** Answers with `application/problem+json`. */
export function sendProblem(content: ProblemContent, request: Request, response: Response): void {
    const body = problemBody(content, request);
    if (body.status === 503 || body.status === 429 || content.code === 'OPERATION_IN_PROGRESS') {
        response.setHeader('Retry-After', response.getHeader('Retry-After') ?? '1');
    }
    if (body.status === 401) {
        response.setHeader('WWW-Authenticate', 'Bearer');
    }
    response.status(body.status).type('application/problem+json').send(JSON.stringify(body));
}

/** The last handler: every error becomes a problem; a bug becomes 500, with its stack in the log only. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
    return (error: unknown, request, response, next) => {
        if (response.headersSent) {
            next(error);
            return;
        }
        const content = contentOf(error);
        if (content === undefined) {
            const id = 'id' in request ? String(request.id) : '';
            logger.error({ err: error, request: id }, 'request failed');
            sendProblem({ code: 'GATEWAY_FAILED', params: { request: id } }, request, response);
            return;
        }
        sendProblem(content, request, response);
    };
}

function contractContent(code: string | undefined, detail: string): ProblemContent {
    if (code === undefined) {
        return { code: 'CONTRACT_REFUSED', params: { reason: detail } };
    }
    const parsed = parseProblem(`${code}: ${detail}`, allProblems);
    const complete = parsed !== undefined && !/\{\w+\}/.test(describe(code, parsed.params, 'en', allProblems));
    return complete ? { code, params: parsed.params } : { code, params: {}, text: detail };
}

/** Errors of express and its body parser carry a `type` and a status. */
function httpContent(error: unknown): ProblemContent | undefined {
    const parsed = z.object({ type: z.string() }).safeParse(error);
    switch (parsed.data?.type) {
        case 'entity.parse.failed':
        case 'encoding.unsupported':
        case 'charset.unsupported':
        case 'request.aborted':
        case 'request.size.invalid':
        case 'entity.verify.failed':
            return { code: 'BODY_INVALID', params: {} };
        case 'entity.too.large':
            return { code: 'BODY_TOO_LARGE', params: {} };
        default:
            return error instanceof URIError ? contentOf(gatewayProblem('ROUTE_UNKNOWN', { path: '…' })) : undefined;
    }
}

function wanted(request: Request): Language {
    return request.acceptsLanguages('zh-CN', 'zh', 'en') === 'en' ? 'en' : 'zh';
}
