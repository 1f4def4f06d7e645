import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a chaincode into a folder, as a build would: on the bare shim, with or without TLS.
 * @param version - what its function `version` answers, so that builds differ
 * @param start - what the program does first; used to break it
 * @returns the program
 */
export async function build(folder: string, version: string, start = ''): Promise<string> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'chaincode.mjs');
    await writeFile(
        file,
        `${start}
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import shim from ${JSON.stringify(import.meta.resolve('fabric-shim'))};

const VERSION = ${JSON.stringify(version)};
const functions = {
    version: async () => VERSION,
    put: async (stub, key, value) => {
        await stub.putState(key, Buffer.from(value));
        return VERSION;
    },
    get: async (stub, key) => await stub.getState(key),
    slow: async (stub, key, value) => {
        await delay(700);
        await stub.putState(key, Buffer.from(value));
        return VERSION;
    },
};
const { env } = process;
const tls = env.CHAINCODE_TLS_DISABLED === 'false' && {
    tlsProps: {
        key: readFileSync(env.CHAINCODE_TLS_KEY),
        cert: readFileSync(env.CHAINCODE_TLS_CERT),
        clientCACerts: readFileSync(env.CHAINCODE_CLIENT_CA_CERT),
    },
};
await shim.Shim.server(
    {
        Init: async () => shim.success(),
        Invoke: async (stub) => {
            const { fcn, params } = stub.getFunctionAndParameters();
            if (functions[fcn] === undefined) {
                return shim.error('no function ' + fcn);
            }
            const answer = await functions[fcn](stub, ...params);
            return shim.success(Buffer.from(answer));
        },
    },
    { ccid: env.CHAINCODE_ID, address: env.CHAINCODE_SERVER_ADDRESS, ...tls },
).start();
`,
    );
    return file;
}
