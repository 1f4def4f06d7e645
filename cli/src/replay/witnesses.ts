import { setTimeout as delay } from 'node:timers/promises';
import { canonical, formatSlot, type Slot, type SlotTotals, slotPlus, wh } from '@linguang/chaincode/domain';
import { z } from 'zod';
import { Info } from '../district/gateways.js';
import { ORGANISATIONS, type OrganisationName, type TemporaryInstance } from '../temporary/instance.js';
import { ReplayMismatch } from './mismatch.js';

const Energy = z.int().min(0).transform(wh);
/** Of a slot record what a replay adds up. */
const Totals = z.object({
    imported: Energy,
    exported: Energy,
    own: Energy,
    traded: Energy,
    fromGrid: Energy,
    toGrid: Energy,
    tradedMoney: z.union([z.string(), z.int()]),
    fees: z.union([z.string(), z.int()]),
});
export type LedgerTotals = z.infer<typeof Totals>;

const Records = z.object({ records: z.array(z.looseObject({ slot: z.int(), totals: Totals })) });
const SlotPage = z.object({
    items: z.array(
        z.looseObject({
            slot: z.int(),
            importedWh: z.int(),
            exportedWh: z.int(),
            ownWh: z.int(),
            matchedWh: z.int(),
            residualFromGridWh: z.int(),
            residualToGridWh: z.int(),
        }),
    ),
    next: z.string().nullable(),
});
/** Slots a peer answers at once. */
const MOST_RECORDS = 100;

/**
 * What every organisation says of the settled slots, asked twice: its own chaincode process on its own peer for the records, and its
 * gateway's read model for the figures.
 * @throws ReplayMismatch where any two of them differ
 */
export async function witness(
    running: TemporaryInstance,
    firstSlot: Slot,
    count: number,
): Promise<readonly LedgerTotals[]> {
    const [grid, ...others] = await Promise.all(
        ORGANISATIONS.map(async (name) => ({ name, records: await recordsOf(running, name, firstSlot, count) })),
    );
    if (grid === undefined || grid.records.length !== count) {
        throw new ReplayMismatch(`${grid?.records.length ?? 0} of ${count} slots are settled`);
    }
    grid.records.forEach((record, index) => {
        for (const { name, records } of others) {
            if (canonical(records[index] ?? null) !== canonical(record)) {
                throw new ReplayMismatch(
                    `${formatSlot(slotPlus(firstSlot, index))}: the record of ${name} is not that of grid`,
                );
            }
        }
    });
    const totals = z.array(Totals).parse(grid.records.map((record) => record.totals));
    for (const name of ORGANISATIONS) {
        compareReadModel(name, await readModelOf(running, name, firstSlot, count), totals, firstSlot);
    }
    return totals;
}

/** @throws ReplayMismatch naming the first slot where ledger and computation differ */
export function compare(ledger: readonly LedgerTotals[], offline: readonly SlotTotals[], firstSlot: Slot): void {
    offline.forEach((expected, index) => {
        const found = ledger[index];
        for (const key of Object.keys(Totals.shape) as (keyof LedgerTotals)[]) {
            if (String(found?.[key]) !== String(expected[key])) {
                throw new ReplayMismatch(
                    `${formatSlot(slotPlus(firstSlot, index))}: ${key} is ${found?.[key]} on the ledger and ${expected[key]} without`,
                );
            }
        }
    });
}

async function recordsOf(running: TemporaryInstance, name: OrganisationName, firstSlot: Slot, count: number) {
    const records: z.infer<typeof Records>['records'] = [];
    for (let start = 0; start < count; start += MOST_RECORDS) {
        const from = slotPlus(firstSlot, start);
        const to = slotPlus(firstSlot, Math.min(count, start + MOST_RECORDS) - 1);
        const answer = await running.evaluate(name, 'energy', 'settlement:slotRecords', { from, to });
        records.push(...Records.parse(answer).records);
    }
    return records;
}

async function readModelOf(running: TemporaryInstance, name: OrganisationName, firstSlot: Slot, count: number) {
    const client = running.gateways[name];
    const last = slotPlus(firstSlot, count - 1);
    while (((await client.get('/info', Info)).clock.settledThrough ?? 0) < last) {
        await delay(50);
    }
    const items: z.infer<typeof SlotPage>['items'] = [];
    for (let after = ''; ; ) {
        const page = await client.get(`/slots?limit=500${after}`, SlotPage);
        items.push(...page.items);
        if (page.next === null) {
            return items.sort((a, b) => a.slot - b.slot);
        }
        after = `&after=${encodeURIComponent(page.next)}`;
    }
}

function compareReadModel(
    name: string,
    items: z.infer<typeof SlotPage>['items'],
    totals: readonly LedgerTotals[],
    firstSlot: Slot,
): void {
    const shown = items.map((item) => [
        item.slot,
        item.importedWh,
        item.exportedWh,
        item.ownWh,
        item.matchedWh,
        item.residualFromGridWh,
        item.residualToGridWh,
    ]);
    const expected = totals.map((of, index) => [
        slotPlus(firstSlot, index),
        of.imported,
        of.exported,
        of.own,
        of.traded,
        of.fromGrid,
        of.toGrid,
    ]);
    if (canonical(shown) !== canonical(expected)) {
        throw new ReplayMismatch(`the read model of the gateway of ${name} is not what the records say`);
    }
}
