import type { common } from '@hyperledger/fabric-protos';

/**
 * Parses `AND('A.peer', OR('B.member', 'C.admin'))`, `OutOf(2, 'A.peer', …)` into the same bytes as Fabric's
 * `policydsl.FromString` (principals in order of first appearance).
 * @throws PolicyError naming the place
 */
export function parsePolicyExpression(_text: string): common.SignaturePolicyEnvelope {
    throw new Error('not ready');
}

/**
 * Bytes of `peer.ApplicationPolicy` of a topology's policy text: a signature policy expression, or a channel policy
 * reference such as `/Channel/Application/Endorsement`.
 */
export function applicationPolicy(_text: string): Uint8Array {
    throw new Error('not ready');
}
