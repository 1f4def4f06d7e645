import { expect } from 'chai';
import fc from 'fast-check';
import { type Book, clear, parseBook } from '../clearing/index.js';
import { books, seed } from '../clearing/testbooks.js';
import { judgeMatch, type MatchCode, type ProposedTrade, parseProposal } from './judge.js';

const offer = (id: string, owner: string, wh: number, price: number, more: object = {}) => ({
    id,
    owner,
    wh,
    price,
    ...more,
});
const book = (offers: object[], bids: object[], fees: unknown[] = []): Book =>
    parseBook({ priceRule: 'midpoint', fees, offers, bids });
const sold = (from: string, to: string, wh: number): ProposedTrade => ({ offer: from, bid: to, wh });

/** Two sellers and two buyers that differ in nothing but their names: who trades with whom is open. */
const open = book(
    [offer('s1', 'A', 50, 10), offer('s2', 'B', 50, 10)],
    [offer('b1', 'C', 50, 30), offer('b2', 'D', 50, 30)],
);
const codeOf = (of: Book, trades: readonly ProposedTrade[]): MatchCode => judgeMatch(of, trades).code;

describe('a proposed match', () => {
    it('is accepted where it is as good as the engine’s, also with other pairs', () => {
        for (const trades of [
            [sold('s1', 'b1', 50), sold('s2', 'b2', 50)],
            [sold('s1', 'b2', 50), sold('s2', 'b1', 50)],
            [sold('s1', 'b1', 20), sold('s1', 'b2', 30), sold('s2', 'b1', 30), sold('s2', 'b2', 20)],
        ]) {
            expect(judgeMatch(open, trades)).to.deep.equal({
                code: 'ACCEPTED',
                trade: null,
                own: { gain: 2000n, volumeWh: 100n },
                proposed: { gain: 2000n, volumeWh: 100n },
            });
        }
    });

    it('is refused with what is wrong with it, and where', () => {
        const zones = book(
            [
                offer('s1', 'A', 50, 10, { zone: 'east' }),
                offer('s2', 'C', 50, 10, { zone: 'west', accepts: { owners: ['X'] } }),
            ],
            [offer('b1', 'C', 50, 30, { zone: 'west' }), offer('b2', 'D', 50, 30, { zone: 'west' })],
        );
        const cases: [Book, ProposedTrade[], MatchCode, number][] = [
            [open, [sold('s1', 'b9', 1)], 'UNKNOWN_ORDER', 0],
            [open, [sold('s1', 'b1', 1), sold('b1', 's1', 1)], 'UNKNOWN_ORDER', 1],
            [open, [sold('s1', 'b1', 1), sold('s1', 'b1', 1)], 'REPEATED_PAIR', 1],
            [zones, [sold('s1', 'b1', 1)], 'PAIR_NOT_ALLOWED', 0],
            [zones, [sold('s2', 'b1', 1)], 'PAIR_NOT_ALLOWED', 0],
            [zones, [sold('s2', 'b2', 1)], 'PAIR_NOT_ALLOWED', 0],
            [open, [sold('s1', 'b1', 50), sold('s1', 'b2', 1)], 'ORDER_EXCEEDED', 1],
            [open, [sold('s1', 'b1', 50), sold('s2', 'b1', 1)], 'ORDER_EXCEEDED', 1],
        ];
        for (const [of, trades, code, trade] of cases) {
            expect(judgeMatch(of, trades), code).to.deep.include({ code, trade, proposed: null });
        }
    });

    it('is refused where it gains less, trades less, or favours one of several that are alike', () => {
        expect(codeOf(open, [sold('s1', 'b1', 50)])).to.equal('LESS_GAIN');
        const noGain = book([offer('s', 'A', 50, 30)], [offer('b', 'B', 50, 30)]);
        expect(codeOf(noGain, [])).to.equal('LESS_VOLUME');
        const scarce = book([offer('s', 'A', 100, 10)], [offer('b1', 'B', 100, 30), offer('b2', 'C', 100, 30)]);
        expect(codeOf(scarce, [sold('s', 'b1', 100)])).to.equal('SHARES_DIFFER');
        expect(codeOf(scarce, [sold('s', 'b1', 50), sold('s', 'b2', 50)])).to.equal('ACCEPTED');
    });

    it('of the engine’s own trades is always accepted, and of fewer never', () => {
        const start = seed();
        fc.assert(
            fc.property(books(), (of) => {
                const { trades } = clear(of);
                const own = trades.map(({ offer: from, bid, wh }) => sold(from, bid, wh));
                expect(codeOf(of, own)).to.equal('ACCEPTED');
                if (own.length > 0) {
                    expect(codeOf(of, own.slice(1))).to.be.oneOf(['LESS_GAIN', 'LESS_VOLUME']);
                }
            }),
            { seed: start, numRuns: 1_000 },
        );
        console.log(`      1,000 books, seed ${start}`);
    });

    it('is read strictly', () => {
        const trade = sold('s1', 'b1', 1);
        expect(parseProposal([trade], 1)).to.deep.equal([trade]);
        for (const bad of [
            {},
            [{ ...trade, wh: 0 }],
            [{ ...trade, price: 1 }],
            [trade, trade],
            [{ offer: 's1', bid: 'b1' }],
        ]) {
            expect(() => parseProposal(bad, 1), JSON.stringify(bad)).to.throw(/^PROPOSAL_INVALID: /);
        }
    });
});
