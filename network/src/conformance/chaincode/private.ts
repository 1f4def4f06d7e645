import { drain, json, type Operations, type Stub } from './operation.js';
import { describePolicy, peersOf } from './public.js';

/** Private data collections; what is written comes in the transient field `value`. */
export const privateData: Operations = {
    putPrivate: async (stub, collection = '', key = '') => {
        await stub.putPrivateData(collection, key, transientValue(stub));
        return '';
    },
    /** Into several collections: `pair,trio`. */
    putPrivateInto: async (stub, collections = '', key = '') => {
        for (const collection of collections.split(',')) {
            await stub.putPrivateData(collection, key, transientValue(stub));
        }
        return '';
    },
    getPrivate: async (stub, collection = '', key = '') => await stub.getPrivateData(collection, key),
    hashOfPrivate: async (stub, collection = '', key = '') =>
        Buffer.from(await stub.getPrivateDataHash(collection, key)).toString('hex'),
    deletePrivate: async (stub, collection = '', key = '') => {
        await stub.deletePrivateData(collection, key);
        return '';
    },
    purgePrivate: async (stub, collection = '', key = '') => {
        await stub.purgePrivateData(collection, key);
        return '';
    },
    incrementPrivate: async (stub, collection = '', key = '') => {
        const next = String(Number(Buffer.from(await stub.getPrivateData(collection, key)).toString()) + 1);
        await stub.putPrivateData(collection, key, Buffer.from(next));
        return next;
    },
    /** Reads only the hash, which peers without the data can do too, and writes a public key. */
    checkHashThenPut: async (stub, collection = '', key = '', target = '') => {
        const hash = Buffer.from(await stub.getPrivateDataHash(collection, key)).toString('hex');
        await stub.putState(target, Buffer.from(hash));
        return hash;
    },
    privateRange: async (stub, collection = '', start = '', end = '') =>
        json(await drain(stub.getPrivateDataByRange(collection, start, end))),
    privateRangeThenPut: async (stub, collection = '', key = '') => {
        const found = await drain(stub.getPrivateDataByRange(collection, '', ''));
        await stub.putState(key, Buffer.from(String(found.length)));
        return json(found);
    },
    putThenPrivateRange: async (stub, collection = '', key = '') => {
        await stub.putState(key, Buffer.from('1'));
        return json(await drain(stub.getPrivateDataByRange(collection, '', '')));
    },
    privateQuery: async (stub, collection = '', query = '') =>
        json(await drain(stub.getPrivateDataQueryResult(collection, query))),
    setPrivatePolicy: async (stub, collection = '', key = '', ...organisations) => {
        await stub.setPrivateDataValidationParameter(collection, key, peersOf(organisations));
        return '';
    },
    privatePolicy: async (stub, collection = '', key = '') =>
        describePolicy(await stub.getPrivateDataValidationParameter(collection, key)),
};

function transientValue(stub: Stub): Uint8Array {
    return stub.getTransient().get('value') ?? new Uint8Array();
}
