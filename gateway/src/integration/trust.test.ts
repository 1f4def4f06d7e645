import { type MandateTerms, price, slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import * as api from '../http/api.js';
import type { RunningGateway } from '../run.js';
import { plantRequest } from '../testing/accreditation.js';
import { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import { firstSlot, Village } from '../testing/settlement.js';
import { at, formatSlot, TestKey } from '../testing/village.js';

const later = firstSlot + 400;

describe('mandates, keys, offers and plants through the gateways', function () {
    this.timeout(120_000);
    let consortium: Consortium;
    let village: Village;
    let community: RunningGateway;
    let anna: ApiClient;
    let office: ApiClient;
    let grid: ApiClient;
    let certifier: ApiClient;

    before(async () => {
        consortium = await Consortium.start();
        const [atGrid, atCommunity, atCertifier] = await Promise.all([
            consortium.gateway('grid'),
            consortium.gateway('community'),
            consortium.gateway('certifier'),
        ]);
        community = atCommunity;
        [grid, office, certifier] = [
            await consortium.officer('grid', atGrid),
            await consortium.officer('community', atCommunity),
            await consortium.officer('certifier', atCertifier),
        ];
        village = new Village({ grid, community: office, certifier });
        await village.setUp();
        anna = await new ApiClient(community.port).signIn({ role: 'resident', participant: 'anna' });
    });
    after(async () => {
        await consortium.stop();
    });

    const common = (kind: string, participant: string, from: number, sequence: number) =>
        ({ v: 1, kind, channel: 'linguang', participant, from: formatSlot(slot(from)), sequence }) as const;
    const delegatedChoice = (from: number, sequence: number, maxPrice: number) => ({
        ...common('choice', 'anna', from, sequence),
        point: 'home-anna',
        terms: { energy: 'clean', maxPrice },
    });
    const powers: MandateTerms = {
        delegate: 'CommunityMSP',
        scope: ['choice'],
        until: at(firstSlot + 2_000),
        maxPrice: price(6_000),
    };
    const mandate = (participant: 'anna' | 'ben', sequence: number, key: TestKey) =>
        key.signIntent({
            v: 1,
            kind: 'mandate',
            channel: 'linguang',
            participant,
            point: '*',
            from: at(firstSlot),
            sequence,
            terms: powers,
        });

    it('lets the office choose under a mandate the resident has signed, up to its ceiling', async () => {
        const granted = await anna.post(
            '/v1/mandates',
            { jws: mandate('anna', 100, village.anna) },
            api.MandateChanged,
        );
        expect(granted).to.include({ mandate: 'anna.100', status: 'granted', from: firstSlot });
        const body = { intent: delegatedChoice(firstSlot + 1, 101, 6_000), mandate: 'anna.100' };
        expect((await anna.problem('POST', '/v1/choices', body)).code).to.equal('ROLE_NOT_ALLOWED');
        const chosen = await office.post('/v1/choices', body, api.IntentCreated);
        expect(chosen).to.include({ point: 'home-anna', from: firstSlot + 1, sequence: 101 });
        const { items } = await anna.get('/v1/participants/anna/choices', api.IntentPage);
        expect(items[0]).to.include({ signedBy: 'delegate', sequence: 101, inForce: false });
        const dear = { intent: delegatedChoice(firstSlot + 2, 102, 6_001), mandate: 'anna.100' };
        expect((await office.problem('POST', '/v1/choices', dear)).code).to.equal('MANDATE_REFUSED');
    });

    it('refuses a mandate in another name, forged, or granted twice', async () => {
        const bens = { jws: mandate('ben', 100, village.ben) };
        expect((await anna.problem('POST', '/v1/mandates', bens)).code).to.equal('NOT_YOURS');
        const forged = { jws: mandate('anna', 103, village.ben) };
        expect((await anna.problem('POST', '/v1/mandates', forged)).status).to.equal(403);
        const again = { jws: mandate('anna', 100, village.anna) };
        expect((await anna.problem('POST', '/v1/mandates', again)).code).to.equal('ALREADY_EXISTS');
    });

    it('ends a mandate by the signature that gave it', async () => {
        const jws = village.anna.signIntent({
            v: 1,
            kind: 'mandate-revocation',
            channel: 'linguang',
            participant: 'anna',
            point: '*',
            from: at(firstSlot + 50),
            sequence: 104,
            terms: { mandate: 'anna.100' },
        });
        const ended = await anna.post('/v1/mandates', { jws, revoke: true }, api.MandateChanged);
        expect(ended).to.include({ mandate: 'anna.100', status: 'revoked', from: firstSlot + 50 });
        const { items } = await anna.get('/v1/participants/anna/mandates', api.MandatePage);
        expect(items).to.have.length(1);
        expect(items[0]).to.deep.include({ mandate: 'anna.100', maxPrice: 6_000, revokedFrom: firstSlot + 50 });
        const body = { intent: delegatedChoice(firstSlot + 50, 105, 5_000), mandate: 'anna.100' };
        expect((await office.problem('POST', '/v1/choices', body)).code).to.equal('MANDATE_REFUSED');
    });

    it('makes a mandate without a signature wait for another organisation, and lets the office give it up', async () => {
        const intent = {
            ...common('mandate', 'anna', firstSlot, 110),
            point: 'home-anna',
            terms: { delegate: 'CommunityMSP', scope: ['choice'], until: formatSlot(slot(firstSlot + 2_000)) },
        };
        expect((await anna.problem('POST', '/v1/mandates', { intent })).code).to.equal('ROLE_NOT_ALLOWED');
        const proposed = await office.post('/v1/mandates', { intent }, api.MandateChanged);
        expect(proposed).to.include({ mandate: 'anna.110', status: 'proposed' });
        const body = { intent: delegatedChoice(firstSlot + 3, 111, 6_500), mandate: 'anna.110' };
        expect((await office.problem('POST', '/v1/choices', body)).code).to.equal('MANDATE_REFUSED');
        const waiting = await certifier.until(
            '/v1/mandates/proposed',
            api.MandatePage,
            ({ items }) => items.length > 0,
        );
        expect(waiting.items[0]).to.include({ mandate: 'anna.110', participant: 'anna', maxPrice: null });
        const signed = await certifier.post('/v1/mandates/anna.110/countersignature', {}, api.MandateChanged);
        expect(signed.status).to.equal('granted');
        await office.post('/v1/choices', body, api.IntentCreated);
        const given = { from: firstSlot + 60 };
        const ended = await office.post('/v1/mandates/anna.110/revocation', given, api.MandateChanged);
        expect(ended).to.include({ status: 'revoked', from: firstSlot + 60 });
        expect((await grid.get('/v1/mandates/proposed', api.MandatePage)).items).to.deep.equal([]);
    });

    it('replaces a key by the signature of the old one, and neither holds outside its time', async () => {
        const fresh = new TestKey();
        const body = (participant: 'anna' | 'ben', key: TestKey) => ({
            jws: key.signIntent({
                v: 1,
                kind: 'key',
                channel: 'linguang',
                participant,
                point: '*',
                from: at(later),
                sequence: 120,
                terms: { jwk: fresh.jwk },
            }),
        });
        const path = '/v1/participants/anna/key';
        expect((await anna.problem('PUT', path, body('ben', village.ben))).code).to.equal('REQUEST_INVALID');
        expect((await anna.problem('PUT', path, body('anna', village.ben))).status).to.equal(403);
        const unsigned = { jwk: fresh.jwk, from: later };
        expect((await anna.problem('PUT', path, unsigned)).code).to.equal('ROLE_NOT_ALLOWED');
        const answer = await anna.request('PUT', path, body('anna', village.anna));
        expect(answer.status).to.equal(201);
        expect(api.KeyChanged.parse(answer.body)).to.include({ kid: fresh.kid, from: later, status: 'accepted' });
        const old = { jws: village.choice(later) };
        expect((await anna.problem('POST', '/v1/choices', old)).code).to.equal('KEY_NOT_IN_FORCE');
        await anna.post('/v1/choices', { jws: village.choice(later - 1) }, api.IntentCreated);
        const { keys } = await anna.get('/v1/participants/anna/keys', api.Keys);
        expect(keys).to.deep.equal([
            { kid: village.anna.kid, from: firstSlot, until: later },
            { kid: fresh.kid, from: later, until: null },
        ]);
    });

    it('takes a lost key’s successor from the office only with another organisation, and revokes keys', async () => {
        const fresh = new TestKey();
        const body = { jwk: fresh.jwk, from: later };
        expect((await office.request('PUT', '/v1/participants/ben/key', body)).status).to.equal(201);
        expect((await office.get('/v1/participants/ben/keys', api.Keys)).proposed).to.deep.equal({
            kid: fresh.kid,
            from: later,
        });
        const { items } = await grid.until('/v1/keys/proposed', api.ProposedKeyPage, (page) => page.items.length > 0);
        expect(items).to.deep.equal([
            { participant: 'ben', kid: fresh.kid, jwk: fresh.jwk, from: later, start: formatSlot(slot(later)) },
        ]);
        const path = `/v1/participants/ben/keys/${fresh.kid}`;
        const accepted = await grid.post(`${path}/acceptance`, {}, api.KeyChanged);
        expect(accepted).to.include({ kid: fresh.kid, status: 'accepted' });
        const unknown = `/v1/participants/ben/keys/${village.anna.kid}/acceptance`;
        expect((await grid.problem('POST', unknown, {})).status).to.equal(404);
        const revoked = await office.post(`${path}/revocation`, { from: later + 10 }, api.KeyChanged);
        expect(revoked).to.include({ status: 'revoked', from: later + 10 });
        const { keys, proposed } = await office.get('/v1/participants/ben/keys', api.Keys);
        expect(keys.at(-1)).to.deep.equal({ kid: fresh.kid, from: later, until: later + 10 });
        expect(proposed).to.equal(null);
    });

    it('lists offers with what is in force at the newest gate', async () => {
        await office.post('/v1/offers', { jws: village.offer(firstSlot) }, api.IntentCreated);
        await office.post('/v1/offers', { jws: village.offer(firstSlot + 30) }, api.IntentCreated);
        const path = '/v1/participants/ben/offers';
        const standing = async () => (await office.get(path, api.IntentPage)).items.map(({ inForce }) => inForce);
        expect(await standing()).to.deep.equal([false, false]);
        await village.gate(firstSlot + 5);
        await office.until('/v1/info', api.Info, ({ clock }) => clock.gatedThrough === firstSlot + 5);
        expect(await standing()).to.deep.equal([false, true]);
        const late = { jws: village.offer(firstSlot + 5) };
        expect((await office.problem('POST', '/v1/offers', late)).code).to.equal('CHOICE_TOO_LATE');
    });

    it('suspends a plant from a slot on and says why', async () => {
        await certifier.post('/v1/plants', plantRequest(firstSlot, village.ben), api.PlantCreated);
        const of = async () => (await certifier.get('/v1/plants', api.PlantPage)).items[0];
        expect(await of()).to.include({ status: 'accredited', suspension: null });
        const suspension = { from: firstSlot + 7, reason: '备案过期 <b>' };
        await certifier.post('/v1/plants/pv-ben/suspension', suspension, api.PlantCreated);
        expect(await of()).to.deep.include({ status: 'accredited', suspension });
        await village.gate(firstSlot + 7);
        await certifier.until('/v1/info', api.Info, ({ clock }) => clock.gatedThrough === firstSlot + 7);
        expect(await of()).to.deep.include({ status: 'suspended', suspension });
        const unknown = await certifier.problem('POST', '/v1/plants/none/suspension', suspension);
        expect(unknown.code).to.equal('NOT_FOUND');
    });
});
