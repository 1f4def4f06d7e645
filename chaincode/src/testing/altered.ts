import type { ChaincodeInterface, ChaincodeResponse, ChaincodeStub } from 'fabric-shim-api';

/** Key and value as the honest code writes them (`collection` is '' for public state) → the value to write instead. */
export type Alter = (key: string, value: Uint8Array, collection: string) => Uint8Array;

/**
 * A chaincode as a dishonest organisation would run it: everything goes its usual way, but what is written is changed before
 * the peer sees it.
 */
export function altered(honest: ChaincodeInterface, alter: Alter): ChaincodeInterface {
    const invoke = (stub: ChaincodeStub): Promise<ChaincodeResponse> => {
        const crooked: ChaincodeStub = Object.create(stub, {
            putState: {
                value: (key: string, value: Uint8Array) => stub.putState(key, alter(key, value, '')),
            },
            putPrivateData: {
                value: (collection: string, key: string, value: Uint8Array) =>
                    stub.putPrivateData(collection, key, alter(key, value, collection)),
            },
            // It sets a field of the stub, which the shim reads afterwards.
            setEvent: { value: (name: string, payload: Uint8Array) => stub.setEvent(name, payload) },
        });
        return honest.Invoke(crooked);
    };
    return { Init: invoke, Invoke: invoke };
}
