import { expect } from 'chai';
import fc from 'fast-check';
import {
    ACCOUNTS,
    addPoints,
    type Bill,
    bookBills,
    type MonthTerms,
    makeBill,
    mustBalance,
    NO_ACCOUNTS,
    type PointSum,
    sumPoints,
} from '../bills/index.js';
import type { PoolRules } from '../registry/rules/pool.js';
import { hash } from '../testing/crypto.js';
import { FEED_IN, MARCH, MARCH_SLOTS, type Month, months } from '../testing/months.js';
import { type MoneyJson, money, moneyFromJson, price, wh } from '../units.js';
import { addGifts, type Gift, type GiftSum, sumGifts } from './gifts.js';
import { giftsOfMonth } from './giving.js';
import { closePool, type PoolAccount, type PoolMonth, poolEntries, poolMustBalance } from './month.js';
import { chargesOf, type Household } from './spending.js';
import type { DonationTerms } from './terms.js';

const SHENZHEN = 480;
const TERMS: MonthTerms = { steps: null, vat: 900, feedIn: FEED_IN };
const RULES: PoolRules = {
    floorWh: wh(2_000),
    floorPrice: price(1_000),
    keepBasisPoints: 1_000,
    publishFrom: 5,
    openWithinSlots: 1_344,
};
const PEOPLE = ['anna', 'bo', 'chen', 'dora', 'plant'] as const;

const terms: fc.Arbitrary<DonationTerms> = fc.oneof(
    fc.record({ way: fc.constant('fixed' as const), wh: fc.integer({ min: 1, max: 3_000_000 }).map(wh) }),
    fc.record({ way: fc.constant('share' as const), share: fc.integer({ min: 1, max: 10_000 }) }),
    fc.record({ way: fc.constant('above' as const), wh: fc.nat(3_000_000).map(wh) }),
    fc.record({ way: fc.constant('roundUp' as const), add: fc.integer({ min: 1, max: 10_000 }).map(price) }),
);
/** Gifts of some people, each over some slots of the month, beside a share that an offer at `p5` gives. */
const gifts = fc.record({
    own: fc.array(fc.record({ who: fc.constantFrom(...PEOPLE), terms, since: fc.nat(MARCH_SLOTS - 1) }), {
        maxLength: 4,
    }),
    offered: fc.option(fc.integer({ min: 1, max: 10_000 })),
});
type Drawn = typeof gifts extends fc.Arbitrary<infer Of> ? Of : never;

const plain = (amount: MoneyJson) => moneyFromJson(amount);

/** What would be summed up for these gifts, day by day and in two shards. */
function giftSums(month: Month, { own, offered }: Drawn): readonly GiftSum[] {
    const all = own.map(({ who, terms: given, since }, index) => ({
        gift: { reference: `donation.${who}.${index}`, participant: who, point: '', terms: given } satisfies Gift,
        since: MARCH + since,
    }));
    const at = (slot: number) => ({
        byParticipant: new Map(all.filter(({ since }) => since <= slot).map(({ gift }) => [gift.participant, gift])),
        byPoint: new Map<string, Gift>(
            offered === null
                ? []
                : [
                      [
                          'p5',
                          {
                              reference: 'offer.p5.1',
                              participant: 'plant',
                              point: 'p5',
                              terms: { way: 'share', share: offered },
                          },
                      ],
                  ],
        ),
    });
    const parts: GiftSum[] = [];
    for (const lines of Map.groupBy(month.lines, ({ slot }) => Math.floor((slot - MARCH) / 96)).values()) {
        const spans = new Map<string, { from: GiftSum['from']; last: GiftSum['last'] }>();
        for (const { slot } of lines) {
            const { byParticipant, byPoint } = at(slot);
            for (const { reference } of [...byParticipant.values(), ...byPoint.values()]) {
                spans.set(reference, { from: spans.get(reference)?.from ?? slot, last: slot });
            }
        }
        for (const shard of [0, 1]) {
            const some = lines.filter((_, index) => index % 2 === shard);
            parts.push(...sumGifts(some, { at, spans }, month.tariffOf, SHENZHEN));
        }
    }
    return addGifts(parts);
}

type Closed = Readonly<{ pool: PoolMonth; bills: readonly Bill[]; sums: readonly PointSum[] }>;

function closeMonth(
    month: Month,
    drawn: Drawn,
    recipients: readonly string[],
    previous: PoolAccount | null,
    rules: PoolRules = RULES,
): Closed {
    const sums = addPoints(sumPoints(month.lines, month.tariffOf, SHENZHEN));
    const billOf = (participant: string, entries: ReturnType<typeof poolEntries>) =>
        makeBill({
            month: '2026-03',
            participant,
            sums: sums.filter((sum) => sum.participant === participant),
            terms: TERMS,
            entries: entries.filter((one) => one.participant === participant).map(({ entry }) => entry),
        });
    const households = recipients.map(
        (participant): Household => ({
            commitment: `c-${participant}`,
            participant,
            charges: chargesOf(billOf(participant, []).lines),
        }),
    );
    const given = giftsOfMonth(giftSums(month, drawn), sums, { slots: MARCH_SLOTS, feedIn: FEED_IN });
    const pool = closePool({ month: '2026-03', previous, rules, given, households }, hash);
    if (pool === null) {
        throw new Error('there is a pool');
    }
    const entries = poolEntries(pool);
    return { pool, sums, bills: PEOPLE.map((participant) => billOf(participant, entries)) };
}

describe('a month of the solidarity pool', () => {
    it('conserves money: what donors give and the account had is what recipients get and the account has', () => {
        const run = fc.record({ month: months, drawn: gifts, recipients: fc.subarray([...PEOPLE]) });
        fc.assert(
            fc.property(fc.array(run, { minLength: 1, maxLength: 3 }), (runs) => {
                let previous: PoolAccount | null = null;
                for (const { month, drawn, recipients } of runs) {
                    const { pool, bills } = closeMonth(month, drawn, recipients, previous);
                    const lines = bills.flatMap((bill) => bill.lines);
                    const sum = (kind: string) =>
                        lines.reduce((all, line) => all + (line.kind === kind ? plain(line.money) : 0n), 0n);
                    const before = previous === null ? 0n : plain((previous as PoolAccount).closing);
                    expect(plain(pool.account.opening)).to.equal(before);
                    expect(before + sum('donation') + sum('communityTariff')).to.equal(plain(pool.account.closing));
                    expect(plain(pool.account.closing) >= 0n).to.equal(true);
                    const accounts = bookBills(NO_ACCOUNTS, bills);
                    mustBalance(
                        '2026-03',
                        accounts,
                        bills.reduce((all, { total }) => all + BigInt(total), 0n),
                    );
                    poolMustBalance('2026-03', pool, accounts.solidarity);
                    previous = pool.account;
                }
            }),
            { numRuns: 300 },
        );
    });

    it('leaves every other account as it would be without a pool', () => {
        fc.assert(
            fc.property(months, gifts, fc.subarray([...PEOPLE]), (month, drawn, recipients) => {
                const names = ACCOUNTS.filter((name) => name !== 'solidarity' && name !== 'rounding');
                const pick = ({ bills }: Closed) => {
                    const accounts = bookBills(NO_ACCOUNTS, bills);
                    return names.map((name) => accounts[name]);
                };
                const without = closeMonth(month, { own: [], offered: null }, [], null);
                expect(pick(closeMonth(month, drawn, recipients, null))).to.deep.equal(pick(without));
            }),
            { numRuns: 200 },
        );
    });

    it('takes from nobody more than her surplus earned, however gifts overlap, except what she rounds up', () => {
        fc.assert(
            fc.property(months, gifts, (month, drawn) => {
                const { bills, sums } = closeMonth(month, drawn, [], null);
                for (const { participant, lines } of bills) {
                    const surplus = sums
                        .filter((sum) => sum.participant === participant)
                        .flatMap(({ items }) => items)
                        .filter(({ kind }) => ['sales', 'feedIn', 'feedInGap'].includes(kind))
                        .reduce(
                            (all, item) =>
                                all + (item.provisional ? BigInt(item.wh) * BigInt(FEED_IN) : -plain(item.money)),
                            0n,
                        );
                    const rounding = drawn.own.flatMap((one, index) =>
                        one.terms.way === 'roundUp' ? [`donation.${one.who}.${index}`] : [],
                    );
                    const given = lines
                        .filter(({ kind, reference }) => kind === 'donation' && !rounding.includes(reference))
                        .reduce((all, line) => all + plain(line.money), 0n);
                    expect(given <= (surplus > 0n ? surplus : 0n)).to.equal(true);
                }
            }),
            { numRuns: 300 },
        );
    });

    it('pays one who moves away for what she used until then, and nothing to who moves in', () => {
        fc.assert(
            fc.property(months, (month) => {
                const rich: PoolAccount = account({ closing: 10 ** 15 });
                const { pool, bills } = closeMonth(month, { own: [], offered: null }, ['bo'], rich);
                const line = (of: string) =>
                    bills
                        .find(({ participant }) => participant === of)
                        ?.lines.find(({ kind }) => kind === 'communityTariff');
                const used = month.lines.filter(({ participant }) => participant === 'bo');
                const charged = used.reduce(
                    (sum, { money: { bought, fees, retail } }) => sum + plain(bought) + plain(fees) + plain(retail),
                    0n,
                );
                // More than enough for all of it, in floor and shares.
                expect(-plain(line('bo')?.money ?? 0)).to.equal(charged);
                expect(line('chen')).to.equal(undefined);
                expect(pool.account.recipients).to.equal(charged > 0n ? 1 : 0);
            }),
            { numRuns: 200 },
        );
    });

    const account = (changes: Partial<PoolAccount>): PoolAccount => ({
        opening: 0,
        totals: { given: 0, energy: 0, energyWh: 0, floor: 0, floorWh: 0, shares: 0 },
        closing: 0,
        recipients: 0,
        withheld: null,
        ...changes,
    });
    const homes = (many: number) =>
        Array.from(
            { length: many },
            (_, index): Household => ({
                commitment: `c${index}`,
                participant: `h${index}`,
                charges: { wh: 10_000, money: 60_000_000n },
            }),
        );
    const gift = (amount: bigint) => ({ reference: 'g', participant: 'donor', point: '', wh: 1, money: money(amount) });
    const close = (many: number, amount: bigint, previous: PoolAccount | null = null, month = '2026-03') => {
        const given = [gift(amount)];
        const closed = closePool({ month, previous, rules: RULES, given, households: homes(many) }, hash);
        if (closed === null) {
            throw new Error('there is a pool');
        }
        return closed;
    };

    it('tells no total while fewer than five households are paid, and not the sums of all bills either', () => {
        for (const many of [0, 1, 2, 3, 4]) {
            expect(close(many, 5_000_000n)).to.deep.include({ published: null, openAccounts: false });
        }
        const { published, openAccounts } = close(5, 5_000_000n);
        expect(openAccounts).to.equal(true);
        expect(published).to.deep.equal({
            months: ['2026-03'],
            recipients: 5,
            given: 5_000_000,
            energy: 0,
            energyWh: 0,
            floor: 5_000_000,
            floorWh: 10_000,
            shares: 0,
            balance: 0,
        });
    });

    it('counts households that are paid, not those that are admitted', () => {
        const idle = homes(5).map((one, index) => (index === 0 ? { ...one, charges: { wh: 0, money: 0n } } : one));
        const closed = closePool(
            { month: '2026-03', previous: null, rules: RULES, given: [gift(5_000_000n)], households: idle },
            hash,
        );
        expect(closed?.account.recipients).to.equal(4);
        expect(closed?.published).to.equal(null);
    });

    it('publishes withheld months only together with a later one, so that no difference shows them', () => {
        const march = close(4, 5_000_000n);
        const april = close(2, 7_000_000n, march.account, '2026-04');
        expect(april.published).to.equal(null);
        const may = close(5, 1_000_000n, april.account, '2026-05');
        expect(may.published).to.deep.include({
            months: ['2026-03', '2026-04', '2026-05'],
            given: 13_000_000,
            recipients: 5,
        });
        // The month's own bills would show the difference: their sums stay closed once more.
        expect(may.openAccounts).to.equal(false);
        const june = close(5, 1_000_000n, may.account, '2026-06');
        expect(june.published).to.deep.include({ months: ['2026-06'], given: 1_000_000 });
        expect(june.openAccounts).to.equal(true);
    });

    it('keeps what is in the account where rules have no pool any more, and takes no gifts', () => {
        const input = { month: '2026-04', given: [gift(9n)], households: homes(9), rules: null };
        expect(closePool({ ...input, previous: null }, hash)).to.equal(null);
        const closed = closePool({ ...input, previous: account({ closing: 77 }) }, hash);
        expect(closed?.account).to.deep.include({ opening: 77, closing: 77, recipients: 0 });
        expect(closed).to.deep.include({ given: [], credits: [], published: null, openAccounts: true });
    });

    it('refuses to close where bills and account differ by a single unit', () => {
        const closed = close(5, 5_000_000n);
        poolMustBalance('2026-03', closed, 0);
        expect(() => poolMustBalance('2026-03', closed, 1)).to.throw('POOL_DOES_NOT_ADD_UP');
        expect(() => poolMustBalance('2026-03', null, -1)).to.throw('POOL_DOES_NOT_ADD_UP');
        expect(() => close(0, 0n, account({ closing: -1 }))).to.throw('POOL_DOES_NOT_ADD_UP');
    });

    it('puts an ordinary line on a recipient’s bill, last of all, without a word of who gave', () => {
        const closed = close(5, 5_000_000n);
        const [first] = poolEntries(closed).filter(({ participant }) => participant === 'h0');
        const bill = makeBill({
            month: '2026-03',
            participant: 'h0',
            sums: [],
            terms: TERMS,
            entries: [
                ...(first === undefined ? [] : [first.entry]),
                { kind: 'correction', reference: 'x.1', point: 'p', ofMonth: '2026-02', wh: null, money: 5, vat: 900 },
            ],
        });
        expect(bill.lines.map(({ kind }) => kind)).to.deep.equal(['correction', 'communityTariff']);
        expect(bill.lines.at(-1)).to.deep.include({ money: -1_000_000, wh: 2_000, reference: '', point: '', vat: 0 });
    });
});
