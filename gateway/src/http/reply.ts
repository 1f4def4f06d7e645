import type { Response } from 'express';

/** Answers a read: JSON, an ETag (by express), and the block it reflects. */
export function reply<T extends { asOf: { block: number } }>(response: Response, body: T): void {
    response.setHeader('Linguang-Block', String(body.asOf.block));
    response.setHeader('Cache-Control', 'no-cache');
    response.json(body);
}
