import type { Page, Simulator } from '../ledger.js';
import type { Completion, Transaction } from './transaction.js';

/** An open query: results as messages' bytes, with the count so far. */
export interface OpenQuery {
    readonly results: Iterator<Uint8Array>;
    readonly page: Page | undefined;
    pending: Uint8Array[];
    returned: number;
}

/** One execution of one chaincode (`core/chaincode/transaction_context.go`): ends with its answer, timeout or lost stream. */
export class TransactionContext {
    readonly transaction: Transaction;
    readonly namespace: string;
    readonly isInit: boolean;
    readonly queries = new Map<string, OpenQuery>();
    /** Remembered read and write permission by collection. */
    readonly permissions = new Map<string, Readonly<{ read: boolean; write: boolean }>>();
    readonly #finish: (completion: Completion) => void;
    #queryCount = 0;

    constructor(
        transaction: Transaction,
        namespace: string,
        isInit: boolean,
        finish: (completion: Completion) => void,
    ) {
        this.transaction = transaction;
        this.namespace = namespace;
        this.isInit = isInit;
        this.#finish = finish;
    }

    /** @throws Error `no ledger context` where there is nothing to read */
    get simulator(): Simulator {
        const { simulator } = this.transaction;
        if (!simulator) {
            throw new Error('no ledger context');
        }
        return simulator;
    }

    nextQueryId(): string {
        this.#queryCount += 1;
        return `${this.transaction.id}-${this.#queryCount}`;
    }

    complete(completion: Completion): void {
        this.closeQueries();
        this.#finish(completion);
    }

    closeQuery(id: string): OpenQuery | undefined {
        const query = this.queries.get(id);
        this.queries.delete(id);
        query?.results.return?.();
        return query;
    }

    closeQueries(): void {
        for (const id of [...this.queries.keys()]) {
            this.closeQuery(id);
        }
    }
}

/** @throws Error where private data is asked for during initialisation */
export function refusePrivateDataInInit(context: TransactionContext): void {
    if (context.isInit) {
        throw new Error('private data APIs are not allowed in chaincode Init()');
    }
}
