import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ledgerDay, slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import * as api from '../http/api.js';
import type { RunningGateway } from '../run.js';
import { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import { firstSlot, Village } from '../testing/settlement.js';

describe('the REST API over a running network', function () {
    this.timeout(120_000);
    let consortium: Consortium;
    let village: Village;
    let grid: RunningGateway;
    let community: RunningGateway;
    let anna: ApiClient;

    before(async () => {
        consortium = await Consortium.start();
        [grid, community] = await Promise.all([consortium.gateway('grid'), consortium.gateway('community')]);
        const offices = {
            grid: await consortium.officer('grid', grid),
            community: await consortium.officer('community', community),
        };
        village = new Village({ ...offices, certifier: offices.grid });
        await village.setUp();
        anna = await new ApiClient(community.port).signIn({ role: 'resident', participant: 'anna' });
    });
    after(async () => {
        await consortium.stop();
    });

    it('answers a repeated key with the first answer and writes nothing twice', async () => {
        const key = { 'Idempotency-Key': randomUUID() };
        const body = { jws: village.choice(firstSlot + 10) };
        const first = await anna.request('POST', '/v1/choices', body, key);
        expect(first.status).to.equal(201);
        const height = community.gateway.readModel.height;
        const again = await anna.request('POST', '/v1/choices', body, key);
        expect(again.status).to.equal(201);
        expect(again.body).to.deep.equal(first.body);
        expect(again.headers.get('idempotency-replayed')).to.equal('true');
        expect(community.gateway.readModel.height).to.equal(height);
    });

    it('refuses a write without a key, and a key for another body', async () => {
        const body = { jws: village.choice(firstSlot + 11) };
        const empty = await anna.problem('POST', '/v1/choices', body, { 'Idempotency-Key': '' });
        expect(empty).to.include({ status: 400, code: 'IDEMPOTENCY_KEY_MISSING' });
        const key = { 'Idempotency-Key': randomUUID() };
        expect((await anna.request('POST', '/v1/choices', body, key)).status).to.equal(201);
        const other = await anna.problem('POST', '/v1/choices', { jws: village.choice(firstSlot + 12) }, key);
        expect(other).to.include({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    });

    it('tells a second request with a key of one that is under way, and commits one transaction', async () => {
        const key = { 'Idempotency-Key': randomUUID() };
        const body = { jws: village.choice(firstSlot + 13) };
        const answers = await Promise.all([1, 2, 3, 4].map(() => anna.request('POST', '/v1/choices', body, key)));
        expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409]);
        const { items } = await anna.get('/v1/participants/anna/choices', api.IntentPage);
        expect(items.filter(({ from }) => from === firstSlot + 13)).to.have.length(1);
    });

    it('accepts a write with 202 and tells its outcome to its owner alone', async () => {
        const body = { jws: village.choice(firstSlot + 14) };
        const answer = await anna.request('POST', '/v1/choices', body, { Prefer: 'respond-async' });
        expect(answer.status).to.equal(202);
        const location = answer.headers.get('location') ?? '';
        const done = await anna.until(location, api.Operation, ({ state }) => state !== 'pending');
        expect(done).to.deep.include({ state: 'committed' });
        expect(done.result).to.include({ point: 'home-anna', from: firstSlot + 14, block: done.block });
        expect((await village.offices.community.problem('GET', location)).status).to.equal(404);
    });

    it('answers a refusal of the contract with its code, in the language asked for', async () => {
        await village.gate(firstSlot + 2);
        const body = { jws: village.choice(firstSlot + 1) };
        const chinese = await anna.problem('POST', '/v1/choices', body, { 'Accept-Language': 'zh-CN,zh;q=0.9' });
        expect(chinese).to.include({ status: 409, code: 'CHOICE_TOO_LATE', type: '/problems/CHOICE_TOO_LATE' });
        expect(chinese.title).to.match(/[\u4e00-\u9fff]/);
        const english = await anna.problem('POST', '/v1/choices', { jws: village.choice(firstSlot + 1) });
        expect(english.title).to.match(/already gated/);
        const forged = `${village.choice(firstSlot + 20).slice(0, -6)}AAAAAA`;
        expect((await anna.problem('POST', '/v1/choices', { jws: forged })).code).to.equal('SIGNATURE_INVALID');
    });

    it('points at what is wrong in a request', async () => {
        const problem = await village.offices.community.problem('POST', '/v1/participants', { jwk: {}, roles: [] });
        expect(problem).to.include({ status: 400, code: 'REQUEST_INVALID' });
        expect(problem.errors?.map(({ pointer }) => pointer)).to.include.members(['/jwk/kty', '/roles']);
        expect((await anna.problem('GET', '/v1/slots?limit=1000')).errors?.[0]?.pointer).to.equal('/limit');
        expect((await anna.problem('GET', '/v1/nothing')).status).to.equal(404);
        expect((await anna.problem('GET', '/v1/slots/yesterday')).code).to.equal('SLOT_INVALID');
    });

    it('lets nobody in without a token of this organisation', async () => {
        const nobody = new ApiClient(community.port);
        expect(await nobody.problem('GET', '/v1/participants')).to.include({ status: 401, code: 'TOKEN_MISSING' });
        const foreign = new ApiClient(community.port, village.offices.grid.token);
        expect(await foreign.problem('GET', '/v1/participants')).to.include({ status: 401, code: 'TOKEN_INVALID' });
        const stranger = await nobody.signIn({ role: 'resident', participant: 'ben' });
        expect((await stranger.problem('POST', '/v1/choices', { jws: village.choice(firstSlot + 20) })).code).to.equal(
            'NOT_YOURS',
        );
        expect((await anna.problem('PUT', '/v1/participants/ben/key', { jws: 'a.b.c' })).code).to.equal('NOT_YOURS');
    });

    it('pages lists, tags answers and says which block they reflect', async () => {
        const first = await anna.get('/v1/participants/anna/choices?limit=2', api.IntentPage);
        expect(first.items).to.have.length(2);
        const second = await anna.get(`/v1/participants/anna/choices?limit=2&after=${first.next}`, api.IntentPage);
        expect(second.items[0]?.from).to.be.below(first.items[1]?.from ?? 0);
        const answer = await anna.request('GET', '/v1/tariffs');
        expect(Number(answer.headers.get('linguang-block'))).to.equal(community.gateway.readModel.height - 1);
        const etag = answer.headers.get('etag') ?? '';
        // fetch forbids caches by default when a condition is given.
        const condition = { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' };
        const unchanged = await anna.request('GET', '/v1/tariffs', undefined, condition);
        expect(unchanged.status).to.equal(304);
    });

    it('names a forged reading and takes the others of the batch', async () => {
        await village.choose(firstSlot + 3);
        await village.roll(ledgerDay(slot(firstSlot)));
        const good = village.annasMeter.read(firstSlot, { imported: 10, exported: 0 });
        const bad = village.bensMeter.read(firstSlot, { imported: 0, exported: 5 }).replace('"RV":5', '"RV":6');
        const answer = await village.offices.grid.post(
            '/v1/readings',
            {
                slot: firstSlot,
                readings: [
                    { point: 'roof-ben', ocmf: bad },
                    { point: 'home-anna', ocmf: good },
                ],
            },
            api.ReadingsAnswer,
        );
        expect(answer).to.deep.include({
            accepted: 1,
            count: 2,
            late: false,
            refused: [{ i: 0, point: 'roof-ben', code: 'READING_SIGNATURE_INVALID' }],
        });
    });

    it('streams settled slots and sends again what a reader has missed', async () => {
        const { body } = await fetch(`http://127.0.0.1:${community.port}/v1/slots/stream`);
        const seen = collect(body);
        await delay(100);
        await village.close(firstSlot);
        await village.settle(firstSlot);
        while (!seen.text.includes('event: slot')) {
            await delay(20);
        }
        const id = /id: (\d+\.\d+)\nevent: slot/.exec(seen.text)?.[1] ?? '';
        expect(seen.text).to.match(/event: clock/);
        const [block] = id.split('.').map(Number);
        const late = await fetch(`http://127.0.0.1:${community.port}/v1/slots/stream`, {
            headers: { 'Last-Event-ID': `${(block ?? 0) - 1}.0` },
        });
        const replayed = collect(late.body);
        while (!replayed.text.includes(`id: ${id}`)) {
            await delay(20);
        }
        const missing = await village.offices.grid.get(`/v1/meters/missing?slot=${firstSlot}`, api.Missing);
        expect(missing.items).to.deep.equal([
            { point: 'roof-ben', participant: 'ben', state: 'missing', since: firstSlot },
        ]);
    });

    it('tells probes and Prometheus how it is', async () => {
        expect((await anna.request('GET', '/livez')).body).to.equal('ok\n');
        const ready = await anna.request('GET', '/readyz');
        expect(ready.body).to.include({ ready: true, lag: 0 });
        const metrics = String((await anna.request('GET', '/metrics')).body);
        expect(metrics).to.match(/linguang_transactions_total\{state="committed"\} [1-9]/);
        expect(metrics).to.match(/linguang_transactions_in_flight 0/);
    });
});

function collect(body: ReadableStream<Uint8Array> | null): { text: string } {
    const seen = { text: '' };
    const decoder = new TextDecoder();
    void (async () => {
        for await (const chunk of body ?? []) {
            seen.text += decoder.decode(chunk);
        }
    })().catch(() => undefined);
    return seen;
}
