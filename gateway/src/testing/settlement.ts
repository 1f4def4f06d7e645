import { randomBytes } from 'node:crypto';
import { commitmentOf, type ForwardOrder, formatSlot, price, slot, wh } from '@linguang/chaincode/domain';
import { sha256 } from '../crypto/sha256.js';
import * as api from '../http/api.js';
import type { ApiClient } from './apiclient.js';
import { TestKey, TestMeter } from './village.js';

/** The three offices that a test acts as. */
export type Offices = Readonly<{ grid: ApiClient; community: ApiClient; certifier: ApiClient }>;

/** 2026-02-28T16:00Z: midnight of 2026-03-01 in Shenzhen. */
export const firstSlot = 1_969_216;
export const localDayOfTest = '2026-03-01';
export const retail = 6_800;
export const feedIn = 3_000;

/** What goes to POST /v1/orders, and the order's number among its participant's. */
export type SignedOrder = Readonly<{ jws: string; sequence: number; order: object }>;

/** Anna uses, Ben makes: the smallest community. */
export class Village {
    readonly anna = new TestKey();
    readonly ben = new TestKey();
    readonly annasMeter = new TestMeter('M-1');
    readonly bensMeter = new TestMeter('M-2');
    #sequence = 0;

    constructor(
        readonly offices: Offices,
        readonly begin = firstSlot,
    ) {}

    /** Rules, a zone, a tariff, both members with a metering point each; everything holds from the first slot. */
    async setUp(sections: object = {}): Promise<void> {
        const { grid, community } = this.offices;
        const rules = {
            priceRule: 'shared',
            utcOffsetMinutes: 480,
            finalAfterSlots: 288,
            clock: 'simulated',
            firstSlot: this.begin,
            ...sections,
        };
        const { version } = await grid.post('/v1/rules', { from: this.begin, rules }, api.RulesAnswer);
        await community.until('/v1/rules', api.RulesList, ({ items }) => items.length === 1);
        await community.post(`/v1/rules/${version}/acceptance`, {}, api.RulesAnswer);
        await grid.until('/v1/info', api.Info, (info) => info.rules !== null);
        await grid.post(
            '/v1/zones',
            { zone: 'east', from: this.begin, feeder: 'F1', voltageLevel: '0.4kV' },
            api.Committed,
        );
        await grid.post('/v1/tariffs', { from: this.begin, retail, feedIn }, api.Committed);
        for (const [participant, key] of [
            ['anna', this.anna],
            ['ben', this.ben],
        ] as const) {
            await community.post(
                '/v1/participants',
                { participant, jwk: key.jwk, roles: ['resident'] },
                api.ParticipantCreated,
            );
        }
        await this.#register('home-anna', 'anna', this.annasMeter, undefined);
        await this.#register('roof-ben', 'ben', this.bensMeter, {
            id: 'pv-ben',
            source: 'solar',
            capacityW: 5_000,
            register: 'export',
        });
        await community.until('/v1/participants/ben', api.ParticipantDetail, ({ points }) => points.length === 1);
    }

    /** Anna chooses clean energy, Ben offers his surplus, both signed, from a slot on. */
    async choose(from: number): Promise<void> {
        const { community } = this.offices;
        await community.post('/v1/choices', { jws: this.choice(from) }, api.IntentCreated);
        await community.post('/v1/offers', { jws: this.offer(from) }, api.IntentCreated);
    }

    choice(from: number, maxPrice = retail): string {
        return this.anna.signIntent({
            v: 1,
            kind: 'choice',
            channel: 'linguang',
            participant: 'anna',
            point: 'home-anna',
            from: slot(from),
            sequence: ++this.#sequence,
            terms: { energy: 'clean', maxPrice: price(maxPrice) },
        });
    }

    offer(from: number): string {
        return this.ben.signIntent({
            v: 1,
            kind: 'offer',
            channel: 'linguang',
            participant: 'ben',
            point: 'roof-ben',
            from: slot(from),
            sequence: ++this.#sequence,
            terms: { minPrice: price(feedIn) },
        });
    }

    /** A signed order with its content, as a page hands it in. */
    order(of: number, side: 'sell' | 'buy', terms: Readonly<{ wh: number; price: number }>): SignedOrder {
        const [participant, point] = side === 'sell' ? ['ben', 'roof-ben'] : ['anna', 'home-anna'];
        const content: ForwardOrder = {
            v: 1,
            participant,
            point,
            side,
            slot: slot(of),
            wh: wh(terms.wh),
            price: price(terms.price),
            salt: randomBytes(32).toString('hex'),
        };
        const sequence = ++this.#sequence;
        const commitment = commitmentOf(content, sha256);
        const common = { v: 1, channel: 'linguang', participant, point, from: slot(of), sequence } as const;
        const intent = { ...common, kind: 'order', terms: { side, commitment } } as const;
        const jws = (side === 'sell' ? this.ben : this.anna).signIntent(intent);
        return { jws, sequence, order: { ...content, slot: formatSlot(slot(of)) } };
    }

    /** A signed withdrawal of one of Ben's orders. */
    cancellation(of: number, order: number): string {
        const common = { v: 1, channel: 'linguang', participant: 'ben', point: 'roof-ben', from: slot(of) } as const;
        const terms = { order };
        return this.ben.signIntent({ ...common, kind: 'order-cancellation', sequence: ++this.#sequence, terms });
    }

    async gate(through: number): Promise<void> {
        await this.offices.grid.post('/v1/clock/gate', { through }, api.ThroughAnswer);
    }

    async roll(day: number): Promise<void> {
        await this.offices.grid.post(`/v1/days/${day}/roll`, {}, api.RollAnswer);
    }

    /** Readings of both: Anna takes `used` Wh from the grid, Ben delivers `made` Wh. */
    async readings(of: number, { used, made }: Readonly<{ used: number; made: number }>): Promise<api.ReadingsAnswer> {
        const readings = [
            { point: 'home-anna', ocmf: this.annasMeter.read(of, { imported: used, exported: 0 }) },
            { point: 'roof-ben', ocmf: this.bensMeter.read(of, { imported: 0, exported: made }) },
        ];
        return await this.offices.grid.post(
            '/v1/readings',
            { slot: formatSlot(slot(of)), readings },
            api.ReadingsAnswer,
        );
    }

    /** A reading that somebody made up for Anna's meter: right in form, signed with another key. */
    async forgedReading(of: number): Promise<api.ReadingsAnswer> {
        const ocmf = new TestMeter('M-1').read(of, { imported: 1, exported: 0 });
        const readings = [{ point: 'home-anna', ocmf }];
        return await this.offices.grid.post('/v1/readings', { slot: of, readings }, api.ReadingsAnswer);
    }

    async close(through: number): Promise<void> {
        await this.offices.grid.post('/v1/clock/close', { through }, api.ThroughAnswer);
    }

    async settle(of: number): Promise<api.SettleAnswer> {
        return await this.offices.grid.post(`/v1/slots/${of}/settle`, {}, api.SettleAnswer);
    }

    async #register(point: string, participant: string, meter: TestMeter, plant: unknown): Promise<void> {
        await this.offices.grid.post(
            '/v1/metering-points',
            {
                point,
                participant,
                zone: 'east',
                direction: plant === undefined ? 'import' : 'both',
                limits: { importW: 10_000, exportW: plant === undefined ? 0 : 10_000 },
                meter: { jwk: meter.key.jwk, serial: meter.serial, from: this.begin },
                ...(plant === undefined ? {} : { plant }),
                from: this.begin,
            },
            api.PointCreated,
        );
    }
}
