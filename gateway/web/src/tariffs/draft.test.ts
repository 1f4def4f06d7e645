import { localDayRange, parseTariff } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Tariff } from '../../../src/http/api.ts';
import { typed, unitsOf } from '../numbers/decimal.ts';
import { neighbourPrice, spansOf } from './day.ts';
import { draftOf, nextId, QUARTERS, readDraft, type TariffDraft } from './draft.ts';

const day = '2026-04-01';
const open = localDayRange(day, 480).from;
const empty: TariffDraft = { ...draftOf(null, day), base: '0.6800', feedIn: '0.4530' };
const period = (from: string, to: string, price: string) => ({
    id: nextId(),
    name: 'peak',
    from,
    to,
    price,
    months: [],
    weekdays: [],
});
const faultsOf = (draft: TariffDraft) => Object.keys(readDraft(draft, open, 480).faults);

describe('a tariff as it is typed', () => {
    it('reads decimals digit by digit, and nothing that is none', () => {
        fc.assert(
            fc.property(fc.nat(1_000_000_000), fc.integer({ min: 0, max: 4 }), (units, places) => {
                expect(unitsOf(typed(units, places), places)).to.equal(units);
            }),
        );
        for (const text of ['', '.', '-1', '1e3', '0.68005', '1,5', 'abc']) {
            expect(unitsOf(text, 4), text).to.equal(undefined);
        }
        expect(unitsOf('0.7', 4)).to.equal(7000);
    });

    it('is read into what the contract takes, and comes back from it', () => {
        const draft: TariffDraft = {
            ...empty,
            time: '06:15',
            periods: [{ ...period('10:00', '24:00', '1.1'), months: [7, 8], weekdays: [1, 2, 3, 4, 5] }],
            vat: '13',
            provisional: true,
            fees: [{ id: nextId(), seller: 'a', buyer: 'b', network: '0.03', losses: '0.002', levies: '0' }],
            steps: [
                { id: nextId(), above: '260', add: '0.05' },
                { id: nextId(), above: '600.5', add: '0.3' },
            ],
        };
        const { terms, request, faults } = readDraft(draft, open, 480);
        expect(faults).to.deep.equal({});
        const { from, ...body } = request ?? expect.fail();
        expect(from).to.equal(open + 25);
        expect(parseTariff(body)).to.deep.equal(terms);
        expect(terms).to.deep.include({ feedIn: 4530, vat: 1300, feedInProvisional: true });
        expect(terms?.steps?.levels).to.deep.equal([
            { aboveWh: 260_000, add: 500 },
            { aboveWh: 600_500, add: 3000 },
        ]);
        const tariff: Tariff = JSON.parse(JSON.stringify({ ...terms, from, start: '', sequence: 1 }));
        expect(readDraft({ ...draftOf(tariff, day), time: '06:15' }, open, 480).terms).to.deep.equal(terms);
    });

    it('says at the field what is wrong', () => {
        expect(faultsOf({ ...empty, day: '' })).to.deep.equal(['from']);
        expect(faultsOf({ ...empty, day: '2026-03-31' })).to.deep.equal(['from']);
        expect(faultsOf({ ...empty, base: '' })).to.include('base');
        expect(faultsOf({ ...empty, feedIn: '0.7' })).to.deep.equal(['feedIn']);
        expect(faultsOf({ ...empty, vat: '101' })).to.deep.equal(['vat']);
        const backwards = period('12:00', '10:00', '1');
        expect(faultsOf({ ...empty, periods: [backwards] })).to.deep.equal([`period ${backwards.id} to`]);
        const pair = { seller: 'a', buyer: 'b', network: '0', losses: '0', levies: '0' };
        const twice = { ...pair, id: nextId() };
        expect(faultsOf({ ...empty, fees: [{ ...pair, id: nextId() }, twice] })).to.deep.equal([
            `fee ${twice.id} pair`,
        ]);
        const lower = { id: nextId(), above: '100', add: '0.2' };
        expect(faultsOf({ ...empty, steps: [{ id: nextId(), above: '200', add: '0.1' }, lower] })).to.deep.equal([
            `step ${lower.id} above`,
        ]);
    });

    it('never lets through what the contract refuses', () => {
        const time = fc.constantFrom(...QUARTERS);
        const price = fc.oneof(
            fc.nat(20_000).map((units) => typed(units, 4)),
            fc.constantFrom('', 'x', '0.12345'),
        );
        const periods = fc.array(fc.tuple(time, time, price), { maxLength: 3 });
        const fees = fc.array(fc.tuple(fc.constantFrom('a', 'b', ''), fc.constantFrom('a', 'b'), price), {
            maxLength: 3,
        });
        const steps = fc.array(fc.tuple(fc.nat(5), price), { maxLength: 3 });
        fc.assert(
            fc.property(price, price, periods, fees, steps, (base, feedIn, times, pairs, levels) => {
                const draft: TariffDraft = {
                    ...empty,
                    base,
                    feedIn,
                    periods: times.map(([from, to, at]) => period(from, to, at)),
                    fees: pairs.map(([seller, buyer, network]) => ({
                        id: nextId(),
                        seller,
                        buyer,
                        network,
                        losses: '0',
                        levies: '0',
                    })),
                    steps: levels.map(([above, add]) => ({ id: nextId(), above: String(above), add })),
                };
                const { request, faults } = readDraft(draft, open, 480);
                expect(request === undefined).to.equal(Object.keys(faults).length > 0);
            }),
        );
    });
});

describe('what quarter-hours will cost', () => {
    it('comes in spans that cover the day, cut where the price or the price before changes', () => {
        const read = (draft: TariffDraft) => readDraft(draft, open, 480).terms ?? expect.fail();
        const terms = read({ ...empty, periods: [period('10:00', '12:00', '1.2')] });
        const spans = spansOf(terms, read({ ...empty, periods: [period('11:00', '12:00', '1.2')] }), day, 480);
        expect(spans.map(({ from, to, tariff, before }) => [from, to, tariff.retail, before?.retail])).to.deep.equal([
            [0, 40, 6800, 6800],
            [40, 44, 12_000, 6800],
            [44, 48, 12_000, 12_000],
            [48, 96, 6800, 6800],
        ]);
    });

    it('halves the gain between neighbours, and goes nowhere without a fee or without gain', () => {
        const tariff = { retail: 6800, feedIn: 4530, period: 'base', fees: [['a', 'b', 351] as const] };
        const slotTariff = JSON.parse(JSON.stringify(tariff));
        expect(neighbourPrice(slotTariff, ['a', 'b'])).to.deep.equal({ seller: 5489, buyer: 5840 });
        expect(neighbourPrice(slotTariff, ['b', 'a'])).to.equal(undefined);
        expect(neighbourPrice(slotTariff, ['a', 'a'])).to.deep.equal({ seller: 5665, buyer: 5665 });
        expect(neighbourPrice({ ...slotTariff, feedIn: 6500 }, ['a', 'b'])).to.equal(undefined);
    });
});
