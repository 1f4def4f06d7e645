import { readFileSync } from 'node:fs';
import shim from 'fabric-shim';
import { fixture } from '../../bench/fixture/chaincode.js';

/** The fixture chaincode as a process with mutual TLS, in the standard environment of chaincode as a service. */
const variable = (name: string): string => {
    const value = process.env[name];
    if (value === undefined) {
        throw new Error(`${name} is not set`);
    }
    return value;
};

await shim.Shim.server(fixture, {
    ccid: variable('CHAINCODE_ID'),
    address: variable('CHAINCODE_SERVER_ADDRESS'),
    tlsProps: {
        key: readFileSync(variable('CHAINCODE_TLS_KEY')),
        cert: readFileSync(variable('CHAINCODE_TLS_CERT')),
        clientCACerts: readFileSync(variable('CHAINCODE_CLIENT_CA_CERT')),
    },
}).start();
