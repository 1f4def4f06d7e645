import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatSlot, ledgerDay, type Slot, slot, slotPlus, wh } from '@linguang/chaincode/domain';
import { Done, Info, instruct, OFFICE, OPERATOR, ORGANISATIONS, Person, TemporaryInstance } from '@linguang/cli';
import { z } from 'zod';

/** What a quarter-hour is like: Wh that Anna and Chris draw, and that Ben gives. Undefined: no reading comes. */
export type Quarter = Readonly<{ anna: number; ben: number; chris: number | undefined }>;

const Months = z.object({ items: z.array(z.object({ closed: z.boolean() })) });

/**
 * Three neighbours in two zones at the end of a month, on an instance of their own: Anna uses, Ben makes, Chris's meter falls silent. Bills
 * of the month close within a handful of quarter-hours, since the ledger begins in its last hour.
 */
export class Hamlet {
    /** 2026-03-31T15:00Z: the last hour of March in Shenzhen. */
    readonly first: Slot = slot(1_972_188);
    readonly anna = new Person('p-anna', 'home-anna');
    readonly ben = new Person('p-ben', 'roof-ben');
    readonly chris = new Person('p-chris', 'home-chris');
    readonly #registers = new Map<Person, number>();
    #page = 0;

    private constructor(readonly running: TemporaryInstance) {}

    static async open(): Promise<Hamlet> {
        const hamlet = new Hamlet(await TemporaryInstance.start());
        await hamlet.#setUp();
        return hamlet;
    }

    /** Lives through the next quarter-hours, from `from` on; resolves when all gateways show the last of them. */
    async live(from: Slot, quarters: readonly Quarter[]): Promise<void> {
        const { gateways } = this.running;
        const last = slotPlus(from, quarters.length - 1);
        await gateways.grid.post('/clock/gate', { through: slotPlus(last, 1) }, Done, OPERATOR);
        for (let day = ledgerDay(from); day <= ledgerDay(last); day++) {
            await gateways.grid.ensure(`/days/${day}/roll`, {}, OPERATOR, ['BOOK_EXISTS', 'ALREADY_EXISTS']);
        }
        for (const [index, quarter] of quarters.entries()) {
            const at = slotPlus(from, index);
            const readings = this.#readings(at, quarter);
            await gateways.grid.post('/readings', { slot: at, readings }, Done, OPERATOR);
            await gateways.grid.post('/clock/close', { through: at }, Done, OPERATOR);
            await gateways.grid.post(`/slots/${at}/settle`, {}, Done, OPERATOR);
        }
        for (const name of ORGANISATIONS) {
            await until(async () => ((await gateways[name].get('/info', Info)).clock.settledThrough ?? 0) >= last);
        }
    }

    /** Resolves when the month is closed and the community's gateway shows its bills. */
    async billed(): Promise<void> {
        const { grid, community } = this.running.gateways;
        const Bills = z.object({ items: z.array(z.unknown()) });
        const closed = async () => (await grid.get('/bills/months', Months, OPERATOR)).items[0]?.closed === true;
        await until(closed);
        await until(async () => {
            const { items } = await community.get(`/participants/${this.anna.participant}/bills`, Bills, OFFICE);
            return items.length > 0;
        });
    }

    async close(): Promise<void> {
        await this.running.stop();
    }

    #readings(at: Slot, quarter: Quarter): readonly { point: string; ocmf: string }[] {
        const page = ++this.#page;
        return (['anna', 'ben', 'chris'] as const).flatMap((name) => {
            const [person, moved] = [this[name], quarter[name]];
            if (moved === undefined) {
                return [];
            }
            const start = this.#registers.get(person) ?? 0;
            this.#registers.set(person, start + moved);
            const [pair, still] = [
                { start: wh(start), end: wh(start + moved) },
                { start: wh(0), end: wh(0) },
            ];
            const given = name === 'ben';
            const ocmf = person.signReading({
                serial: person.serial,
                page,
                slot: at,
                import: given ? still : pair,
                export: given ? pair : still,
                generation: null,
                quality: 'measured',
            });
            return [{ point: person.point, ocmf }];
        });
    }

    async #setUp(): Promise<void> {
        const { gateways, instance } = this.running;
        const { grid, community } = gateways;
        const rules = {
            priceRule: 'shared',
            utcOffsetMinutes: 480,
            finalAfterSlots: 4,
            clock: 'simulated',
            firstSlot: this.first,
        };
        const Version = z.object({ version: z.number() });
        const { version } = await grid.post('/rules', { from: this.first, rules }, Version, OPERATOR);
        await until(async () => (await community.get('/rules', z.object({ items: z.array(Done) }))).items.length > 0);
        await community.post(`/rules/${version}/acceptance`, {}, Done, OFFICE);
        await until(async () => (await grid.get('/info', Info)).rules !== null);
        const from = formatSlot(this.first);
        const zones = [
            { zone: 'garden', feeder: 'F1', voltageLevel: '0.4 kV', from },
            { zone: 'hill', feeder: 'F2', voltageLevel: '10 kV', from },
        ];
        for (const zone of zones) {
            await grid.post('/zones', zone, Done, OPERATOR);
        }
        const tariff = { from, retail: 6800, feedIn: 4500, fees: [['garden', 'hill', 350]], vat: 1300 };
        await grid.post('/tariffs', tariff, Done, OPERATOR);
        const people = [this.anna, this.ben, this.chris];
        for (const { participant, jwk } of people) {
            await community.post('/participants', { participant, jwk, roles: ['resident'] }, Done, OFFICE);
        }
        for (const person of people) {
            await grid.post('/metering-points', this.#point(person, from), Done, OPERATOR);
        }
        const Points = z.object({ points: z.array(Done) });
        for (const { participant } of people) {
            await until(
                async () => (await community.get(`/participants/${participant}`, Points, OFFICE)).points.length > 0,
            );
        }
        await instruct(gateways, this.anna, { kind: 'choice', terms: { energy: 'clean' } });
        await instruct(gateways, this.chris, { kind: 'choice', terms: { energy: 'clean' } });
        await instruct(gateways, this.ben, { kind: 'offer', minPrice: 4500 });
        const items = people.map(({ participant, point, privateJwk }) => ({
            participant,
            name: participant.replace('p-', ''),
            points: [point],
            jwk: privateJwk,
        }));
        await mkdir(join(instance.folder, 'district'), { recursive: true });
        await writeFile(join(instance.folder, 'district', 'residents.json'), JSON.stringify({ items }));
    }

    #point(person: Person, from: string): object {
        const { participant, point, serial, meterJwk } = person;
        const makes = person === this.ben;
        const plant = { id: 'plant-ben', source: 'solar', capacityW: 8000, register: 'export' };
        return {
            point,
            participant,
            zone: makes ? 'garden' : 'hill',
            direction: makes ? 'both' : 'import',
            limits: { importW: 9000, exportW: makes ? 8000 : 0 },
            meter: { jwk: meterJwk, serial, from },
            ...(makes ? { plant } : {}),
            from,
        };
    }
}

/** Waits until something holds, a minute and a half at most. */
async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let left = 1800; !(await holds()); left--) {
        if (left === 0) {
            throw new Error('it does not come about');
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
