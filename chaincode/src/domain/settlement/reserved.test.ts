import { expect } from 'chai';
import fc from 'fast-check';
import { sumReserved } from '../pool/reserved.js';
import type { BookPoint } from '../registry/book.js';
import { parseFee } from '../registry/tariff/fees.js';
import { hash, hmac } from '../testing/crypto.js';
import { METER, offerEntry, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { moneyFromJson, watt } from '../units.js';
import { type Settlement, settleSlot } from './settle.js';

const CLEAN = { energy: 'clean' } as const;
const ROOF = { source: 'solar', capacityW: watt(9_000_000), register: 'export' } as const;
const FEES = [parseFee(['east', 'west', 150], 'fee'), parseFee(['west', 'west', 30], 'fee')];

type Home = Readonly<{
    id: string;
    zone?: string;
    imported?: number;
    exported?: number;
    choice?: typeof CLEAN | { energy: 'traditional' } | { energy: 'clean'; share: number } | null;
    minPrice?: number;
    share?: number;
}>;

/** The offer of a point that reserves a share of its surplus. */
function pointOf({ id, zone = 'east', exported = 0, choice = CLEAN, minPrice, share }: Home): BookPoint {
    const point = testPoint(id, `owner-${id}`, { zone, plant: exported > 0 ? { ...ROOF, id: `roof-${id}` } : null });
    const plain = standing(point, {
        ...(choice === null ? {} : { choice }),
        ...(minPrice === undefined ? {} : { minPrice }),
    });
    if (share === undefined || plain.offer === null) {
        return plain;
    }
    const entry = offerEntry(point, minPrice ?? 0);
    const terms = { ...entry.body.terms, communityShare: share };
    return { ...plain, offer: { ...plain.offer, entry: { ...entry, body: { ...entry.body, terms } } } };
}

function settle(homes: readonly Home[], households: readonly string[] | null): Settlement {
    const readings = homes.map(({ id, imported = 0, exported = 0 }) => ({
        point: id,
        ocmf: METER.signReading(reading(id, [0, imported], [0, exported])),
    }));
    return settleSlot({
        slot: SLOT,
        book: testBook(homes.map(pointOf), { fees: FEES }),
        readings,
        registers: new Map(),
        previous: null,
        windowOver: false,
        households: households && { digest: 'd', participants: households.map((id) => `owner-${id}`) },
        seed: new Uint8Array(32),
        hash,
        hmac,
    });
}

const lineOf = ({ lines }: Settlement, id: string) => lines.find(({ point }) => point === id) ?? expect.fail(id);
const boughtBy = (settlement: Settlement, id: string) =>
    lineOf(settlement, id).bought.reduce((sum, { wh }) => sum + wh, 0);

describe('energy reserved for households on the community tariff', () => {
    const roof = { id: 'a', exported: 1_000, minPrice: 4_530, choice: null } as const;
    const helped = { id: 'h', imported: 400 };
    const other = { id: 'z', imported: 900 };

    it('goes to them first, and what they do not take is sold like the rest', () => {
        const settled = settle([{ ...roof, share: 5_000 }, helped, other], ['h']);
        expect(boughtBy(settled, 'h')).to.equal(400);
        expect(boughtBy(settled, 'z')).to.equal(600);
        expect(settled.reserved.map(({ wh, household, donor }) => ({ wh, household, donor }))).to.deep.equal([
            { wh: 400, household: 'owner-h', donor: 'owner-a' },
        ]);
        // Without it the two share in proportion to what they use.
        const plain = settle([roof, helped, other], ['h']);
        expect([boughtBy(plain, 'h'), boughtBy(plain, 'z'), plain.reserved]).to.deep.equal([308, 692, []]);
    });

    it('ends with the share that was reserved, and then they buy like anybody, in one trade at one price', () => {
        const settled = settle([{ ...roof, share: 1_000 }, helped, other], ['h']);
        // 100 reserved; of the other 900 they want 300 and 900.
        expect([boughtBy(settled, 'h'), boughtBy(settled, 'z')]).to.deep.equal([325, 675]);
        expect(lineOf(settled, 'h').bought).to.have.length(1);
        const [first, second] = [lineOf(settled, 'h').bought[0], lineOf(settled, 'z').bought[0]];
        expect(first?.price).to.equal(second?.price);
        expect(settled.reserved.map(({ wh, price, fee }) => [wh, price, fee])).to.deep.equal([
            [100, first?.price, first?.fee],
        ]);
    });

    it('leaves lines that tell nobody: what a line says of the trade is what any trade says', () => {
        const settled = settle([{ ...roof, share: 10_000 }, helped], ['h']);
        const plain = settle([roof, helped], null);
        expect(settled.lines).to.deep.equal(plain.lines);
        expect(settled.record.root).to.equal(plain.record.root);
        expect(settled.record.inputsDigest).to.not.equal(plain.record.inputsDigest);
    });

    it('is clean energy of who chose clean, and of nobody who did not', () => {
        const traditional = { ...helped, choice: { energy: 'traditional' } } as const;
        for (const home of [traditional, { ...helped, choice: null }]) {
            expect(settle([{ ...roof, share: 10_000 }, home], ['h']).reserved).to.deep.equal([]);
        }
        const half = settle(
            [
                { ...roof, share: 10_000 },
                { ...helped, choice: { ...CLEAN, share: 5_000 } },
            ],
            ['h'],
        );
        expect(boughtBy(half, 'h')).to.equal(200);
        const [trade] = lineOf(settle([{ ...roof, share: 10_000 }, helped], ['h']), 'h').bought;
        expect(trade).to.include({ plant: 'roof-a', certifiable: 400 });
    });

    it('reserves nothing where nobody is on the list, and never for the giver herself', () => {
        expect(settle([{ ...roof, share: 10_000 }, helped], []).reserved).to.deep.equal([]);
        expect(settle([{ ...roof, share: 10_000, choice: CLEAN }, helped], ['a']).reserved).to.deep.equal([]);
    });

    it('keeps every promise on random districts: shares are kept, recipients never get less, both sides add up', () => {
        const home = fc.record({
            zone: fc.constantFrom('east', 'west'),
            imported: fc.nat(2_000),
            exported: fc.oneof(fc.constant(0), fc.nat(2_000)),
            choice: fc.constantFrom(CLEAN, CLEAN, { energy: 'traditional' } as const, null),
            minPrice: fc.option(fc.integer({ min: 4_000, max: 6_000 }), { nil: undefined }),
            share: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined }),
            helped: fc.boolean(),
        });
        fc.assert(
            fc.property(fc.array(home, { minLength: 2, maxLength: 9 }), (drawn) => {
                const homes = drawn.map((one, index): Home => {
                    const { minPrice, share, helped: _, ...rest } = one;
                    return {
                        id: `p${index}`,
                        ...rest,
                        ...(minPrice === undefined ? {} : { minPrice, ...(share === undefined ? {} : { share }) }),
                    };
                });
                const list = drawn.flatMap(({ helped: on }, index) => (on ? [`p${index}`] : []));
                const settled = settle(homes, list);
                for (const { id, exported = 0, share } of homes) {
                    const given = settled.reserved.filter(({ seller }) => seller === id);
                    const wh = given.reduce((sum, one) => sum + one.wh, 0);
                    expect(wh).to.be.at.most(Math.floor((exported * (share ?? 0)) / 10_000));
                }
                for (const { trade, wh, price, fee, buyer, seller, household } of settled.reserved) {
                    expect(list.map((id) => `owner-${id}`)).to.include(household);
                    const bought = lineOf(settled, buyer).bought.find((one) => one.trade === trade);
                    const sold = lineOf(settled, seller).sold.find((one) => one.trade === trade);
                    expect(bought).to.include({ price, fee });
                    expect(sold?.wh).to.be.at.least(wh);
                }
                const all = new Set(homes.map(({ id }) => id));
                const { given, used } = sumReserved(settled.reserved, all);
                const sum = (amounts: readonly { readonly money: number | string }[]) =>
                    amounts.reduce((total, { money }) => total + moneyFromJson(money), 0n);
                expect(sum(given)).to.equal(sum(used));
            }),
            { numRuns: 300 },
        );
    });
});
