import {
    formatSlot,
    ledgerDay,
    ledgerDayRange,
    type Slot,
    slotPlus,
    undertakingSigningInput,
} from '@linguang/chaincode/domain';
import type { ClientSpec, Operation } from '@linguang/network/bench';
import { type Member, TARIFF } from './community.js';
import { call, type Offices } from './operations.js';

/** Sends operations, so many in flight. @throws Error naming what failed: a set-up that is not whole measures nothing */
export type Send = (client: ClientSpec, operations: readonly Operation[], inFlight?: number) => Promise<void>;

/** Metering points in one transaction of the set-up. */
const POINTS_EACH = 100;
const RULES = { priceRule: 'shared', utcOffsetMinutes: 480, finalAfterSlots: 288, clock: 'simulated' } as const;

export type RegistryOptions = Readonly<{
    members: readonly Member[];
    offices: Offices;
    send: Send;
    channel: string;
    firstSlot: Slot;
    /** Days to gate and to make books for. */
    days: number;
    chaincode?: string;
    say?: (line: string) => void;
}>;

/**
 * Brings a community onto an empty ledger: rules, zones, tariff, participants, metering points in batches, plants, one signed
 * instruction each; then gates whole days and rolls their books.
 */
export async function register(options: RegistryOptions): Promise<void> {
    const { members, offices, send, channel, firstSlot, days, say = () => undefined } = options;
    const chaincode = options.chaincode ?? 'energy';
    const at = { chaincode };
    const from = firstSlot;
    say(`${chaincode}: registering ${members.length} participants and metering points`);
    await send(offices.grid, [call('registry:proposeRules', { from, rules: { ...RULES, firstSlot } }, at)]);
    await send(offices.community, [call('registry:acceptRules', { version: 1 }, at)]);
    await send(offices.grid, [
        ...['east', 'west'].map((zone) =>
            call('registry:registerZone', { zone, feeder: 'F1', voltageLevel: '0.4 kV', from }, at),
        ),
        call('registry:setTariff', { from, ...TARIFF }, at),
    ]);
    await send(
        offices.community,
        members.map(({ participant, jwk }) =>
            call('registry:admitParticipant', { participant, jwk, roles: ['resident'] }, at),
        ),
    );
    await send(
        offices.grid,
        portions(members, POINTS_EACH).map((portion) =>
            call('registry:registerPoints', { points: portion.map(({ registration }) => registration) }, at),
        ),
        4,
    );
    say(`${chaincode}: signing and sending ${members.length} choices and offers`);
    await send(
        offices.community,
        members.map((member) => {
            const { transaction, jws } = member.instruction(channel, from);
            return call(transaction, { jws }, at);
        }),
    );
    if (chaincode === 'energy') {
        await send(offices.certifier, [call('schemes:publish', scheme(from), { chaincode: 'certificate' })]);
        await send(
            offices.certifier,
            members.flatMap((member) => accreditation(member, channel, from)),
        );
    }
    const last = slotPlus(ledgerDayRange(ledgerDay(firstSlot) + days - 1).to, -1);
    await send(offices.grid, [call('metering:gate', { through: last }, at)]);
    for (let day = 0; day < days; day++) {
        await send(offices.grid, [call('registry:rollDay', { day: ledgerDay(firstSlot) + day }, at)]);
    }
    say(`${chaincode}: gated through ${formatSlot(last)}`);
}

function accreditation(member: Member, channel: string, from: Slot): Operation[] {
    const { plant, point, participant, zone } = member;
    const undertaking = { system: 'GEC', digest: 'ab'.repeat(32) } as const;
    const filing = { point, filingNumber: `BENCH-${point}`, scheme: SCHEME.scheme };
    const signed = (id: string) => {
        const statement = {
            ...filing,
            ...undertaking,
            v: 1,
            kind: 'undertaking',
            channel,
            participant,
            plant: id,
        } as const;
        return member.signInput(undertakingSigningInput({ ...statement, from }, member.kid));
    };
    return plant === undefined
        ? []
        : [
              call(
                  'plants:accredit',
                  {
                      plant: plant.id,
                      source: plant.source,
                      capacityW: plant.capacityW,
                      id: `A-${plant.id}`,
                      ...filing,
                      zone,
                      register: plant.register,
                      undertaking: { by: participant, ...undertaking, jws: signed(plant.id) },
                      from,
                  },
                  { chaincode: 'certificate' },
              ),
          ];
}

/** The scheme version of the benchmark's certificates. */
export const SCHEME = { scheme: 'bench', version: 1 } as const;

function scheme(from: Slot): object {
    return {
        ...SCHEME,
        name: { zh: '测试', en: 'Benchmark' },
        document: { digest: 'd0'.repeat(32), uri: 'https://certifier.example/bench' },
        from,
        validity: { slots: 5760, sameYear: false, utcOffsetMinutes: 480 },
        transfers: [
            ['east', 'west'],
            ['west', 'east'],
        ],
        reservation: 'reported',
        plausibilityPercent: 105,
        night: { from: 80, to: 20 },
        samplingPermille: 10,
    };
}

/** Cuts a list into parts of at most so many. */
export function portions<Item>(items: readonly Item[], most: number): Item[][] {
    return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
        items.slice(index * most, (index + 1) * most),
    );
}
