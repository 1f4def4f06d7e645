import type { Line } from '@linguang/chaincode/domain';

/**
 * What is wrong with the lines of one slot by the promises of conservation, computed from the lines alone: energy per point, trades of both
 * sides, money per point and between all. Empty when nothing is.
 */
export function imbalances(lines: readonly Line[]): string[] {
    const faults: string[] = [];
    const must = (holds: boolean, what: string) => {
        if (!holds) {
            faults.push(what);
        }
    };
    const wh = (trades: Line['bought']) => trades.reduce((sum, trade) => sum + trade.wh, 0);
    const price = (energy: number, of: number) => BigInt(energy) * BigInt(of);
    const worth = (trades: Line['bought'], of: 'price' | 'fee') =>
        trades.reduce((sum, trade) => sum + price(trade.wh, trade[of]), 0n);
    let [received, paid] = [0n, 0n];
    let compensation = 0n;
    for (const line of lines) {
        const { point, imported, exported, money } = line;
        if (imported !== null && exported !== null) {
            must(
                imported === wh(line.ownReceived) + wh(line.bought) + line.fromGrid,
                `${point} imports something else`,
            );
            must(exported === wh(line.ownGiven) + wh(line.sold) + line.toGrid, `${point} exports something else`);
        }
        must(BigInt(money.bought) === worth(line.bought, 'price'), `${point} pays sellers something else`);
        must(
            BigInt(money.fees) === worth(line.bought, 'fee') + worth(line.ownReceived, 'fee'),
            `${point} pays other fees`,
        );
        must(BigInt(money.sold) === worth(line.sold, 'price'), `${point} is paid something else`);
        const balance =
            BigInt(money.bought) +
            BigInt(money.fees) +
            BigInt(money.retail) +
            BigInt(money.imbalance) -
            BigInt(money.sold) -
            BigInt(money.feedIn);
        must(BigInt(money.balance) === balance, `the bill of ${point} does not add up`);
        paid += BigInt(money.bought);
        received += BigInt(money.sold);
        for (const { contract, owed, wh: short, price: lost } of line.imbalances) {
            // Of an order that nobody opened the grid company gets the compensation.
            compensation += contract === 0 ? 0n : (owed ? 1n : -1n) * price(short, lost);
        }
        for (const trade of [...line.bought, ...line.sold]) {
            must(trade.wh > 0 && trade.certifiable >= 0 && trade.certifiable <= trade.wh, `${point} trades nothing`);
        }
    }
    must(paid === received, `buyers pay ${paid} and sellers get ${received}`);
    must(compensation === 0n, `compensation of ${compensation} is owed to nobody`);
    const side = (of: 'bought' | 'sold' | 'ownReceived' | 'ownGiven') =>
        JSON.stringify(
            lines
                .flatMap((line) => line[of])
                .sort((a, b) => a.trade - b.trade)
                .map(({ trade, wh: energy, price: each, fee, certifiable }) => [trade, energy, each, fee, certifiable]),
        );
    must(side('bought') === side('sold'), 'what is bought is not what is sold');
    must(side('ownReceived') === side('ownGiven'), 'own allocation is not what it came from');
    return faults;
}

/** A line tampered with, to see that the check sees it. */
export function withOneMoreWattHour(lines: readonly Line[]): readonly Line[] {
    const [first, ...rest] = lines;
    return first === undefined || first.imported === null
        ? lines
        : [{ ...first, imported: (first.imported + 1) as typeof first.imported }, ...rest];
}
