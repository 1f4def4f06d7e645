import { problem } from '../problems.js';
import { formatSlot, type Slot } from '../slot.js';
import { moneyFromJson, type Price } from '../units.js';
import { compensation, contractsMustAddUp } from './contractinvariants.js';
import type { Line, LineTrade } from './line.js';

/**
 * Checks that lines add up, from the lines alone: energy per point, both sides of every trade, money of every point and of the whole.
 * @throws INVARIANT_BROKEN, so that nothing wrong is ever written
 */
export function mustAddUp(slot: Slot, lines: readonly Line[], tariff: { retail: Price; feedIn: Price }): void {
    const check = (holds: boolean, rule: string) => {
        if (!holds) {
            throw problem('INVARIANT_BROKEN', { slot: formatSlot(slot), rule });
        }
    };
    const sellers = new Map<number, LineTrade>();
    let received = 0n;
    let paid = 0n;
    let fees = 0n;
    for (const line of lines) {
        const into = whOf(line.ownReceived) + whOf(line.bought);
        const out = whOf(line.ownGiven) + whOf(line.sold);
        check((line.imported ?? 0) === into + line.fromGrid, 'imported = own + bought + from grid');
        check((line.exported ?? 0) === out + line.toGrid, 'exported = own + sold + to grid');
        check(line.state === 'signed' || into + out === 0, 'only signed readings take part');
        check((line.state === 'substituted') === (line.substitute !== null) || line.handover, 'substitutes are named');
        check(
            !line.handover || (line.gap !== null && line.imported === 0 && line.exported === 0),
            'a closing line is a gap',
        );
        const asMetered = line.bought.filter(({ contract }) => contract === undefined);
        check(line.energy === 'clean' || asMetered.length === 0, 'only who chose clean buys');
        const named = [...line.ownGiven, ...line.sold].filter(({ plant }) => plant !== '');
        check(
            whOf(named) <= Math.min(line.exported ?? 0, line.generated ?? Number.MAX_SAFE_INTEGER),
            'plants give what they made',
        );
        check(line.ownUse === null || (line.ownUse >= 0 && !line.handover), 'own use is known or not');
        for (const trade of [...line.ownGiven, ...line.sold]) {
            check(
                trade.plant !== '' ? trade.certifiable === trade.wh : trade.certifiable + trade.source.length === 0,
                'a plant or no source',
            );
            check(!sellers.has(trade.trade) && trade.wh > 0 && trade.certifiable <= trade.wh, 'a trade has one seller');
            sellers.set(trade.trade, trade);
        }
        const money = {
            bought: sumOf(line.bought, 'price'),
            fees: sumOf([...line.bought, ...line.ownReceived], 'fee'),
            retail: BigInt(line.fromGrid + (line.gap?.imported ?? 0)) * BigInt(tariff.retail),
            sold: sumOf(line.sold, 'price'),
            feedIn: BigInt(line.toGrid + (line.gap?.exported ?? 0)) * BigInt(tariff.feedIn),
            imbalance: compensation(line),
        };
        const balance = money.bought + money.fees + money.retail + money.imbalance - money.sold - money.feedIn;
        for (const [name, amount] of Object.entries({ ...money, balance })) {
            const written = Object.entries(line.money).find(([key]) => key === name)?.[1];
            check(written !== undefined && moneyFromJson(written) === amount, `money of a point: ${name}`);
        }
        paid += money.bought + money.fees;
        fees += money.fees;
        received += money.sold;
    }
    check(paid === received + fees, 'buyers pay = sellers receive + grid fees');
    for (const line of lines) {
        for (const trade of [...line.ownReceived, ...line.bought]) {
            const sold = sellers.get(trade.trade);
            sellers.delete(trade.trade);
            const same =
                sold !== undefined &&
                sold.wh === trade.wh &&
                sold.price === trade.price &&
                sold.fee === trade.fee &&
                sold.contract === trade.contract;
            check(same, 'sold = bought, trade by trade');
        }
    }
    check(sellers.size === 0, 'a trade has one buyer');
    contractsMustAddUp(lines, check);
}

function whOf(trades: readonly LineTrade[]): number {
    return trades.reduce((sum, trade) => sum + trade.wh, 0);
}

function sumOf(trades: readonly LineTrade[], what: 'price' | 'fee'): bigint {
    return trades.reduce((sum, trade) => sum + BigInt(trade.wh) * BigInt(trade[what]), 0n);
}
