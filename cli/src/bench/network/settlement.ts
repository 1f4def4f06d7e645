import { randomBytes } from 'node:crypto';
import { type Slot, slotPlus } from '@linguang/chaincode/domain';
import type { Bench, Measurement, Workload } from '@linguang/network/bench';
import type { Member } from './community.js';
import { call, type Offices } from './operations.js';
import { allReadings } from './readings.js';
import type { Send } from './registry.js';

export type SettlementOptions = Readonly<{
    bench: Bench;
    members: readonly Member[];
    offices: Offices;
    send: Send;
    firstSlot: Slot;
    /** Slots to settle; the first warms up and is not counted. */
    slots: number;
    chaincode: string;
}>;

/**
 * Settles slot after slot, each alone, with all readings in and the slot closed before the clock starts: from asking for
 * endorsements to the commit. Beside it the same computation as a question to one peer, and the mere reading of the book,
 * so that it is seen how much of it is what.
 */
export async function measureSettlement(options: SettlementOptions): Promise<Measurement[]> {
    const { bench, members, offices, send, firstSlot, slots, chaincode } = options;
    const all = Array.from({ length: slots }, (_, index) => slotPlus(firstSlot, index));
    await send(
        offices.grid,
        all.flatMap((slot) => allReadings(slot, members, chaincode)),
        4,
    );
    await send(offices.grid, [call('metering:close', { through: slotPlus(firstSlot, slots - 1) }, { chaincode })]);
    const settle = (slot: Slot) =>
        call('settlement:settle', { slot }, { chaincode, transient: { seed: randomBytes(32).toString('hex') } });
    await send(offices.grid, [settle(firstSlot)]);
    const next = slotPlus(firstSlot, 1);
    const workload = (name: string, operation: () => ReturnType<Workload['next']>): Workload => ({
        name: `${name}, ${members.length} points`,
        client: offices.grid,
        next: operation,
    });
    const book = workload('book of the day (evaluate)', () => ({
        ...call('registry:book', { slot: next }, { chaincode }),
        kind: 'evaluate',
        endorsers: ['GridMSP'],
    }));
    const question = workload('settle (evaluate)', () => ({
        ...settle(next),
        kind: 'evaluate',
        endorsers: ['GridMSP'],
    }));
    let at = firstSlot;
    const settling = workload('settle', () => {
        at = slotPlus(at, 1);
        return settle(at);
    });
    const count = slots - 1;
    return [
        await bench.closed(book, 1, count),
        await bench.closed(question, 1, count),
        await bench.closed(settling, 1, count),
    ];
}
