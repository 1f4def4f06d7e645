import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
    type AcceptedReading,
    composeOcmf,
    composeOcmfPayload,
    DEFAULT_SECTIONS,
    type Entry,
    flatTariff,
    ledgerDay,
    type Point,
    type PublicJwk,
    parsePublicJwk,
    parseSlot,
    price,
    rollDay,
    type Slot,
    type StandingBook,
    slotPlus,
    utf8,
    watt,
    wh,
} from '@linguang/chaincode/domain';

/** Every third point has PV and sells; all the others buy clean. */
const SELLERS = 3;

type Meter = { readonly point: Point; readonly key: KeyObject; readonly publicKey: KeyObject };

/** A district of any size whose meters sign: as many keys as points, since caches would flatter fewer. */
export class BenchDistrict {
    readonly firstSlot: Slot = parseSlot('2026-03-01T00:00Z');
    readonly book: StandingBook;
    readonly #meters: readonly Meter[];

    /** @param owners - how many participants share the points that buy */
    constructor(size: number, owners = size) {
        this.#meters = Array.from({ length: size }, (_, index) => this.#meter(index, owners));
        const entry = { v: 1, from: this.firstSlot, sequence: 1 } as const;
        const by = { organisation: 'bench' };
        const rules = {
            ...DEFAULT_SECTIONS,
            version: 1,
            priceRule: 'shared',
            utcOffsetMinutes: 480,
            finalAfterSlots: 288,
            clock: 'simulated',
            firstSlot: this.firstSlot,
        } as const;
        const tariff = flatTariff(price(6800), price(4530));
        const entries: Entry[] = [
            { ...entry, by, kind: 'rules', id: 'rules', body: rules },
            { ...entry, by, kind: 'tariff', id: 'tariff', body: tariff },
        ];
        for (const [index, { point }] of this.#meters.entries()) {
            const { point: id, participant, plant } = point;
            const signed = { participant, kid: 'c2l4IHRpbWVzIHNldmVuIGNoYXJhY3RlcnMgLSBhIGtpZA' };
            entries.push({ ...entry, by, kind: 'point', id, body: point });
            const standing = { ...entry, by: signed, id } as const;
            if (plant === null) {
                const terms = { energy: 'clean', maxPrice: price(5000 + (index % 700)) } as const;
                entries.push({ ...standing, kind: 'choice', body: { participant, terms } });
            } else {
                const terms = { minPrice: price(4530 + (index % 300)) };
                entries.push({ ...standing, kind: 'offer', body: { participant, terms } });
            }
        }
        const rolled = rollDay(null, entries, ledgerDay(this.firstSlot), this.firstSlot);
        // As a ledger gives it back.
        this.book = JSON.parse(JSON.stringify(rolled)) as StandingBook;
    }

    /** One signed reading of each meter for the slot `offset` after the first. */
    readings(offset: number, count = this.#meters.length): AcceptedReading[] {
        return this.#meters.slice(0, count).map(({ point, key }, index) => {
            const [imported, exported] = point.plant === null ? [100 + (index % 90), 0] : [0, 300 + (index % 50)];
            const pair = (start: number, each: number) => ({
                start: wh(start + offset * each),
                end: wh(start + (offset + 1) * each),
            });
            const payload = composeOcmfPayload({
                serial: point.meter.serial,
                page: offset + 1,
                slot: slotPlus(this.firstSlot, offset),
                import: pair(1_000_000 + index * 13, imported),
                export: pair(200_000 + index * 7, exported),
                generation: point.plant === null ? null : pair(300_000 + index * 9, exported + 50),
                quality: 'measured',
            });
            return { ocmf: composeOcmf(payload, sign('sha256', utf8(payload), key)), point: point.point };
        });
    }

    /** The meter's key as node:crypto has it, by place. */
    publicKey(index: number): KeyObject | undefined {
        return this.#meters[index]?.publicKey;
    }

    #meter(index: number, owners: number): Meter {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const jwk: PublicJwk = parsePublicJwk(publicKey.export({ format: 'jwk' }));
        const number = String(index).padStart(6, '0');
        const sells = index % SELLERS === 0;
        const point: Point = {
            point: `MP-${number}`,
            participant: sells ? `seller-${number}` : `user-${index % owners}`,
            zone: 'east',
            direction: 'both',
            limits: { importW: watt(20_000), exportW: watt(20_000) },
            meter: { serial: `M-${number}`, jwk, from: this.firstSlot, to: null },
            plant: sells
                ? { id: `PV-${number}`, source: 'solar', capacityW: watt(20_000), register: 'generation' }
                : null,
            active: true,
        };
        return { point, key: privateKey, publicKey };
    }
}
