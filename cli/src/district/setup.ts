import { createHash } from 'node:crypto';
import { formatSlot, type Slot } from '@linguang/chaincode/domain';
import { z } from 'zod';
import { CERTIFIER, Done, forAll, type Gateways, Info, OFFICE, OPERATOR } from './gateways.js';
import { instruct, undertake } from './instructions.js';
import type { Actor } from './keys.js';
import { UTC_OFFSET_MINUTES } from './profiles.js';

/** Tariff of the demonstration, 10⁻⁴ CNY/kWh; fees by seller's and buyer's zone. */
const TARIFF = {
    retail: 6800,
    feedIn: 4530,
    fees: [
        ['garden', 'garden', 100],
        ['hill', 'garden', 350],
        ['garden', 'hill', 350],
    ],
} as const;

/** The demonstration's certification scheme: energy can be delivered between all zones that have a grid fee. */
const SCHEME = {
    scheme: 'linguang',
    name: { zh: '邻光清洁用电签证', en: 'Linguang certificate of clean use' },
    transfers: [
        ['hill', 'garden'],
        ['garden', 'hill'],
    ],
} as const;

/** What the operator of a simulated plant undertook. */
function undertakingDigest(plant: string): string {
    const text = `The energy of ${plant} that is certified here is not sold under any other instrument. This is a simulation.`;
    return createHash('sha256').update(text).digest('hex');
}

const Rules = z.object({ items: z.array(z.object({ version: z.number(), acceptedBy: z.string().nullable() })) });

/**
 * Brings rules, people, points, plants and first instructions onto an empty ledger. Every step may be repeated: a district that was
 * interrupted goes on with what is missing.
 */
export async function setUp(gateways: Gateways, actors: readonly Actor[], firstSlot: Slot): Promise<void> {
    const { community, grid, certifier, say } = gateways;
    await agreeOnRules(gateways, firstSlot, UTC_OFFSET_MINUTES);
    const from = formatSlot(firstSlot);
    say(`admitting ${actors.length} participants and registering their meters`);
    await forAll(actors, 8, ({ participant, jwk, member }) =>
        community.ensure('/participants', { participant, jwk, roles: [member.role] }, OFFICE, ['ALREADY_EXISTS']),
    );
    const zones = [
        { zone: 'garden', feeder: 'F1', voltageLevel: '0.4 kV', from },
        { zone: 'hill', feeder: 'F2', voltageLevel: '10 kV', from },
    ];
    await forAll(zones, 2, (zone) => grid.post('/zones', zone, Done, OPERATOR));
    await grid.post('/tariffs', { from, ...TARIFF }, Done, OPERATOR);
    await forAll(actors, 8, (actor) => grid.post('/metering-points', pointOf(actor, from), Done, OPERATOR));
    const plants = actors.flatMap((actor) => {
        const plant = plantOf(actor);
        return plant === undefined ? [] : [{ actor, plant }];
    });
    say(`publishing the certification scheme and accrediting ${plants.length} plants`);
    await certifier.ensure('/schemes', { ...SCHEME, from }, CERTIFIER, ['REQUEST_INVALID']);
    await forAll(plants, 4, async ({ actor, plant: { id, source, capacityW, register } }) => {
        const filing = { filingNumber: `SIM-${actor.member.key}`, scheme: SCHEME.scheme };
        const document = { system: 'GEC', digest: undertakingDigest(id) } as const;
        const jws = await undertake(gateways, actor, { ...filing, ...document, plant: id, from: firstSlot });
        await certifier.ensure(
            '/plants',
            {
                plant: id,
                source,
                capacityW,
                point: actor.point,
                register,
                zone: actor.member.zone,
                ...filing,
                undertaking: { by: actor.participant, ...document, jws },
                from,
            },
            CERTIFIER,
            ['ALREADY_EXISTS'],
        );
    });
    say('signing choices and offers');
    await forAll(actors, 8, async (actor) => {
        const { energy, plant } = actor.member;
        if (energy !== null) {
            await instruct(gateways, actor, { kind: 'choice', terms: { energy } }, 1);
        }
        if (plant !== null) {
            await instruct(gateways, actor, { kind: 'offer', minPrice: TARIFF.feedIn }, 2);
        }
    });
    // Who sells lets neighbours find her; the others keep to their ids.
    await forAll(
        actors.filter(({ member }) => member.plant !== null),
        4,
        ({ participant, member: { name } }) =>
            community.ensure(`/participants/${participant}/shared-name`, { name }, OFFICE, ['NAME_TAKEN']),
    );
}

/** Factors of 2023 as China's Ministry of Ecology and Environment published them, 10⁻⁴ kgCO₂/kWh. */
const CARBON = {
    location: { perKwh: 4042, year: 2023, source: 'MEE/NBS, South China grid' },
    residual: { perKwh: 6096, year: 2023, source: 'MEE/NBS, national without market-traded non-fossil' },
} as const;

/** Grid proposes the rules of a simulation and community accepts them, unless there are rules already. */
export async function agreeOnRules(
    { community, grid, say }: Gateways,
    firstSlot: Slot,
    utcOffsetMinutes: number,
): Promise<void> {
    if ((await community.get('/info', Info)).rules !== null) {
        return;
    }
    say('grid proposes the rules, community accepts them');
    const rules = {
        priceRule: 'shared',
        utcOffsetMinutes,
        finalAfterSlots: 288,
        clock: 'simulated',
        firstSlot,
        carbon: CARBON,
        pool: {},
    };
    const { items } = await grid.get('/rules', Rules);
    const open = items.find(({ acceptedBy }) => acceptedBy === null);
    const version =
        open?.version ??
        (await grid.post('/rules', { from: firstSlot, rules }, z.object({ version: z.number() }), OPERATOR)).version;
    await community.ensure(`/rules/${version}/acceptance`, {}, OFFICE, ['RULES_REFUSED']);
}

function pointOf(actor: Actor, from: string): object {
    const { member, participant, point, serial, meterJwk } = actor;
    const plant = plantOf(actor);
    const exportW = member.plant?.watts ?? 0;
    return {
        point,
        participant,
        zone: member.zone,
        direction: exportW > 0 ? 'both' : 'import',
        limits: { importW: member.kind === 'household' ? 9000 : 40_000, exportW },
        meter: { jwk: meterJwk, serial, from },
        ...(plant === undefined ? {} : { plant }),
        from,
    };
}

function plantOf({ member, point }: Actor) {
    return member.plant === null
        ? undefined
        : {
              id: point.replace('mp-', 'plant-'),
              source: member.kind === 'wind' ? 'wind' : 'solar',
              capacityW: member.plant.watts,
              register: 'generation',
          };
}
