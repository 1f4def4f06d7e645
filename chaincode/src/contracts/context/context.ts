import contractApi from 'fabric-contract-api';
import type { ChaincodeStub } from 'fabric-shim-api';
import { canonical, utf8 } from '../../domain/index.js';
import { Caller } from './caller.js';

/** What a contract function knows of its transaction. */
export class LinguangContext extends contractApi.Context {
    #caller: Caller | undefined;

    get caller(): Caller {
        this.#caller ??= callerOf(this.stub);
        return this.#caller;
    }

    get channel(): string {
        return this.stub.getChannelID();
    }

    get transaction(): string {
        return this.stub.getTxID();
    }

    /**
     * The transaction's time in epoch seconds. The client chooses it: it may only make a contract stricter (design 4.2).
     */
    get timestamp(): number {
        return Number(this.stub.getTxTimestamp().seconds);
    }

    /** Private input of that name. */
    transient(name: string): Uint8Array | undefined {
        return this.stub.getTransient().get(name);
    }

    /** Emits the transaction's one event: an envelope of this type. */
    announce(type: string, ...items: readonly object[]): void {
        this.stub.setEvent(type, utf8(canonical({ v: 1, type, items })));
    }
}

function callerOf(stub: ChaincodeStub): Caller {
    const creator = stub.getCreator();
    return new Caller(creator.mspid, creator.idBytes);
}
