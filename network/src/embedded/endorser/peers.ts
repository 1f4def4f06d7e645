import { ChaincodeExecutor } from '../chaincode/executor.js';
import { defaultLimits, type ExecutionLimits } from '../chaincode/limits.js';
import type { ChaincodeRuntime } from '../chaincode/runtime.js';
import type { Ledger } from '../ledger.js';
import { systemChaincodes } from '../system/index.js';
import type { Endorser, Peer } from './endorser.js';
import { EndorserPipeline } from './pipeline.js';

export type PeerRuntimeOptions = Readonly<{
    ledger: Ledger;
    limits?: Partial<ExecutionLimits>;
    /** How far a proposal's timestamp may be from now; default 15 minutes (v3). `null`: not checked (v2.5). */
    timeWindowMs?: number | null;
    /** Where packages installed by administrators are kept; undefined: in memory. */
    packageDirectory?: string;
    /** The peers' clock; default the machine's. */
    now?: () => Date;
}>;

/** Everything peers do before ordering, for all peers of the network. */
export interface PeerRuntime {
    readonly endorser: Endorser;
    readonly chaincodes: ChaincodeRuntime;
    /** Whether a peer can endorse for a chaincode now: the definition is committed, its organisation approved it, and it is installed. */
    canEndorse(peer: Peer, chaincode: string): boolean;
    /** Ends the streams to all chaincode processes. */
    close(): void;
}

const WINDOW_MS = 15 * 60 * 1_000;

export function createPeerRuntime(options: PeerRuntimeOptions): PeerRuntime {
    const { ledger } = options;
    const executor = new ChaincodeExecutor(
        ledger,
        (runtime) =>
            systemChaincodes({
                ledger,
                runtime,
                ...(options.packageDirectory === undefined ? {} : { packageDirectory: options.packageDirectory }),
            }),
        { ...defaultLimits, ...options.limits },
    );
    const timeWindowMs = options.timeWindowMs === undefined ? WINDOW_MS : (options.timeWindowMs ?? undefined);
    return {
        endorser: new EndorserPipeline({ ledger, executor, timeWindowMs, now: options.now ?? (() => new Date()) }),
        chaincodes: executor.connections,
        canEndorse: (peer, chaincode) =>
            executor.isSystem(chaincode) || executor.deployments.canEndorse(peer, chaincode),
        close: () => executor.connections.close(),
    };
}
