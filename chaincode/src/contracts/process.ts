import type { ChaincodeInterface } from 'fabric-shim-api';
import { chaincodeOf } from './chaincode.js';
import { type ChaincodeName, isChaincodeName } from './contracts.js';
import { serve, serverSettings } from './serve.js';

/**
 * Serves the chaincode named on the command line until SIGTERM or SIGINT.
 * @param change - what to serve instead of the chaincode as it is
 */
export async function runProcess(
    [name]: readonly string[],
    change: (chaincode: ChaincodeInterface, name: ChaincodeName) => ChaincodeInterface = (chaincode) => chaincode,
): Promise<void> {
    if (!isChaincodeName(name)) {
        process.stderr.write('usage: main.js energy|certificate\n');
        process.exitCode = 2;
        return;
    }
    const stop = await start(change(chaincodeOf(name, '1'), name), name);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.once(signal, () => {
            stop();
            process.exit(0);
        });
    }
}

/** The shim's logger swallows errors that nobody catches; a process that cannot serve must end instead. */
async function start(chaincode: ChaincodeInterface, name: ChaincodeName): Promise<() => void> {
    try {
        const settings = serverSettings(process.env);
        const stop = await serve(chaincode, settings);
        process.stdout.write(`${name} listens on ${settings.address} as ${settings.packageId}\n`);
        return stop;
    } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        return process.exit(1);
    }
}
