import { expect } from 'chai';
import { codeOf } from '../problems.js';
import type { Participant } from '../registry/participant.js';
import { parsePoint } from '../registry/point.js';
import { slotPlus } from '../slot.js';
import { accreditation } from '../testing/certification.js';
import { type Signer, signer, verifyEs256 } from '../testing/crypto.js';
import { SLOT } from '../testing/district.js';
import type { Accreditation } from './record.js';
import {
    checkUndertaking,
    UNDERTAKING_TYPE,
    type UndertakingStatement,
    undertakingSigningInput,
} from './undertaking.js';

const anna = signer();
const FROM = slotPlus(SLOT, -10);
const STATEMENT: UndertakingStatement = {
    v: 1,
    kind: 'undertaking',
    channel: 'linguang',
    participant: 'anna',
    plant: 'sun1',
    point: 'roof',
    filingNumber: 'SZ-1',
    scheme: 'linguang',
    system: 'GEC',
    digest: 'ab'.repeat(32),
    from: FROM,
};
const owner: Participant = {
    v: 1,
    participant: 'anna',
    roles: ['prosumer'],
    keys: [{ kid: anna.kid, jwk: anna.jwk, from: slotPlus(SLOT, -100), until: null }],
};
const point = parsePoint({
    point: 'roof',
    participant: 'anna',
    zone: 'east',
    direction: 'both',
    limits: { importW: 9000, exportW: 9000 },
    meter: { jwk: signer().jwk, serial: 'M-1', from: slotPlus(SLOT, -100) },
    plant: { id: 'sun1', source: 'solar', capacityW: 8000, register: 'export' },
});

function signed(changes: Partial<UndertakingStatement> = {}, by: Signer = anna, kid = by.kid): Accreditation {
    const undertaking = { by: 'anna', digest: STATEMENT.digest, system: 'GEC' };
    const jws = by.signInput(undertakingSigningInput({ ...STATEMENT, ...changes }, kid));
    return accreditation('sun1', { undertaking: { ...undertaking, jws } });
}

function outcome(of: Accreditation, context: Partial<Parameters<typeof checkUndertaking>[1]> = {}): string {
    try {
        checkUndertaking(of, { channel: 'linguang', participant: owner, point, verify: verifyEs256, ...context });
        return 'accepted';
    } catch (error) {
        return codeOf(error instanceof Error ? error.message : '') ?? String(error);
    }
}

describe('the undertaking of a plant’s owner', () => {
    it('is accepted with the signature of her registered key', () => {
        expect(outcome(signed())).to.equal('accepted');
        expect(outcome(signed({ from: slotPlus(FROM, -5) }))).to.equal('accepted');
    });

    it('is refused where it says anything else than the accreditation', () => {
        const others: Partial<UndertakingStatement>[] = [
            { channel: 'another' },
            { participant: 'ben' },
            { plant: 'sun2' },
            { point: 'barn' },
            { filingNumber: 'SZ-2' },
            { scheme: 'another' },
            { digest: 'cd'.repeat(32) },
            { from: slotPlus(FROM, 1) },
        ];
        for (const changes of others) {
            expect(outcome(signed(changes)), JSON.stringify(changes)).to.equal('UNDERTAKING_INVALID');
        }
    });

    it('is refused where another key signed it, or hers did not hold then', () => {
        expect(outcome(signed({}, signer(), anna.kid))).to.equal('SIGNATURE_INVALID');
        expect(outcome(signed({}, signer()))).to.equal('KEY_NOT_IN_FORCE');
        const ended = owner.keys.map((key) => ({ ...key, until: FROM }));
        expect(outcome(signed(), { participant: { ...owner, keys: ended } })).to.equal('KEY_NOT_IN_FORCE');
    });

    it('is refused where whoever signed it does not own the plant', () => {
        expect(outcome(signed(), { participant: { ...owner, participant: 'ben' } })).to.equal('UNDERTAKING_INVALID');
        expect(outcome(signed(), { point: undefined })).to.equal('UNDERTAKING_INVALID');
        expect(outcome(signed(), { point: { ...point, participant: 'ben' } })).to.equal('UNDERTAKING_INVALID');
        expect(outcome(signed(), { point: { ...point, plant: null } })).to.equal('UNDERTAKING_INVALID');
    });

    it('is refused where the text is another kind of signed text, or was changed after signing', () => {
        const of = signed();
        const input = undertakingSigningInput(STATEMENT, anna.kid);
        const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: anna.kid, typ: 'linguang-intent+jws' }));
        const intent = anna.signInput(`${header.toString('base64url')}.${input.split('.')[1]}`);
        const withText = (jws: string) => ({ ...of, undertaking: { ...of.undertaking, jws } });
        expect(outcome(withText(intent))).to.equal('JWS_INVALID');
        expect(outcome(withText('nothing'))).to.equal('JWS_INVALID');
        const [head = '', body = '', signature = ''] = of.undertaking.jws.split('.');
        const more = Buffer.from(`${Buffer.from(body, 'base64url').toString()} `).toString('base64url');
        expect(outcome(withText(`${head}.${more}.${signature}`))).to.equal('SIGNATURE_INVALID');
        expect(UNDERTAKING_TYPE).to.equal('linguang-undertaking+jws');
    });
});
