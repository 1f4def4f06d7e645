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
    const chaincode = change(chaincodeOf(name, '1'), name);
    let stop = () => {};
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.once(signal, () => {
            stop();
            process.exit(0);
        });
    }
    const settings = serverSettings(process.env);
    stop = await serve(chaincode, settings);
    process.stdout.write(`${name} listens on ${settings.address} as ${settings.packageId}\n`);
}
