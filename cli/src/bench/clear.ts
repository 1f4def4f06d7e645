import { type Book, clear } from '@linguang/chaincode/domain';
import { BookMaker } from './books.js';

interface Case {
    readonly name: string;
    readonly book: Book;
}

interface Measured {
    readonly name: string;
    readonly ms: number;
    readonly bareMs: number;
    readonly ratio: number;
    readonly heapMb: number;
    readonly volumeWh: string;
}

const RUNS = 5;

const cases: readonly Case[] = [
    { name: '1k+1k', book: new BookMaker(1).plain(1000) },
    { name: '20k+20k', book: new BookMaker(2).plain(20_000) },
    { name: '100k+100k', book: new BookMaker(3).plain(100_000) },
    { name: '1k x 10k', book: new BookMaker(4).preferences(1000, 10_000) },
];

const measured = cases.map(measure);
process.stdout.write(
    process.argv.includes('--json')
        ? `${JSON.stringify({ cases: measured })}\n`
        : `${['book', 'ms', 'bare merge ms', 'ratio', 'heap MB'].map((title, column) => cell(title, column)).join('')}\n${measured
              .map((one) => [one.name, one.ms, one.bareMs, one.ratio, one.heapMb].map(cell).join(''))
              .join(
                  '\n',
              )}\nmedian of ${RUNS} runs; the bare merge sorts and merges the same book without preferences, fees and fairness\n`,
);

/** The median of some runs, beside a bare merge of the same book between them. */
function measure({ name, book }: Case): Measured {
    clear(book);
    bareMerge(book);
    const before = process.memoryUsage().heapUsed;
    const times: number[] = [];
    const bare: number[] = [];
    let [heap, volumeWh] = [0, 0n];
    for (let run = 0; run < RUNS; run += 1) {
        times.push(timed(() => ({ volumeWh } = clear(book))));
        heap = Math.max(heap, process.memoryUsage().heapUsed - before);
        bare.push(timed(() => bareMerge(book)));
    }
    const [ms, bareMs] = [median(times), median(bare)];
    return {
        name,
        ms: rounded(ms),
        bareMs: rounded(bareMs),
        ratio: rounded(ms / bareMs),
        heapMb: rounded(heap / 2 ** 20),
        volumeWh: volumeWh.toString(),
    };
}

/** What the simplest auction does: sort both sides by price and trade while the curves cross. */
function bareMerge(book: Book): number {
    const offers = [...book.offers].sort((a, b) => a.price - b.price);
    const bids = [...book.bids].sort((a, b) => b.price - a.price);
    const trades: { offer: string; bid: string; wh: number }[] = [];
    let [o, b, sold, bought] = [0, 0, 0, 0];
    for (;;) {
        const [offer, bid] = [offers[o], bids[b]];
        if (!offer || !bid || bid.price < offer.price) {
            return trades.length;
        }
        const wh = Math.min(offer.wh - sold, bid.wh - bought);
        trades.push({ offer: offer.id, bid: bid.id, wh });
        sold += wh;
        bought += wh;
        if (sold === offer.wh) {
            [o, sold] = [o + 1, 0];
        }
        if (bought === bid.wh) {
            [b, bought] = [b + 1, 0];
        }
    }
}

function timed(work: () => unknown): number {
    const start = performance.now();
    work();
    return performance.now() - start;
}

function median(values: readonly number[]): number {
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function rounded(value: number): number {
    return Math.round(value * 10) / 10;
}

function cell(value: string | number, column: number): string {
    return column === 0 ? String(value).padEnd(12) : String(value).padStart(14);
}
