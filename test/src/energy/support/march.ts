import { objectionSigningInput, parseSlot, type Slot, slotPlus } from '@linguang/chaincode/domain';
import { certificateCase, issue, proofs } from './certifying.js';
import { CHANNEL, codeFrom } from './client.js';
import { District, type DistrictOptions, type Home, seed } from './district.js';
import type { EnergyNetwork } from './network.js';
import { cancel, clear, openAll, orderOf, place } from './orders.js';
import { sealOnce } from './treelog.js';

/** Two slots of March are left in Shenzhen. */
export const BEGIN: Slot = parseSlot('2026-03-31T15:30Z');
export const APRIL: Slot = slotPlus(BEGIN, 2);

/** A district on the last two slots of March, with its first slot gated and its book rolled. */
export async function beginMarch(
    network: Pick<EnergyNetwork, 'client'>,
    options: DistrictOptions = {},
): Promise<District> {
    const district = await District.found(network, {
        firstSlot: BEGIN,
        rules: { forward: { horizonSlots: 96 } },
        ...options,
    });
    await district.gate(BEGIN);
    await district.rollDay(Math.floor(BEGIN / 96));
    return district;
}

/**
 * Everything the energy chaincode does, in two slots: forward orders, readings good and bad, settlements, a correction, bills, an objection
 * and its decision, a certificate and the tree head over it; and transactions that fail on the ledger.
 */
export async function liveThroughMarch(district: District): Promise<void> {
    const { grid, community } = district;
    const [seller, , buyer, other] = district.homes as [Home, Home, Home, Home];
    const second = slotPlus(BEGIN, 1);
    const orders = [
        orderOf(district, seller, second, { side: 'sell', wh: 90, price: 4600 }),
        orderOf(district, buyer, second, { side: 'buy', wh: 100, price: 6000 }),
        orderOf(district, other, second, { side: 'buy', wh: 50, price: 6000 }),
    ];
    for (const order of orders) {
        await place(district, order);
    }
    await cancel(district, other, second, orders[2]?.sequence ?? 0);
    await district.choose(buyer, second, { energy: 'clean' });
    await district.gate(second);
    await openAll(district, second);
    await clear(district, second);

    // One organisation alone, on the ledger for ever as invalid.
    await codeFrom(grid.submit('metering:gate', { through: APRIL }, { endorsers: ['GridMSP'] }));
    const honest = district.homes.map((of) => ({
        point: of.id,
        ocmf: of.meter.signReading(district.reading(of, BEGIN)),
    }));
    const forged = { point: seller.id, ocmf: buyer.meter.signReading(district.reading(seller, BEGIN)) };
    await district.submitRecords(BEGIN, [...honest.slice(0, 3), forged]);
    await district.submitRecords(BEGIN, honest.slice(3));
    await district.close(BEGIN);
    await district.settle(BEGIN);
    await district.submitReadings(second);
    await district.close(second);
    await district.settle(second, grid);

    const basis = { kind: 'decision', reason: 'meterFaulty', reference: 'W-1' };
    const wrong = { slot: BEGIN, point: buyer.id, decided: APRIL, basis };
    const correction = JSON.stringify({ imported: 100, exported: 0 });
    await grid.submit('settlement:correct', wrong, { transient: { correction, seed: seed() } });

    const withSeed = () => ({ transient: { seed: seed() } });
    await district.gate(APRIL);
    await grid.submit('billing:rollDay', { day: '2026-03-31', shard: 0 }, withSeed());
    await grid.submit('billing:closeMonth', { month: '2026-03', part: 0 }, withSeed());
    const named = { month: '2026-03', participant: buyer.participant, line: 1 };
    const from = slotPlus(APRIL, 5);
    const objection = { v: 1, channel: CHANNEL, ...named, amount: 1, text: 'we were away', from } as const;
    const jws = buyer.resident.signInput(objectionSigningInput(objection, buyer.resident.kid));
    const objected = { transient: { objection: JSON.stringify({ salt: seed(), jws }) } };
    await community.submit('billing:object', named, objected);
    const decision = JSON.stringify({ salt: seed(), amount: 1, text: 'meter read again' });
    await grid.submit('billing:decide', { ...named, from }, { transient: { decision } });
    const evidence = await proofs(grid, other.participant, BEGIN, second);
    const { result } = await issue(district.certifier, certificateCase(other, [BEGIN, second], evidence));
    await sealOnce(district.certifier, { client: community, org: 'community' }, [result], second);
}
