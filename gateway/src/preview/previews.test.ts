import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
    type ChoiceTerms,
    costWithoutCommunity,
    type Line,
    money,
    moneyToJson,
    price,
    reportOf,
    tallyOf,
} from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { figuresCsv } from '../figures/csv.js';
import { figuresOf } from '../figures/figures.js';
import { ReadModel } from '../readmodel/readmodel.js';
import { carbon, firstSlot, SettledDays } from '../testing/pastweek.js';
import { Previews } from './previews.js';

const tariff = () => ({ retail: price(6800), feedIn: price(4530) });
const period = { from: firstSlot, to: (firstSlot + 96) as typeof firstSlot };

describe('what another choice would have come to', function () {
    this.timeout(120_000);
    const folders: string[] = [];
    const open: ReadModel[] = [];
    const readModel = (): ReadModel => {
        const folder = mkdtempSync(join(tmpdir(), 'linguang-preview-'));
        folders.push(folder);
        const model = ReadModel.open(join(folder, 'readmodel.sqlite'));
        open.push(model);
        return model;
    };
    after(() => {
        for (const model of open) {
            model.close();
        }
        for (const folder of folders) {
            rmSync(folder, { recursive: true, force: true });
        }
    });

    const ask = (model: ReadModel, terms: ChoiceTerms, participant = 'p0') =>
        new Previews(model, { patience: Number.POSITIVE_INFINITY }).of({
            participant,
            points: [participant.replace('p', 'h')],
            terms,
            days: 7,
        });
    const costOf = (lines: readonly Line[], participant: string) =>
        lines
            .filter((line) => line.participant === participant)
            .reduce((sum, { money }) => sum + BigInt(money.bought) + BigInt(money.fees) + BigInt(money.retail), 0n);

    it('is to the unit what was settled where she chose so in fact', async () => {
        const [as, wished] = [readModel(), readModel()];
        const was = new SettledDays(20).fill(as, 96).lines;
        const wish: ChoiceTerms = { energy: 'clean', share: 3000 };
        const would = new SettledDays(20).fill(wished, 96, wish).lines;
        const preview = await ask(as, wish);
        expect(preview).to.include({ slots: 96, leftOut: 0, sampledEvery: 1, from: firstSlot, to: firstSlot + 96 });
        expect(preview.costNow).to.equal(moneyToJson(money(costOf(was, 'p0'))));
        expect(preview.cost).to.equal(moneyToJson(money(costOf(would, 'p0'))));
        expect(preview.cost).to.not.equal(preview.costNow);
        expect(preview.cleanShare).to.be.lessThan(preview.cleanShareNow ?? 0);
        expect(preview.co2?.mg).to.be.greaterThan(preview.co2?.mgNow ?? 0);
    });

    it('tells who is on traditional power what clean would have saved her', async () => {
        const model = readModel();
        new SettledDays(20).fill(model, 96);
        const preview = await ask(model, { energy: 'clean' }, 'p1');
        expect(preview.costNow).to.equal(preview.costGridOnly);
        expect(preview.cleanShareNow).to.equal(0);
        expect(preview.cleanShare).to.be.greaterThan(0);
        expect(BigInt(preview.cost) < BigInt(preview.costNow)).to.equal(true);
        const same = await ask(model, { energy: 'traditional' }, 'p1');
        expect(same.cost).to.equal(same.costNow);
    });

    it('has an answer before anything is settled', async () => {
        const preview = await ask(readModel(), { energy: 'clean' });
        expect(preview).to.include({ slots: 0, cost: 0, cleanShare: null, leftOut: 0 });
    });

    it('begins with a sample of the slots and refines it, as often as it is asked, to what all of them say', async () => {
        const model = readModel();
        new SettledDays(20).fill(model, 96);
        const wish: ChoiceTerms = { energy: 'clean', share: 3000 };
        const whole = await ask(model, wish);
        const hasty = new Previews(model, { patience: 0 });
        const again = () => hasty.of({ participant: 'p0', points: ['h0'], terms: wish, days: 7 });
        const first = await again();
        expect(first).to.include({ slots: 96, sampledEvery: 4, refining: true, leftOut: 0 });
        // What every fourth slot comes to alone, from a ledger that holds the same days, times four.
        const would = new SettledDays(20).fill(readModel(), 96, wish).lines;
        const sampled = would.filter(({ slot: at }) => at % 4 === 0);
        expect(sampled.filter(({ participant }) => participant === 'p0')).to.have.length(24);
        expect(BigInt(first.cost)).to.equal(4n * costOf(sampled, 'p0'));
        const strides = [first.sampledEvery];
        for (let left = 1000, answer = first; answer.refining && left > 0; left--) {
            answer = await again();
            strides.push(answer.sampledEvery);
            if (!answer.refining) {
                expect(answer).to.deep.equal(whole);
            }
        }
        expect(new Set(strides)).to.deep.equal(new Set([4, 2, 1]));
        expect([...strides].sort((a, b) => b - a)).to.deep.equal(strides);
    });

    it('sums the same figures from columns as the domain from lines, for all and for one, and exports them', () => {
        const model = readModel();
        const { lines } = new SettledDays(20).fill(model, 96);
        const own = lines.filter(({ participant }) => participant === 'p2');
        for (const [participant, of] of [
            [null, lines],
            ['p2', own],
        ] as const) {
            const report = reportOf(tallyOf(of, tariff, costWithoutCommunity(of, tariff)), carbon);
            expect(figuresOf(model, participant, period)).to.deep.include({
                slots: 96,
                savings: moneyToJson(report.savings),
                paid: moneyToJson(report.paid),
                selfSufficiency: report.selfSufficiency,
                selfConsumption: report.selfConsumption,
                localShare: report.localShare,
                cleanShare: report.cleanShare,
                averagePrice: report.averagePrice,
                atLowBound: report.atLowBound,
                concentration: participant === null ? report.concentration : null,
                sellers: participant === null ? 4 : null,
            });
        }
        const csv = figuresCsv(figuresOf(model, null, period)).split('\r\n');
        expect(csv[0]).to.equal('figure,value,unit');
        expect(csv).to.include('co2LocationSource,"MEE, South",');
        expect(csv).to.include('sellers,4,');
    });

    const [homes, slots] = process.env['LINGUANG_MEASURE'] === undefined ? [30, 96] : [100, 672];
    it(`is ready within two seconds (printed: ${homes} points, ${slots} slots)`, async () => {
        const model = readModel();
        new SettledDays(homes).fill(model, slots);
        const previews = new Previews(model, { patience: Number.POSITIVE_INFINITY });
        const times: string[] = [];
        for (const [name, terms] of [
            ['first', { energy: 'clean', cleanOnly: true }],
            ['next', { energy: 'clean', maxPrice: price(6000) }],
            ['same', { energy: 'clean', maxPrice: price(6000) }],
        ] as const) {
            const [begun, cpu] = [performance.now(), process.cpuUsage()];
            await previews.of({ participant: 'p0', points: ['h0'], terms, days: 7 });
            const used = process.cpuUsage(cpu);
            times.push(
                `${name} ${Math.round(performance.now() - begun)} ms (${Math.round((used.user + used.system) / 1000)} ms CPU)`,
            );
        }
        console.log(`      preview: ${times.join(', ')}`);
    });
});
