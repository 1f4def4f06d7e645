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
) => ChaincodeInterface & {
    /** Each contract by its name. */
    readonly contractImplementations: Readonly<Record<string, { readonly contractInstance: object }>>;
    readonly metadata: {
        readonly contracts: Readonly<Record<string, { readonly transactions: readonly TransactionMetadata[] }>>;
    };
};

/** A function of a contract as its metadata describe it. */
export type TransactionMetadata = Readonly<{
    name: string;
    parameters?: readonly Readonly<{ schema: Readonly<{ type?: string }> }>[];
}>;

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

type Log = { level: string; debug(...said: readonly unknown[]): unknown };
type Logging = { getLogger(name?: string): Log };

/**
 * The shim's logger formats and colours every line before it sees that nobody wants it, several for each message of a transaction.
 * Here it is asked first. Must be done before the rest of the shim is loaded.
 */
const logging: Logging = load('fabric-shim/lib/logger.js');
const loggerOf = logging.getLogger;
logging.getLogger = (name) => {
    const log = loggerOf(name);
    if (!Object.hasOwn(log, 'debug')) {
        const say = log.debug.bind(log);
        log.debug = (...said) => (log.level === 'debug' ? say(...said) : log);
    }
    return log;
};

export const ChaincodeFromContract: ChaincodeFromContract = load(
    'fabric-shim/lib/contract-spi/chaincodefromcontract.js',
);

export const ChaincodeServer: ChaincodeServer = load('fabric-shim/lib/server.js');
