import { createHash, randomBytes } from 'node:crypto';
import { canonical, type Slot, slotPlus } from '@linguang/chaincode/domain';
import { packBatch } from '@linguang/chaincode/ledger';
import type { ClientSpec, Operation, Workload } from '@linguang/network/bench';
import type { Member } from './community.js';
import { call } from './operations.js';

/** Batches of readings of one slot as the grid's gateway makes them: salted, with a digest of what travels in private. */
export function batchOf(slot: Slot, members: readonly Member[], chaincode = 'energy'): Operation {
    const readings = members.map((member) => ({ point: member.point, ocmf: member.reading(slot) }));
    const json = canonical({ salt: randomBytes(32).toString('hex'), readings });
    return call(
        'metering:submitReadings',
        {
            batch: randomBytes(9).toString('base64url').replace(/^[-_]/, '0'),
            slot,
            count: readings.length,
            digest: createHash('sha256').update(json).digest('hex'),
        },
        { chaincode, transient: { batch: packBatch(json) } },
    );
}

/**
 * Batches of one size: real OCMF records, each signed by its own meter before the load begins, and verified by the contract of
 * every endorser. Goes through points and slots; after the last gated slot it begins again with new signatures.
 */
export function readingsWorkload(
    client: ClientSpec,
    members: readonly Member[],
    { size, from, to }: Readonly<{ size: number; from: Slot; to: Slot }>,
): Workload {
    const perSlot = Math.max(1, Math.floor(members.length / size));
    let number = 0;
    return {
        name: `readings, ${size} a batch`,
        client,
        items: { count: size, name: 'readings' },
        collect: true,
        next: () => {
            const slot = slotPlus(from, Math.floor(number / perSlot) % (to - from));
            const first = (number % perSlot) * size;
            number++;
            return batchOf(slot, members.slice(first, first + size));
        },
    };
}

/** All readings of a slot, in batches of at most 500. */
export function allReadings(slot: Slot, members: readonly Member[], chaincode = 'energy'): Operation[] {
    const batches = Array.from({ length: Math.ceil(members.length / 500) }, (_, i) =>
        members.slice(i * 500, (i + 1) * 500),
    );
    return batches.map((batch) => batchOf(slot, batch, chaincode));
}
