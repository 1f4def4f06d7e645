import { peer as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { completed, type RawChaincode, register, reply, script, serveRaw } from '../endorser/testbed/rawchaincode.js';
import { collections, Testbed } from '../endorser/testbed/testbed.js';

const { Type } = protos.ChaincodeMessage;
const PACKAGE = 'raw_1.0:00';
const TX = '[0-9a-f]{64}';

/** What no well-behaved shim says, and what only Go's says. */
describe('ChaincodeStream', function () {
    this.timeout(60_000);
    let testbed: Testbed;
    const open: RawChaincode[] = [];
    const call = (...args: string[]) => ({ chaincode: 'raw', args });

    before(async () => {
        testbed = await Testbed.open({ limits: { executeTimeoutMs: 1_000, startupTimeoutMs: 200 } });
        await testbed.deploy('raw', {
            packageId: PACKAGE,
            policy: "OR('AlphaMSP.peer')",
            collections: collections({ name: 'shared', members: ['AlphaMSP'] }),
        });
        await testbed.deploy('slow', { packageId: 'slow_1.0:00' });
    });

    afterEach(() => {
        testbed.runtime.chaincodes.disconnect();
        for (const server of open.splice(0)) {
            server.close();
        }
    });

    after(() => testbed?.close());

    async function serve(...behaviour: Parameters<typeof serveRaw>): Promise<void> {
        const server = await serveRaw(...behaviour);
        open.push(server);
        testbed.runtime.chaincodes.install('peer0.alpha', PACKAGE, { address: server.address });
    }

    it('offers write batches and reads of several keys when it says it is ready', async () => {
        const told: protos.ChaincodeMessage[] = [];
        await serve(register(PACKAGE), (received, chat) => {
            told.push(received);
            if (received.getType() === Type.TRANSACTION) {
                chat.write(completed(received, 'ok'));
            }
        });
        await testbed.evaluate(call('any'));
        expect(told.map((message) => message.getType())).to.deep.equal([Type.REGISTERED, Type.READY, Type.TRANSACTION]);
        const parameters = protos.ChaincodeAdditionalParams.deserializeBinary(
            told[1]?.getPayload_asU8() ?? new Uint8Array(),
        );
        expect(parameters.toObject()).to.deep.equal({
            useWriteBatch: true,
            maxSizeWriteBatch: 1000,
            useGetMultipleKeys: true,
            maxSizeGetMultipleKeys: 1000,
        });
        expect(told[2]?.hasProposal()).to.equal(true);
    });

    it('takes a batch of writes of every kind, and reads several keys at once', async () => {
        const batch = new protos.WriteBatchState();
        const record = (type: keyof typeof protos.WriteRecord.Type, key: string, collection = '', value = ''): void => {
            const entry = new protos.WriteRecord();
            entry.setType(protos.WriteRecord.Type[type]);
            entry.setKey(key);
            entry.setCollection(collection);
            entry.setValue(Buffer.from(value));
            if (type === 'PUT_STATE_METADATA') {
                const metadata = new protos.StateMetadata();
                metadata.setMetakey('colour');
                metadata.setValue(Buffer.from('red'));
                entry.setMetadata(metadata);
            }
            batch.addRec(entry);
        };
        record('PUT_STATE', 'a', '', '1');
        record('PUT_STATE', 'b', '', '2');
        record('DEL_STATE', 'c');
        record('PUT_STATE', 'p', 'shared', 'secret');
        record('DEL_STATE', 'q', 'shared');
        record('PURGE_PRIVATE_DATA', 'r', 'shared');
        record('PUT_STATE_METADATA', 'a');
        const several = new protos.GetStateMultiple();
        several.setKeysList(['a', 'c', 'b']);
        const privately = new protos.GetStateMultiple();
        privately.setKeysList(['p']);
        privately.setCollection('shared');
        await serve(
            register(PACKAGE),
            script((name) =>
                name === 'write'
                    ? [[Type.WRITE_BATCH_STATE, batch]]
                    : [[Type.GET_STATE_MULTIPLE, name === 'read' ? several : privately]],
            ),
        );
        expect(await testbed.submit(call('write'))).to.equal(protos.TxValidationCode.VALID);
        const values = (answer: string): string[] =>
            protos.GetStateMultipleResult.deserializeBinary(Buffer.from(answer.replace('RESPONSE:', '')))
                .getValuesList_asU8()
                .map((value) => Buffer.from(value).toString());
        expect(values(await testbed.evaluate(call('read')))).to.deep.equal(['1', '', '2']);
        expect(values(await testbed.evaluate(call('readPrivate')))).to.deep.equal(['secret']);
    });

    it('answers what it cannot understand with an error', async () => {
        const unknown = new protos.WriteBatchState();
        unknown.addRec(new protos.WriteRecord());
        const next = new protos.QueryStateNext();
        next.setId('nothing');
        const purge = new protos.PurgePrivateState();
        purge.setKey('k');
        await serve(
            register(PACKAGE),
            script(() => [
                [Type.GET_STATE, Buffer.from([0x0a, 0xff])],
                [Type.WRITE_BATCH_STATE, unknown],
                [Type.QUERY_STATE_NEXT, next],
                [Type.QUERY_STATE_CLOSE, next],
                [Type.PURGE_PRIVATE_DATA, purge],
            ]),
        );
        const answers = (await testbed.evaluate(call('any'))).split('\n');
        const error = (what: string): RegExp => new RegExp(`^ERROR:${what.replace('TX', TX)}`);
        expect(answers[0]).to.match(
            error(
                'GET_STATE failed: transaction ID: TX: unmarshal failed: proto: cannot parse invalid wire-format data',
            ),
        );
        expect(answers[1]).to.match(error('WRITE_BATCH_STATE failed: transaction ID: TX: unknown operation type'));
        expect(answers[2]).to.match(error('QUERY_STATE_NEXT failed: transaction ID: TX: query iterator not found'));
        expect(answers[3]).to.match(/^RESPONSE:/);
        expect(answers.at(-1)).to.match(
            error('PURGE_PRIVATE_DATA failed: transaction ID: TX: only applicable for private data'),
        );
    });

    it('lets a transaction make one request at a time', async () => {
        const get = new protos.GetState();
        get.setKey('a');
        const target = new protos.ChaincodeID();
        target.setName('slow');
        const specification = new protos.ChaincodeSpec();
        specification.setChaincodeId(target);
        const mute = await serveRaw(undefined, () => undefined);
        open.push(mute);
        testbed.runtime.chaincodes.install('peer0.alpha', 'slow_1.0:00', { address: mute.address });
        let answers = 0;
        await serve(register(PACKAGE), (received, chat) => {
            if (received.getType() === Type.TRANSACTION) {
                chat.write(reply(received, Type.INVOKE_CHAINCODE, specification));
                chat.write(reply(received, Type.GET_STATE, get));
            } else if (received.getType() === Type.ERROR || received.getType() === Type.RESPONSE) {
                answers += 1;
                setTimeout(() => chat.write(completed(received, String(answers))), 50);
            }
        });
        expect(await testbed.evaluate(call('any'))).to.equal('1');
    });

    it('answers requests about transactions it does not know with an error', async () => {
        const stray = new protos.ChaincodeMessage();
        stray.setTxid('unknown');
        stray.setChannelId('trade');
        const errors: string[] = [];
        await serve(register(PACKAGE), (received, chat) => {
            if (received.getType() === Type.TRANSACTION) {
                chat.write(reply(stray, Type.GET_STATE, new protos.GetState()));
                chat.write(reply(stray, Type.INVOKE_CHAINCODE, new protos.ChaincodeSpec()));
                chat.write(reply(stray, Type.COMPLETED, new protos.Response()));
                chat.write(reply(stray, Type.KEEPALIVE, new Uint8Array()));
            } else if (received.getType() === Type.ERROR) {
                errors.push(Buffer.from(received.getPayload_asU8()).toString());
            }
        });
        await testbed.ask(call('any'));
        expect(errors).to.deep.equal([
            'GET_STATE failed: transaction ID: unknown: no ledger context',
            'INVOKE_CHAINCODE failed: transaction ID: unknown: could not get valid transaction',
        ]);
    });

    it('hands on what a chaincode calls an error, and what is no response', async () => {
        await serve(register(PACKAGE), (received, chat) => {
            if (received.getType() === Type.TRANSACTION) {
                const input = protos.ChaincodeInput.deserializeBinary(received.getPayload_asU8());
                const fails = Buffer.from(input.getArgsList_asU8()[0] ?? []).toString() === 'fail';
                chat.write(
                    fails
                        ? reply(received, Type.ERROR, Buffer.from('boom'))
                        : reply(received, Type.COMPLETED, Buffer.from([0x1a, 0xff])),
                );
            }
        });
        expect(await testbed.refusal(call('fail'))).to.equal(
            'error in simulation: transaction returned with failure: boom',
        );
        expect(await testbed.refusal(call('garbage'))).to.match(
            new RegExp(`^error in simulation: failed to unmarshal response for transaction ${TX}: proto: `),
        );
    });

    it('ends when a chaincode says something that is no request', async () => {
        await serve(register(PACKAGE), (received, chat) => {
            if (received.getType() === Type.TRANSACTION) {
                chat.write(reply(received, Type.REGISTERED, new Uint8Array()));
            }
        });
        expect(await testbed.refusal(call('any'))).to.match(/: error sending: chaincode stream terminated$/);
        expect(testbed.runtime.chaincodes.state('peer0.alpha', PACKAGE)).to.equal('disconnected');
    });

    it('ends when the chaincode ends it', async () => {
        await serve(register(PACKAGE), (received, chat) => {
            if (received.getType() === Type.TRANSACTION) {
                chat.end();
            }
        });
        expect(await testbed.refusal(call('any'))).to.match(/: error sending: chaincode stream terminated$/);
    });

    it('is not opened to a process that does not register, registers no name, or begins otherwise', async () => {
        await serve(undefined, () => undefined);
        expect(await testbed.refusal(call('any'))).to.match(
            /could not launch chaincode raw_1.0:00: timeout expired while starting chaincode raw_1.0:00 for transaction$/,
        );
        await serve(register(''), () => undefined);
        expect(await testbed.refusal(call('any'))).to.match(
            /chaincode registration failed: error in handling register chaincode, chaincodeID name is empty$/,
        );
        await serve(reply(new protos.ChaincodeMessage(), Type.REGISTER, Buffer.from([0x0a, 0xff])), () => undefined);
        expect(await testbed.refusal(call('any'))).to.match(/chaincodeID name is empty$/);
        await serve(reply(new protos.ChaincodeMessage(), Type.COMPLETED, new Uint8Array()), () => undefined);
        expect(await testbed.refusal(call('any'))).to.match(
            /Fabric side handler cannot handle message \(COMPLETED\) while in created state$/,
        );
    });

    it('is opened again after each loss, and to nobody after the end', async () => {
        await serve(register(PACKAGE), (received, chat) => {
            if (received.getType() === Type.TRANSACTION) {
                chat.write(completed(received, 'ok'));
            }
        });
        for (let round = 0; round < 3; round++) {
            expect(await testbed.evaluate(call('any'))).to.equal('ok');
            testbed.runtime.chaincodes.disconnect();
        }
        await testbed.runtime.chaincodes.launch('peer0.alpha', PACKAGE);
        expect(testbed.runtime.chaincodes.state('peer0.alpha', PACKAGE)).to.equal('ready');
        testbed.runtime.close();
        expect(await testbed.refusal(call('any'))).to.match(/connection to raw_1.0:00 terminated$/);
    });
});
