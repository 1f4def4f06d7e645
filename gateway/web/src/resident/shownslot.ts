import { useMemo } from 'preact/hooks';
import { settledThrough, tick } from '../ledger/live.ts';

/** The newest settled slot, followed at the pace of the pages and not of a simulation in a hurry. */
export function useShownSlot(): number | undefined {
    const known = settledThrough.value !== undefined;
    return useMemo(() => settledThrough.peek(), [tick.value, known]);
}
