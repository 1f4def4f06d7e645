import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type Application, type Committed, failureOf } from './application.js';
import type { Language, Stage } from './stage.js';
import { VAULT } from './topology.js';

/** What an application on the gateway library of a language can do. */
export function clientSuite(stage: () => Stage, language: Language): void {
    describe(`a client in ${language}`, () => {
        const chaincode = 'go';
        let client: Application;
        let folder: string;

        before(async () => {
            client = stage().application(language);
            folder = await mkdtemp(join(tmpdir(), 'linguang-foreign-client-'));
        });
        after(async () => {
            await client?.close();
            await rm(folder, { recursive: true, force: true });
        });
        const put = (key: string, value: string) => ({ chaincode, function: 'put', arguments: [key, value] });
        const get = (key: string) => ({ chaincode, function: 'get', arguments: [key] });
        const announce = (value: string) => ({
            chaincode,
            function: 'announce',
            arguments: [`news-${language}`, `${language}-news`, value],
        });

        it('submits and evaluates', async () => {
            expect(await client.result('submit', put(`${language}-1`, '元宵'))).to.equal('');
            expect(await client.result('evaluate', get(`${language}-1`))).to.equal('元宵');
        });

        it('waits for the commit apart from sending', async () => {
            const first = await client.transaction('commit', put(`${language}-2`, 'x'));
            expect(first).to.include({ code: 'VALID', successful: true });
            const second = await client.transaction('commit', put(`${language}-2`, 'y'));
            expect(second.block).to.be.greaterThan(first.block);
            expect(second.transactionId).to.match(/^[0-9a-f]{64}$/);
        });

        it('lets a key and an HSM far away sign every message', async () => {
            const status = await client.transaction('offline', put(`${language}-3`, 'signed elsewhere'));
            expect(status).to.include({ code: 'VALID', successful: true });
            expect(await client.result('evaluate', get(`${language}-3`))).to.equal('signed elsewhere');
        });

        it('learns one status of a transaction that it sent twice', async () => {
            const [first, second] = await client.twice(put(`${language}-4`, 'once'));
            expect(first).to.include({ code: 'VALID', successful: true });
            expect(second).to.deep.equal(first);
        });

        it('hands over private data beside the arguments', async () => {
            const key = `${language}-secret`;
            const hide = { chaincode, function: 'hide', arguments: [VAULT, key], transientData: { value: '密' } };
            const { block } = await client.transaction('commit', hide);
            expect(
                await client.result('evaluate', { chaincode, function: 'reveal', arguments: [VAULT, key] }),
            ).to.equal('密');
            const [seen] = await client.blocks('private', { startBlock: block, count: 1 });
            expect(seen).to.include({ number: block, privateTransactions: 1 });
        });

        it('hears which node refused a proposal, and why', async () => {
            const failure = await failureOf(
                client.result('submit', { chaincode, function: 'refuse', arguments: ['NO: 不'] }),
            );
            expect(failure).to.include({ step: 'endorse', code: 'ABORTED' });
            expect(failure.message).to.include('failed to endorse transaction');
            expect(failure.transactionId).to.match(/^[0-9a-f]{64}$/);
            expect(failure.details.map(({ mspId }) => mspId)).to.include('AlphaMSP');
            expect(new Set(failure.details.map(({ message }) => message))).to.deep.equal(
                new Set(['chaincode response 500, NO: 不']),
            );
        });

        it('hears why an evaluation failed', async () => {
            const failure = await failureOf(client.result('evaluate', get('nothing')));
            expect(failure.code).to.equal('UNKNOWN');
            expect(failure.message).to.equal(
                'evaluate call to endorser returned error: chaincode response 500, GOODS_UNKNOWN: there is nothing under "nothing"',
            );
            const unknown = await failureOf(client.result('evaluate', { ...get('x'), chaincode: 'nowhere' }));
            expect(unknown.code).to.equal('FAILED_PRECONDITION');
            expect(unknown.message).to.equal('no peers available to evaluate chaincode nowhere in channel fair');
        });

        it('learns that a transaction was ordered and is invalid', async () => {
            const failure = await failureOf(
                client.result('submit', { ...put(`${language}-5`, 'alone'), organisations: ['AlphaMSP'] }),
            );
            expect(failure).to.include({ step: 'commit', code: 'ENDORSEMENT_POLICY_FAILURE' });
            const status = await client.transaction('commit', {
                ...put(`${language}-5`, 'alone'),
                organisations: ['AlphaMSP'],
            });
            expect(status).to.include({ code: 'ENDORSEMENT_POLICY_FAILURE', successful: false });
        });

        it('gives up at its deadline', async () => {
            const asked = { chaincode, function: 'wait', arguments: ['5000'], timeoutMs: 500 };
            expect((await failureOf(client.result('evaluate', asked))).code).to.equal('DEADLINE_EXCEEDED');
            expect((await failureOf(client.result('submit', asked))).code).to.equal('DEADLINE_EXCEEDED');
        });

        it('goes on with events where its checkpoint says', async () => {
            const sent: Committed[] = [];
            for (const news of ['one', 'two', 'three']) {
                sent.push(await client.transaction('commit', announce(news)));
            }
            const startBlock = sent[0]?.block ?? 0;
            const checkpoint = join(folder, 'checkpoint.json');
            const first = await client.events({ chaincode, startBlock, count: 2, checkpoint });
            const second = await client.events({ chaincode, startBlock, count: 1, checkpoint });
            expect([...first, ...second]).to.deep.equal(
                ['one', 'two', 'three'].map((payload, index) => ({
                    name: `news-${language}`,
                    payload,
                    transactionId: sent[index]?.transactionId,
                    block: sent[index]?.block,
                })),
            );
        });

        it('hears an event when it happens', async () => {
            const listener = stage().application(language);
            const heard = listener.events({ chaincode, count: 1, timeoutMs: 100_000 });
            // A stream from now on begins when the peer has it: tell the news until it is heard.
            let isHeard = false;
            void heard.finally(() => {
                isHeard = true;
            });
            for (let told = 0; !isHeard && told < 200; told++) {
                await client.transaction('commit', announce(`live ${told}`));
                await delay(100);
            }
            const [news] = await heard;
            expect(news?.name).to.equal(`news-${language}`);
            expect(news?.payload).to.match(/^live \d+$/);
            await listener.close();
        });

        it('reads whole and filtered blocks from a past one on', async () => {
            const whole = await client.blocks('blocks', { startBlock: 0, count: 4 });
            expect(whole.map(({ number }) => number)).to.deep.equal([0, 1, 2, 3]);
            expect(whole[0]?.transactions).to.equal(1);
            const filtered = await client.blocks('filtered', { startBlock: 2, count: 2 });
            expect(filtered.map(({ number, transactions }) => [number, transactions])).to.deep.equal(
                whole.slice(2).map(({ number, transactions }) => [number, transactions]),
            );
        });
    });
}
