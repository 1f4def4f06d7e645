import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { finished, linguang } from '../testing/linguang.js';

/** One seller and one buyer of the same zone. */
const EXAMPLE = {
    slot: '2026-03-01T10:15Z',
    priceRule: 'shared',
    feedIn: 3000,
    retail: 5200,
    fees: [],
    offers: [{ id: 'o1', owner: 'A', source: 'solar', plant: 'P1', wh: 1200, price: 3000 }],
    bids: [{ id: 'b1', owner: 'B', wh: 900, price: 5200 }],
};
/** Shared price: floor((3000 + 5200 − 0) / 2); gain: 900 × (5200 − 3000). */
const RESULT = {
    slot: '2026-03-01T10:15Z',
    priceRule: 'shared',
    volumeWh: 900,
    gain: 1_980_000,
    trades: [{ offer: 'o1', bid: 'b1', wh: 900, price: 4100, fee: 0 }],
};

describe('linguang clear', function () {
    this.timeout(60_000);
    let folder = '';
    before(() => {
        folder = mkdtempSync(join(tmpdir(), 'clear-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    const book = (name: string, content: unknown) => {
        const file = join(folder, name);
        writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
        return file;
    };

    it('prints one result line for each book, in the order of the files', async () => {
        const empty = { ...EXAMPLE, bids: [] };
        const { code, output, errors } = await finished(
            linguang(['clear', book('a.json', EXAMPLE), book('b.json', empty), book('c.json', EXAMPLE)]),
        );
        expect(code, errors).to.equal(0);
        const lines = output.trimEnd().split('\n');
        expect(lines.map((line) => JSON.parse(line))).to.deep.equal([
            RESULT,
            { ...RESULT, volumeWh: 0, gain: 0, trades: [] },
            RESULT,
        ]);
        expect(lines[0]).to.equal(lines[2]);
    });

    it('prints a gain above 2^53 as a string, exactly', async () => {
        const wh = 9_000_000_000_000;
        const large = {
            ...EXAMPLE,
            offers: [{ id: 'o', owner: 'A', wh, price: 3000 }],
            bids: [{ id: 'b', owner: 'B', wh, price: 5200 }],
        };
        const { output } = await finished(linguang(['clear', book('large.json', large)]));
        expect(JSON.parse(output)).to.deep.include({ volumeWh: wh, gain: String(BigInt(wh) * 2200n) });
    });

    it('prints the same bytes whatever the order of the orders in the book', async () => {
        const orders = (side: string) =>
            [5, 3, 8].map((wh, index) => ({
                id: `${side}${index}`,
                owner: `${side}${index}`,
                wh,
                price: side === 'o' ? 3000 : 5200,
            }));
        const [offers, bids] = [orders('o'), orders('b')];
        const { output } = await finished(
            linguang([
                'clear',
                book('x.json', { ...EXAMPLE, offers, bids }),
                book('y.json', { ...EXAMPLE, offers: offers.toReversed(), bids: bids.toReversed() }),
            ]),
        );
        const [first, second] = output.trimEnd().split('\n');
        expect(first).to.equal(second);
        expect(JSON.parse(first ?? '')).to.include({ volumeWh: 16 });
    });

    it('names file and place of what is wrong, clears the other books and ends with status 1', async () => {
        const wrong = {
            'negative.json': { ...EXAMPLE, bids: [{ id: 'b1', owner: 'B', wh: -1, price: 1 }] },
            'unknown.json': { ...EXAMPLE, colour: 'green' },
            'twice.json': { ...EXAMPLE, offers: [...EXAMPLE.offers, ...EXAMPLE.offers] },
            'fraction.json': { ...EXAMPLE, bids: [{ id: 'b1', owner: 'B', wh: 0.5, price: 1 }] },
            'text.json': 'not JSON',
        };
        const files = Object.entries(wrong).map(([name, content]) => book(name, content));
        const { code, output, errors } = await finished(
            linguang(['clear', ...files, join(folder, 'absent.json'), book('good.json', EXAMPLE)]),
        );
        expect(code).to.equal(1);
        expect(JSON.parse(output)).to.deep.equal(RESULT);
        const lines = errors.trimEnd().split('\n');
        expect(lines).to.have.length(6);
        for (const [index, place] of ['bids[0].wh', 'colour', 'o1', 'bids[0].wh', 'JSON', 'cannot be read'].entries()) {
            const file = [...files, join(folder, 'absent.json')][index] ?? '';
            expect(lines[index]).to.match(new RegExp(`^${file}: BOOK_INVALID: `));
            expect(lines[index]).to.include(place);
        }
    });

    it('reads a book from standard input', async () => {
        const file = book('stdin.json', EXAMPLE);
        const run = linguang(['clear', '-'], {}, readFileSync(file, 'utf8'));
        const { code, output } = await finished(run);
        expect(code).to.equal(0);
        expect(JSON.parse(output)).to.deep.equal(RESULT);
    });
});
