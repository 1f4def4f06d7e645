import type { CorrectionEntry, CorrectionRecord, Line, Slot, SlotRecord } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { codeFrom } from './support/client.js';
import { District, FIRST, type Home, importedPerSlot, seed, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';

const RULES = {
    priceRule: 'shared',
    utcOffsetMinutes: 480,
    finalAfterSlots: 6,
    clock: 'simulated',
    firstSlot: FIRST,
    notice: 2,
    provisional: { deadlineSlots: 1 },
    substitution: { days: 1, standard: null },
};

describe('settlement and corrections on a network', function () {
    this.timeout(120_000);
    let network: EnergyNetwork;
    let district: District;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network, {
            finalAfterSlots: RULES.finalAfterSlots,
            rules: { notice: RULES.notice, provisional: RULES.provisional, substitution: RULES.substitution },
        });
        await district.open();
        await district.run(FIRST);
    });

    after(() => network?.stop());

    const at = (count: number): Slot => slotAfter(FIRST, count);
    const home = (index: number): Home => district.homes[index] ?? expect.fail();
    const others = (left: Home): readonly Home[] => district.homes.filter((one) => one !== left);
    const record = (of: Home, slot: Slot) => ({ point: of.id, ocmf: of.meter.signReading(district.reading(of, slot)) });

    async function linesOf(slot: Slot, point: string): Promise<readonly Line[]> {
        const { lines } = await district.community.evaluate<{ lines: Line[] }>('settlement:getLines', { slot });
        return lines.filter((line) => line.point === point);
    }

    /** A slot in which one home sends nothing: settled once its deadline is over. */
    async function runWithout(missing: Home, slot: Slot): Promise<SlotRecord> {
        await district.gate(slotAfter(slot, 1)).catch(() => undefined);
        await district.submitReadings(slot, others(missing));
        await district.close(slot);
        await district.gate(slotAfter(slot, 2)).catch(() => undefined);
        return (await district.settle(slot)).result;
    }

    it('is held back until the deadline while readings are missing, then substitutes them by the rules', async () => {
        const silent = home(3);
        await district.gate(at(2));
        await district.submitReadings(at(1), others(silent));
        await district.close(at(1));
        expect(await codeFrom(district.settle(at(1)))).to.equal('SETTLE_TOO_EARLY');
        await district.gate(at(3));
        const { result } = await district.settle(at(1));
        expect(result).to.include({ final: false, rulesVersion: 1 });
        expect(result.states).to.include({ signed: 3, substituted: 1 });
        const [line] = await linesOf(at(1), silent.id);
        // The slot before stands for it: what the home takes in every slot.
        expect(line).to.deep.include({
            imported: importedPerSlot(silent),
            bought: [],
            fromGrid: importedPerSlot(silent),
        });
        expect(line?.substitute).to.deep.equal({ by: 'before', days: 0, instead: 'missing' });
    });

    it('gives way to the reading when that comes', async () => {
        await district.submitRecords(at(1), [record(home(3), at(1))]);
        const { result } = await district.settle(at(1));
        expect(result).to.include({ final: true, revision: 2 });
        expect(result.states).to.include({ signed: 4, substituted: 0 });
    });

    it('changes its rules in the middle of a day, with the notice that the rules in force demand', async () => {
        const { grid, community } = district;
        const propose = async (from: Slot) => {
            const rules = { ...RULES, priceRule: 'seller' };
            return (await grid.submit<{ version: number }>('registry:proposeRules', { from, rules })).result;
        };
        expect(await codeFrom(community.submit('registry:acceptRules', await propose(at(5))))).to.equal(
            'NOTICE_TOO_SHORT',
        );
        await community.submit('registry:acceptRules', await propose(at(6)));
        const records: SlotRecord[] = [];
        for (const count of [2, 3, 4, 5, 6]) {
            await district.gate(at(count + 1)).catch(() => undefined);
            await district.submitReadings(at(count));
            await district.close(at(count));
            records.push((await district.settle(at(count))).result);
        }
        expect(records.map(({ rulesVersion, priceRule }) => [rulesVersion, priceRule])).to.deep.equal([
            [1, 'shared'],
            [1, 'shared'],
            [1, 'shared'],
            [1, 'shared'],
            [3, 'seller'],
        ]);
        // More is offered than wanted, so at an equilibrium sellers get their own limit, whereas `shared` halves the gain.
        expect(records.map(({ prices }) => prices?.high)).to.deep.equal([5665, 5665, 5665, 5665, 4530]);
    });

    it('books what the meter shows up to the handover with the owner who left, and drops her choice', async () => {
        const { grid } = district;
        const [moved, buyer] = [home(2), home(3)];
        const known = await grid.evaluate<{ versions: { point: object }[] }>('registry:getPoint', { point: moved.id });
        const from = at(9);
        const registration = { ...known.versions[0]?.point, participant: buyer.participant, from };
        await grid.submit('registry:registerPoint', registration);
        await runWithout(moved, at(7));
        await runWithout(moved, at(8));
        await district.gate(at(10)).catch(() => undefined);
        await district.submitReadings(at(9));
        await district.close(at(9));
        await district.settle(at(9));
        const lines = await linesOf(at(9), moved.id);
        expect(lines.map(({ participant, handover }) => [participant, handover])).to.deep.equal([
            [buyer.participant, false],
            [moved.participant, true],
        ]);
        const [ordinary, closing] = lines;
        expect(ordinary).to.deep.include({
            gap: null,
            energy: 'traditional',
            bought: [],
            imported: importedPerSlot(moved),
        });
        // Slot 7 was substituted by slot 6, slot 8 by nothing known: the register shows two slots, one is left.
        expect(closing?.gap).to.deep.equal({ from: at(7), imported: importedPerSlot(moved), exported: 0 });
        const before = (await linesOf(at(8), moved.id)).at(0);
        expect(before?.participant).to.equal(moved.participant);
    });

    describe('after a slot is final', () => {
        const decide = (request: object, values: object) =>
            district.grid.submit<CorrectionRecord>(
                'settlement:correct',
                { basis: { kind: 'decision', reason: 'meterFaulty', reference: 'F-2026-17' }, ...request },
                { transient: { correction: JSON.stringify(values), seed: seed() } },
            );
        const entriesOf = async (slot: Slot) => {
            const { corrections } = await district.grid.evaluate<{
                corrections: { record: CorrectionRecord; entries: CorrectionEntry[] }[];
            }>('settlement:getCorrections', { slot });
            return corrections.map(({ entries }) => entries);
        };

        it('shortens the trades of a meter that was faulty, entry by entry, and leaves the slot’s record alone', async () => {
            const plant = home(0);
            const before = await district.grid.evaluate<SlotRecord>('settlement:getSlot', { slot: FIRST });
            expect(before.final).to.equal(true);
            const request = { slot: FIRST, point: plant.id, decided: at(30) };
            const { result } = await decide(request, { imported: importedPerSlot(plant), exported: 100 });
            expect(result).to.include({ number: 1, decided: at(30), by: 'GridMSP', previousDigest: null });
            const [entries = []] = await entriesOf(FIRST);
            const own = entries.find((entry) => entry.own);
            expect(own?.after.exported).to.equal(100);
            expect(entries.length).to.be.greaterThan(1);
            const after = await district.grid.evaluate<SlotRecord>('settlement:getSlot', { slot: FIRST });
            expect(after).to.deep.equal(before);
        });

        it('takes the same decision once, and another one as the next in a chain', async () => {
            const plant = home(0);
            const request = { slot: FIRST, point: plant.id, decided: at(30) };
            const imported = importedPerSlot(plant);
            expect(await codeFrom(decide(request, { imported, exported: 100 }))).to.equal('CORRECTION_UNCHANGED');
            const { result } = await decide(request, { imported, exported: 50 });
            expect(result.number).to.equal(2);
            expect(result.previousDigest).to.match(/^[0-9a-f]{64}$/);
        });

        it('is refused to others than the grid, into the past, beyond the connection and without registers known again', async () => {
            const request = { slot: FIRST, point: home(2).id, decided: at(30) };
            const values = { imported: 200, exported: 0 };
            const call = { transient: { correction: JSON.stringify(values), seed: seed() } };
            const basis = { kind: 'decision', reason: 'other', reference: 'F-1' };
            const asCommunity = district.community.submit('settlement:correct', { ...request, basis }, call);
            expect(await codeFrom(asCommunity)).to.equal('CALLER_NOT_ALLOWED');
            expect(await codeFrom(decide({ ...request, decided: at(1) }, values))).to.equal('SLOT_GATED');
            expect(await codeFrom(decide(request, { imported: 99_999, exported: 0 }))).to.equal('CORRECTION_REFUSED');
            expect(await codeFrom(decide({ ...request, slot: at(9) }, values))).to.equal('CORRECTION_REFUSED');
        });

        it('takes a late signed reading of a substituted slot, and what a gap billed comes off there', async () => {
            const moved = home(2);
            for (const count of [10, 11, 12, 13, 14, 15]) {
                await district.gate(at(count + 1)).catch(() => undefined);
                await district.submitReadings(at(count));
                await district.close(at(count));
                await district.settle(at(count));
            }
            for (const count of [7, 8, 9]) {
                await district.settle(at(count));
            }
            const sent = { ocmf: record(moved, at(8)).ocmf };
            const correct = (request: object) =>
                district.grid.submit<CorrectionRecord>(
                    'settlement:correct',
                    { slot: at(8), point: moved.id, decided: at(40), basis: { kind: 'reading' }, ...request },
                    { transient: { correction: JSON.stringify(sent), seed: seed() } },
                );
            expect(await codeFrom(correct({}))).to.equal('CORRECTION_REFUSED');
            await correct({ closing: at(9) });
            const [[entry] = []] = await entriesOf(at(8));
            expect(entry).to.include({ participant: moved.participant, balance: 0 });
            expect(entry?.shift).to.include({ slot: at(9), imported: -importedPerSlot(moved) });
        });
    });
});
