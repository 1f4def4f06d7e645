import {
    type BookPoint,
    type ChoiceEntry,
    DEFAULT_SECTIONS,
    EMPTY_BOOK,
    flatTariff,
    type OfferEntry,
    type PointEntry,
    type PublicJwk,
    price,
    type RulesEntry,
    type Slot,
    type StandingBook,
    type TariffEntry,
    watt,
} from '@linguang/chaincode/domain';
import type { Home } from './homes.js';

/** Tariff of the replay, 10⁻⁴ CNY/kWh: any does, since limits stand at its bounds and everybody is clean. */
export const REPLAY_TARIFF = { retail: 6800, feedIn: 4530 } as const;

/** The one zone of a replay. */
export const ZONE = 'home';

/** The point on curve P-256 that generates it: a public key for meters whose signatures nobody asks for. */
const NO_METER: PublicJwk = {
    kty: 'EC',
    crv: 'P-256',
    x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
    y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
};

/** What stands for every slot of a replay without a ledger: every home clean, every PV home offering at feed-in. */
export function standingBook(homes: readonly Home[], firstSlot: Slot): StandingBook {
    const by = { organisation: 'replay' };
    const entry = { v: 1, from: firstSlot, sequence: 1, by } as const;
    const rules: RulesEntry = {
        ...entry,
        kind: 'rules',
        id: 'rules',
        body: {
            ...DEFAULT_SECTIONS,
            version: 1,
            priceRule: 'shared',
            utcOffsetMinutes: 0,
            finalAfterSlots: 288,
            clock: 'simulated',
            firstSlot,
        },
    };
    const tariff: TariffEntry = {
        ...entry,
        kind: 'tariff',
        id: 'tariff',
        body: flatTariff(price(REPLAY_TARIFF.retail), price(REPLAY_TARIFF.feedIn)),
    };
    const points = homes.map(({ id, hasPv }): BookPoint => {
        const point: PointEntry = {
            ...entry,
            kind: 'point',
            id,
            body: {
                point: id,
                participant: id,
                zone: ZONE,
                direction: 'both',
                limits: { importW: watt(1_000_000), exportW: watt(1_000_000) },
                meter: { serial: id, jwk: NO_METER, from: firstSlot, to: null },
                plant: hasPv
                    ? {
                          id: `pv-${id}`.slice(0, 64),
                          source: 'solar',
                          capacityW: watt(1_000_000),
                          register: 'generation',
                      }
                    : null,
                active: true,
            },
        };
        const choice: ChoiceEntry = {
            ...entry,
            kind: 'choice',
            id,
            body: { participant: id, terms: { energy: 'clean' } },
        };
        const offer: OfferEntry = {
            ...entry,
            kind: 'offer',
            id,
            body: { participant: id, terms: { minPrice: price(REPLAY_TARIFF.feedIn) } },
        };
        return {
            entry: point,
            choice: { entry: choice, signedThrough: 1 },
            offer: hasPv ? { entry: offer, signedThrough: 1 } : null,
        };
    });
    points.sort((a, b) => (a.entry.id < b.entry.id ? -1 : 1));
    return { ...EMPTY_BOOK, rules, tariff, points };
}
