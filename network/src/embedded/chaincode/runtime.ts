/** Where a chaincode-as-a-service process listens, as in the `connection.json` of a chaincode package. */
export type ChaincodeServer = Readonly<{
    /** `host:port` */
    address: string;
    /** PEM texts; absent: plain text. */
    tls?: Readonly<{ rootCert: string; clientKey?: string; clientCert?: string; serverName?: string }>;
    /** How long one attempt to connect may take, milliseconds. Default 3000. */
    dialTimeoutMs?: number;
}>;

/** State of one peer's stream to one chaincode process. */
export type ConnectionState = 'unknown' | 'disconnected' | 'connecting' | 'ready';

/**
 * The connections from peers to chaincode-as-a-service processes, one stream per (peer, package).
 * A stream is opened at the latest by the first transaction and again after it was lost.
 */
export interface ChaincodeRuntime {
    /** Tells where the peer finds the process of a package (`label:hash`). A later call replaces the address. */
    install(peer: string, packageId: string, server: ChaincodeServer): void;
    /** The packages installed on a peer. */
    installed(peer: string): ReadonlyMap<string, ChaincodeServer>;
    /** Opens the stream if need be; resolves when the process has registered. Rejects with the text of a real peer. */
    launch(peer: string, packageId: string): Promise<void>;
    state(peer: string, packageId: string): ConnectionState;
    /** Ends all streams of one peer (it was stopped), or of all. Transactions under way fail as on a lost stream. */
    disconnect(peer?: string): void;
    /** Ends all streams for good. */
    close(): void;
}
