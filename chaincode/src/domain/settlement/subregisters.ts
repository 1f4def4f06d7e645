import type { MeterReading } from '../meters/ocmf.js';
import type { Registers, UnitRegisters } from './line.js';

/** Where the registers of units behind a meter stand at one edge of a slot; undefined where the record has none. */
export function unitRegisters(
    { channels = [] }: MeterReading,
    edge: 'start' | 'end',
): readonly UnitRegisters[] | undefined {
    return channels.length === 0
        ? undefined
        : channels.map(({ channel, out, in: taken }) => ({
              channel,
              in: taken?.[edge] ?? null,
              out: out?.[edge] ?? null,
          }));
}

/**
 * Whether the units' registers go on where they were last known to stand, at the end of the slot directly before or longer ago. Over
 * unknown slots they may have counted on, but never back. A register that was not known before is taken as it is.
 */
export function unitsContinue(last: Registers, start: Registers): boolean {
    const follows = (from: number | null | undefined, to: number | null | undefined): boolean =>
        from === null || from === undefined || to === null || to === undefined
            ? true
            : last.at === start.at
              ? from === to
              : from <= to;
    return (last.units ?? []).every((known) => {
        const now = start.units?.find(({ channel }) => channel === known.channel);
        return follows(known.out, now?.out) && follows(known.in, now?.in);
    });
}
