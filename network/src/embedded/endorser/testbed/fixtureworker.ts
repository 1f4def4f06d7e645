import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { ChaincodeResponse, ChaincodeStub, Shim } from 'fabric-shim';
import { handlers } from './chaincode.js';
import type { FixtureOptions } from './fixture.js';

const shim: typeof Shim = createRequire(import.meta.url)('fabric-shim');
const { packageId, port, tls }: FixtureOptions = workerData;

async function run(stub: ChaincodeStub): Promise<ChaincodeResponse> {
    const [name = '', ...args] = stub.getStringArgs();
    try {
        const handler = handlers[name];
        if (!handler) {
            throw new Error(`no function ${name}`);
        }
        const result = await handler(stub, args);
        return typeof result === 'string' ? shim.success(Buffer.from(result)) : result;
    } catch (error) {
        return shim.error(error instanceof Error ? error.message : String(error));
    }
}

const secured = tls && {
    tlsProps: {
        key: Buffer.from(tls.key),
        cert: Buffer.from(tls.cert),
        clientCACerts: Buffer.from(tls.clientCACerts),
    },
};
const options: Parameters<typeof Shim.server>[1] = Object.assign(
    { ccid: packageId, address: `127.0.0.1:${port}`, tlsProps: undefined },
    secured,
);
shim.server({ Init: run, Invoke: run }, options)
    .start()
    .then(
        () => parentPort?.postMessage(true),
        (error: unknown) => parentPort?.postMessage(String(error)),
    );
