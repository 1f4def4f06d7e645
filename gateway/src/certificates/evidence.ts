import {
    type Accreditation,
    accreditedAt,
    beneficiaryCommitment,
    type CertificateEvidence,
    canonical,
    hex,
    type Line,
    type LineProof,
    problem,
    utf8,
} from '@linguang/chaincode/domain';
import { sha256 } from '../crypto/sha256.js';
import { proofsOf } from '../energy/lines.js';
import type { Period } from '../energy/periods.js';
import type { Command } from '../ledger/command.js';
import { accreditationsOf } from '../plants/routes.js';
import { gatewayProblem } from '../problems.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { beneficiaryNonce } from './beneficiary.js';
import { yearOf } from './certificates.js';
import { newCertificateNumber } from './number.js';

/** How many slots of a period are final. */
export function finalSlots(readModel: ReadModel, { from, to }: Period): number {
    const row = readModel.one('SELECT count(*) AS n FROM slots WHERE slot >= ? AND slot < ? AND final = 1', from, to);
    return Number(row?.['n']);
}

/** Whether everything clean in a line comes from plants accredited at the slot; the contract refuses a line where it does not. */
export function isCertifiable(line: Line, accreditations: ReadonlyMap<string, Accreditation>): boolean {
    const clean = [...line.ownReceived, ...line.bought].filter(({ certifiable }) => certifiable > 0);
    return clean.length > 0 && clean.every(({ plant }) => accreditedAt(accreditations.get(plant), line.slot));
}

/**
 * The transaction that certifies a participant's clean energy of a local day: her final lines with salts and proofs as transient data; a
 * number, a commitment to her and the digest of the document in public.
 * @throws CERTIFICATE_NOT_READY, CERTIFICATE_EMPTY
 */
export function issueCommand(
    readModel: ReadModel,
    {
        participant,
        day,
        period,
        channel,
    }: Readonly<{ participant: string; day: string; period: Period; channel: string }>,
): Command {
    if (finalSlots(readModel, period) < period.to - period.from) {
        throw gatewayProblem('CERTIFICATE_NOT_READY', { day });
    }
    const lines = certifiableProofs(readModel, participant, period);
    const seed = readModel.one('SELECT seed FROM seeds WHERE slot = ?', period.from)?.['seed'];
    if (lines.length === 0 || typeof seed !== 'string') {
        throw problem('CERTIFICATE_EMPTY', {});
    }
    const number = newCertificateNumber(yearOf(period.from));
    const nonce = beneficiaryNonce(seed, number);
    const evidence: CertificateEvidence = { participant, nonce, lines };
    const beneficiary = beneficiaryCommitment(participant, nonce, sha256);
    const document = {
        v: 1,
        type: 'linguang-certificate',
        channel,
        number,
        beneficiary,
        day,
        period,
        shares: shares(lines),
    };
    return {
        chaincode: 'certificate',
        transaction: 'certificates:issue',
        argument: { number, beneficiary, period, digest: hex(sha256(utf8(canonical(document)))) },
        transient: { evidence: canonical(evidence) },
    };
}

function certifiableProofs(readModel: ReadModel, participant: string, { from, to }: Period): LineProof[] {
    const accreditations = accreditationsOf(readModel);
    return readModel
        .all(
            'SELECT record FROM lines WHERE participant = ? AND slot >= ? AND slot < ? AND certifiable > 0 ORDER BY slot',
            participant,
            from,
            to,
        )
        .map((row) => recordOf<Line>(row).slot)
        .filter((slot, index, slots) => slots.indexOf(slot) === index)
        .flatMap((slot) => proofsOf(readModel, participant, slot))
        .filter(({ line }) => isCertifiable(line, accreditations));
}

function shares(proofs: readonly LineProof[]): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { line } of proofs) {
        for (const { plant, certifiable } of [...line.ownReceived, ...line.bought]) {
            if (certifiable > 0) {
                sums[plant] = (sums[plant] ?? 0) + certifiable;
            }
        }
    }
    return sums;
}
