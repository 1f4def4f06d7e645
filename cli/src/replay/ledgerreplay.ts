import {
    formatSlot,
    ledgerDay,
    type MeterReading,
    SLOTS_PER_DAY,
    type Slot,
    slotPlus,
    wh,
} from '@linguang/chaincode/domain';
import { z } from 'zod';
import { Done, forAll, type Gateways, OFFICE, OPERATOR } from '../district/gateways.js';
import { instruct } from '../district/instructions.js';
import { Person } from '../district/keys.js';
import { agreeOnRules } from '../district/setup.js';
import { REPLAY_TARIFF, ZONE } from './community.js';
import type { Home } from './homes.js';
import { ReplayMismatch } from './mismatch.js';

const Answer = z.looseObject({ refused: z.array(z.object({ point: z.string(), code: z.string() })) });
/** Slots whose readings are on their way at once, ahead of the settlements. */
const AHEAD = 6;

/**
 * Runs the homes through the ledger behind the gateways: everybody is admitted with keys of their own, signs a choice for clean energy
 * and, with PV, an offer at feed-in; then every meter signs every slot, and the slots are settled in order.
 */
export async function replayOnLedger(gateways: Gateways, homes: readonly Home[], firstSlot: Slot): Promise<void> {
    const { grid, say } = gateways;
    const people = homes.map((home) => ({ home, person: new Person(home.id, home.id) }));
    say(`admitting ${homes.length} homes; each signs its choice`);
    await setUp(gateways, people, firstSlot);
    const count = homes[0]?.load.length ?? 0;
    for (let start = 0; start < count; start += SLOTS_PER_DAY) {
        const day = Array.from({ length: Math.min(SLOTS_PER_DAY, count - start) }, (_, index) => start + index);
        const [first, last] = [slotPlus(firstSlot, start), slotPlus(firstSlot, start + day.length - 1)];
        await grid.post('/clock/gate', { through: last }, Done, OPERATOR);
        for (let number = ledgerDay(first); number <= ledgerDay(last); number++) {
            await grid.ensure(`/days/${number}/roll`, {}, OPERATOR, ['BOOK_EXISTS']);
        }
        await forAll(day, AHEAD, (index) => sendReadings(gateways, people, slotPlus(firstSlot, index), index));
        await grid.post('/clock/close', { through: last }, Done, OPERATOR);
        for (const index of day) {
            await grid.post(`/slots/${slotPlus(firstSlot, index)}/settle`, {}, Done, OPERATOR);
            if ((index + 1) % 24 === 0 || index + 1 === count) {
                say(`settled ${index + 1} of ${count} slots`);
            }
        }
    }
}

type Somebody = { readonly home: Home; readonly person: Person };

async function setUp(gateways: Gateways, people: readonly Somebody[], firstSlot: Slot): Promise<void> {
    const { community, grid } = gateways;
    const from = formatSlot(firstSlot);
    await agreeOnRules(gateways, firstSlot, 0);
    await grid.post('/zones', { zone: ZONE, feeder: 'F1', voltageLevel: '0.4 kV', from }, Done, OPERATOR);
    await grid.post('/tariffs', { from, ...REPLAY_TARIFF, fees: [] }, Done, OPERATOR);
    await forAll(people, 8, async ({ home, person }) => {
        const { participant, point, jwk, meterJwk, serial } = person;
        await community.post('/participants', { participant, jwk, roles: ['resident'] }, Done, OFFICE);
        const limits = { importW: 1_000_000, exportW: 1_000_000 };
        const meter = { jwk: meterJwk, serial, from };
        await grid.post(
            '/metering-points',
            { point, participant, zone: ZONE, direction: 'both', limits, meter, from },
            Done,
            OPERATOR,
        );
        await instruct(gateways, person, { kind: 'choice', terms: { energy: 'clean' } }, 1);
        if (home.hasPv) {
            await instruct(gateways, person, { kind: 'offer', minPrice: REPLAY_TARIFF.feedIn }, 2);
        }
    });
}

async function sendReadings({ grid }: Gateways, people: readonly Somebody[], slot: Slot, index: number): Promise<void> {
    const readings = people.map(({ home, person }) => ({
        point: person.point,
        ocmf: person.signReading(reading(home, person.serial, slot, index)),
    }));
    const { refused } = await grid.post('/readings', { slot, readings }, Answer, OPERATOR);
    const [first] = refused;
    if (first !== undefined) {
        throw new ReplayMismatch(
            `${formatSlot(slot)}: ${refused.length} readings were refused, of ${first.point} with ${first.code}`,
        );
    }
}

function reading(home: Home, serial: string, slot: Slot, index: number): MeterReading {
    const none = { start: wh(0), end: wh(0) };
    return {
        serial,
        page: index + 1,
        slot,
        import: home.imported[index] ?? none,
        export: home.exported[index] ?? none,
        generation: null,
        quality: 'measured',
    };
}
