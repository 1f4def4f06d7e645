import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { freePortRange } from '../../../supervisor/freeports.js';

export type FixtureOptions = Readonly<{
    /** `label:hash` under which it registers. */
    packageId: string;
    /** Default: any free one. */
    port?: number;
    /** PEM texts; clients must show a certificate of `clientCACerts`. */
    tls?: Readonly<{ key: string; cert: string; clientCACerts: string }>;
}>;

/** A chaincode process, or what comes near to one. */
export type Fixture = Readonly<{
    address: string;
    port: number;
    /** Ends it at once, as a kill would. */
    kill(): Promise<void>;
}>;

/**
 * Serves the fixture chaincode through the real Node shim, in a thread of its own: the shim brings another version of
 * the protobuf classes, which share their names with ours in the global scope.
 */
export async function startFixture(options: FixtureOptions): Promise<Fixture> {
    for (let attempt = 0; ; attempt++) {
        const port = options.port ?? (await freePortRange(1));
        const worker = new Worker(new URL('./fixtureworker.js', import.meta.url), {
            workerData: { ...options, port },
            // The shim reads its log level when it is loaded, and would write a line per transaction.
            env: { ...process.env, CORE_CHAINCODE_LOGGING_LEVEL: 'CRITICAL', NODE_NO_WARNINGS: '1' },
        });
        const [started] = await once(worker, 'message');
        if (started === true) {
            const kill = async (): Promise<void> => {
                await worker.terminate();
            };
            return { address: `127.0.0.1:${port}`, port, kill };
        }
        await worker.terminate();
        if (attempt === 20) {
            throw new Error(`cannot serve chaincode on port ${port}: ${started}`);
        }
    }
}
