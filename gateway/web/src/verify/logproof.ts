import { type LogOverview, parseLogProof, verifyLogProof } from '@linguang/chaincode/domain';
import { ApiProblem, read } from '../ledger/api.ts';
import { cryptography } from './cryptography.ts';
import type { LedgerCheck } from './verdict.ts';

/**
 * Whether the transparency log holds exactly this certificate under a head that the certifier and another organisation signed: the proof
 * (RFC 9162) and the signatures are computed on this device. Proof and keys are those that this gateway's ledger holds.
 * @param digest - SHA-256 of the certificate's core, hex
 */
export async function logCheck(number: string, digest: string): Promise<LedgerCheck> {
    const id = 'public.log';
    try {
        const { log, certifier, keys } = await read<LogOverview>('/v1/log');
        const proof = parseLogProof(await read<unknown>(`/v1/log/inclusion/${encodeURIComponent(number)}`));
        const keyOf = (org: string, kid: string) => keys.find((key) => key.org === org && key.kid === kid)?.jwk;
        verifyLogProof(digest, proof, { trust: { log, certifier, keyOf }, ...cryptography });
        return { id, result: 'pass', reason: null };
    } catch (cause) {
        if (cause instanceof ApiProblem) {
            return {
                id,
                result: 'unknown',
                reason: cause.code === 'LOG_ENTRY_PENDING' ? 'not-logged-yet' : 'no-answer',
            };
        }
        return { id, result: 'fail', reason: 'not-in-log' };
    }
}
