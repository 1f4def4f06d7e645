import { expect } from 'chai';
import fc from 'fast-check';
import type { PoolRules } from '../registry/rules/pool.js';
import { hash } from '../testing/crypto.js';
import { price, wh } from '../units.js';
import { type Household, spendPool } from './spending.js';

const RULES: PoolRules = {
    floorWh: wh(50_000),
    floorPrice: price(0),
    keepBasisPoints: 0,
    publishFrom: 5,
    openWithinSlots: 1_344,
};
const household = (name: string, used: number, charged: number | bigint): Household => ({
    commitment: name,
    participant: name,
    charges: { wh: used, money: BigInt(charged) },
});
const spend = (balance: bigint, households: readonly Household[], rules: Partial<PoolRules> = {}, month = '2026-03') =>
    spendPool({ month, balance, households, rules: { ...RULES, ...rules } }, hash);
/** What each household gets, by name. */
const paid = (...given: Parameters<typeof spend>): Readonly<Record<string, readonly [floor: bigint, share: bigint]>> =>
    Object.fromEntries(spend(...given).credits.map(({ participant, floor, share }) => [participant, [floor, share]]));

const households = fc
    .array(
        fc.record({
            wh: fc.oneof(fc.nat(3), fc.nat(400_000), fc.constant(-5)),
            // Up to 2 CNY/kWh, and sometimes nothing or less.
            perWh: fc.oneof(fc.nat(20_000), fc.constant(-1)),
        }),
        { minLength: 1, maxLength: 12 },
    )
    .map((drawn) => drawn.map(({ wh: used, perWh }, index) => household(`h${index}`, used, used * perWh)));
const rules = fc.record({
    floorWh: fc.nat(200_000).map(wh),
    floorPrice: fc.oneof(fc.constant(0), fc.nat(9_000)).map(price),
    keepBasisPoints: fc.oneof(fc.constant(0), fc.nat(10_000)),
});
const balances = fc.oneof(fc.bigInt({ min: 0n, max: 10n }), fc.bigInt({ min: 0n, max: 10_000_000_000n }));

describe('spending the pool', () => {
    it('bears the floor at the mean price each was charged, less the floor price', () => {
        // 100 kWh for 60 CNY: 0.6 CNY/kWh. Of 50 kWh the pool bears 0.6 − 0.2 = 0.4 CNY each.
        const result = spend(10n ** 12n, [household('a', 100_000, 600_000_000)], {
            floorPrice: price(2000),
            keepBasisPoints: 10_000,
        });
        expect(result.credits).to.deep.equal([
            {
                commitment: 'a',
                participant: 'a',
                energyWh: 0,
                energy: 0n,
                floorWh: 50_000,
                floor: 200_000_000n,
                share: 0n,
            },
        ]);
    });

    it('first bears what energy cost that was offered at price 0, and counts neither it nor its Wh towards the floor', () => {
        const served = { ...household('a', 3_000, 900), served: { wh: 1_000, money: 500n } };
        const [first] = spend(600n, [served], { floorWh: wh(1_000) }).credits;
        // 2,000 Wh are left at 400, of which the floor is a half; only 100 are left for it.
        expect(first).to.include({ energyWh: 1_000, energy: 500n, floorWh: 1_000, floor: 100n, share: 0n });
        const [poor] = spend(450n, [served], { floorWh: wh(1_000) }).credits;
        expect(poor).to.include({ energyWh: 1_000, energy: 450n, floorWh: 0, floor: 0n });
        const [none] = spendPool({ month: '2026-03', balance: 600n, households: [served], rules: null }, hash).credits;
        expect(none).to.include({ energy: 500n, floor: 0n, share: 0n });
        // A gap in her favour left her with less to pay than that energy cost.
        const [little] = spend(600n, [{ ...served, charges: { wh: 100, money: 30n } }]).credits;
        expect(little).to.include({ energy: 30n, floor: 0n, share: 0n });
    });

    it('serves floors first and shares only what is left of them, equally', () => {
        const homes = [household('a', 50_000, 300), household('b', 100_000, 1_000)];
        expect(paid(799n, homes)).to.deep.equal({ a: [300n, 0n], b: [499n, 0n] } satisfies object);
        expect(paid(800n, homes)).to.deep.equal({ a: [300n, 0n], b: [500n, 0n] });
        expect(paid(900n, homes)).to.deep.equal({ a: [300n, 0n], b: [500n, 100n] });
    });

    it('cuts floors in proportion where there is not enough, odd units to the largest remainders', () => {
        // Needs 3 : 5 : 2 of 7 → 2.1, 3.5, 1.4.
        const homes = [household('a', 1, 3), household('b', 1, 5), household('c', 1, 2)];
        expect(paid(7n, homes)).to.deep.equal({ a: [2n, 0n], b: [4n, 0n], c: [1n, 0n] });
    });

    it('gives what one household cannot take to the others', () => {
        const homes = [household('a', 1, 10), household('b', 1, 1_000), household('c', 1, 1_000)];
        expect(paid(610n, homes, { floorWh: wh(0) })).to.deep.equal({ a: [0n, 10n], b: [0n, 300n], c: [0n, 300n] });
    });

    it('keeps the part that the rules keep, after the floors', () => {
        const homes = [household('a', 100_000, 1_000)];
        expect(paid(700n, homes, { keepBasisPoints: 2_500 })).to.deep.equal({ a: [500n, 150n] });
        expect(spend(700n, homes, { keepBasisPoints: 10_000 }).spent).to.equal(500n);
    });

    it('never spends more than there is, nor pays anybody more than she was charged', () => {
        fc.assert(
            fc.property(balances, households, rules, (balance, homes, terms) => {
                const { credits, spent } = spend(balance, homes, terms);
                expect(credits.reduce((sum, { floor, share }) => sum + floor + share, 0n)).to.equal(spent);
                expect(spent >= 0n && spent <= balance).to.equal(true);
                for (const { participant, floor, share } of credits) {
                    const charged = homes.find((one) => one.participant === participant)?.charges.money ?? 0n;
                    expect(floor >= 0n && share >= 0n).to.equal(true);
                    expect(floor + share <= (charged > 0n ? charged : 0n)).to.equal(true);
                }
            }),
            { numRuns: 2_000 },
        );
    });

    it('gives no share while a floor is not paid wholly, and leaves nothing where somebody could take it', () => {
        fc.assert(
            fc.property(balances, households, rules, (balance, homes, terms) => {
                const { credits, spent } = spend(balance, homes, terms);
                const rich = spend(10n ** 30n, homes, { ...terms, keepBasisPoints: 10_000 });
                const whole = credits.every(({ floor }, index) => floor === rich.credits[index]?.floor);
                const floors = credits.reduce((sum, { floor }) => sum + floor, 0n);
                if (!whole) {
                    expect(floors).to.equal(balance);
                    expect(credits.every(({ share }) => share === 0n)).to.equal(true);
                    return;
                }
                const rest = balance - floors;
                const kept = (rest * BigInt(terms.keepBasisPoints)) / 10_000n;
                const open = credits.some(({ participant, floor, share }) => {
                    const charged = homes.find((one) => one.participant === participant)?.charges.money ?? 0n;
                    return floor + share < charged;
                });
                if (open) {
                    expect(spent - floors).to.equal(rest - kept);
                }
            }),
            { numRuns: 2_000 },
        );
    });

    it('gives equal shares, but for one unit and for those who cannot take more', () => {
        fc.assert(
            fc.property(balances, households, rules, (balance, homes, terms) => {
                const { credits } = spend(balance, homes, terms);
                const most = credits.map(({ share }) => share).sort((a, b) => Number(b - a))[0] ?? 0n;
                for (const { participant, floor, share } of credits) {
                    const charged = homes.find((one) => one.participant === participant)?.charges.money ?? 0n;
                    const room = (charged > 0n ? charged : 0n) - floor;
                    expect(share === room || share >= most - 1n).to.equal(true);
                }
            }),
            { numRuns: 2_000 },
        );
    });

    it('comes out the same in whatever order households are named, and gives the odd unit to different ones over the months', () => {
        fc.assert(
            fc.property(balances, households, rules, (balance, homes, terms) => {
                expect(paid(balance, [...homes].reverse(), terms)).to.deep.equal(paid(balance, homes, terms));
            }),
        );
        const homes = ['a', 'b', 'c', 'd'].map((name) => household(name, 1, 100));
        const winners = new Set<string>();
        for (let month = 1; month <= 12; month++) {
            const got = paid(1n, homes, { floorWh: wh(0) }, `2026-${String(month).padStart(2, '0')}`);
            winners.add(Object.entries(got).find(([, [, share]]) => share === 1n)?.[0] ?? '');
        }
        expect(winners.size).to.be.greaterThan(1);
    });
});
