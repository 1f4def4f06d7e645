/** What a peer's `core.yaml` sets under `chaincode` and `ledger.state`. */
export interface ExecutionLimits {
    /** `chaincode.executetimeout`, milliseconds. */
    readonly executeTimeoutMs: number;
    /** `chaincode.startuptimeout`, milliseconds: connection made, but no registration. */
    readonly startupTimeoutMs: number;
    /** `ledger.state.totalQueryLimit`: results of one query. */
    readonly totalQueryLimit: number;
    /** Results that go to the chaincode in one message. */
    readonly batchLimit: number;
    /** `chaincode.runtimeParams`: offered to Go chaincode at registration. 0 switches the feature off. */
    readonly maxWriteBatch: number;
    readonly maxGetMultiple: number;
}

/** The defaults of Fabric's sample configuration, with a timeout short enough for interactive use. */
export const defaultLimits: ExecutionLimits = {
    executeTimeoutMs: 5_000,
    startupTimeoutMs: 300_000,
    totalQueryLimit: 100_000,
    batchLimit: 100,
    maxWriteBatch: 1_000,
    maxGetMultiple: 1_000,
};
