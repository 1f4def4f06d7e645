import { setTimeout as delay } from 'node:timers/promises';
import { CommitError, type Contract, GatewayError, StatusCode } from '@hyperledger/fabric-gateway';

/** A write that a client has been told is on the ledger. */
export type Acknowledged = Readonly<{ key: string; value: string; version: string }>;

/**
 * Clients that write without a pause, each its own keys, and propose anew whatever the ledger refuses. Every refusal is
 * noted.
 */
export class Stream {
    readonly acknowledged: Acknowledged[] = [];
    /** Refusals as people read them, `MVCC_READ_CONFLICT` or gRPC code and message, with how often. */
    readonly refusals = new Map<string, number>();
    readonly #stop = new AbortController();
    readonly #clients: Promise<void>[];

    /** @param contracts - one client works on each */
    constructor(contracts: readonly Contract[], transaction = 'put') {
        this.#clients = contracts.map((contract, client) => this.#work(contract, transaction, client));
    }

    /** Resolves when a number of writes more than now are acknowledged. */
    async more(count: number): Promise<void> {
        const target = this.acknowledged.length + count;
        const deadline = Date.now() + 60_000;
        while (this.acknowledged.length < target) {
            if (Date.now() > deadline) {
                throw new Error(`the stream stands still: ${JSON.stringify([...this.refusals])}`);
            }
            await delay(20);
        }
    }

    async stop(): Promise<void> {
        this.#stop.abort();
        await Promise.all(this.#clients);
    }

    async #work(contract: Contract, transaction: string, client: number): Promise<void> {
        for (let n = 0; !this.#stop.signal.aborted; n++) {
            const [key, value] = [`${transaction}-${client}-${n}`, `value ${client} ${n}`];
            for (let attempt = 0; ; attempt++) {
                try {
                    const version = await contract.submit(transaction, { arguments: [key, value] });
                    this.acknowledged.push({ key, value, version: Buffer.from(version).toString() });
                    break;
                } catch (error) {
                    this.#note(error);
                    if (attempt === 100) {
                        throw error;
                    }
                    await delay(20);
                }
            }
        }
    }

    #note(error: unknown): void {
        const what = describeRefusal(error);
        this.refusals.set(what, (this.refusals.get(what) ?? 0) + 1);
    }
}

function describeRefusal(error: unknown): string {
    if (error instanceof CommitError) {
        return Object.entries(StatusCode).find(([, code]) => code === error.code)?.[0] ?? String(error.code);
    }
    if (error instanceof GatewayError) {
        const details = error.details.map(({ message }) => message);
        return `${error.name} ${error.code}: ${[...new Set(details.length > 0 ? details : [error.message])].join('; ')}`;
    }
    return String(error);
}
