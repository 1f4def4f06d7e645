import { parseSlot, type Slot, slot as slotOf } from '@linguang/chaincode/domain';
import { z } from 'zod';
import type { GranularCertificateBundle, GranularCertificateQuery } from '../http/api.js';
import { gatewayProblem } from '../problems.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import { bundlesOf } from './bundles.js';

/** Quarter-hours that one query may span. */
const MOST_SLOTS = 96;

/** The bundles that a query asks for, in order of interval, a page at a time. @throws ENERGYTAG_PERIOD, RANGE_TOO_LONG */
export function queryBundles(readModel: ReadModel, query: GranularCertificateQuery) {
    const { certificate_period_start: start, certificate_period_end: end, limit, after } = query;
    const [from, to] = [parseSlot(start), parseSlot(end)];
    if (to <= from) {
        throw gatewayProblem('ENERGYTAG_PERIOD', { start, end: `${start} + 15 min` });
    }
    if (to - from > MOST_SLOTS) {
        throw gatewayProblem('RANGE_TOO_LONG', { limit: MOST_SLOTS });
    }
    const cursor = readCursor(after) ?? { slot: from, index: 0 };
    const found: GranularCertificateBundle[] = [];
    let next: string | null = null;
    for (let at = Math.max(from, cursor.slot); at < to && next === null; at++) {
        const slot: Slot = slotOf(at);
        for (const [index, bundle] of bundlesOf(readModel, slot).entries()) {
            if ((at === cursor.slot && index < cursor.index) || !matches(bundle, query)) {
                continue;
            }
            if (found.length === limit) {
                next = `${at}.${index}`;
                break;
            }
            found.push(bundle);
        }
    }
    return { granular_certificate_bundles: found, next, asOf: readModel.asOf };
}

function matches(
    bundle: GranularCertificateBundle,
    { source_id, device_id, energy_source, certificate_status }: GranularCertificateQuery,
): boolean {
    return (
        (source_id === undefined || bundle.account_id === source_id) &&
        (device_id === undefined || bundle.device_id === device_id) &&
        (energy_source === undefined || bundle.energy_source === energy_source) &&
        (certificate_status === undefined || bundle.certificate_status === certificate_status)
    );
}

const Cursor = z.tuple([z.coerce.number().int().min(0), z.coerce.number().int().min(0)]);

/** A cursor that was not ours begins at the start. */
function readCursor(text: string | undefined): Readonly<{ slot: number; index: number }> | undefined {
    const read = Cursor.safeParse(text?.split('.'));
    return read.success ? { slot: read.data[0], index: read.data[1] } : undefined;
}
