import { createHash, randomBytes } from 'node:crypto';
import {
    beneficiaryCommitment,
    type CertificateRecord,
    canonical,
    hex,
    hexBytes,
    type Line,
    type LineProof,
    proveLines,
    type Slot,
    slotPlus,
} from '@linguang/chaincode/domain';
import { hash, hmac } from '@linguang/chaincode/testing';
import type { Call, Client, Committed } from './client.js';
import type { Home } from './district.js';

/** What is needed to ask for a certificate. */
export type CertificateCase = Readonly<{ request: object; call: Call }>;

/** Proofs of a participant's lines for slots `from`…`to` (both included), read through a member's peer. */
export async function proofs(client: Client, participant: string, from: Slot, to: Slot): Promise<LineProof[]> {
    const found: LineProof[] = [];
    for (let at = from; at <= to; at = slotPlus(at, 1)) {
        const { seed, lines } = await client.evaluate<{ seed: string; lines: Line[] }>('settlement:getLines', {
            slot: at,
        });
        const wanted = lines.flatMap((line, index) => (line.participant === participant ? [index] : []));
        found.push(...proveLines(lines, wanted, { seed: hexBytes(seed), hash, hmac }));
    }
    return found;
}

/** A request for a certificate over slots `from`…`to` (both included) with its evidence. */
export function certificateCase(
    of: Home,
    period: readonly [Slot, Slot],
    lines: readonly LineProof[],
    changes: object = {},
): CertificateCase {
    const nonce = hex(randomBytes(16));
    const [from, to] = period;
    return {
        request: {
            number: `LG-${hex(randomBytes(5))}`,
            beneficiary: beneficiaryCommitment(of.participant, nonce, hash),
            period: { from, to: to + 1 },
            digest: createHash('sha256').update('the document').digest('hex'),
            ...changes,
        },
        call: { transient: { evidence: canonical({ participant: of.participant, nonce, lines }) } },
    };
}

export function issue(
    certifier: Client,
    { request, call }: CertificateCase,
    endorsers?: readonly string[],
): Promise<Committed<CertificateRecord>> {
    const options = endorsers === undefined ? call : { ...call, endorsers };
    return certifier.submit<CertificateRecord>('certificates:issue', request, options);
}
