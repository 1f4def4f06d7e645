import express, { type RequestHandler } from 'express';
import { gatewayProblem } from '../problems.js';

/** Requests nest a handful of levels; what nests deeper is meant to exhaust the stack of whoever walks it. */
const deepest = 32;

/**
 * Reads a JSON body of at most `limit`. A body already read is left as it is.
 * @throws BODY_INVALID where it is no JSON or nests too deep, BODY_TOO_LARGE, MEDIA_TYPE_UNSUPPORTED
 */
export function jsonBody(limit: string): RequestHandler[] {
    return [express.json({ limit, strict: true }), checkBody];
}

const checkBody: RequestHandler = (request, _response, next) => {
    const length = Number(request.get('Content-Length') ?? 0);
    const hasBody = length > 0 || request.get('Transfer-Encoding') !== undefined;
    if (hasBody && !request.is('application/json')) {
        throw gatewayProblem('MEDIA_TYPE_UNSUPPORTED', {});
    }
    if (nestsDeeper(request.body, deepest)) {
        throw gatewayProblem('BODY_INVALID', {});
    }
    next();
};

/** Whether a value nests deeper than `levels`; walks level by level, not by recursion. */
export function nestsDeeper(value: unknown, levels: number): boolean {
    let level: unknown[] = [value];
    for (let depth = 0; depth <= levels; depth++) {
        level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
        if (level.length === 0) {
            return false;
        }
    }
    return true;
}
