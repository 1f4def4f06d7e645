import type { SQLInputValue } from 'node:sqlite';
import type { Request } from 'express';
import type { ReadModel, Row } from '../readmodel/readmodel.js';
import { type Page, PageQuery } from './api.js';
import { parse } from './input.js';

/** A list in a stable order, from which pages are cut. */
export type Listing<T> = Readonly<{
    /** SELECT without ORDER BY and LIMIT; must give the columns of `order`. */
    select: string;
    values?: readonly SQLInputValue[];
    /** Columns whose order is unique, and the direction. */
    order: readonly string[];
    direction: 'ASC' | 'DESC';
    read: (row: Row) => T;
}>;

/** Cuts the page that `?limit` and `?after` ask for. The cursor holds the ordering columns of the last row. */
export function cutPage<T>(readModel: ReadModel, listing: Listing<T>, request: Request): Page<T> {
    const { limit, after } = parse(PageQuery, request.query);
    const { select, values = [], order, direction, read } = listing;
    const columns = order.join(', ');
    const cursor = after === undefined ? undefined : readCursor(after, order.length);
    const where =
        cursor === undefined
            ? ''
            : `WHERE (${columns}) ${direction === 'ASC' ? '>' : '<'} (${order.map(() => '?').join(', ')})`;
    const rows = readModel.all(
        `SELECT * FROM (${select}) ${where} ORDER BY ${order.map((column) => `${column} ${direction}`).join(', ')} LIMIT ?`,
        ...values,
        ...(cursor ?? []),
        limit + 1,
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
        items: shown.map(read),
        next: rows.length > limit && last !== undefined ? writeCursor(order.map((column) => last[column])) : null,
        asOf: readModel.asOf,
    };
}

function writeCursor(values: readonly unknown[]): string {
    return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** A cursor that was not ours begins at the start rather than failing. */
function readCursor(text: string, length: number): SQLInputValue[] | undefined {
    try {
        const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
        if (Array.isArray(values) && values.length === length) {
            return values.map((value: unknown) => (typeof value === 'number' ? value : String(value)));
        }
    } catch {
        return undefined;
    }
    return undefined;
}
