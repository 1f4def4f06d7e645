import { randomBytes } from 'node:crypto';
import {
    type ChoiceTerms,
    canonical,
    composeOcmfPayload,
    formatSlot,
    hex,
    type Intent,
    type MeterReading,
    type OfferTerms,
    parseSlot,
    price,
    type Slot,
    type SlotRecord,
    slot as slotOf,
    slotPlus,
    type UndertakingStatement,
    undertakingSigningInput,
    utf8,
    wh,
} from '@linguang/chaincode/domain';
import { packBatch } from '@linguang/chaincode/ledger';
import { hash, type Signer, signer } from '@linguang/chaincode/testing';
import { SCHEME, schemeVersion } from './certifying.js';
import { CHANNEL, type Client, type Committed } from './client.js';
import type { EnergyNetwork } from './network.js';

export const FIRST: Slot = parseSlot('2026-03-01T10:00Z');

/** What a metering point of the test district is. */
export type Home = Readonly<{
    id: string;
    participant: string;
    resident: Signer;
    meter: Signer;
    plant: boolean;
    /** Register values at the start of the ledger. */
    registers: { import: number; export: number };
}>;

export type Answer = Readonly<{ accepted: number; refused: readonly { i: number; point: string; code: string }[] }>;

/** A small community on a running network: two homes with PV and the rest without, everybody clean. */
export class District {
    readonly grid: Client;
    readonly community: Client;
    readonly certifier: Client;
    readonly homes: readonly Home[];
    #sequence = 1;
    #page = 1;

    private constructor(clients: readonly [Client, Client, Client], homes: readonly Home[]) {
        [this.grid, this.community, this.certifier] = clients;
        this.homes = homes;
    }

    /** Sets the ledger up: rules, participants, zone, tariff, points, plants; choices and offers of all homes. */
    static async found(network: Pick<EnergyNetwork, 'client'>, options: DistrictOptions = {}): Promise<District> {
        const clients = [
            options.clients?.grid ?? (await network.client('grid')),
            options.clients?.community ?? (await network.client('community')),
            await network.client('certifier'),
        ] as const;
        const count = options.homes ?? 4;
        const plants = options.plants ?? 2;
        const homes = Array.from({ length: count }, (_, index) => home(index, index < plants));
        const district = new District(clients, homes);
        await district.#setUp(options);
        return district;
    }

    async #setUp({
        clock = 'simulated',
        firstSlot = FIRST,
        finalAfterSlots = 288,
        limitW,
        rules: more = {},
    }: DistrictOptions): Promise<void> {
        const rules = { priceRule: 'shared', utcOffsetMinutes: 480, finalAfterSlots, clock, firstSlot, ...more };
        await this.grid.submit('registry:proposeRules', { from: firstSlot, rules });
        await this.community.submit('registry:acceptRules', { version: 1 });
        await forEach(this.homes, async ({ participant, resident, plant }) => {
            const roles = [plant ? 'prosumer' : 'resident'];
            await this.community.submit('registry:admitParticipant', { participant, jwk: resident.jwk, roles });
        });
        const zone = { zone: 'east', feeder: 'F1', voltageLevel: '0.4kV', from: firstSlot };
        await this.grid.submit('registry:registerZone', zone);
        await this.grid.submit('registry:setTariff', { from: firstSlot, retail: 6800, feedIn: 4530, fees: [] });
        const points = this.homes.map((one) => registration(one, firstSlot, limitW));
        for (let first = 0; first < points.length; first += 200) {
            await this.grid.submit('registry:registerPoints', { points: points.slice(first, first + 200) });
        }
        await this.certifier.submit('schemes:publish', schemeVersion(firstSlot));
        await forEach(this.homes, async (one) => {
            await this.choose(one, firstSlot, { energy: 'clean' });
            if (one.plant) {
                await this.offer(one, firstSlot, { minPrice: price(4530) });
                await this.certifier.submit('plants:accredit', accreditation(one, firstSlot));
            }
        });
    }

    /** A choice signed by the home's resident. */
    choose(of: Home, from: Slot, terms: ChoiceTerms): Promise<Committed<object>> {
        return this.community.submit('market:choose', { jws: this.sign(of, from, { kind: 'choice', terms }) });
    }

    offer(of: Home, from: Slot, terms: OfferTerms): Promise<Committed<object>> {
        return this.community.submit('market:offer', { jws: this.sign(of, from, { kind: 'offer', terms }) });
    }

    /** Signs an instruction as the home's resident (or with another key). */
    sign(of: Home, from: Slot, what: Pick<Intent, 'kind' | 'terms'>, key: Signer = of.resident): string {
        return key.signIntent(this.intent(of, from, what));
    }

    intent(of: Home, from: Slot, what: Pick<Intent, 'kind' | 'terms'>): Intent {
        const everywhere = what.kind === 'key' || what.kind === 'mandate' || what.kind === 'mandate-revocation';
        const intent = {
            v: 1,
            channel: CHANNEL,
            participant: of.participant,
            point: everywhere ? '*' : of.id,
            from,
            sequence: this.#sequence++,
            ...what,
        };
        return intent as Intent;
    }

    gate(through: Slot): Promise<Committed<object>> {
        return this.grid.submit('metering:gate', { through });
    }

    close(through: Slot): Promise<Committed<object>> {
        return this.grid.submit('metering:close', { through });
    }

    rollDay(day: number): Promise<Committed<object>> {
        return this.grid.submit('registry:rollDay', { day });
    }

    settle(of: Slot, by: Client = this.community): Promise<Committed<SlotRecord>> {
        return by.submit<SlotRecord>('settlement:settle', { slot: of }, { transient: { seed: seed() } });
    }

    /** The honest reading of a home for a slot: import and export grow by fixed amounts per slot. */
    reading(of: Home, at: Slot, changes: Partial<MeterReading> = {}): MeterReading {
        const slots = at - FIRST;
        const [imports, exports] = [importedPerSlot(of), exportedPerSlot(of)];
        const pair = (base: number, step: number) => ({
            start: wh(base + slots * step),
            end: wh(base + (slots + 1) * step),
        });
        return {
            serial: `M-${of.id}`,
            page: this.#page++,
            slot: at,
            import: pair(of.registers.import, imports),
            export: pair(of.registers.export, exports),
            generation: null,
            quality: 'measured',
            ...changes,
        };
    }

    /** A batch of the honest readings of all (or some) homes, or of the given records. */
    submitReadings(at: Slot, homes: readonly Home[] = this.homes): Promise<Committed<Answer>> {
        return this.submitRecords(
            at,
            homes.map((of) => ({ point: of.id, ocmf: of.meter.signReading(this.reading(of, at)) })),
        );
    }

    submitRecords(
        at: Slot,
        readings: readonly { point: string; ocmf: string }[],
        by: Client = this.grid,
    ): Promise<Committed<Answer>> {
        const { request, transient } = batchOf(at, readings);
        return by.submit<Answer>('metering:submitReadings', request, { transient });
    }

    /** One slot wholly: gates the next one, reads, closes, settles. */
    async run(at: Slot): Promise<SlotRecord> {
        await this.gate(slotPlus(at, 1));
        await this.submitReadings(at);
        await this.close(at);
        return (await this.settle(at)).result;
    }

    /** Gates the first slot and rolls its day, so that `run` can start. */
    async open(): Promise<void> {
        await this.gate(FIRST);
        await this.rollDay(Math.floor(FIRST / 96));
    }
}

export type DistrictOptions = Readonly<{
    homes?: number;
    /** How many of them have a plant, the first ones; 2 by default. */
    plants?: number;
    clock?: 'simulated' | 'wall';
    firstSlot?: Slot;
    finalAfterSlots?: number;
    /** Further sections of the rules. */
    rules?: object;
    /** What every connection can carry each way; by default 15 kW in and 10 kW out. */
    limitW?: number;
    /** Connections to use instead of each organisation's first peer. */
    clients?: Readonly<{ grid: Client; community: Client }>;
}>;

/** One after the other in a small community; several at once in a large one. */
async function forEach(homes: readonly Home[], work: (home: Home) => Promise<void>): Promise<void> {
    const queue = [...homes];
    const worker = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
            await work(next);
        }
    };
    await Promise.all(Array.from({ length: homes.length > 50 ? 16 : 1 }, worker));
}

/** What a home takes from the grid in a slot, Wh; the same in every slot. */
export function importedPerSlot(of: Home): number {
    return of.plant ? 10 : 137;
}

export function exportedPerSlot(of: Home): number {
    return of.plant ? 211 : 0;
}

export function batchOf(at: Slot, readings: readonly { point: string; ocmf: string }[]) {
    const batch = canonical({ readings, salt: hex(randomBytes(16)) });
    const request = {
        batch: `b-${hex(randomBytes(6))}`,
        slot: at,
        count: readings.length,
        digest: hex(hash(utf8(batch))),
    };
    return { request, transient: { batch: packBatch(batch) } };
}

export function seed(): string {
    return hex(randomBytes(32));
}

/** A record with a changed payload under the old signature. */
export function tampered(ocmf: string, from: string, to: string): string {
    return ocmf.replace(from, to);
}

export function payloadOf(reading: MeterReading): string {
    return composeOcmfPayload(reading);
}

function home(index: number, plant: boolean): Home {
    return {
        id: `mp-${String(index).padStart(4, '0')}`,
        participant: `p-${hex(randomBytes(6))}`,
        resident: signer(),
        meter: signer(),
        plant,
        registers: { import: 1_000_003 + index * 7919, export: plant ? 500_009 + index * 104_729 : 0 },
    };
}

/** An undertaking of somebody else or about something else. */
type UndertakingChanges = Partial<UndertakingStatement> & { readonly by?: Signer };

function registration(of: Home, from: Slot, limitW: number | undefined): object {
    return {
        point: of.id,
        participant: of.participant,
        zone: 'east',
        direction: of.plant ? 'both' : 'import',
        limits: { importW: limitW ?? 15_000, exportW: of.plant ? (limitW ?? 10_000) : 0 },
        meter: { jwk: of.meter.jwk, serial: `M-${of.id}`, from },
        ...(of.plant ? { plant: { id: `pv-${of.id}`, source: 'solar', capacityW: 5000, register: 'export' } } : {}),
        from,
    };
}

/** A home's plant as the certifier accredits it, under an undertaking that its resident signed. */
export function accreditation(of: Home, from: Slot, signed: UndertakingChanges = {}): object {
    const plant = `pv-${of.id}`;
    const { by = of.resident, ...changes } = signed;
    const digest = 'ab'.repeat(32);
    const statement = {
        v: 1,
        kind: 'undertaking',
        channel: CHANNEL,
        participant: of.participant,
        plant,
        point: of.id,
        filingNumber: `F-${of.id}`,
        scheme: SCHEME.scheme,
        system: 'GEC',
        digest,
        from,
        ...changes,
    } as const;
    return {
        plant,
        source: 'solar',
        capacityW: 5000,
        id: `A-${of.id}`,
        point: of.id,
        zone: 'east',
        register: 'export',
        filingNumber: `F-${of.id}`,
        scheme: SCHEME.scheme,
        undertaking: {
            by: of.participant,
            digest,
            system: 'GEC',
            jws: by.signInput(undertakingSigningInput(statement, by.kid)),
        },
        from,
    };
}

export const slotName = (at: Slot): string => formatSlot(at);
export const slotAfter = (at: Slot, count: number): Slot => slotPlus(slotOf(at), count);
