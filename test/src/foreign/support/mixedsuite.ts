import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { Market } from './market.js';
import { eventually, type Stage } from './stage.js';
import { VAULT } from './topology.js';

/** Validation code of Fabric's protocol. */
const ENDORSEMENT_POLICY_FAILURE = 10;
/** The Java shim asks a peer to connect anew after so long, give or take a tenth; what runs must not notice. */
const JAVA_CONNECTION_AGE_MS = 5_500;

/** Chaincodes in several languages at work on one channel. */
export function mixedSuite(stage: () => Stage): void {
    describe('a contract that one firm runs in Go and the other in Java, started by themselves, with mutual TLS', () => {
        let market: Market;

        before(async () => {
            market = new Market(await stage().network(), 'mixed');
        });

        it('answers with the same bytes, so that both endorse the same transaction', async () => {
            await market.tell('put', 'm1', '同 <same> & "quoted" \u2028');
            await market.tell('shelve', 'low', 'left', 'm1');
            await market.confide('hush', 'hide', VAULT, 'm');
            await market.tell('guard', 'm1', 'BetaMSP');
            for (const [name, ...texts] of [
                ['get', 'm1'],
                ['range', 'm', 'n'],
                ['page', 'm', 'n', '1', ''],
                ['shelf', 'low'],
                ['history', 'm1'],
                ['guards', 'm1'],
                ['reveal', VAULT, 'm'],
                ['fingerprint', VAULT, 'm'],
            ] as const) {
                const [go, java] = await Promise.all(
                    ['AlphaMSP', 'BetaMSP'].map((mspId) => market.askAt(mspId, name, ...texts)),
                );
                expect(java, name).to.equal(go).and.not.equal('');
            }
            expect(await market.ask('fingerprint', VAULT, 'm')).to.equal(
                createHash('sha256').update('hush').digest('hex'),
            );
        });

        it('endorses reads as well as writes: both builds put the same into their answers and read sets', async () => {
            const facts: { name: string } = JSON.parse(await market.tell('tell'));
            expect(facts.name).to.equal('trader@alpha');
            expect(JSON.parse(await market.tell('range', 'm', 'n'))).to.have.length(1);
        });

        it('has a key changed only with the endorsement of the firm that guards it', async () => {
            await market.tell('put', 'own', '1');
            await market.tell('guard', 'own', 'BetaMSP');
            expect(await market.tellBy(['AlphaMSP'], 'put', 'own', '2')).to.deep.include({
                code: ENDORSEMENT_POLICY_FAILURE,
                successful: false,
            });
            expect((await market.tellBy(['BetaMSP'], 'put', 'own', '3')).successful).to.equal(true);
            expect(await market.ask('get', 'own')).to.equal('3');
        });

        it('survives that the other firm loses its process, and takes it back', async () => {
            await market.tell('put', 'm2', 'before');
            await stage().end('mixed.beta');
            const refused = await market.refusal(market.tell('put', 'm2', 'meanwhile'));
            expect(refused.join()).to.include('could not launch chaincode mixed_1.0');
            expect(await market.askAt('AlphaMSP', 'get', 'm2')).to.equal('before');
            await stage().serve('mixed', 'beta', 'java');
            await eventually(async () =>
                market.tell('put', 'm2', 'after').then(
                    () => true,
                    () => false,
                ),
            );
            expect(await market.askAt('BetaMSP', 'get', 'm2')).to.equal('after');
        });
    });

    describe('chaincodes in several languages on one channel', () => {
        const call = (chaincode: string, ...texts: string[]) => ['ask', chaincode, JSON.stringify(texts)] as const;

        it('call each other, three deep, and all writes are one transaction', async () => {
            const go = new Market(await stage().network(), 'go');
            const nested = call('node', ...call('depot', 'put', 'deep', 'down'));
            await go.tell(...call('java', ...nested));
            expect(await new Market(await stage().network(), 'depot').ask('get', 'deep')).to.equal('down');
            expect(await go.ask(...call('java', ...call('node', ...call('depot', 'get', 'deep'))))).to.equal('down');
        });

        it('tell each other their errors', async () => {
            const java = new Market(await stage().network(), 'java');
            expect(await java.refusal(java.ask(...call('go', ...call('node', 'get', 'none'))))).to.deep.equal([
                'chaincode response 500, go answered 500: node answered 500: GOODS_UNKNOWN: there is nothing under "none"',
            ]);
        });

        for (const chaincode of ['depot', 'depot-tls']) {
            it(`${chaincode} writes and reads many keys in one message, and checks its own arguments`, async () => {
                const depot = new Market(await stage().network(), chaincode);
                await depot.tell('fill', 'n', '250');
                const squares = Array.from({ length: 250 }, (_, index) => index * index).join();
                expect(await depot.ask('pick', 'n', '250')).to.equal(squares);
                expect(JSON.parse(await depot.ask('range', 'n', 'o'))).to.have.length(250);
                expect(await depot.refusal(depot.ask('fill', 'n'))).to.deep.equal([
                    'chaincode response 500, DEPOT_ARGUMENTS: fill takes 2 arguments, not 1',
                ]);
            });
        }

        it('serve with the Node library’s own command, TLS too', async () => {
            const node = new Market(await stage().network(), 'node-tls');
            await node.tell('put', 'n', 'Node');
            expect(await node.ask('get', 'n')).to.equal('Node');
        });

        it('serve both firms with one process that nobody but its owner starts', async () => {
            const open = new Market(await stage().network(), 'open');
            await open.tell('put', 'o', 'Go');
            expect(await open.askAt('BetaMSP', 'get', 'o')).to.equal('Go');
        });

        it('go on when the Java library wants a younger connection', async () => {
            const java = new Market(await stage().network(), 'java-tls');
            await java.tell('put', 'age', '0');
            const waiting = java.ask('wait', String(JAVA_CONNECTION_AGE_MS));
            await delay(JAVA_CONNECTION_AGE_MS);
            await waiting;
            await java.tell('put', 'age', '1');
            expect(await java.ask('get', 'age')).to.equal('1');
        });

        it('come back after kill -9', async () => {
            await stage().kill('go-tls.alpha');
            const go = new Market(await stage().network(), 'go-tls');
            await eventually(async () => (await go.ask('range', 'x', 'y').catch(() => '')) === '[]');
        });
    });
}
