/** When a process counts as ready. */
export type Probe =
    /** All ports accept connections on the loopback address. */
    | Readonly<{ kind: 'tcp'; ports: readonly number[] }>
    /** A gRPC server with TLS takes calls on the port; `caFile` is the PEM file of its certificate's authority. */
    | Readonly<{ kind: 'grpc'; port: number; caFile: string }>
    /** The URL answers with a status of 2xx. */
    | Readonly<{ kind: 'http'; url: string }>
    /** A line of its log matches. */
    | Readonly<{ kind: 'line'; pattern: RegExp }>
    /** Anything else; `what` completes the sentence "waiting for …". */
    | Readonly<{ kind: 'custom'; what: string; check: () => Promise<boolean> }>;

/** How to run one process. */
export type ProcessSpec = Readonly<{
    /** Unique in the supervisor; also the name of its log file. */
    name: string;
    command: string;
    args?: readonly string[];
    /** Added to the environment of the supervisor. */
    env?: Readonly<Record<string, string>>;
    cwd?: string;
    /** Called before every start of it; what it throws is why the process is not started. */
    before?: () => Promise<void>;
    /** Ports on 127.0.0.1 that must be free before it starts; shown in the status. */
    ports?: readonly number[];
    /** All must hold. None: ready as soon as it runs. */
    ready?: readonly Probe[];
    /** Milliseconds until it must be ready; default 60,000. */
    readyTimeoutMs?: number;
    /**
     * What to do when it ends by itself: `always` (default) starts it again with growing pauses; `on-failure` does so
     * unless it ended with code 0.
     */
    restart?: 'always' | 'on-failure';
    /** Milliseconds between SIGTERM and SIGKILL; default 10,000. */
    stopGraceMs?: number;
}>;

export type ProcessPhase = 'starting' | 'ready' | 'waiting' | 'stopping' | 'stopped' | 'failed';

/** What is known about a process; `waiting` is the pause before it is started again. */
export type ProcessStatus = Readonly<{
    name: string;
    phase: ProcessPhase;
    pid?: number | undefined;
    /** Tells the process from a later one with the same number. */
    identity?: string | undefined;
    /** ISO 8601, start of the current run. */
    startedAt?: string | undefined;
    /** How often it was started again after it had ended by itself. */
    restarts: number;
    ports: readonly number[];
    log: string;
    /** How the last run ended: `code 1`, `SIGKILL`. */
    lastExit?: string | undefined;
}>;
