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
    | 'CONSENSUS_UNSUPPORTED'
    | 'NETWORK_RUNNING'
    | 'NETWORK_NOT_RUNNING'
    | 'NOT_A_NETWORK'
    | 'CHAINCODE_UNKNOWN'
    | 'CODE_UNCHANGED'
    | 'PEER_UNREACHABLE'
    | 'UPGRADE_RUNNING'
    | 'UPGRADE_IMPOSSIBLE'
    | 'UPGRADE_NOT_READY'
    | 'UPGRADE_NOT_APPROVED'
    | 'UPGRADE_FAILED'
    | 'DOWNLOAD_FAILED'
    | 'ARCHIVE_DIGEST_DIFFERS'
    | 'ARCHIVE_INVALID'
    | 'RELEASE_UNSUITABLE';

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
