import type { Request, RequestHandler, Response } from 'express';
import { clockOf } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { gatewayProblem } from '../problems.js';
import type { ReadModel, Row } from '../readmodel/readmodel.js';
import { slotSummary } from './slots.js';

type Position = Readonly<{ block: number; index: number }>;

/** How many missed slots are sent again before a reader is told to read the lists instead. */
const replayLimit = 500;
const heartbeat = 15_000;
/** Bytes that may wait for a reader who does not read; then she is cut off and comes back with Last-Event-ID. */
const mostWaiting = 1 << 20;
/** Readers at once. */
const mostReaders = 2_000;

/**
 * Server-sent events of settled slots and of the clock, each after its block. Ids are `block.index`, so a reader that reconnects with
 * Last-Event-ID misses nothing.
 */
export class SlotStream {
    readonly #readModel: ReadModel;
    readonly #readers = new Set<Response>();
    readonly #timer: NodeJS.Timeout;
    readonly #mostReaders: number;
    readonly #mostWaiting: number;
    #sent: Position;
    #clock = '';

    constructor(
        { readModel }: Pick<Gateway, 'readModel'>,
        { readers = mostReaders, waiting = mostWaiting }: Readonly<{ readers?: number; waiting?: number }> = {},
    ) {
        this.#readModel = readModel;
        this.#mostReaders = readers;
        this.#mostWaiting = waiting;
        this.#sent = { block: readModel.height - 1, index: Number.MAX_SAFE_INTEGER };
        readModel.onBlock(() => this.#announce());
        this.#timer = setInterval(() => this.#write(': heartbeat\n\n'), heartbeat);
        this.#timer.unref();
    }

    /** GET /v1/slots/stream */
    readonly handler: RequestHandler = (request, response) => {
        if (this.#readers.size >= this.#mostReaders) {
            throw gatewayProblem('OVERLOADED', {});
        }
        response.writeHead(200, {
            'Content-Type': 'text/event-stream; charset=utf-8',
            'Cache-Control': 'no-cache, no-transform',
            'X-Accel-Buffering': 'no',
        });
        response.write('retry: 2000\n\n');
        this.#replay(request, response);
        response.write(clockEvent(this.#readModel));
        this.#readers.add(response);
        response.on('close', () => this.#readers.delete(response));
    };

    /** Ends all streams. */
    close(): void {
        clearInterval(this.#timer);
        for (const reader of this.#readers) {
            reader.end();
        }
    }

    #replay(request: Request, response: Response): void {
        const position = readPosition(request.get('Last-Event-ID') ?? request.query['lastEventId']);
        if (position === undefined) {
            return;
        }
        const missed = slotsAfter(this.#readModel, position, replayLimit + 1);
        if (missed.length > replayLimit || position.block >= this.#readModel.height) {
            response.write(`id: ${this.#readModel.height - 1}.0\nevent: resync\ndata: {}\n\n`);
            return;
        }
        for (const row of missed) {
            response.write(slotEvent(row));
        }
    }

    #announce(): void {
        for (const row of slotsAfter(this.#readModel, this.#sent, replayLimit)) {
            this.#sent = { block: Number(row['block']), index: Number(row['idx']) };
            this.#write(slotEvent(row));
        }
        const clock = clockEvent(this.#readModel);
        if (clock !== this.#clock) {
            this.#clock = clock;
            this.#write(clock);
        }
    }

    #write(text: string): void {
        for (const reader of this.#readers) {
            if (reader.writableLength > this.#mostWaiting) {
                reader.destroy();
            } else {
                reader.write(text);
            }
        }
    }
}

function slotsAfter(readModel: ReadModel, { block, index }: Position, limit: number): Row[] {
    return readModel.all(
        'SELECT * FROM slots WHERE (block, idx) > (?, ?) ORDER BY block, idx LIMIT ?',
        block,
        index,
        limit,
    );
}

function slotEvent(row: Row): string {
    return `id: ${row['block']}.${row['idx']}\nevent: slot\ndata: ${JSON.stringify(slotSummary(row))}\n\n`;
}

function clockEvent(readModel: ReadModel): string {
    return `event: clock\ndata: ${JSON.stringify(clockOf(readModel))}\n\n`;
}

function readPosition(id: unknown): Position | undefined {
    const match = typeof id === 'string' ? /^(\d{1,15})\.(\d{1,15})$/.exec(id) : null;
    return match ? { block: Number(match[1]), index: Number(match[2]) } : undefined;
}
