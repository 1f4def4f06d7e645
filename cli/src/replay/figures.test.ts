import {
    costWithoutCommunity,
    figures,
    type Line,
    price,
    reportOf,
    sumLines,
    tallyOf,
} from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { HAMLET, needsHamlet } from '../testing/linguang.js';
import { REPLAY_TARIFF } from './community.js';
import { homesOf } from './homes.js';
import { readProfiles } from './profiles.js';
import { settlements } from './replay.js';

/** A tenth of a point, in hundredths of a percent. */
const TOLERANCE = 10;

describe('the figures of the published reference', function () {
    this.timeout(180_000);

    it('come out of the one module of figures: 14.99 % by own use, 31.11 % with trade, on lines of 45 days', async function () {
        needsHamlet(this);
        const profiles = await readProfiles(HAMLET);
        const homes = homesOf(profiles, { count: 8, watts: 5000 }, profiles.slots);
        const tariff = () => ({ retail: price(REPLAY_TARIFF.retail), feedIn: price(REPLAY_TARIFF.feedIn) });
        const lines: Line[] = [];
        for (const settlement of settlements(homes, profiles.firstSlot)) {
            lines.push(...settlement.lines);
        }
        const report = reportOf(tallyOf(lines, tariff, costWithoutCommunity(lines, tariff)), null);
        // From the README of the data: (1,061,325 + 1,141,288) of 7,079,004 Wh; 1,061,325 of it needs no neighbour.
        expect(report.selfSufficiency).to.be.closeTo(3111, TOLERANCE);
        const alone = lines.map((line) => ({ ...line, bought: [], sold: [] }));
        expect(figures(sumLines(alone)).selfSufficiency).to.be.closeTo(1499, TOLERANCE);
        expect(report.selfConsumption).to.be.closeTo(
            Math.round((10_000 * (1_061_325 + 1_141_288)) / 5_211_631),
            TOLERANCE,
        );
        expect(report.localShare).to.be.closeTo(Math.round((10_000 * 1_141_288) / 6_017_679), TOLERANCE);
        // One zone without fee: what is shared saves the whole spread.
        expect(report.savings).to.equal(1_141_288n * BigInt(REPLAY_TARIFF.retail - REPLAY_TARIFF.feedIn));
        expect(report).to.include({
            averagePrice: 5665,
            averageAllIn: 5665,
            atLowBound: 0,
            atHighBound: 0,
            sellers: 8,
        });
        const sold = new Map<string, number>();
        for (const { participant, sold: trades } of lines) {
            sold.set(
                participant,
                trades.reduce((sum, { wh }) => sum + wh, sold.get(participant) ?? 0),
            );
        }
        const squares = [...sold.values()].reduce((sum, wh) => sum + (wh / 1_141_288) ** 2, 0);
        expect(report.concentration).to.be.closeTo(squares * 10_000, 1);
    });
});
