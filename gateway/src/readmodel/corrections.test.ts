import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
    type Correction,
    costWithoutCommunity,
    type Line,
    moneyFromJson,
    moneyToJson,
    price,
    reportOf,
    shiftedLine,
    slotPlus,
    standingLine,
    sumLines,
    tallyOf,
} from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { runningBill } from '../bills/month.js';
import { correctionsDue } from '../corrections/corrections.js';
import { standingOf } from '../corrections/preview.js';
import { energyOf } from '../energy/energy.js';
import { provenLines } from '../energy/lines.js';
import { moneyOf } from '../energy/money.js';
import { figuresOf } from '../figures/figures.js';
import { carbon, firstSlot, SettledDays } from '../testing/pastweek.js';
import { ReadModel } from './readmodel.js';

const SLOTS = 60;
const tariff = { retail: price(6800), feedIn: price(4530) };
const period = { from: firstSlot, to: slotPlus(firstSlot, SLOTS) };
/** Home 7 is silent at noon for two quarter-hours; home 2 has a roof. */
const SILENT = [46, 47];

describe('sums after corrections', () => {
    const folder = mkdtempSync(join(tmpdir(), 'linguang-corrections-'));
    const readModel = ReadModel.open(join(folder, 'readmodel.sqlite'));
    const days = new SettledDays(10, (home, index) => home === 7 && SILENT.includes(index));
    const corrections: Correction[] = [];
    let settled: readonly Line[];

    before(() => {
        settled = days.fill(readModel, SLOTS).lines;
    });
    after(() => {
        readModel.close();
        rmSync(folder, { recursive: true, force: true });
    });

    /** The lines as they stand, by the domain alone. */
    const standing = (): readonly Line[] =>
        settled.map((line) => {
            const own = corrections.filter(({ record }) => record.slot === line.slot);
            const shifts = corrections.flatMap(({ entries }) =>
                entries.flatMap(({ point, shift }) =>
                    point === line.point && shift?.slot === line.slot ? [shift] : [],
                ),
            );
            return shiftedLine(standingLine(line, own), shifts, tariff);
        });
    const sameEverywhere = () => {
        const lines = standing();
        for (const participant of ['p0', 'p2', 'p7', null]) {
            const of = lines.filter((line) => participant === null || line.participant === participant);
            const sums = sumLines(of);
            const report = reportOf(
                tallyOf(
                    of,
                    () => tariff,
                    costWithoutCommunity(of, () => tariff),
                ),
                carbon,
            );
            const figures = figuresOf(readModel, participant, period);
            expect(figures).to.include({
                importedWh: sums.imported,
                exportedWh: sums.exported,
                unknownLines: sums.unknownLines,
                paid: moneyToJson(report.paid),
                savings: moneyToJson(report.savings),
                selfSufficiency: report.selfSufficiency,
                cleanShare: report.cleanShare,
                averagePrice: report.averagePrice,
            });
            if (participant !== null) {
                const energy = energyOf(readModel, participant, { period, resolution: 'day', utcOffsetMinutes: 480 });
                expect(energy.totals).to.include({
                    importedWh: sums.imported,
                    boughtWh: sums.bought,
                    soldWh: sums.sold,
                    fromGridWh: sums.fromGrid,
                    toGridWh: sums.toGrid,
                });
                const money = moneyOf(readModel, participant, period);
                expect(money.total).to.equal(figures.paid);
                expect(money.saved).to.equal(figures.savings);
                const was = sumLines(settled.filter((line) => line.participant === participant));
                expect(moneyFromJson(money.corrected)).to.equal(sums.money.balance - was.money.balance);
            }
        }
    };

    it('are those of the lines before anything is corrected', () => {
        sameEverywhere();
        expect(correctionsDue(readModel).items).to.deep.equal([
            { point: 'h7', slots: 2, first: firstSlot + 46, last: firstSlot + 47 },
        ]);
    });

    it('follow a meter that drew less: its trades, the sellers’, and everybody’s figures', () => {
        const line = settled.find(
            ({ point, slot, bought }) => point === 'h0' && slot > firstSlot + 40 && bought.length > 0,
        );
        const index = (line?.slot ?? 0) - firstSlot;
        corrections.push(days.correct(readModel, 0, index, 10));
        sameEverywhere();
        const at = slotPlus(firstSlot, index);
        const day = energyOf(readModel, 'p0', { period, resolution: 'slot', utcOffsetMinutes: 480 });
        expect(day.periods[index]).to.include({ state: 'corrected', correctedSlots: 1 });
        const seller = corrections[0]?.entries.find(({ own }) => !own) ?? expect.fail();
        const sold = energyOf(readModel, seller.participant, { period, resolution: 'slot', utcOffsetMinutes: 480 });
        expect(sold.periods[index]).to.include({ state: 'signed', correctedSlots: 1 });
        // What was settled stays on record; what stands is told beside it.
        const [row] = readModel.all("SELECT record FROM lines WHERE slot = ? AND point = 'h0'", at);
        expect(JSON.parse(String(row?.['record']))).to.deep.equal(JSON.parse(JSON.stringify(line)));
        expect(provenLines(readModel, 'p0', at)?.standing[0]).to.include({ point: 'h0', importedWh: 10 });
    });

    it('know what a silent meter drew, and take it from the slot in which it spoke again', () => {
        corrections.push(days.correct(readModel, 7, 47, 90, 48));
        sameEverywhere();
        expect(standingOf(readModel, 'h7', slotPlus(firstSlot, 47))).to.deep.include({
            state: 'missing',
            final: true,
            corrections: 1,
        });
        const { periods } = energyOf(readModel, 'p7', { period, resolution: 'slot', utcOffsetMinutes: 480 });
        expect([46, 47, 48].map((index) => periods[index]?.state)).to.deep.equal(['missing', 'corrected', 'signed']);
        expect(periods[47]?.figures).to.include({ importedWh: 90, fromGridWh: 90 });
        expect(correctionsDue(readModel).items).to.deep.equal([
            { point: 'h7', slots: 1, first: firstSlot + 46, last: firstSlot + 46 },
        ]);
    });

    it('follow a second correction of the same slot, and the bill of the month takes all of them in', () => {
        corrections.push(days.correct(readModel, 7, 47, 120, 48));
        sameEverywhere();
        const bill = runningBill(readModel, '2026-03', 'p7');
        const lines = bill.lines.filter(({ kind }) => kind === 'correction');
        expect(lines.map(({ money }) => money)).to.deep.equal(
            corrections.slice(1).map(({ entries }) => entries.find(({ own }) => own)?.balance),
        );
        expect(bill.money).to.equal(moneyOf(readModel, 'p7', period).total);
    });
});
