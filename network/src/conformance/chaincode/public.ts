import shim from 'fabric-shim';
import { drain, json, type Operations, type Stub, text } from './operation.js';

/** Public state: single keys, ranges, pages, composite keys, history, key-level endorsement. */
export const publicState: Operations = {
    put: async (stub, key = '', value = '') => {
        await stub.putState(key, Buffer.from(value));
        return value;
    },
    putBytes: async (stub, key = '', hex = '') => {
        await stub.putState(key, Buffer.from(hex, 'hex'));
        return '';
    },
    putTwice: async (stub, key = '', first = '', second = '') => {
        await stub.putState(key, Buffer.from(first));
        await stub.putState(key, Buffer.from(second));
        return text(await stub.getState(key));
    },
    /** Writes a value of so many bytes. */
    putLarge: async (stub, key = '', size = '') => {
        await stub.putState(key, Buffer.alloc(Number(size), 65));
        return size;
    },
    /** Writes so many keys under a prefix. */
    putMany: async (stub, prefix = '', count = '') => {
        for (let index = 0; index < Number(count); index++) {
            await stub.putState(`${prefix}${String(index).padStart(4, '0')}`, Buffer.from('x'));
        }
        return count;
    },
    rangeSize: async (stub, start = '', end = '') => String((await drain(stub.getStateByRange(start, end))).length),
    get: async (stub, key = '') => await stub.getState(key),
    delete: async (stub, key = '') => {
        await stub.deleteState(key);
        return '';
    },
    /** Reads and writes one key: two of these in flight conflict. */
    increment: async (stub, key = '') => {
        const next = String(Number(text(await stub.getState(key))) + 1);
        await stub.putState(key, Buffer.from(next));
        return next;
    },
    /** Reads one key and writes another. */
    copy: async (stub, from = '', to = '') => {
        const value = await stub.getState(from);
        await stub.putState(to, value);
        return value;
    },
    range: async (stub, start = '', end = '') => json(await drain(stub.getStateByRange(start, end))),
    rangeThenPut: async (stub, start = '', end = '', key = '') => {
        const found = await drain(stub.getStateByRange(start, end));
        await stub.putState(key, Buffer.from(String(found.length)));
        return json(found);
    },
    /** Reads only the first of a range before it closes the iterator. */
    first: async (stub, start = '', end = '', key = '') => {
        const iterator = await stub.getStateByRange(start, end);
        const { value } = await iterator.next();
        await iterator.close();
        await stub.putState(key, Buffer.from('seen'));
        return json([value?.key ?? null]);
    },
    page: async (stub, start = '', end = '', size = '', bookmark = '') =>
        await page(await stub.getStateByRangeWithPagination(start, end, Number(size), bookmark)),
    pageThenPut: async (stub, start = '', end = '', size = '', key = '') => {
        const found = await page(await stub.getStateByRangeWithPagination(start, end, Number(size)));
        await stub.putState(key, Buffer.from('paged'));
        return found;
    },
    putThenPage: async (stub, start = '', end = '', size = '', key = '') => {
        await stub.putState(key, Buffer.from('paged'));
        return await page(await stub.getStateByRangeWithPagination(start, end, Number(size)));
    },
    putComposite: async (stub, type = '', ...attributes) => {
        await stub.putState(stub.createCompositeKey(type, attributes), Buffer.from(attributes.join('/')));
        return '';
    },
    partial: async (stub, type = '', ...attributes) =>
        json(await drain(stub.getStateByPartialCompositeKey(type, attributes))),
    partialPage: async (stub, size = '', bookmark = '', type = '', ...attributes) =>
        await page(await stub.getStateByPartialCompositeKeyWithPagination(type, attributes, Number(size), bookmark)),
    query: async (stub, query = '') => json(await drain(stub.getQueryResult(query))),
    queryPage: async (stub, query = '', size = '') =>
        await page(await stub.getQueryResultWithPagination(query, Number(size))),
    history: async (stub, key = '') => {
        const versions: unknown[] = [];
        for await (const { txId, isDelete, value } of stub.getHistoryForKey(key)) {
            versions.push({ txId, isDelete, value: text(value) });
        }
        return json(versions);
    },
    /** From now on peers of these organisations together must endorse changes of the key; none: the usual policy. */
    setPolicy: async (stub, key = '', ...organisations) => {
        await stub.setStateValidationParameter(key, peersOf(organisations));
        return '';
    },
    setPolicyBytes: async (stub, key = '', hex = '') => {
        await stub.setStateValidationParameter(key, Buffer.from(hex, 'hex'));
        return '';
    },
    /** The organisations of a key's policy, and its bytes. */
    policy: async (stub, key = '') => describePolicy(await stub.getStateValidationParameter(key)),
    putAndSetPolicy: async (stub, key = '', value = '', ...organisations) => {
        await stub.putState(key, Buffer.from(value));
        await stub.setStateValidationParameter(key, peersOf(organisations));
        return '';
    },
};

export function peersOf(organisations: readonly string[]): Uint8Array {
    if (organisations.length === 0) {
        return new Uint8Array();
    }
    const policy = new shim.KeyEndorsementPolicy();
    policy.addOrgs('PEER', ...organisations);
    return policy.getPolicy();
}

export function describePolicy(parameter: Uint8Array | undefined): string {
    if (parameter === undefined || parameter.length === 0) {
        return json(null);
    }
    try {
        return json(new shim.KeyEndorsementPolicy(parameter).listOrgs().toSorted());
    } catch {
        return json({ unreadable: Buffer.from(parameter).toString('hex') });
    }
}

type Page = Awaited<ReturnType<Stub['getStateByRangeWithPagination']>>;

async function page({ iterator, metadata }: Page): Promise<string> {
    const keys: string[] = [];
    for (;;) {
        const { value, done } = await iterator.next();
        if (value !== undefined && value !== null) {
            keys.push(value.key.replaceAll('\u0000', '~'));
        }
        if (done === true) {
            break;
        }
    }
    await iterator.close();
    const { fetchedRecordsCount, bookmark } = metadata;
    return json({ keys, fetched: fetchedRecordsCount, bookmark: bookmark.replaceAll('\u0000', '~') });
}
