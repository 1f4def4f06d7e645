/** Stable codes of what can go wrong when a network is described, started or stopped. */
export type NetworkProblem =
    | 'TOPOLOGY_INVALID'
    | 'TOPOLOGY_UNREADABLE'
    | 'TOPOLOGY_CHANGED'
    | 'ENGINE_CHANGED'
    | 'PROFILE_INVALID'
    | 'PROFILE_UNREADABLE'
    | 'IDENTITY_MISSING'
    | 'PKI_INCOMPLETE'
    | 'PORT_IN_USE'
    | 'PROCESS_NOT_READY'
    | 'PROCESS_FAILED'
    | 'PROCESS_UNKNOWN'
    | 'ENGINE_UNAVAILABLE'
    | 'ENGINE_OLDER'
    | 'NETWORK_RUNNING'
    | 'NETWORK_NOT_RUNNING'
    | 'NOT_A_NETWORK';

/** An error a person can act on: the message starts with its stable code. */
export class NetworkError extends Error {
    override readonly name = 'NetworkError';

    constructor(
        readonly code: NetworkProblem,
        detail: string,
        options?: ErrorOptions,
    ) {
        super(`${code}: ${detail}`, options);
    }
}
