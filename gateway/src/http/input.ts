import { localDayRange, parseSlot, type Slot, slot } from '@linguang/chaincode/domain';
import type { Request } from 'express';
import type { z } from 'zod';

/** Parses a part of a request into a new value; the request itself is never changed. @throws ZodError */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
    return schema.parse(value ?? {});
}

/** A slot given as number or as start. @throws SLOT_INVALID */
export function toSlot(name: number | string): Slot {
    if (typeof name === 'number') {
        return slot(name);
    }
    return /^\d{1,9}$/.test(name) ? slot(Number(name)) : parseSlot(name);
}

/** The slot in the path. @throws SLOT_INVALID */
export function slotParameter(request: Request): Slot {
    return toSlot(parameter(request, 'slot'));
}

/** The slot where a period begins or ends: a slot, or the first slot of a local day. @throws SLOT_INVALID, DAY_INVALID */
export function toBoundary(text: string, utcOffsetMinutes: number): Slot {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? localDayRange(text, utcOffsetMinutes).from : toSlot(text);
}

/** A part of the path. */
export function parameter(request: Request, name: string): string {
    const value = request.params[name];
    return typeof value === 'string' ? value : '';
}
