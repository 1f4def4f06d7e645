import type { VerifyEs256 } from './crypto.js';
import type { MeterReading } from './ocmf.js';
import type { ProblemCode } from './problems.js';
import type { Point } from './registry/point.js';
import type { Slot } from './slot.js';

export type ReadingCode = Extract<ProblemCode, `READING_${string}`>;
/** The outcome of one reading; a refused one gives only its code, never a value. */
export type ReadingCheck =
    | { readonly code: 'OK'; readonly reading: MeterReading }
    | { readonly code: ReadingCode; readonly reading: null };

/**
 * Checks one reading of one slot against the registration of its metering point: meter and key, signature over the exact
 * payload bytes, interval = slot, clock and state, registers, connection limits. Never throws for what a meter sent.
 * @param point - the point as registered at the slot; undefined if it is not
 */
export declare function checkReading(
    ocmf: string,
    context: Readonly<{ pointId: string; point: Point | undefined; slot: Slot; verify: VerifyEs256 }>,
): ReadingCheck;
/** Reads an accepted reading again, without checking its signature a second time. @throws READING_MALFORMED */
export declare function readReading(ocmf: string, pointId: string): MeterReading;
