import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Command } from '../ledger/command.js';
import { within } from '../ledger/within.js';
import type { Action } from '../operations/action.js';
import type { Operations } from '../operations/operations.js';
import type { OperationRecord } from '../operations/store.js';
import { gatewayProblem } from '../problems.js';
import { claimsOf } from './access.js';
import type { Operation } from './api.js';
import { problemBody, sendProblem, storedContent } from './problem.js';

/** How long a caller is kept waiting for the block before she is told to ask later (202), ms. */
const longestWait = 60_000;

/** Makes ledger-writing routes: idempotent by key, answered after the commit. */
export class LedgerWrites {
    readonly #operations: Operations;
    readonly #actions: ReadonlyMap<string, Action>;
    /** Keys whose first request is just being read. */
    readonly #claimed = new Set<string>();

    constructor(operations: Operations, actions: readonly Action[]) {
        this.#operations = operations;
        this.#actions = new Map(actions.map((action) => [action.name, action]));
    }

    /**
     * A handler that turns a request into one transaction. `command` runs only for a new key, so it may draw random numbers.
     * Answers 201 after the commit; 202 with `Prefer: respond-async`, or when the block takes longer than a minute.
     */
    route(action: Action, command: (request: Request) => Command | Promise<Command>): RequestHandler {
        return async (request, response) => {
            const owner = claimsOf(request).sub;
            const key = keyOf(request);
            const requestHash = hashOf(request);
            const claim = `${owner} ${key}`;
            if (this.#claimed.has(claim)) {
                throw gatewayProblem('OPERATION_IN_PROGRESS', {});
            }
            if (this.#answerEarlier(owner, key, requestHash, request, response)) {
                return;
            }
            this.#claimed.add(claim);
            try {
                const wanted = { owner, key, requestHash, action: action.name, command: await command(request) };
                if (/\brespond-async\b/.test(request.get('Prefer') ?? '')) {
                    const { id } = await this.#operations.accept(wanted);
                    this.#sendPending(id, response);
                    return;
                }
                const running = this.#operations.start(wanted);
                this.#claimed.delete(claim);
                const record = await within(running.done, longestWait);
                if (record === undefined) {
                    this.#sendPending(running.id, response);
                } else {
                    this.#send(record, request, response);
                }
            } finally {
                this.#claimed.delete(claim);
            }
        };
    }

    /** The public view of an operation. */
    view(record: OperationRecord, request: Request): Operation {
        const { id, state, transactionId, block, problem } = record;
        return {
            operation: id,
            state: state === 'committed' || state === 'failed' ? state : 'pending',
            transactionId,
            block,
            ...(state === 'committed' ? { result: this.#body(record) } : {}),
            ...(problem === null ? {} : { problem: problemBody(storedContent(problem, transactionId), request) }),
        };
    }

    /** Answers a repeated key; false when the request is new. */
    #answerEarlier(owner: string, key: string, requestHash: string, request: Request, response: Response): boolean {
        const earlier = this.#operations.byKey(owner, key);
        if (earlier === undefined) {
            return false;
        }
        if (earlier.requestHash !== requestHash) {
            throw gatewayProblem('IDEMPOTENCY_KEY_REUSED', {});
        }
        const { stored } = earlier;
        if (stored?.state === 'failed' && stored.problem?.retryable) {
            return false;
        }
        if (stored?.state === 'committed' || stored?.state === 'failed') {
            response.setHeader('Idempotency-Replayed', 'true');
            this.#send(stored, request, response);
            return true;
        }
        response.location(`/v1/operations/${earlier.id}`);
        throw gatewayProblem('OPERATION_IN_PROGRESS', {});
    }

    #send(record: OperationRecord, request: Request, response: Response): void {
        if (record.state === 'committed') {
            response.setHeader('Linguang-Block', String(record.block));
            response.status(201).json(this.#body(record));
            return;
        }
        if (record.problem === null) {
            this.#sendPending(record.id, response);
            return;
        }
        sendProblem(storedContent(record.problem, record.transactionId), request, response);
    }

    #sendPending(id: string, response: Response): void {
        const body: Operation = { operation: id, state: 'pending', transactionId: null, block: null };
        response.status(202).location(`/v1/operations/${id}`).setHeader('Retry-After', '1').json(body);
    }

    #body({ id, transactionId, block, action, result }: OperationRecord): Record<string, unknown> {
        const shape = this.#actions.get(action);
        return {
            operation: id,
            transactionId,
            block,
            ...(result === null || shape === undefined ? {} : shape.answer(result)),
        };
    }
}

function keyOf(request: Request): string {
    const key = request.get('Idempotency-Key')?.trim() ?? '';
    if (key.length === 0 || key.length > 200) {
        throw gatewayProblem('IDEMPOTENCY_KEY_MISSING', {});
    }
    return key;
}

function hashOf(request: Request): string {
    const path = request.originalUrl.split('?')[0] ?? '';
    return createHash('sha256')
        .update(`${request.method} ${path}\n${JSON.stringify(request.body ?? null)}`)
        .digest('hex');
}
