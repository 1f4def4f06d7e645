import { expect } from 'chai';
import type { Settlement } from '../settlement/settle.js';
import { type Slot, slotPlus } from '../slot.js';
import { corrected, Register, SEED, scheme, settled, USUAL } from '../testing/certification.js';
import { hash, hmac } from '../testing/crypto.js';
import { SLOT } from '../testing/district.js';
import { wh } from '../units.js';
import {
    type CheckCriterion,
    CRITERIA,
    criteriaDigest,
    type ExaminedSlot,
    examine,
    mayIssue,
    passes,
    recomputes,
} from './check.js';
import { coverageOf, usageBySlot, usageBySpan } from './coverage.js';
import { isSampled } from './sampling.js';

const period = { from: SLOT, to: slotPlus(SLOT, 3) };
const examined = ({ record, lines }: Settlement, corrections: ExaminedSlot['corrections'] = []): ExaminedSlot => ({
    record,
    lines,
    seed: SEED,
    corrections,
});

function look(settlements: readonly ExaminedSlot[], register: Register, participant = 'ben') {
    const slots = new Map<Slot, ExaminedSlot>(settlements.map((one) => [one.record.slot, one]));
    const recomputed = new Set(
        settlements.filter((one) => recomputes(one, { hash, hmac })).map(({ record }) => record.slot),
    );
    return examine({ participant, period, slots, recomputed, terms: register });
}

const result = (found: ReturnType<typeof look>, criterion: CheckCriterion) =>
    found.find((one) => one.criterion === criterion);
const usual = [0, 1, 2].map((offset) => settled(offset));
/** At noon in Shenzhen: the slots of the other tests lie in the evening there. */
const day = scheme({ night: { from: 90, to: 20 } });

describe('the certifier’s rule check', () => {
    const register = new Register(usual);
    register.scheme = day;

    it('passes every criterion where nothing is amiss, and says so by a digest', () => {
        const found = look(
            usual.map((one) => examined(one)),
            register,
        );
        expect(found.map(({ criterion }) => criterion)).to.deep.equal([...CRITERIA]);
        expect(found.filter((one) => one.result !== 'pass')).to.deep.equal([]);
        expect([passes(found), mayIssue(found)]).to.deep.equal([true, true]);
        const other = found.map((one) => ({ ...one, result: 'fail' as const }));
        expect(criteriaDigest(found, hash))
            .to.match(/^[0-9a-f]{64}$/)
            .and.not.to.equal(criteriaDigest(other, hash));
    });

    it('fails where a slot is missing, not final, or without a line of hers', () => {
        const found = look(
            usual.slice(1).map((one) => examined(one)),
            register,
        );
        expect(result(found, 'evidence')).to.deep.equal({ criterion: 'evidence', result: 'fail', slots: [SLOT] });
        const { b2: _, ...missing } = USUAL;
        const provisional = [settled(0, missing), ...usual.slice(1)].map((one) => examined(one));
        expect(result(look(provisional, register), 'evidence')?.result).to.equal('fail');
        expect(
            result(
                look(
                    usual.map((one) => examined(one)),
                    register,
                    'nobody',
                ),
                'evidence',
            )?.slots,
        ).to.have.length(3);
    });

    it('fails where its own recomputation of a slot does not give what is on the ledger', () => {
        const [first = expect.fail(), ...others] = usual;
        const forged: readonly Partial<typeof first.record>[] = [
            { root: 'ab'.repeat(32) },
            { trades: first.record.trades + 1 },
            { totals: { ...first.record.totals, traded: wh(first.record.totals.traded + 1) } },
        ];
        for (const change of forged) {
            const slots = [{ ...first, record: { ...first.record, ...change } }, ...others].map((one) => examined(one));
            const found = look(slots, register);
            expect(result(found, 'recomputation')).to.deep.include({ result: 'fail', slots: [SLOT] });
            expect(mayIssue(found)).to.equal(false);
        }
        const richer = first.lines.map((line) => ({
            ...line,
            bought: line.bought.map((trade) => ({ ...trade, wh: wh(trade.wh + 1) })),
        }));
        const slots = [{ ...first, lines: richer }, ...others].map((one) => examined(one));
        expect(result(look(slots, register), 'recomputation')?.result).to.equal('fail');
    });

    it('fails where a plant gave more than it can, and asks where the sun shone at night', () => {
        const small = new Register(usual);
        small.scheme = day;
        const sun = small.accreditations.get('sun1') ?? expect.fail();
        small.accreditations.set('sun1', { ...sun, capacityW: 1000 as typeof sun.capacityW });
        expect(
            result(
                look(
                    usual.map((one) => examined(one)),
                    small,
                ),
                'plausibility',
            ),
        ).to.deep.include({
            result: 'fail',
            slots: [SLOT, slotPlus(SLOT, 1), slotPlus(SLOT, 2)],
        });
        // 10:15Z is 18:15 in Shenzhen, quarter-hour 73 of the day.
        const dark = new Register(usual);
        dark.scheme = scheme({ night: { from: 74, to: 20 } });
        expect(
            result(
                look(
                    usual.map((one) => examined(one)),
                    dark,
                ),
                'night',
            ),
        ).to.deep.include({
            result: 'attention',
            slots: [slotPlus(SLOT, 1), slotPlus(SLOT, 2)],
        });
    });

    it('asks for a person where readings are missing, energy is not eligible, or slots were corrected', () => {
        const { b2: _, ...missing } = USUAL;
        const gap = [settled(0, missing, true), ...usual.slice(1)].map((one) => examined(one));
        const found = look(gap, register);
        expect(result(found, 'gaps')).to.deep.include({ result: 'attention', slots: [SLOT] });
        expect([passes(found), mayIssue(found)]).to.deep.equal([false, true]);
        const alone = new Register(usual, ['sun1']);
        alone.scheme = day;
        expect(
            result(
                look(
                    usual.map((one) => examined(one)),
                    alone,
                ),
                'eligibility',
            )?.result,
        ).to.equal('attention');
        const [first = expect.fail(), ...others] = usual;
        const since = [examined(first, [corrected(first, 'roof', [0, 100])]), ...others.map((one) => examined(one))];
        expect(result(look(since, register), 'corrections')).to.deep.include({ result: 'attention', slots: [SLOT] });
        expect(result(look(since, register), 'recomputation')?.result).to.equal('pass');
    });
});

describe('coverage', () => {
    const of = (importedWh: number, matchedWh: number) => ({ importedWh: wh(importedWh), matchedWh: wh(matchedWh) });

    it('of nothing used is no share, not 100 %', () => {
        expect(coverageOf([])).to.deep.equal({ importedWh: 0, matchedWh: 0, shareBp: null });
        expect(coverageOf([of(0, 0), of(0, 0)]).shareBp).to.equal(null);
        expect(coverageOf([of(0, 0), of(3, 1)]).shareBp).to.equal(3333);
    });

    it('is capped slot by slot before anything is summed', () => {
        expect(coverageOf([of(100, 300), of(100, 0)])).to.deep.equal({
            importedWh: 200,
            matchedWh: 100,
            shareBp: 5000,
        });
        expect(coverageOf([of(1, 1)]).shareBp).to.equal(10_000);
    });

    it('adds slots to hours and local days, and leaves out what is not known', () => {
        const lines = [settled(0), settled(2)]
            .flatMap(({ lines: all }) => all)
            .filter(({ participant }) => participant === 'ben');
        const slots = usageBySlot(lines, (line) =>
            wh(line.bought.reduce((sum, { certifiable }) => sum + certifiable, 0)),
        );
        expect([...slots]).to.deep.equal([
            [SLOT, { importedWh: 500, matchedWh: 500 }],
            [slotPlus(SLOT, 2), { importedWh: 500, matchedWh: 500 }],
        ]);
        // 10:15Z and 10:45Z lie in the hour from 10:00Z, quarter-hour 72 in Shenzhen.
        expect([...usageBySpan(slots, 'hour', 480)]).to.deep.equal([[SLOT - 1, { importedWh: 1000, matchedWh: 1000 }]]);
        expect([...usageBySpan(slots, 'day', 480).keys()]).to.deep.equal([SLOT - 73]);
        const { b2: _, ...missing } = USUAL;
        const unknown = settled(0, missing, true).lines.filter(({ participant }) => participant === 'ben');
        expect(usageBySlot(unknown, () => wh(0)).get(SLOT)?.importedWh).to.equal(400);
    });
});

describe('the sample for the human auditor', () => {
    it('is as large as the scheme says, everybody’s to recompute, and not the issuer’s to choose', () => {
        const of = (index: number, permille: number, later = 'block') =>
            isSampled({ number: `LG-${index}`, digest: 'ab' }, { samplingPermille: permille }, later, hash);
        const all = Array.from({ length: 4000 }, (_, index) => index);
        expect(all.filter((index) => of(index, 100)).length).to.be.within(330, 470);
        expect(all.filter((index) => of(index, 0))).to.deep.equal([]);
        expect(all.every((index) => of(index, 1000))).to.equal(true);
        expect(all.map((index) => of(index, 500))).not.to.deep.equal(all.map((index) => of(index, 500, 'another')));
    });
});
