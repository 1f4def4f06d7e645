import type { IntentRecord } from '../../../src/http/api.ts';

/** The instruction that holds now at a point, and one that is signed but starts later. */
export type Standing = Readonly<{ now: IntentRecord | undefined; later: IntentRecord | undefined }>;

/** Sorts the list of a participant (newest first) for one point. */
export function standing(items: readonly IntentRecord[], point: string): Standing {
    const own = items.filter((item) => item.point === point);
    const now = own.find((item) => item.inForce);
    const newest = own[0];
    const later = newest && newest !== now && newest.from > (now?.from ?? -1) ? newest : undefined;
    return { now, later };
}

/** A price of an instruction's terms, 10⁻⁴ CNY/kWh. */
export function priceTerm(record: IntentRecord | undefined, name: 'maxPrice' | 'minPrice'): number | undefined {
    const value = record?.terms[name];
    return typeof value === 'number' ? value : undefined;
}

/** Whether a choice's terms ask for clean energy. */
export function isClean(record: IntentRecord | undefined): boolean {
    return record?.terms['energy'] === 'clean';
}
