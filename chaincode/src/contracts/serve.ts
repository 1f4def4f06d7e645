import { readFileSync } from 'node:fs';
import type { ChaincodeInterface } from 'fabric-shim-api';
import { ChaincodeServer } from './shim.js';

/** Where and as what a chaincode is served. */
export type ServerSettings = Readonly<{
    /** `host:port` to listen on. */
    address: string;
    /** Package id `label:hash`, which the peer expects on registration. */
    packageId: string;
    tls?: Readonly<{ key: Buffer; cert: Buffer; clientCa?: Buffer }>;
}>;

/** What fabric-chaincode-node sets: no limit to a message, and no ping more often than peers allow. */
const GRPC = {
    'grpc.max_send_message_length': -1,
    'grpc.max_receive_message_length': -1,
    'grpc.keepalive_time_ms': 110_000,
    'grpc.http2.min_time_between_pings_ms': 110_000,
    'grpc.keepalive_timeout_ms': 20_000,
    'grpc.http2.max_pings_without_data': 0,
    'grpc.keepalive_permit_without_calls': 1,
} as const;

/** Reads the settings that the network gives to a chaincode process. @throws Error naming the variables that are missing */
export function serverSettings(environment: Readonly<Record<string, string | undefined>>): ServerSettings {
    const address = environment['CHAINCODE_SERVER_ADDRESS'];
    const packageId = environment['CHAINCODE_ID'] ?? environment['CORE_CHAINCODE_ID_NAME'];
    if (address === undefined || packageId === undefined) {
        throw new Error('CHAINCODE_SERVER_ADDRESS and CHAINCODE_ID must be set');
    }
    const [key, cert] = [environment['CHAINCODE_TLS_KEY'], environment['CHAINCODE_TLS_CERT']];
    if (environment['CHAINCODE_TLS_DISABLED'] === 'true' || key === undefined || cert === undefined) {
        return { address, packageId };
    }
    const ca = environment['CHAINCODE_CLIENT_CA_CERT'];
    const clientCa = ca === undefined || ca === '' ? {} : { clientCa: readFileSync(ca) };
    return { address, packageId, tls: { key: readFileSync(key), cert: readFileSync(cert), ...clientCa } };
}

/** Serves a chaincode to the peers that dial it; resolves when it listens. @returns how to stop it at once */
export async function serve(chaincode: ChaincodeInterface, settings: ServerSettings): Promise<() => void> {
    const { tls, packageId: ccid, address } = settings;
    const tlsProps = tls === undefined ? null : { key: tls.key, cert: tls.cert, clientCACerts: tls.clientCa ?? null };
    const server = new ChaincodeServer(chaincode, { ccid, address, tlsProps, ...GRPC });
    await server.start();
    return () => server._server.forceShutdown();
}
