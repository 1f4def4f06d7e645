/**
 * Serves a chaincode of this package as a service: `node chaincode/dist/main.js energy|certificate`.
 * Environment: CHAINCODE_SERVER_ADDRESS, CHAINCODE_ID, CHAINCODE_TLS_{DISABLED,KEY,CERT}, CHAINCODE_CLIENT_CA_CERT,
 * LINGUANG_{GRID,COMMUNITY,CERTIFIER}_MSP, CORE_CHAINCODE_LOGGING_LEVEL (default WARNING). Ends on SIGTERM or SIGINT.
 */

// fabric-shim reads its log level when it is loaded; at INFO it writes a line per transaction.
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'WARNING';
const { chaincodeOf, isChaincodeName } = await import('./contracts/chaincodes.js');
const { serve, serverSettings } = await import('./contracts/serve.js');

const [name] = process.argv.slice(2);
if (!isChaincodeName(name)) {
    process.stderr.write('usage: main.js energy|certificate\n');
    process.exit(2);
}
const settings = serverSettings(process.env);
const stop = await serve(chaincodeOf(name, '1'), settings);
process.stdout.write(`${name} listens on ${settings.address} as ${settings.packageId}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
        stop();
        process.exit(0);
    });
}
