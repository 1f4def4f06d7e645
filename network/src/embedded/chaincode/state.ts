import { peer as protos } from '@hyperledger/fabric-protos';
import type { Ledger, Metadata } from '../ledger.js';
import { checkCollectionAccess } from './access.js';
import { refusePrivateDataInInit, type TransactionContext } from './context.js';
import { decode } from './messages.js';

/** Handles one request of a chaincode and gives the payload of the response; throws what becomes an ERROR message. */
export type Request = (ledger: Ledger, context: TransactionContext, payload: Uint8Array) => Uint8Array | undefined;

export const getState: Request = (ledger, context, payload) => {
    const request = decode(protos.GetState.deserializeBinary, payload);
    return read(ledger, context, request.getCollection(), request.getKey());
};

/** Several keys in one request; absent keys are empty. */
export const getMultiple: Request = (ledger, context, payload) => {
    const request = decode(protos.GetStateMultiple.deserializeBinary, payload);
    const result = new protos.GetStateMultipleResult();
    result.setValuesList(
        request.getKeysList().map((key) => read(ledger, context, request.getCollection(), key) ?? new Uint8Array()),
    );
    return result.serializeBinary();
};

export const getPrivateDataHash: Request = (_ledger, context, payload) => {
    const request = decode(protos.GetState.deserializeBinary, payload);
    refusePrivateDataInInit(context);
    return context.simulator.getPrivateDataHash(context.namespace, request.getCollection(), request.getKey());
};

export const getMetadata: Request = (ledger, context, payload) => {
    requireCapability(ledger, 'V1_3', 'key level endorsement is not enabled, channel application capability of V1_3');
    const request = decode(protos.GetStateMetadata.deserializeBinary, payload);
    const collection = request.getCollection();
    if (collection) {
        checkCollectionAccess(ledger, context, collection, 'read');
    }
    const metadata = collection
        ? context.simulator.getPrivateDataMetadata(context.namespace, collection, request.getKey())
        : context.simulator.getMetadata(context.namespace, request.getKey());
    const result = new protos.StateMetadataResult();
    for (const [name, value] of metadata) {
        const entry = new protos.StateMetadata();
        entry.setMetakey(name);
        entry.setValue(value);
        result.addEntries(entry);
    }
    return result.serializeBinary();
};

export const putState: Request = (ledger, context, payload) => {
    const request = decode(protos.PutState.deserializeBinary, payload);
    put(ledger, context, request.getCollection(), request.getKey(), request.getValue_asU8());
    return undefined;
};

export const deleteState: Request = (ledger, context, payload) => {
    const request = decode(protos.DelState.deserializeBinary, payload);
    remove(ledger, context, request.getCollection(), request.getKey());
    return undefined;
};

export const purgePrivateData: Request = (ledger, context, payload) => {
    const request = decode(protos.PurgePrivateState.deserializeBinary, payload);
    purge(ledger, context, request.getCollection(), request.getKey());
    return undefined;
};

export const putMetadata: Request = (ledger, context, payload) => {
    const request = decode(protos.PutStateMetadata.deserializeBinary, payload);
    setMetadata(ledger, context, request.getCollection(), request.getKey(), request.getMetadata());
    return undefined;
};

/** A batch of writes, in order (Go chaincode of v2.1 and later). */
export const writeBatch: Request = (ledger, context, payload) => {
    const { Type } = protos.WriteRecord;
    for (const record of decode(protos.WriteBatchState.deserializeBinary, payload).getRecList()) {
        const [collection, key] = [record.getCollection(), record.getKey()];
        switch (record.getType()) {
            case Type.PUT_STATE:
                put(ledger, context, collection, key, record.getValue_asU8());
                break;
            case Type.DEL_STATE:
                remove(ledger, context, collection, key);
                break;
            case Type.PURGE_PRIVATE_DATA:
                purge(ledger, context, collection, key);
                break;
            case Type.PUT_STATE_METADATA:
                setMetadata(ledger, context, collection, key, record.getMetadata());
                break;
            default:
                throw new Error('unknown operation type');
        }
    }
    return undefined;
};

function read(ledger: Ledger, context: TransactionContext, collection: string, key: string): Uint8Array | undefined {
    if (collection) {
        checkCollectionAccess(ledger, context, collection, 'read');
        return context.simulator.getPrivateData(context.namespace, collection, key);
    }
    return context.simulator.getState(context.namespace, key);
}

/** An empty value is a deletion, as on a real peer. */
function put(ledger: Ledger, context: TransactionContext, collection: string, key: string, value: Uint8Array): void {
    if (value.length === 0) {
        remove(ledger, context, collection, key);
    } else if (collection) {
        checkCollectionAccess(ledger, context, collection, 'write');
        context.simulator.setPrivateData(context.namespace, collection, key, value);
    } else {
        context.simulator.setState(context.namespace, key, value);
    }
}

function remove(ledger: Ledger, context: TransactionContext, collection: string, key: string): void {
    if (collection) {
        checkCollectionAccess(ledger, context, collection, 'write');
        context.simulator.deletePrivateData(context.namespace, collection, key);
    } else {
        context.simulator.deleteState(context.namespace, key);
    }
}

function purge(ledger: Ledger, context: TransactionContext, collection: string, key: string): void {
    requireCapability(ledger, 'V2_5', 'purge private data is not enabled, channel application capability of V2_5');
    if (!collection) {
        throw new Error('only applicable for private data');
    }
    checkCollectionAccess(ledger, context, collection, 'write');
    context.simulator.purgePrivateData(context.namespace, collection, key);
}

function setMetadata(
    ledger: Ledger,
    context: TransactionContext,
    collection: string,
    key: string,
    entry: protos.StateMetadata | undefined,
): void {
    requireCapability(ledger, 'V1_3', 'key level endorsement is not enabled, channel application capability of V1_3');
    const metadata: Metadata = new Map([[entry?.getMetakey() ?? '', entry?.getValue_asU8() ?? new Uint8Array()]]);
    if (collection) {
        checkCollectionAccess(ledger, context, collection, 'write');
        context.simulator.setPrivateDataMetadata(context.namespace, collection, key, metadata);
    } else {
        context.simulator.setMetadata(context.namespace, key, metadata);
    }
}

/** Capabilities include their predecessors: V2_5 ⊃ V2_0 ⊃ V1_3. */
const capabilities = ['V1_3', 'V1_4_2', 'V2_0', 'V2_5'];

function requireCapability(ledger: Ledger, lowest: string, refusal: string): void {
    const enough = capabilities.slice(capabilities.indexOf(lowest));
    if (!enough.some((name) => ledger.config.hasCapability('Application', name))) {
        throw new Error(`${refusal} or later is required`);
    }
}
