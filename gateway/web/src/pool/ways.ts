import { type DonationTerms, price, type Way, wh } from '@linguang/chaincode/domain';
import type { DonationTerms as WireTerms } from '../../../src/http/api.ts';
import { type Key, t } from '../language/language.ts';
import { show } from '../numbers/show.ts';

/** A way to give that has an amount: what it is called, what is asked, and how far it goes, in what people type. */
export type GivingWay = Exclude<Way, 'none'>;
export const givingWays: Readonly<
    Record<
        GivingWay,
        Readonly<{ name: Key; what: Key; amount: Key; least: number; most: number; step: number; usual: number }>
    >
> = {
    share: {
        name: 'pool.way.share',
        what: 'pool.way.share.what',
        amount: 'pool.amount.percent',
        least: 1,
        most: 100,
        step: 1,
        usual: 10,
    },
    fixed: {
        name: 'pool.way.fixed',
        what: 'pool.way.fixed.what',
        amount: 'pool.amount.kwh',
        least: 1,
        most: 100_000,
        step: 1,
        usual: 20,
    },
    above: {
        name: 'pool.way.above',
        what: 'pool.way.above.what',
        amount: 'pool.amount.kwh',
        least: 0,
        most: 100_000,
        step: 1,
        usual: 100,
    },
    roundUp: {
        name: 'pool.way.roundUp',
        what: 'pool.way.roundUp.what',
        amount: 'pool.amount.fen',
        least: 0.1,
        most: 100,
        step: 0.1,
        usual: 1,
    },
};

/** What will be signed; undefined while the amount is none that can be. */
export function termsOf(way: GivingWay, typed: string): DonationTerms | undefined {
    const { least, most } = givingWays[way];
    const amount = Number(typed);
    if (typed.trim() === '' || !(amount >= least && amount <= most)) {
        return undefined;
    }
    switch (way) {
        case 'share':
            return { way, share: Math.round(amount * 100) };
        case 'fixed':
        case 'above':
            return { way, wh: wh(Math.round(amount * 1000)) };
        case 'roundUp':
            // 1 fen/kWh is 100 units of 10⁻⁴ CNY/kWh.
            return { way, add: price(Math.round(amount * 100)) };
    }
}

/** What one types for terms: the other way round. */
export function typedOf(terms: WireTerms): string | undefined {
    switch (terms.way) {
        case 'share':
            return String(terms.share / 100);
        case 'fixed':
        case 'above':
            return String(terms.wh / 1000);
        case 'roundUp':
            return String(terms.add / 100);
        case 'none':
            return undefined;
    }
}

/** A gift in words. */
export function giftText(terms: WireTerms): string {
    switch (terms.way) {
        case 'share':
            return t('pool.gift.share', { share: show.share(terms.share, 10_000) });
        case 'fixed':
            return t('pool.gift.fixed', { energy: show.energy(terms.wh) });
        case 'above':
            return t('pool.gift.above', { energy: show.energy(terms.wh) });
        case 'roundUp':
            return t('pool.gift.roundUp', { price: show.price(terms.add) });
        case 'none':
            return t('pool.gift.none');
    }
}
