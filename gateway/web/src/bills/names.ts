import { BASE_PERIOD } from '@linguang/chaincode/domain';
import type { BillLine } from '../../../src/http/api.ts';
import { type Key, t } from '../language/language.ts';
import { show } from '../numbers/show.ts';

/** What each kind of bill line is called, and whose colour it has. */
const kinds: Readonly<Record<BillLine['kind'], Readonly<{ name: Key; of: 'community' | 'grid' }>>> = {
    grid: { name: 'bill.kind.grid', of: 'grid' },
    gridGap: { name: 'bill.kind.gridGap', of: 'grid' },
    neighbours: { name: 'bill.kind.neighbours', of: 'community' },
    own: { name: 'bill.kind.own', of: 'community' },
    network: { name: 'bill.kind.network', of: 'grid' },
    losses: { name: 'bill.kind.losses', of: 'grid' },
    levies: { name: 'bill.kind.levies', of: 'grid' },
    sales: { name: 'bill.kind.sales', of: 'community' },
    feedIn: { name: 'bill.kind.feedIn', of: 'grid' },
    feedInGap: { name: 'bill.kind.feedInGap', of: 'grid' },
    imbalance: { name: 'bill.kind.imbalance', of: 'community' },
    feedInFinal: { name: 'bill.kind.feedInFinal', of: 'grid' },
    step: { name: 'bill.kind.step', of: 'grid' },
    communityTariff: { name: 'bill.kind.communityTariff', of: 'community' },
    donation: { name: 'bill.kind.donation', of: 'community' },
    correction: { name: 'bill.kind.correction', of: 'grid' },
    objection: { name: 'bill.kind.objection', of: 'grid' },
};

const periods: Readonly<Record<string, Key>> = {
    peak: 'bill.period.peak',
    valley: 'bill.period.valley',
    summit: 'bill.period.summit',
    deepValley: 'bill.period.deepValley',
    base: 'bill.period.base',
};

/** `Energy from the grid, peak`; a correction names the month it corrects. */
export function lineName({ kind, period, ofMonth }: BillLine): string {
    const name = t(kinds[kind].name);
    if (ofMonth !== null) {
        return t('bill.ofMonth', { name, month: monthText(ofMonth) });
    }
    return period === '' || period === BASE_PERIOD ? name : t('bill.inPeriod', { name, period: periodName(period) });
}

/** The name of a time-of-use period in the language on screen, where it is a usual one. */
export function periodName(period: string): string {
    const known = periods[period];
    return known === undefined ? period : t(known);
}

export function lineOwner({ kind }: BillLine): 'community' | 'grid' {
    return kinds[kind].of;
}

/** How a line was reckoned: energy, and the price where there is one. */
export function reckoning({ wh, price, provisional }: BillLine): string {
    if (wh === null) {
        return '';
    }
    const text =
        price === null ? show.energy(wh) : t('bill.reckoning', { energy: show.energy(wh), price: show.price(price) });
    return provisional ? t('bill.provisional', { text }) : text;
}

/** `March 2026`, `2026年3月`. */
export function monthText(month: string): string {
    return show.month(month);
}
