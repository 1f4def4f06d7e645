import { expect } from 'chai';
import { catalogue } from './problems/catalogue.js';
import { codeOf, parseProblem, problem, problemsOf, describe as text } from './problems.js';

describe('problems', () => {
    const late = problem('CHOICE_TOO_LATE', { slot: '2026-03-01T10:15Z', next: '2026-03-01T10:30Z' });

    it('begins every message with its code', () => {
        expect(late.message).to.equal(
            'CHOICE_TOO_LATE: the slot 2026-03-01T10:15Z is already gated; the next one you can choose from is 2026-03-01T10:30Z',
        );
        expect(late).to.be.an('error').and.have.property('code', 'CHOICE_TOO_LATE');
    });

    it('finds the code in a message that Fabric has wrapped', () => {
        expect(codeOf(`chaincode response 500, ${late.message}`)).to.equal('CHOICE_TOO_LATE');
        expect(codeOf(`error in simulation: "${late.message}"`)).to.equal('CHOICE_TOO_LATE');
        expect(codeOf('connection refused')).to.equal(undefined);
    });

    it('reads the parameters back, so that a message can be shown in Chinese', () => {
        const found = parseProblem(`chaincode response 500, ${late.message}`);
        expect(found).to.deep.equal({
            code: 'CHOICE_TOO_LATE',
            params: { slot: '2026-03-01T10:15Z', next: '2026-03-01T10:30Z' },
        });
        expect(text('CHOICE_TOO_LATE', found?.params ?? {}, 'zh')).to.equal(
            '时段 2026-03-01T10:15Z 已截止；您最早可从 2026-03-01T10:30Z 开始选择',
        );
        expect(parseProblem('UNKNOWN_CODE: hello')).to.equal(undefined);
        expect(text('UNKNOWN_CODE', {}, 'en')).to.equal('UNKNOWN_CODE');
    });

    it('has for every code a status, both languages with the same parameters, and a remedy', () => {
        for (const [code, definition] of Object.entries(catalogue)) {
            const names = (template: string) => new Set(template.match(/\{\w+\}/g));
            expect(code).to.match(/^[A-Z]+(_[A-Z0-9]+)+$/);
            expect(definition.status, code).to.be.within(400, 501);
            expect(definition.zh, code).to.match(/\p{Script=Han}|^\{/u);
            expect([...names(definition.zh)].sort(), code).to.deep.equal([...names(definition.en)].sort());
            expect(definition.remedy.en.length * definition.remedy.zh.length, code).to.be.greaterThan(0);
        }
    });

    it('round-trips parameters of every code', () => {
        for (const [code, definition] of Object.entries(catalogue)) {
            const names = (definition.en.match(/\{\w+\}/g) ?? []).map((name) => name.slice(1, -1));
            const params = Object.fromEntries(names.map((name, index) => [name, `v${index}x`]));
            expect(parseProblem(`${code}: ${text(code, params, 'en')}`), code).to.deep.equal({ code, params });
        }
    });

    it('lets other workspaces make errors of their own', () => {
        const remedy = { en: 'x', zh: 'x' };
        const own = problemsOf({ TEA_COLD: { status: 418, en: '{cup} is cold', zh: '{cup} 凉了', remedy } });
        expect(own('TEA_COLD', { cup: 'mine' }).message).to.equal('TEA_COLD: mine is cold');
    });
});
