/**
 * Serves a chaincode of this package as a service: `node chaincode/dist/main.js energy|certificate`.
 * Environment: CHAINCODE_SERVER_ADDRESS, CHAINCODE_ID, CHAINCODE_TLS_{DISABLED,KEY,CERT}, CHAINCODE_CLIENT_CA_CERT,
 * LINGUANG_{GRID,COMMUNITY,CERTIFIER}_MSP, CORE_CHAINCODE_LOGGING_LEVEL (default WARNING). Ends on SIGTERM or SIGINT.
 */

// fabric-shim reads its log level when it is loaded; at INFO it writes a line per transaction.
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'WARNING';
const { runProcess } = await import('./contracts/process.js');

await runProcess(process.argv.slice(2));
