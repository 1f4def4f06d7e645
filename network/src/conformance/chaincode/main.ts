import shim from 'fabric-shim';
import { conformanceChaincode } from './chaincode.js';

/** The conformance chaincode as a process; takes the standard environment of chaincode as a service. */
const options = {
    ccid: process.env['CHAINCODE_ID'] ?? '',
    address: process.env['CHAINCODE_SERVER_ADDRESS'] ?? '',
};
// The shim serves without TLS when it is given no key material; its type declaration demands some nevertheless.
await shim.Shim.server(conformanceChaincode, options as shim.ChaincodeServerOpts).start();
