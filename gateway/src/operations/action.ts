import type { z } from 'zod';

/** A kind of ledger write, and how the contract's answer becomes the body of the response. Named, so that it survives a restart. */
export type Action = Readonly<{ name: string; answer: (result: string) => Record<string, unknown> }>;

/** Defines an action: `result` is what the contract answers, `shape` picks what the caller is told. */
export function defineAction<Schema extends z.ZodType>(
    name: string,
    result: Schema,
    shape: (result: z.output<Schema>) => Record<string, unknown>,
): Action {
    return { name, answer: (text) => shape(result.parse(JSON.parse(text))) };
}
