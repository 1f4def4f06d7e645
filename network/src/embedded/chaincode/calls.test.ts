import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { peer as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { type Fixture, startFixture } from '../endorser/testbed/fixture.js';
import { actionOf, Testbed } from '../endorser/testbed/testbed.js';

const VALID = protos.TxValidationCode.VALID;
const TX = '[0-9a-f]{64}';

describe('Running chaincodes', function () {
    this.timeout(60_000);
    let testbed: Testbed;
    let first: Fixture;
    let second: Fixture;
    const call = (...args: string[]) => ({ chaincode: 'first', args });

    before(async () => {
        testbed = await Testbed.open({ limits: { executeTimeoutMs: 400, startupTimeoutMs: 300 } });
        first = await startFixture({ packageId: 'first_1.0:00' });
        second = await startFixture({ packageId: 'second_1.0:00' });
        const policy = "OR('AlphaMSP.peer','BetaMSP.peer')";
        await testbed.deploy('first', { packageId: 'first_1.0:00', server: { address: first.address }, policy });
        await testbed.deploy('second', { packageId: 'second_1.0:00', server: { address: second.address }, policy });
    });

    after(async () => {
        await first?.kill();
        await second?.kill();
        await testbed?.close();
    });

    describe('that call each other', () => {
        it('writes in the namespace of the one that is called', async () => {
            expect(await testbed.submit(call('call', 'second', '', 'put', 'k', 'v'))).to.equal(VALID);
            expect(await testbed.evaluate({ chaincode: 'second', args: ['get', 'k'] })).to.equal('v');
            expect(await testbed.evaluate(call('get', 'k'))).to.equal('');
        });

        it('reads the definition of the one that is called, too', async () => {
            const action = actionOf(await testbed.response(call('call', 'second', '', 'get', 'k')));
            const results = Buffer.from(action.getResults_asU8()).toString('latin1');
            expect(results).to.include('namespaces/fields/first/Sequence');
            expect(results).to.include('namespaces/fields/second/Sequence');
        });

        it('finds it by name, version and channel', async () => {
            expect(await testbed.evaluate(call('call', 'second:7', 'trade', 'get', 'k'))).to.equal('v');
        });

        it('hands an error on as an answer, and goes on', async () => {
            expect(await testbed.evaluate(call('callAndIgnore', 'second', 'fail'))).to.equal(
                '500: OUT_OF_STOCK: none left',
            );
        });

        it('keeps what was read and written before the error', async () => {
            const action = actionOf(await testbed.response(call('callAndIgnore', 'second', 'call', 'third', '', 'x')));
            expect(Buffer.from(action.getResults_asU8()).toString('latin1')).to.include(
                'namespaces/fields/second/Sequence',
            );
        });

        it('cannot come back to a chaincode that is in the middle of the transaction', async () => {
            const refusal = await testbed.refusal(call('call', 'second', '', 'call', 'first', '', 'get', 'k'));
            expect(refusal).to.match(
                new RegExp(
                    `INVOKE_CHAINCODE failed: transaction ID: ${TX}: execute failed: error sending: txid: ${TX}\\(trade\\) exists$`,
                ),
            );
        });

        it('refuses an unknown chaincode, an unknown channel, and qscc', async () => {
            expect(await testbed.refusal(call('call', 'third', '', 'get'))).to.match(
                new RegExp(
                    `INVOKE_CHAINCODE failed: transaction ID: ${TX}: execute failed: invalid invocation: \\[channel trade\\] failed to get chaincode container info for third: chaincode third not found$`,
                ),
            );
            expect(await testbed.refusal(call('call', 'second', 'elsewhere', 'get'))).to.match(
                /: Failed to get policy manager for channel \[elsewhere\]$/,
            );
            expect(await testbed.refusal(call('call', 'qscc', 'elsewhere', 'GetChainInfo', 'trade'))).to.match(
                /: failed to find ledger for channel: elsewhere$/,
            );
            expect(await testbed.refusal(call('call', 'qscc', '', 'GetChainInfo', 'trade'))).to.equal(
                "Rejecting invoke of QSCC from another chaincode because of potential for deadlocks, original invocation for 'first'",
            );
            expect(await testbed.refusal(call('call', 'cscc', '', 'GetChannels'))).to.equal(
                "Rejecting invoke of CSCC from another chaincode, original invocation for 'first'",
            );
        });
    });

    describe('that misbehave', () => {
        it('gives up after the timeout, and goes on serving', async () => {
            const request = testbed.propose(call('sleep', '600'));
            expect(await testbed.refusal(request)).to.equal(
                `error in simulation: failed to execute transaction ${request.txId}: error sending: timeout expired while executing transaction`,
            );
            expect(await testbed.evaluate(call('get', 'k'))).to.equal('');
        });

        it('answers a request that comes too late with an error, and stays connected', async () => {
            await testbed.refusal(call('sleepThenGet', '500', 'k'));
            await new Promise((resolve) => setTimeout(resolve, 250));
            expect(testbed.runtime.chaincodes.state('peer0.alpha', 'first_1.0:00')).to.equal('ready');
        });

        it('fails what is under way when the process dies, and finds it again when it is back', async () => {
            const request = testbed.propose(call('sleep', '5000'));
            const lost = testbed.refusal(request);
            await new Promise((resolve) => setTimeout(resolve, 100));
            await first.kill();
            expect(await lost).to.equal(
                `error in simulation: failed to execute transaction ${request.txId}: error sending: chaincode stream terminated`,
            );
            expect(testbed.runtime.chaincodes.state('peer0.alpha', 'first_1.0:00')).to.equal('disconnected');
            const waiting = testbed.evaluate(call('get', 'k'));
            expect(testbed.runtime.chaincodes.state('peer0.alpha', 'first_1.0:00')).to.equal('connecting');
            first = await startFixture({ packageId: 'first_1.0:00', port: first.port });
            expect(await waiting).to.equal('');
        });

        it('fails by name when the process does not come back', async () => {
            testbed.runtime.chaincodes.install('peer0.gamma', 'first_1.0:00', {
                address: '127.0.0.1:1',
                dialTimeoutMs: 200,
            });
            const request = testbed.propose(call('get', 'k'));
            expect(await testbed.refusal(request, 'peer0.gamma')).to.equal(
                `error in simulation: failed to execute transaction ${request.txId}: could not launch chaincode first_1.0:00: connection to first_1.0:00 failed: error cannot create connection for first_1.0:00: error creating grpc connection to 127.0.0.1:1: failed to create new connection: connection error: desc = "transport: error while dialing: dial tcp 127.0.0.1:1: connect: connection refused"`,
            );
        });

        it('refuses a process that registers under another name', async () => {
            testbed.runtime.chaincodes.install('peer1.alpha', 'first_1.0:00', { address: second.address });
            expect(await testbed.refusal(call('get', 'k'), 'peer1.alpha')).to.match(
                /could not launch chaincode first_1.0:00: chaincode registration failed: peer will not accept external chaincode connection second_1.0:00 \(except in dev mode\)$/,
            );
            testbed.runtime.chaincodes.install('peer1.alpha', 'first_1.0:00', { address: first.address });
            expect(await testbed.evaluate(call('get', 'k'), 'peer1.alpha')).to.equal('');
        });

        it('ends only the streams of a peer that is taken down', async () => {
            await testbed.evaluate(call('get', 'k'), 'peer0.beta');
            testbed.runtime.chaincodes.disconnect('peer0.beta');
            expect(testbed.runtime.chaincodes.state('peer0.beta', 'first_1.0:00')).to.equal('disconnected');
            expect(testbed.runtime.chaincodes.state('peer0.alpha', 'first_1.0:00')).to.equal('ready');
            expect(await testbed.evaluate(call('get', 'k'), 'peer0.beta')).to.equal('');
        });
    });

    describe('that are not ready', () => {
        it('does not run where the package is not installed', async () => {
            await testbed.deploy('absent', { packageId: 'absent_1.0:00' });
            expect(await testbed.refusal({ chaincode: 'absent', args: ['get'] })).to.equal(
                "make sure the chaincode absent has been successfully defined on channel trade and try again: chaincode definition for 'absent' exists, but chaincode is not installed",
            );
            expect(testbed.runtime.canEndorse(testbed.peer('peer0.alpha'), 'absent')).to.equal(false);
            expect(testbed.runtime.canEndorse(testbed.peer('peer0.alpha'), 'first')).to.equal(true);
            expect(testbed.runtime.canEndorse(testbed.peer('peer0.alpha'), 'undefined')).to.equal(false);
            expect(testbed.runtime.canEndorse(testbed.peer('peer0.alpha'), '_lifecycle')).to.equal(true);
            expect(testbed.runtime.chaincodes.state('peer0.alpha', 'absent_1.0:00')).to.equal('unknown');
        });

        it('cannot be launched without being installed', async () => {
            let message = '';
            try {
                await testbed.runtime.chaincodes.launch('peer0.alpha', 'absent_1.0:00');
            } catch (error) {
                message = String(error);
            }
            expect(message).to.match(/could not launch chaincode absent_1.0:00: /);
        });

        it('are initialised exactly once where the definition asks for it', async () => {
            const server = { address: first.address };
            const started = { chaincode: 'started', args: ['put', 'k', 'v'] };
            await testbed.deploy('started', { packageId: 'first_1.0:00', server, initRequired: true });
            const peers = ['peer0.alpha', 'peer0.beta', 'peer0.gamma'];
            testbed.runtime.chaincodes.install('peer0.gamma', 'first_1.0:00', server);
            expect(await testbed.refusal(started)).to.match(
                /invalid invocation: chaincode 'started' has not been initialized for this version, must call as init first$/,
            );
            expect(await testbed.submit({ ...started, isInit: true }, peers)).to.equal(VALID);
            expect(await testbed.submit(started, peers)).to.equal(VALID);
            expect(await testbed.refusal({ ...started, isInit: true })).to.match(
                /invalid invocation: chaincode 'started' is already initialized but called as init$/,
            );
            expect(await testbed.refusal({ ...call('get', 'k'), isInit: true })).to.match(
                /invalid invocation: chaincode 'first' does not require initialization but called as init$/,
            );
        });

        it('have no private data while they are initialised', async () => {
            const server = { address: first.address };
            await testbed.deploy('early', { packageId: 'first_1.0:00', server, initRequired: true });
            const init = (...args: string[]) => ({ chaincode: 'early', args, isInit: true });
            for (const request of [
                init('getPrivate', '_implicit_org_AlphaMSP', 'k'),
                init('hash', '_implicit_org_AlphaMSP', 'k'),
            ]) {
                expect(await testbed.refusal(request)).to.match(
                    /: private data APIs are not allowed in chaincode Init\(\)$/,
                );
            }
        });
    });

    it('speak to a chaincode over mutual TLS', async () => {
        const read = (name: string): string =>
            readFileSync(join(testbed.layout.nodeTls('alpha', 'peer0.alpha'), name), 'utf8');
        const [key, cert, ca] = [read('server.key'), read('server.crt'), read('ca.crt')];
        const secured = await startFixture({ packageId: 'secured_1.0:00', tls: { key, cert, clientCACerts: ca } });
        try {
            await testbed.deploy('secured', {
                packageId: 'secured_1.0:00',
                server: { address: secured.address, tls: { rootCert: ca, clientKey: key, clientCert: cert } },
            });
            expect(await testbed.evaluate({ chaincode: 'secured', args: ['who'] })).to.equal('AlphaMSP 64 trade');
        } finally {
            await secured.kill();
        }
    });
});
