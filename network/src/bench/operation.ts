/** One call of a chaincode as a client would make it. */
export type Invocation = Readonly<{
    chaincode: string;
    /** `contract:function`, or the bare function of a chaincode without contracts. */
    transaction: string;
    arguments: readonly string[];
    /** Private input; goes to the endorsers only. */
    transient?: Readonly<Record<string, string>>;
    /** MSP ids of the organisations that endorse; by default the gateway of the peer chooses. */
    endorsers?: readonly string[];
}>;

/** A transaction that counts only once it is committed as valid. */
export type Submission = Readonly<{ kind: 'submit' }> & Invocation;
/** A question to one peer. */
export type Evaluation = Readonly<{ kind: 'evaluate' }> & Invocation;
/** A request to a service in front of the ledger, which answers 201 after the commit. */
export type HttpRequest = Readonly<{
    kind: 'http';
    method: 'GET' | 'POST';
    url: string;
    headers: Readonly<Record<string, string>>;
    body?: unknown;
}>;

/** What a load driver does once; plain JSON, so that it can be prepared in one process and sent by another. */
export type Operation = Submission | Evaluation | HttpRequest;

/** How an operation ended. */
export type Outcome = Readonly<{
    /** undefined: it did what it should; else why not: a validation code, or where it failed and how. */
    failure?: string;
    /** Block of a committed transaction, where the answer names it. */
    block?: number;
    result?: string;
    /** Milliseconds of its phases. */
    phases?: Phases;
}>;

/** Milliseconds a submission spent collecting endorsements, handing the envelope in, and waiting for its block. */
export type Phases = Readonly<{ endorse: number; submit: number; commit: number }>;
