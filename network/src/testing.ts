import type { Gateway } from '@hyperledger/fabric-gateway';
import type { NetworkControls } from './embedded/controls/controls.js';
import type { ConnectionProfile } from './profile/profile.js';
import type { Topology, TopologyInput } from './topology.js';

export type { NetworkControls, ProposalResponseChange } from './embedded/controls/controls.js';

/** What a chaincode server started inside the test process is told. */
export type ChaincodePlace = Readonly<{
    /** `host:port` to listen on. */
    address: string;
    /** `label:hash`, to be announced when registering. */
    packageId: string;
    organisation: string;
    mspId: string;
    /** Names of the peers that will dial it. */
    peers: readonly string[];
}>;

/** Starts a chaincode server inside the test process and returns how to stop it. */
export type ChaincodeStarter = (place: ChaincodePlace) => Promise<() => Promise<void>>;

export type EmbeddedOptions = Readonly<{
    /** `portBase` is replaced by a free range unless `keepPorts`. */
    topology: TopologyInput | Topology;
    /** Folder of the network; a temporary one by default, removed by `stop()`. A folder used before is continued. */
    dataDir?: string;
    keepPorts?: boolean;
    /** Run the network in this process (default; needed for `controls`) or as a child process that can be killed. */
    run?: 'in-process' | 'child';
    /** Chaincodes served by a function in this process instead of the `command` of the topology, by chaincode name. */
    chaincodes?: Readonly<Record<string, ChaincodeStarter>>;
    /** Prints the log lines of network and chaincode processes; default: only into `dataDir/logs`. */
    verbose?: boolean;
}>;

/** Options of one client connection. */
export type ConnectOptions = Readonly<{
    /** Peer whose gateway is used; default the organisation's first. */
    peer?: string;
    /** Deadlines in milliseconds; default 30 s each. */
    timeoutMs?: number;
}>;

/** A running embedded network with its chaincode processes. */
export interface EmbeddedHandle {
    readonly dataDir: string;
    readonly topology: Topology;
    /** Present when the network runs in this process. */
    readonly controls: NetworkControls;
    /** Connection profile of an organisation, absolute paths. */
    profile(organisation: string): ConnectionProfile;
    /** File of that profile, to hand to another process. */
    profileFile(organisation: string): string;
    /** A client of the unmodified fabric-gateway library. All are closed by `stop()`. */
    connect(organisation: string, client?: string, options?: ConnectOptions): Promise<Gateway>;
    /** Approves and commits what differs between the new topology's chaincodes and the committed definitions. */
    redefine(chaincodes: TopologyInput['chaincodes']): Promise<void>;
    /** Ends network, chaincode processes and clients; removes the folder if it was temporary. */
    stop(): Promise<void>;
    /** kill -9 of the network process (`run: 'child'` only); chaincode processes and folder stay. */
    kill(): Promise<void>;
    /** Starts the network again on the same folder and ports after `kill()`. */
    restart(): Promise<void>;
}
