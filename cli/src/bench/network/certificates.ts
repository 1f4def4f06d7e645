import { createHash, createHmac, randomBytes } from 'node:crypto';
import {
    beneficiaryCommitment,
    canonical,
    type Hash,
    type Hmac,
    hexBytes,
    type LineProof,
    parseJson,
    proveLines,
    type Slot,
    slotPlus,
} from '@linguang/chaincode/domain';
import type { Workload } from '@linguang/network/bench';
import { z } from 'zod';
import type { Member } from './community.js';
import { call, type Offices } from './operations.js';

const hash: Hash = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());
const hmac: Hmac = (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest());

/** The answer of `settlement:getLines`; the lines are what the contract itself wrote. */
const Lines = z.object({ seed: z.string(), lines: z.array(z.custom<LineProof['line']>()) });

/**
 * One certificate for each member who bought clean energy, over the settled slots of a period: her lines with salts and proofs as
 * transient data, as the certifier's gateway makes them.
 * @param answers - of `settlement:getLines`, slot by slot
 * @throws Error where nobody bought clean energy
 */
export function certificateWorkload(
    offices: Offices,
    members: readonly Member[],
    period: Readonly<{ from: Slot; to: Slot }>,
    answers: readonly string[],
): { readonly workload: Workload; readonly count: number } {
    const proofs = Map.groupBy(
        answers.flatMap((answer) => {
            const { seed, lines } = Lines.parse(parseJson(answer, 'lines'));
            const indexes = lines.map((_, index) => index);
            return proveLines(lines, indexes, { seed: hexBytes(seed), hash, hmac });
        }),
        ({ line }) => line.participant,
    );
    const buyers = members.filter(({ participant }) =>
        (proofs.get(participant) ?? []).some(({ line }) => line.bought.some(({ certifiable }) => certifiable > 0)),
    );
    if (buyers.length === 0) {
        throw new Error('nobody bought clean energy');
    }
    let number = 0;
    const next = () => {
        const participant = buyers[number++]?.participant ?? '';
        const nonce = randomBytes(32).toString('hex');
        const evidence = { participant, nonce, lines: proofs.get(participant) ?? [] };
        const request = {
            number: `LG-BENCH-${String(number).padStart(6, '0')}`,
            beneficiary: beneficiaryCommitment(participant, nonce, hash),
            period,
            digest: createHash('sha256').update(canonical(evidence)).digest('hex'),
        };
        return call('certificates:issue', request, {
            chaincode: 'certificate',
            transient: { evidence: canonical(evidence) },
        });
    };
    const name = `certificate of ${period.to - period.from} slots`;
    return { workload: { name, client: offices.certifier, next }, count: buyers.length };
}

/** The questions whose answers {@link certificateWorkload} needs. */
export function lineQuestions(offices: Offices, from: Slot, slots: number): Workload {
    let at = 0;
    return {
        name: `lines of a slot (evaluate)`,
        client: offices.certifier,
        collect: true,
        next: () => ({
            ...call('settlement:getLines', { slot: slotPlus(from, at++ % slots) }),
            kind: 'evaluate',
            endorsers: ['CertifierMSP'],
        }),
    };
}
