import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSlot, received, slotPlus } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { ReadModel } from '../readmodel/readmodel.js';
import { firstSlot, SettledDays } from '../testing/pastweek.js';
import { CertificateStatistics } from './statistics.js';

const SLOTS = 52;

describe('statistics from the read model', function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), 'linguang-statistics-'));
    const readModel = ReadModel.open(join(folder, 'readmodel.sqlite'));
    const days = new SettledDays(12);
    const statistics = new CertificateStatistics(readModel);

    before(() => {
        days.fill(readModel, SLOTS);
    });
    after(() => {
        readModel.close();
        rmSync(folder, { recursive: true, force: true });
    });

    it('are the sums of the lines wherever five people are behind each figure, and nothing elsewhere', async () => {
        const period = { from: firstSlot, to: slotPlus(firstSlot, SLOTS) };
        const [zone, ...others] = await statistics.day(period);
        expect(others).to.deep.equal([]);
        expect(zone?.parts).to.have.length(SLOTS);
        let told = 0;
        for (const { name, energy, outcomes } of zone?.parts ?? []) {
            const lines = days.lines.filter(({ slot }) => formatSlot(slot) === name);
            const behind = (of: (line: (typeof lines)[number]) => number) => {
                const people = new Set(lines.filter((line) => of(line) > 0).map(({ participant }) => participant));
                return people.size === 0 || people.size >= 5;
            };
            const given = (line: (typeof lines)[number]) =>
                [...line.sold, ...line.ownGiven].reduce((sum, { certifiable }) => sum + certifiable, 0);
            const taken = (line: (typeof lines)[number]) =>
                received(line).reduce((sum, { certifiable }) => sum + certifiable, 0);
            const isSafe = [
                behind(given),
                behind(taken),
                behind((line) => line.toGrid),
                behind((line) => line.fromGrid),
            ];
            expect(energy !== null, name).to.equal(isSafe.every(Boolean));
            if (energy !== null) {
                told += 1;
                const sum = (of: typeof given) => lines.reduce((total, line) => total + of(line), 0);
                expect(energy).to.include({
                    issuedWh: sum(taken),
                    toGridWh: sum((line) => line.toGrid),
                    fromGridWh: sum((line) => line.fromGrid),
                });
                expect(outcomes).to.include({ retiredWh: 0, reservedWh: sum(given), revokedWh: 0 });
            }
        }
        expect(told).to.be.greaterThan(0);
    });

    it('have no sum before the whole day is final, and are computed again only when something changed', async () => {
        const period = { from: firstSlot, to: slotPlus(firstSlot, SLOTS + 1) };
        const [zone] = await statistics.day(period);
        expect(zone?.total).to.equal(null);
        const [again] = await statistics.day(period);
        expect(again).to.deep.equal(zone);
        expect(await statistics.month([{ day: '2026-03-01', period }])).to.deep.include({
            zone: zone?.zone ?? '',
            total: null,
            parts: [],
        });
    });
});
