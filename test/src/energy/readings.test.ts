import { formatSlot, type MeterReading, wh } from '@linguang/chaincode/domain';
import { signer } from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { codeFrom } from './support/client.js';
import { type Answer, batchOf, District, FIRST, type Home, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';

describe('readings on a network', function () {
    this.timeout(120_000);
    const SECOND = slotAfter(FIRST, 1);
    let network: EnergyNetwork;
    let district: District;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network, { homes: 6 });
        await district.open();
        await district.run(FIRST);
        await district.gate(slotAfter(SECOND, 3));
    });

    after(() => network?.stop());

    const home = (index: number): Home => {
        const found = district.homes[index];
        if (found === undefined) {
            throw new Error(`there is no home ${index}`);
        }
        return found;
    };

    async function codesOf(records: readonly { point: string; ocmf: string }[]): Promise<readonly string[]> {
        const { result }: { result: Answer } = await district.submitRecords(SECOND, records);
        return result.refused.map(({ code }) => code);
    }

    function record(of: Home, changes: Partial<MeterReading> = {}, slot = SECOND) {
        return { point: of.id, ocmf: of.meter.signReading(district.reading(of, slot, changes)) };
    }

    it('are refused by name when forged, tampered with, replayed, out of range or signed by another key', async () => {
        const one = home(2);
        const honest = record(one);
        const forged = { point: one.id, ocmf: signer().signReading(district.reading(one, SECOND)) };
        const end = String(district.reading(one, SECOND).import.end);
        const tampered = { point: one.id, ocmf: honest.ocmf.replace(end, String(Number(end) + 100)) };
        const replayed = record(one, {}, FIRST);
        const start = district.reading(one, SECOND).import.start;
        const overLimit = record(one, { import: { start, end: wh(start + 10_000) } });
        const neighbours = { point: one.id, ocmf: home(3).meter.signReading(district.reading(home(3), SECOND)) };
        expect(honest.ocmf).to.include(end);
        expect(await codesOf([forged, tampered, replayed, overLimit, neighbours])).to.deep.equal([
            'READING_SIGNATURE_INVALID',
            'READING_SIGNATURE_INVALID',
            'READING_INTERVAL_MISMATCH',
            'READING_OVER_LIMIT',
            'READING_SIGNATURE_INVALID',
        ]);
    });

    it('are refused for an unknown point, an export where there is none, and nonsense', async () => {
        const one = home(3);
        const unknown = { point: 'mp-9999', ocmf: record(one).ocmf };
        const exporting = record(one, { export: { start: wh(0), end: wh(10) } });
        const nonsense = { point: one.id, ocmf: 'OCMF|{}|{}' };
        const [first, second, third] = await codesOf([unknown, exporting, nonsense]);
        expect([first, second]).to.deep.equal(['READING_POINT_UNKNOWN', 'READING_DIRECTION']);
        expect(third).to.be.oneOf(['READING_MALFORMED', 'READING_SIGNATURE_INVALID']);
    });

    it('of one batch keep what is right and answer the rest by place and code', async () => {
        const records = [record(home(4)), record(home(5), {}, FIRST), record(home(4))];
        const { result } = await district.submitRecords(SECOND, records);
        expect(result.accepted).to.equal(1);
        expect(result.refused).to.deep.equal([
            { i: 1, point: home(5).id, code: 'READING_INTERVAL_MISMATCH' },
            { i: 2, point: home(4).id, code: 'READING_DUPLICATE' },
        ]);
    });

    it('become states at settlement: a register that runs backwards, two that contradict, one that is missing', async () => {
        const [backwards, contradicting] = [home(0), home(1)];
        const low = wh(backwards.registers.import - 500);
        await district.submitRecords(SECOND, [
            record(backwards, { import: { start: low, end: wh(low + 10) } }),
            record(contradicting),
        ]);
        const start = district.reading(contradicting, SECOND).import.start;
        await district.submitRecords(SECOND, [record(contradicting, { import: { start, end: wh(start + 99) } })]);
        await district.submitReadings(SECOND, [home(2), home(3), home(4)]);
        await district.close(SECOND);
        const { result } = await district.settle(SECOND);
        expect(result.states).to.include({ registerBackwards: 1, contradictory: 1, missing: 1, signed: 3 });
        expect(result.final).to.equal(false);
    });

    it('come late and are settled in a new revision that links the first', async () => {
        const before = await district.grid.evaluate('settlement:getSlot', { slot: SECOND });
        const { result } = await district.submitReadings(SECOND, [home(5)]);
        expect(result).to.include({ accepted: 1, late: true });
        const revised = (await district.settle(SECOND)).result;
        expect(revised).to.include({ revision: 2 });
        expect(revised.states.missing).to.equal(0);
        expect(revised.previousDigest).to.be.a('string');
        expect(before).to.include({ revision: 1 });
        expect(await codeFrom(district.settle(SECOND))).to.equal('NOTHING_CHANGED');
    });

    it('are not taken for a slot that is not gated, is final, or under a digest that does not fit', async () => {
        const later = slotAfter(SECOND, 50);
        expect(await codeFrom(district.submitReadings(later))).to.equal('GATE_MISSING');
        expect(await codeFrom(district.submitReadings(FIRST))).to.equal('SLOT_FINAL');
        const third = slotAfter(SECOND, 1);
        const { request, transient } = batchOf(third, [record(home(2), {}, third)]);
        const wrong = { ...request, digest: '0'.repeat(64) };
        expect(await codeFrom(district.grid.submit('metering:submitReadings', wrong, { transient }))).to.equal(
            'BATCH_DIGEST_MISMATCH',
        );
        expect(await codeFrom(district.grid.submit('metering:submitReadings', request))).to.equal('BATCH_INVALID');
    });

    it('need the book of their day', async () => {
        const midnight = slotAfter(FIRST, 96 - (FIRST % 96));
        await district.gate(midnight);
        expect(await codeFrom(district.submitReadings(midnight))).to.equal('BOOK_MISSING');
        const day = midnight / 96;
        expect(await codeFrom(district.rollDay(day + 1))).to.equal('BOOK_OUT_OF_ORDER');
        await district.rollDay(day);
        expect(await codeFrom(district.rollDay(day))).to.equal('BOOK_EXISTS');
        expect((await district.submitReadings(midnight, [home(2)])).result.accepted).to.equal(1);
        expect(formatSlot(midnight)).to.equal('2026-03-02T00:00Z');
    });
});
