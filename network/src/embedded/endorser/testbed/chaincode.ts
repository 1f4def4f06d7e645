import type { ChaincodeResponse, ChaincodeStub, Iterators } from 'fabric-shim';

/** A function of the fixture chaincode. What it returns is the payload; what it throws is the message of a 500. */
export type Handler = (stub: ChaincodeStub, args: readonly string[]) => Promise<string | ChaincodeResponse>;

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** Every request the shim can make, each as a function. */
export const handlers: Readonly<Record<string, Handler>> = {
    // public state
    put: async (stub, [key = '', value = '']) => {
        await stub.putState(key, Buffer.from(value));
        return value;
    },
    get: async (stub, [key = '']) => text(await stub.getState(key)),
    delete: async (stub, [key = '']) => {
        await stub.deleteState(key);
        return '';
    },
    readBack: async (stub, [key = '', value = '']) => {
        await stub.putState(key, Buffer.from(value));
        return text(await stub.getState(key));
    },
    putMany: async (stub, [prefix = '', count = '0']) => {
        for (let index = 0; index < Number(count); index++) {
            await stub.putState(`${prefix}${String(index).padStart(4, '0')}`, Buffer.from(String(index)));
        }
        return '';
    },
    increment: async (stub, [key = '']) => {
        const next = String(Number(text(await stub.getState(key)) || '0') + 1);
        await stub.putState(key, Buffer.from(next));
        return next;
    },
    putComposite: async (stub, [type = '', ...attributes]) => {
        await stub.putState(stub.createCompositeKey(type, attributes), Buffer.from(attributes.join(',')));
        return '';
    },
    composite: async (stub, [type = '', ...attributes]) =>
        (await all(stub.getStateByPartialCompositeKey(type, attributes))).map(({ value }) => text(value)).join(';'),
    setPolicy: async (stub, [key = '', hex = '']) => {
        await stub.setStateValidationParameter(key, Buffer.from(hex, 'hex'));
        return '';
    },
    policy: async (stub, [key = '']) =>
        Buffer.from((await stub.getStateValidationParameter(key)) ?? []).toString('hex'),

    // queries
    range: async (stub, [start = '', end = '']) =>
        (await all(stub.getStateByRange(start, end))).map(({ key, value }) => `${key}=${text(value)}`).join(','),
    count: async (stub, [start = '', end = '']) => String((await all(stub.getStateByRange(start, end))).length),
    firstOf: async (stub, [start = '', end = '']) => {
        const iterator = await stub.getStateByRange(start, end);
        const first = await iterator.next();
        await iterator.close();
        return first.value.key;
    },
    page: async (stub, [start = '', end = '', size = '1', bookmark = '']) => {
        const { iterator, metadata } = await stub.getStateByRangeWithPagination(start, end, Number(size), bookmark);
        const keys = (await all(iterator)).map(({ key }) => key);
        return `${keys.join(',')}|${metadata.fetchedRecordsCount}|${metadata.bookmark}`;
    },
    pageThenPut: async (stub, [start = '', end = '']) => {
        await stub.getStateByRangeWithPagination(start, end, 2);
        await stub.putState('after', Buffer.from('page'));
        return '';
    },
    history: async (stub, [key = '']) => {
        const entries: string[] = [];
        const iterator = await stub.getHistoryForKey(key);
        for (let next = await iterator.next(); ; next = await iterator.next()) {
            if (next.value) {
                const { value, isDelete, timestamp } = next.value;
                entries.push(`${isDelete ? '-' : text(value)}@${Number(timestamp.seconds) > 0}`);
            }
            if (next.done) {
                break;
            }
        }
        await iterator.close();
        return entries.join(',');
    },
    query: async (stub, [selector = '']) => {
        await stub.getQueryResult(selector);
        return '';
    },
    pagedQuery: async (stub, [selector = '']) => {
        await stub.getQueryResultWithPagination(selector, 5);
        return '';
    },

    // private data
    putPrivate: async (stub, [collection = '', key = '']) => {
        await stub.putPrivateData(collection, key, Buffer.from(stub.getTransient().get('value') ?? []));
        return '';
    },
    getPrivate: async (stub, [collection = '', key = '']) => text(await stub.getPrivateData(collection, key)),
    hash: async (stub, [collection = '', key = '']) =>
        Buffer.from(await stub.getPrivateDataHash(collection, key)).toString('hex'),
    deletePrivate: async (stub, [collection = '', key = '']) => {
        await stub.deletePrivateData(collection, key);
        return '';
    },
    purge: async (stub, [collection = '', key = '']) => {
        await stub.purgePrivateData(collection, key);
        return '';
    },
    privateRange: async (stub, [collection = '', start = '', end = '']) =>
        (await all(stub.getPrivateDataByRange(collection, start, end))).map(({ key }) => key).join(','),
    privateQuery: async (stub, [collection = '']) => {
        await stub.getPrivateDataQueryResult(collection, '{}');
        return '';
    },
    setPrivatePolicy: async (stub, [collection = '', key = '', hex = '']) => {
        await stub.setPrivateDataValidationParameter(collection, key, Buffer.from(hex, 'hex'));
        return '';
    },
    privatePolicy: async (stub, [collection = '', key = '']) =>
        Buffer.from((await stub.getPrivateDataValidationParameter(collection, key)) ?? []).toString('hex'),

    // other chaincodes
    call: async (stub, [name = '', channel = '', ...args]) => await stub.invokeChaincode(name, [...args], channel),
    callAndIgnore: async (stub, [name = '', ...args]) => {
        const answer = await stub.invokeChaincode(name, [...args], '');
        return `${answer.status}: ${answer.message}`;
    },

    // the proposal
    transient: async (stub, [key = '']) => text(stub.getTransient().get(key) ?? new Uint8Array()),
    who: async (stub) => `${stub.getCreator().mspid} ${stub.getTxID().length} ${stub.getChannelID()}`,
    announce: async (stub, [name = '']) => {
        stub.setEvent(name, Buffer.from('details'));
        return '';
    },

    // misbehaviour
    fail: async () => {
        throw new Error('OUT_OF_STOCK: none left');
    },
    answer: async (_stub, [status = '0', message = '']) => ({
        status: Number(status),
        message,
        payload: new Uint8Array(),
    }),
    sleep: async (_stub, [milliseconds = '0']) => {
        await new Promise((resolve) => setTimeout(resolve, Number(milliseconds)));
        return 'awake';
    },
    sleepThenGet: async (stub, [milliseconds = '0', key = '']) => {
        await new Promise((resolve) => setTimeout(resolve, Number(milliseconds)));
        return text(await stub.getState(key));
    },
    exit: async () => process.exit(1),
};

/** The shim gives private ranges as `{ iterator }`, unlike its type says. */
type Opened = Iterators.StateQueryIterator & { iterator?: Iterators.StateQueryIterator };

async function all(opening: Promise<Opened> | Opened): Promise<Iterators.KV[]> {
    const opened = await opening;
    const iterator = opened.iterator ?? opened;
    const results: Iterators.KV[] = [];
    for (let next = await iterator.next(); ; next = await iterator.next()) {
        if (next.value) {
            results.push(next.value);
        }
        if (next.done) {
            break;
        }
    }
    await iterator.close();
    return results;
}
