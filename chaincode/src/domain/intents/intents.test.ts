import { expect } from 'chai';
import { base64url, utf8 } from '../crypto.js';
import type { PublicJwk } from '../jwk.js';
import { admit, keyInForce, replaceKey, revokeKey } from '../registry/participant.js';
import { formatSlot, slotPlus } from '../slot.js';
import { hash, signer, verifyEs256 } from '../testing/crypto.js';
import { SLOT, testPoint } from '../testing/district.js';
import { price, wh } from '../units.js';
import type { ChoiceIntent, Intent, Mandate, MandateIntent, OfferIntent } from './intent.js';
import { intentPayload, parseIntent, readSignedIntent } from './parse.js';
import { checkDelegated, checkPoint, mandateOf, revokeMandate, verifySignedIntent } from './verify.js';

const ANNA = signer();
const BEN = signer();
const admission = (participant: string, jwk: PublicJwk) =>
    admit({ participant, jwk, roles: ['resident'] }, slotPlus(SLOT, -1000), hash);
const anna = admission('anna', ANNA.jwk);
const context = { channel: 'linguang', participant: anna, verify: verifyEs256 };
const common = { v: 1, channel: 'linguang', participant: 'anna', point: 'p1', from: SLOT, sequence: 7 } as const;
const choice: ChoiceIntent = { ...common, kind: 'choice', terms: { energy: 'clean', maxPrice: price(6500) } };
const offer: OfferIntent = { ...common, kind: 'offer', terms: { minPrice: price(4600) } };
const mandateIntent: MandateIntent = {
    ...common,
    kind: 'mandate',
    point: '*',
    terms: {
        delegate: 'CommunityMSP',
        scope: ['choice', 'offer'],
        until: slotPlus(SLOT, 96),
        maxPrice: price(6500),
        minPrice: price(4500),
    },
};
const json = (intent: Intent): Record<string, unknown> => JSON.parse(intentPayload(intent));

describe('signed instructions', () => {
    it('writes the payload canonically, with slots by their start', () => {
        expect(intentPayload(choice)).to.equal(
            '{"channel":"linguang","from":"2026-03-01T10:15Z","kind":"choice","participant":"anna","point":"p1",' +
                '"sequence":7,"terms":{"energy":"clean","maxPrice":6500},"v":1}',
        );
    });

    it('reads back every kind as it was signed', () => {
        const intents: Intent[] = [
            choice,
            offer,
            mandateIntent,
            { ...common, kind: 'mandate-revocation', point: '*', terms: { mandate: 'anna.7' } },
            { ...common, kind: 'key', point: '*', terms: { jwk: BEN.jwk } },
            { ...common, kind: 'choice', terms: { energy: 'traditional' } },
            {
                ...common,
                kind: 'choice',
                terms: {
                    energy: 'clean',
                    accepts: { sources: ['solar'], plants: ['p'], owners: ['o'], zones: ['z'] },
                    premiums: [{ accepts: { plants: ['p'] }, add: 100 }],
                },
            },
            { ...offer, terms: { minPrice: price(1), accepts: { zones: ['east'] } } },
            { ...common, kind: 'donation', point: '*', terms: { way: 'fixed', wh: wh(5_000) } },
            { ...common, kind: 'donation', point: '*', terms: { way: 'share', share: 10_000 } },
            { ...common, kind: 'donation', point: '*', terms: { way: 'above', wh: wh(0) } },
            { ...common, kind: 'donation', point: '*', terms: { way: 'roundUp', add: price(100) } },
            { ...common, kind: 'donation', point: '*', terms: { way: 'none' } },
        ];
        for (const intent of intents) {
            expect(parseIntent(json(intent))).to.deep.equal(intent);
            const { by, intent: verified } = verifySignedIntent(ANNA.signIntent(intent), context);
            expect(verified).to.deep.equal(intent);
            expect(by).to.deep.equal({ participant: 'anna', kid: ANNA.kid });
        }
    });

    it('refuses unknown members, wrong types and impossible terms', () => {
        const bad: Record<string, unknown>[] = [
            { ...json(choice), extra: 1 },
            { ...json(choice), v: 2 },
            { ...json(choice), kind: 'gift' },
            { ...json(choice), point: '*' },
            { ...json(choice), sequence: -1 },
            { ...json(choice), sequence: 1.5 },
            { ...json(choice), terms: { energy: 'clean', maxPrice: '6500' } },
            { ...json(choice), terms: { energy: 'clean', cheap: true } },
            { ...json(choice), terms: { energy: 'traditional', maxPrice: 1 } },
            { ...json(choice), terms: { energy: 'clean', accepts: { sources: 'solar' } } },
            { ...json(offer), terms: {} },
            { ...json(offer), terms: { minPrice: 1, accepts: { sources: ['solar'] } } },
            { ...json(mandateIntent), terms: { delegate: 'CommunityMSP', scope: ['all'], until: '2026-03-01T10:15Z' } },
            { ...json({ ...common, kind: 'key', point: '*', terms: { jwk: BEN.jwk } }), point: 'p1' },
            { ...json({ ...common, kind: 'donation', point: '*', terms: { way: 'none' } }), point: 'p1' },
            { ...json({ ...common, kind: 'donation', point: '*', terms: { way: 'none' } }), terms: { way: 'all' } },
            {
                ...json({ ...common, kind: 'donation', point: '*', terms: { way: 'none' } }),
                terms: { way: 'share', share: 10_001 },
            },
            {
                ...json({ ...common, kind: 'donation', point: '*', terms: { way: 'none' } }),
                terms: { way: 'none', wh: 3 },
            },
        ];
        for (const payload of bad) {
            expect(() => parseIntent(payload), JSON.stringify(payload)).to.throw(/^INTENT_INVALID: /);
        }
        expect(() => parseIntent({ ...json(choice), from: '2026-03-01T10:16Z' })).to.throw(/^SLOT_INVALID: /);
    });

    it('refuses a signature of another key, another ledger, another participant, and a changed payload', () => {
        const signed = ANNA.signIntent(choice);
        const [header = '', , signature = ''] = signed.split('.');
        const changed = `${header}.${base64url(utf8(intentPayload({ ...choice, sequence: 8 })))}.${signature}`;
        expect(() => verifySignedIntent(changed, context)).to.throw(/^SIGNATURE_INVALID: /);
        expect(() => verifySignedIntent(BEN.signIntent(choice), context)).to.throw(/^KEY_NOT_IN_FORCE: /);
        expect(() => verifySignedIntent(signed, { ...context, channel: 'other' })).to.throw(/^CHANNEL_MISMATCH: /);
        const ben = { ...context, participant: admission('ben', BEN.jwk) };
        expect(() => verifySignedIntent(signed, ben)).to.throw(/^SIGNATURE_INVALID: /);
        const [, payload = ''] = signed.split('.');
        const forged = `${base64url(utf8(JSON.stringify({ alg: 'ES256', kid: ANNA.kid, typ: 'JWT' })))}.${payload}.${signature}`;
        expect(() => readSignedIntent(forged)).to.throw(/^JWS_INVALID: /);
    });

    it('knows a key only in the slots in which it is in force', () => {
        const carol = signer();
        const replaced = replaceKey(anna, carol.jwk, SLOT, hash);
        expect(keyInForce(replaced, ANNA.kid, slotPlus(SLOT, -1)).jwk).to.deep.equal(ANNA.jwk);
        expect(keyInForce(replaced, carol.kid, SLOT).jwk).to.deep.equal(carol.jwk);
        expect(() => keyInForce(replaced, ANNA.kid, SLOT)).to.throw(/^KEY_NOT_IN_FORCE: /);
        expect(() => keyInForce(replaced, carol.kid, slotPlus(SLOT, -1))).to.throw(/^KEY_NOT_IN_FORCE: /);
        expect(() => replaceKey(replaced, ANNA.jwk, slotPlus(SLOT, 9), hash)).to.throw(/^ALREADY_EXISTS: /);
        const revoked = revokeKey(replaced, carol.kid, slotPlus(SLOT, 5));
        expect(() => keyInForce(revoked, carol.kid, slotPlus(SLOT, 5))).to.throw(/^KEY_NOT_IN_FORCE: /);
        expect(revokeKey(revoked, carol.kid, slotPlus(SLOT, 9))).to.deep.equal(revoked);
        expect(() => revokeKey(anna, 'nobody', SLOT)).to.throw(/^NOT_FOUND: /);
        expect(() => admit({ participant: 'x', jwk: ANNA.jwk, roles: ['king'] }, SLOT, hash)).to.throw(
            /^REQUEST_INVALID: /,
        );
    });

    it('lets an instruction be given only for a point of one’s own that can do it', () => {
        expect(() => checkPoint(choice, testPoint('p1', 'anna', { direction: 'import' }))).not.to.throw();
        expect(() => checkPoint(choice, testPoint('p1', 'ben'))).to.throw(/^POINT_NOT_OWNED: /);
        expect(() => checkPoint(choice, undefined)).to.throw(/^POINT_NOT_OWNED: /);
        expect(() => checkPoint(choice, testPoint('p1', 'anna', { active: false }))).to.throw(/^POINT_NOT_OWNED: /);
        expect(() => checkPoint(choice, testPoint('p1', 'anna', { direction: 'export' }))).to.throw(
            /^POINT_DIRECTION: /,
        );
        expect(() => checkPoint(offer, testPoint('p1', 'anna', { direction: 'import' }))).to.throw(
            /^POINT_DIRECTION: /,
        );
    });
});

describe('mandates', () => {
    const mandate: Mandate = mandateOf(mandateIntent, { participant: 'anna', kid: ANNA.kid });
    const given = (changes: Partial<Mandate> = {}, delegate = 'CommunityMSP') => ({
        channel: 'linguang',
        mandate: { ...mandate, ...changes },
        delegate,
    });

    it('let the delegate act inside them, and the record says so', () => {
        expect(mandate.id).to.equal('anna.7');
        expect(checkDelegated(choice, given())).to.deep.equal({ delegate: 'CommunityMSP', mandate: 'anna.7' });
        expect(checkDelegated(offer, given())).to.deep.equal({ delegate: 'CommunityMSP', mandate: 'anna.7' });
        const { maxPrice: _, ...noCeiling } = mandate;
        const unlimited = { channel: 'linguang', mandate: noCeiling, delegate: 'CommunityMSP' };
        const traditional: ChoiceIntent = { ...choice, terms: { energy: 'traditional' } };
        expect(() => checkDelegated(traditional, given())).not.to.throw();
        expect(() => checkDelegated({ ...choice, terms: { energy: 'clean' } }, unlimited)).not.to.throw();
    });

    it('refuse everything outside: delegate, person, point, scope, time, prices', () => {
        const refused: (() => unknown)[] = [
            () => checkDelegated(choice, given({}, 'GridMSP')),
            () => checkDelegated({ ...choice, participant: 'ben' }, given()),
            () => checkDelegated(choice, given({ point: 'p2' })),
            () => checkDelegated(offer, given({ scope: ['choice'] })),
            () => checkDelegated({ ...choice, from: slotPlus(SLOT, -1) }, given()),
            () => checkDelegated({ ...choice, from: slotPlus(SLOT, 96) }, given()),
            () => checkDelegated({ ...choice, from: slotPlus(SLOT, 5) }, given({ revokedFrom: slotPlus(SLOT, 5) })),
            () => checkDelegated({ ...choice, terms: { energy: 'clean', maxPrice: price(6501) } }, given()),
            () => checkDelegated({ ...choice, terms: { energy: 'clean' } }, given()),
            () =>
                checkDelegated(
                    {
                        ...choice,
                        terms: { energy: 'clean', maxPrice: price(6450), premiums: [{ accepts: {}, add: 51 }] },
                    },
                    given(),
                ),
            () => checkDelegated({ ...offer, terms: { minPrice: price(4499) } }, given()),
            () => mandateOf({ ...mandateIntent, terms: { ...mandateIntent.terms, until: SLOT } }, mandate.by),
        ];
        for (const attempt of refused) {
            expect(attempt).to.throw(/^MANDATE_REFUSED: /);
        }
        expect(() => checkDelegated({ ...choice, channel: 'x' }, given())).to.throw(/^CHANNEL_MISMATCH: /);
    });

    it('once withdrawn cannot be withdrawn later', () => {
        const early = revokeMandate(mandate, slotPlus(SLOT, 3));
        expect(revokeMandate(early, slotPlus(SLOT, 8)).revokedFrom).to.equal(slotPlus(SLOT, 3));
        expect(formatSlot(slotPlus(SLOT, 3))).to.equal('2026-03-01T11:00Z');
    });
});
