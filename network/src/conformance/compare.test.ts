import { expect } from 'chai';
import { EMBEDDED_ALLOWANCES, RACES } from './allowed.js';
import { compare, report } from './compare.js';
import { readRecording } from './recordings.js';
import { outcomeOf, type Step } from './transcript/transcript.js';

const transcript = (...steps: Step[]) => ({ scenario: 's', steps });

describe('comparing with a recording', () => {
    it('finds another value, an error instead of a value, a missing and an added step', () => {
        const recorded = transcript({ step: 'a', ok: 1 }, { step: 'b', ok: 'x' }, { step: 'c', ok: null });
        const seen = transcript({ step: 'a', ok: 2 }, { step: 'b', error: 'x' }, { step: 'd', ok: null });
        const differences = compare(recorded, seen);
        expect(differences.map(({ step }) => step)).to.deep.equal(['a', 'b', 'c', 'd']);
        expect(report(differences)).to.contain('s: a\n  recorded {"ok":1}\n  seen     {"ok":2}');
        expect(report(differences)).to.contain('s: c\n  recorded {"ok":null}\n  seen     nothing');
        expect(compare(recorded, recorded)).to.deep.equal([]);
    });

    it('allows exactly the outcome of an allowance, in its step only', () => {
        const allowed = [{ scenario: 's', step: 'a', reason: 'a test', instead: [{ ok: 2 }] }];
        const recorded = transcript({ step: 'a', ok: 1 }, { step: 'b', ok: 1 });
        expect(compare(recorded, transcript({ step: 'a', ok: 2 }, { step: 'b', ok: 1 }), allowed)).to.deep.equal([]);
        expect(compare(recorded, transcript({ step: 'a', ok: 3 }, { step: 'b', ok: 1 }), allowed)).to.have.lengthOf(1);
        expect(compare(recorded, transcript({ step: 'a', ok: 1 }, { step: 'b', ok: 2 }), allowed)).to.have.lengthOf(1);
    });

    it('allows nothing for steps that were never recorded, and nothing that equals the recording', async () => {
        for (const { scenario, step, instead, reason } of EMBEDDED_ALLOWANCES) {
            const recorded = (await readRecording('3.1', scenario))?.steps.find((one) => one.step === step);
            expect(recorded, `${scenario}: ${step}`).to.not.equal(undefined);
            expect(instead).to.not.deep.include(recorded && outcomeOf(recorded));
            expect(reason).to.not.equal('');
        }
    });

    it('knows a race by all its outcomes, of which one was recorded', async () => {
        for (const { scenario, step, instead, on } of RACES) {
            expect(instead.length).to.be.greaterThan(1);
            for (const line of on.filter((engine) => engine !== 'embedded')) {
                const recorded = (await readRecording(line, scenario))?.steps.find((one) => one.step === step);
                expect(recorded, `${line} ${scenario}: ${step}`).to.not.equal(undefined);
                expect(instead).to.deep.include(recorded && outcomeOf(recorded));
            }
        }
    });
});
