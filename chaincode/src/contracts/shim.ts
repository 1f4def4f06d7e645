import { createRequire } from 'node:module';
import type { ChaincodeInterface } from 'fabric-shim-api';

/**
 * Parts of fabric-shim that its own command line is made of and that its types do not describe (2.5.8): how contracts become a
 * chaincode, and a server that can be stopped and may do without TLS.
 */
type ChaincodeFromContract = new (
    contracts: (new () => object)[],
    serializers: Readonly<{ transaction: string; serializers: Readonly<Record<string, unknown>> }>,
    metadata: object,
    title: string,
    version: string,
) => ChaincodeInterface;

type ChaincodeServer = new (
    chaincode: ChaincodeInterface,
    options: Readonly<{
        ccid: string;
        address: string;
        tlsProps: Readonly<{ key: Buffer; cert: Buffer; clientCACerts: Buffer | null }> | null;
        [grpc: `grpc.${string}`]: number;
    }>,
) => { start(): Promise<void>; readonly _server: { forceShutdown(): void } };

const load = createRequire(import.meta.url);

export const ChaincodeFromContract: ChaincodeFromContract = load(
    'fabric-shim/lib/contract-spi/chaincodefromcontract.js',
);

export const ChaincodeServer: ChaincodeServer = load('fabric-shim/lib/server.js');
