import { expect } from 'chai';
import { base64url, utf8 } from '../crypto.js';
import { admit } from '../registry/participant.js';
import { formatSlot, slotPlus } from '../slot.js';
import { hash, signer, verifyEs256 } from '../testing/crypto.js';
import { SLOT } from '../testing/district.js';
import type { Bill } from './bill.js';
import {
    disputedLine,
    OBJECTION_TYPE,
    type Objection,
    objectionSigningInput,
    parseObjection,
    verifyObjection,
} from './objection.js';

const ANNA = signer();
const BEN = signer();
const admitted = (participant: string, { jwk }: typeof ANNA) =>
    admit({ participant, jwk, roles: ['resident'] }, slotPlus(SLOT, -10), hash);
const anna = admitted('anna', ANNA);
const context = { channel: 'linguang', participant: anna, verify: verifyEs256 };
const objection: Objection = {
    v: 1,
    channel: 'linguang',
    participant: 'anna',
    month: '2026-02',
    line: 2,
    amount: 30,
    text: 'we were away',
    from: SLOT,
};
const json = { ...objection, from: formatSlot(SLOT) };
const signed = (of: Objection, by = ANNA) => by.signInput(objectionSigningInput(of, by.kid));

describe('an objection', () => {
    it('signed by its participant is taken as it was written', () => {
        expect(verifyObjection(signed(objection), context)).to.deep.equal({ objection, kid: ANNA.kid });
    });

    it('is refused of another ledger, by another key, in another name, before its key held, or changed', () => {
        const change = (of: Partial<Objection>) => signed({ ...objection, ...of });
        const [header = '', , signature = ''] = signed(objection).split('.');
        const forged = `${header}.${base64url(utf8(JSON.stringify({ ...json, amount: 31 })))}.${signature}`;
        const cases: [string, string][] = [
            [change({ channel: 'other' }), 'CHANNEL_MISMATCH'],
            [signed(objection, BEN), 'KEY_NOT_IN_FORCE'],
            [change({ participant: 'ben' }), 'SIGNATURE_INVALID'],
            [change({ from: slotPlus(SLOT, -11) }), 'KEY_NOT_IN_FORCE'],
            [forged, 'SIGNATURE_INVALID'],
        ];
        for (const [compact, code] of cases) {
            expect(() => verifyObjection(compact, context), code).to.throw(`${code}: `);
        }
    });

    it('has a type of its own, so that no instruction of the public book passes for one', () => {
        const input = objectionSigningInput(objection, ANNA.kid).split('.')[1] ?? '';
        const header = base64url(utf8(JSON.stringify({ alg: 'ES256', kid: ANNA.kid, typ: 'linguang-intent+jws' })));
        expect(() => verifyObjection(ANNA.signInput(`${header}.${input}`), context)).to.throw(`JWS_INVALID: `);
        expect(OBJECTION_TYPE).to.equal('linguang-objection+jws');
    });

    it('is read strictly', () => {
        expect(parseObjection(json)).to.deep.equal(objection);
        for (const bad of [
            { ...json, amount: 0 },
            { ...json, line: 0 },
            { ...json, text: 'x'.repeat(1001) },
            { ...json, more: 1 },
        ]) {
            expect(() => parseObjection(bad), JSON.stringify(bad).slice(0, 80)).to.throw(/^INTENT_INVALID: /);
        }
    });
});

describe('the line an objection is about', () => {
    const line = (number: number, kind: 'grid' | 'feedIn' | 'communityTariff', fen: number) => ({
        line: number,
        kind,
        point: 'p1',
        period: '',
        price: null,
        provisional: false,
        vat: 0,
        wh: 1,
        money: fen * 100_000,
        fen,
        reference: '',
        ofMonth: null,
    });
    const lines = [line(1, 'grid', 500), line(2, 'feedIn', -40), line(3, 'communityTariff', -100)];
    const bill: Bill = {
        v: 1,
        month: '2026-02',
        participant: 'anna',
        points: [],
        lines,
        total: 360,
        money: 36_000_000,
        rounding: 0,
        tax: [],
    };

    it('can be disputed up to what it charges, and beyond what it credits', () => {
        expect(disputedLine(bill, { line: 1, amount: 500 })).to.equal(lines[0]);
        expect(disputedLine(bill, { line: 2, amount: 41 })).to.equal(lines[1]);
        expect(() => disputedLine(bill, { line: 1, amount: 501 })).to.throw(/^OBJECTION_REFUSED: /);
        expect(() => disputedLine(bill, { line: 2, amount: 10_000_001 })).to.throw(/^OBJECTION_REFUSED: /);
    });

    it('must exist, and must not give away who is supported', () => {
        expect(() => disputedLine(bill, { line: 4, amount: 1 })).to.throw(/^OBJECTION_REFUSED: /);
        expect(() => disputedLine(bill, { line: 3, amount: 1 })).to.throw(/^OBJECTION_REFUSED: /);
    });
});
