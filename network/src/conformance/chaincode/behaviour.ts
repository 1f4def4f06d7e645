import { setTimeout as delay } from 'node:timers/promises';
import { drain, json, type Operations, text } from './operation.js';

/** What a chaincode can do besides touching state: answers, failures, events, calls, what it is told. */
export const behaviour: Operations = {
    noop: async () => '',
    echo: async (_stub, value = '') => value,
    /** Takes exactly two parameters. */
    join: async (_stub, ...parameters) => {
        if (parameters.length !== 2) {
            throw new Error(`join takes 2 parameters and got ${parameters.length}`);
        }
        return parameters.join('+');
    },
    /** Answers so many bytes. */
    large: async (_stub, size = '') => Buffer.alloc(Number(size), 65),
    bytes: async (_stub, hex = '') => Buffer.from(hex, 'hex'),
    answer: async (_stub, status = '', message = '', payload = '') => ({
        status: Number(status),
        message,
        payload: Buffer.from(payload),
    }),
    putAndAnswer: async (stub, key = '', status = '', message = '') => {
        await stub.putState(key, Buffer.from('written'));
        return { status: Number(status), message, payload: Buffer.from('payload') };
    },
    fail: async (_stub, message = '') => {
        throw new Error(message);
    },
    /** Writes, then fails. */
    putAndFail: async (stub, key = '') => {
        await stub.putState(key, Buffer.from('written'));
        throw new Error('failed after a write');
    },
    /** Fails on the peers of these organisations only. */
    failAt: async (stub, mspIds = '', key = '') => {
        if (mspIds.split(',').includes(stub.getMspID())) {
            throw new Error(`${stub.getMspID()} refuses`);
        }
        await stub.putState(key, Buffer.from('agreed'));
        return '';
    },
    /** Every organisation writes something else. */
    differ: async (stub, key = '') => {
        await stub.putState(key, Buffer.from(stub.getMspID()));
        return stub.getMspID();
    },
    wait: async (_stub, milliseconds = '') => {
        await delay(Number(milliseconds));
        return 'waited';
    },
    /** Ends the process; its peer sees the stream break. */
    crash: async () => process.exit(99),
    /** Who calls, as the chaincode sees it. */
    caller: async (stub) => {
        const { mspid, idBytes } = stub.getCreator();
        return json({ mspId: mspid, isCertificate: text(idBytes).startsWith('-----BEGIN CERTIFICATE-----') });
    },
    /** What the chaincode is told of the transaction. */
    told: async (stub, ...parameters) =>
        json({
            txId: stub.getTxID(),
            channel: stub.getChannelID(),
            arguments: stub.getArgs(),
            parameters,
            transient: [...stub.getTransient()].map(([name, value]) => [name, text(value)]).toSorted(),
            hasTime: stub.getDateTimestamp().getTime() > 0,
            hasBinding: stub.getBinding().length,
        }),
    /** The organisation of the peer. */
    organisation: async (stub) => stub.getMspID(),
    event: async (stub, name = '', payload = '', key = '') => {
        stub.setEvent(name, Buffer.from(payload));
        if (key !== '') {
            await stub.putState(key, Buffer.from(payload));
        }
        return '';
    },
    /** Only the last event of a transaction counts. */
    events: async (stub, ...names) => {
        for (const name of names) {
            stub.setEvent(name, Buffer.from(name));
        }
        return '';
    },
    /** Calls another chaincode, or itself, and tells what it answered. */
    call: async (stub, chaincode = '', channel = '', ...parameters) => {
        const { status, message, payload } = await stub.invokeChaincode(chaincode, parameters, channel);
        return json({ status, message, payload: text(payload ?? new Uint8Array()) });
    },
    callThenPut: async (stub, chaincode = '', channel = '', key = '', ...parameters) => {
        const { status, message } = await stub.invokeChaincode(chaincode, parameters, channel);
        await stub.putState(key, Buffer.from(String(status)));
        return json({ status, message });
    },
    putThenCall: async (stub, chaincode = '', channel = '', key = '', ...parameters) => {
        await stub.putState(key, Buffer.from('before'));
        const { status, payload } = await stub.invokeChaincode(chaincode, parameters, channel);
        return json({ status, payload: text(payload ?? new Uint8Array()), own: text(await stub.getState(key)) });
    },
    eventAndCall: async (stub, chaincode = '', channel = '', name = '', ...parameters) => {
        await stub.invokeChaincode(chaincode, parameters, channel);
        stub.setEvent(name, Buffer.from('outer'));
        return '';
    },
    /** State under a prefix with policies of keys: what a scenario leaves behind. */
    dump: async (stub, prefix = '') => {
        const found = await drain(stub.getStateByRange(prefix, `${prefix}\u{10ffff}`));
        return json(found);
    },
};
