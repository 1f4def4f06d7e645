/**
 * Serves a chaincode of this package as a service: `node chaincode/dist/main.js energy|certificate`.
 * Environment: CHAINCODE_SERVER_ADDRESS, CHAINCODE_ID, CHAINCODE_TLS_{DISABLED,KEY,CERT}, CHAINCODE_CLIENT_CA_CERT,
 * LINGUANG_{GRID,COMMUNITY,CERTIFIER}_MSP, CORE_CHAINCODE_LOGGING_LEVEL (default WARNING). Ends on SIGTERM or SIGINT.
 */

// fabric-shim reads its log level when it is loaded; at INFO it writes a line per transaction.
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'WARNING';
const { runProcess } = await import('./contracts/process.js');

try {
    await runProcess(process.argv.slice(2));
} catch (error) {
    // The shim's logger swallows errors that nobody catches; a process that cannot serve must end instead.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
}
