import { expect } from 'chai';
import type { Item, ItemKey } from '../bills/item.js';
import { slotPlus } from '../slot.js';
import { MARCH } from '../testing/months.js';
import { price, wh } from '../units.js';
import { giftOf } from './giving.js';
import type { DonationTerms } from './terms.js';

const MONTH = { slots: 2_976, feedIn: null };
const item = (kind: ItemKey['kind'], energy: number, money: number, provisional = false): Item => ({
    kind,
    period: '',
    price: null,
    provisional,
    vat: 1300,
    wh: energy,
    money,
});
/** 3,000 Wh sold at 0.55 CNY/kWh, 1,000 Wh fed in at 0.45; 8,000 Wh from the grid and 2,000 from neighbours. */
const ITEMS = [
    item('grid', 8_000, 54_400_000),
    item('neighbours', 2_000, 11_000_000),
    item('sales', 3_000, -16_500_000),
    item('feedIn', 1_000, -4_500_000),
    item('network', 2_000, 300_000),
];
const given = (
    terms: DonationTerms,
    items: readonly Item[] = ITEMS,
    slots = MONTH.slots,
    feedIn: number | null = null,
) =>
    giftOf(
        { terms, items, from: MARCH, last: slotPlus(MARCH, slots - 1) },
        { ...MONTH, feedIn: feedIn === null ? null : price(feedIn) },
    );

describe('what a gift comes to', () => {
    it('is, for so many kWh a month, what they earned at the mean of all surplus', () => {
        // 21,000,000 / 4,000 Wh = 5,250 each.
        expect(given({ way: 'fixed', wh: wh(1_000) })).to.deep.equal({ wh: 1_000, money: 5_250_000n });
        expect(given({ way: 'fixed', wh: wh(9_000) })).to.deep.equal({ wh: 4_000, money: 21_000_000n });
    });

    it('is, for a share, that part of what the surplus earned', () => {
        expect(given({ way: 'share', share: 2_500 })).to.deep.equal({ wh: 1_000, money: 5_250_000n });
        expect(given({ way: 'share', share: 10_000 })).to.deep.equal({ wh: 4_000, money: 21_000_000n });
    });

    it('is, above an amount, what the surplus beyond it earned', () => {
        expect(given({ way: 'above', wh: wh(3_500) })).to.deep.equal({ wh: 500, money: 2_625_000n });
        expect(given({ way: 'above', wh: wh(4_000) })).to.deep.equal({ wh: 0, money: 0n });
        expect(given({ way: 'above', wh: wh(0) })).to.deep.equal({ wh: 4_000, money: 21_000_000n });
    });

    it('is, rounding up, so much on every kWh bought from grid and neighbours', () => {
        expect(given({ way: 'roundUp', add: price(100) })).to.deep.equal({ wh: 10_000, money: 1_000_000n });
    });

    it('counts monthly amounts for the part of the month in which it was in force', () => {
        // A quarter of the month: 1,000 Wh of 4,000; above 875 Wh of 3,500.
        expect(given({ way: 'fixed', wh: wh(4_000) }, ITEMS, 744)).to.deep.equal({ wh: 1_000, money: 5_250_000n });
        expect(given({ way: 'above', wh: wh(3_500) }, ITEMS, 744)).to.deep.equal({ wh: 3_125, money: 16_406_250n });
    });

    it('takes the final feed-in tariff where the slots had a provisional one', () => {
        const items = [item('feedIn', 1_000, -4_500_000, true)];
        expect(given({ way: 'share', share: 10_000 }, items, 2_976, 4_000).money).to.equal(4_000_000n);
        expect(given({ way: 'share', share: 10_000 }, items).money).to.equal(4_500_000n);
    });

    it('is nothing where nothing was earned, was paid back, or was withdrawn', () => {
        const back = [item('feedInGap', -100, 450_000)];
        for (const terms of [
            { way: 'fixed', wh: wh(10) },
            { way: 'share', share: 5_000 },
            { way: 'above', wh: wh(0) },
        ] as const) {
            expect(given(terms, [])).to.deep.equal({ wh: 0, money: 0n });
            expect(given(terms, back)).to.deep.equal({ wh: 0, money: 0n });
        }
        expect(given({ way: 'roundUp', add: price(1) }, back)).to.deep.equal({ wh: 0, money: 0n });
        expect(given({ way: 'none' })).to.deep.equal({ wh: 0, money: 0n });
    });
});
