import { join } from 'node:path';

/** What a chaincode server must know. */
export type ChaincodePlacement = Readonly<{
    /** `host:port` to listen on. */
    address: string;
    /** Package id, to be announced when registering. */
    id: string;
    mspId: string;
    /** Folder with `server.key`, `server.crt` and `ca.crt`; undefined without TLS. */
    tlsFolder: string | undefined;
}>;

/**
 * The environment of chaincode as a service, under all names in use: those of Fabric's samples (`CHAINCODE_…`), those of
 * the Go and Java contract libraries (`CORE_…`) and those of the Node library's `server` command (`CORE_CHAINCODE_…`). All
 * are always set, since an operator's shell often holds `CORE_…` settings of the `peer` command, and a chaincode process
 * would take them for its own.
 */
export function chaincodeEnvironment(placement: ChaincodePlacement): Readonly<Record<string, string>> {
    const { address, id, mspId, tlsFolder } = placement;
    return {
        CHAINCODE_SERVER_ADDRESS: address,
        CORE_CHAINCODE_ADDRESS: address,
        CHAINCODE_ID: id,
        CORE_CHAINCODE_ID: id,
        CORE_CHAINCODE_ID_NAME: id,
        CORE_PEER_LOCALMSPID: mspId,
        ...tlsEnvironment(tlsFolder),
    };
}

function tlsEnvironment(folder: string | undefined): Readonly<Record<string, string>> {
    const file = (name: string): string => (folder === undefined ? '' : join(folder, name));
    const key = file('server.key');
    const certificate = file('server.crt');
    const ca = file('ca.crt');
    return {
        CHAINCODE_TLS_DISABLED: String(folder === undefined),
        CHAINCODE_TLS_KEY: key,
        CHAINCODE_TLS_CERT: certificate,
        CHAINCODE_CLIENT_CA_CERT: ca,
        CORE_PEER_TLS_ENABLED: String(folder !== undefined),
        CORE_TLS_CLIENT_KEY_FILE: key,
        CORE_TLS_CLIENT_CERT_FILE: certificate,
        CORE_PEER_TLS_ROOTCERT_FILE: ca,
        // The same files once more in base64; the Java library will not start without these names.
        CORE_TLS_CLIENT_KEY_PATH: file('server.key.base64'),
        CORE_TLS_CLIENT_CERT_PATH: file('server.crt.base64'),
        CORE_CHAINCODE_TLS_KEY_FILE: key,
        CORE_CHAINCODE_TLS_CERT_FILE: certificate,
        CORE_CHAINCODE_TLS_CLIENT_CACERT_FILE: ca,
    };
}
