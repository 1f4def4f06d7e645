import { randomInt } from 'node:crypto';
import {
    beneficiaryCommitment,
    type CertificateEvidence,
    type CertificateOrder,
    type CertificateRecord,
    type CheckResult,
    canonical,
    criteriaDigest,
    decidedPoints,
    evidenceDigest,
    evidenceToSend,
    hex,
    type Line,
    type LineProof,
    mayIssue,
    monthsOf,
    problem,
    type QualifiedTrade,
    qualify,
    type Slot,
    STATUS_LIST_SIZE,
    slot as slotOf,
    standingLine,
    type Terms,
    utf8,
    wh,
} from '@linguang/chaincode/domain';
import { gateHead } from '../clock/clock.js';
import { sha256 } from '../crypto/sha256.js';
import { proofsOf } from '../energy/lines.js';
import type { Period } from '../energy/periods.js';
import type { Gateway } from '../gateway.js';
import type { Command } from '../ledger/command.js';
import { gatewayProblem } from '../problems.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import { termsAt } from './basis.js';
import { beneficiaryNonce } from './beneficiary.js';
import { yearOf } from './certificates.js';
import { correctionsIn, type Examination } from './examination.js';
import { newCertificateNumber } from './number.js';
import { type Part, portionsOf } from './portions.js';

/** How many slots of a period are final. */
export function finalSlots(readModel: ReadModel, { from, to }: Period): number {
    const row = readModel.one('SELECT count(*) AS n FROM slots WHERE slot >= ? AND slot < ? AND final = 1', from, to);
    return Number(row?.['n']);
}

export type Wanted = Readonly<{
    participants: readonly string[];
    day: string;
    period: Period;
    approval: CertificateRecord['approval'];
    /** The certificate that the only participant's takes the place of. */
    supersedes?: CertificateRecord;
}>;

/**
 * The transactions that certify clean energy of participants for a local day, as few as one transaction's size and time allow: their
 * final lines with salts and proofs as transient data; in public numbers, commitments to them, digests of the documents and of the rule check.
 * @throws CERTIFICATE_NOT_READY, CERTIFICATE_EMPTY, CERTIFICATE_CHECK where a criterion fails, SCHEME_MISSING
 */
export function issueCommands(
    { readModel, documents, profile }: Pick<Gateway, 'readModel' | 'documents' | 'profile'>,
    examination: Examination,
    wanted: Wanted,
): readonly Command[] {
    const { participants, day, period, approval, supersedes } = wanted;
    if (finalSlots(readModel, period) < period.to - period.from) {
        throw gatewayProblem('CERTIFICATE_NOT_READY', { day });
    }
    const terms = termsAt(readModel, period);
    const seed = readModel.one('SELECT seed FROM seeds WHERE slot = ?', period.from)?.['seed'];
    const checks = examination.of(participants, period, terms);
    const corrections = correctionsIn(readModel, period);
    const issuedAt = datingSlot(readModel, period);
    const { scheme } = terms;
    const reference = { scheme: scheme.scheme, version: scheme.version };
    const taken = new Set<number>();
    const parts = participants.map((participant): Part => {
        const { lines, trades } = certifiableProofs(readModel, participant, period, terms);
        if (lines.length === 0 || typeof seed !== 'string') {
            throw problem('CERTIFICATE_EMPTY', {});
        }
        const results = checks.get(participant) ?? [];
        mustPass(results);
        const number = newCertificateNumber(yearOf(period.from));
        const nonce = beneficiaryNonce(seed, number);
        const formerNonce = supersedes === undefined ? null : beneficiaryNonce(seed, supersedes.number);
        const holder: CertificateEvidence = { participant, nonce, formerNonce, lines };
        const plants = sharesOf(trades);
        const basis = {
            number,
            scheme: reference,
            beneficiary: beneficiaryCommitment(participant, nonce, sha256),
            period: period,
            plants,
            instrument: { system: 'GEC', state: 'pending', months: monthsOf(period) },
            evidenceDigest: evidenceDigest(holder, corrections, sha256),
            criteriaDigest: criteriaDigest(results, sha256),
            statusEntry: freeStatusEntry(readModel, taken),
            approval,
            issuedAt,
            supersedes: supersedes?.number ?? null,
        } as const;
        const accreditations = [...terms.accreditations.values()];
        const digest =
            documents?.prepare({ basis, participant, scheme, accreditations, lines }) ??
            hex(sha256(utf8(canonical({ ...basis, channel: profile.channel }))));
        const certificate: CertificateOrder = {
            number,
            beneficiary: basis.beneficiary,
            digest,
            criteriaDigest: basis.criteriaDigest,
            statusEntry: basis.statusEntry,
            plants: plants.map(({ plant, wh: amount }) => ({ plant, wh: amount })),
            supersedes: basis.supersedes,
        };
        return { certificate, holder };
    });
    return portionsOf(parts).map((portion) => ({
        chaincode: 'certificate',
        transaction: 'certificates:issue',
        argument: {
            scheme: reference,
            period,
            issuedAt,
            approval,
            certificates: portion.map(({ certificate }) => certificate),
        },
        transient: { evidence: canonical(evidenceToSend(portion.map(({ holder }) => holder))) },
    }));
}

/** The transaction that certifies for one participant. @throws as {@link issueCommands} */
export function issueCommand(
    gateway: Parameters<typeof issueCommands>[0],
    examination: Examination,
    { participant, ...wanted }: Omit<Wanted, 'participants'> & Readonly<{ participant: string }>,
): Command {
    const [command] = issueCommands(gateway, examination, { ...wanted, participants: [participant] });
    if (command === undefined) {
        throw problem('CERTIFICATE_EMPTY', {});
    }
    return command;
}

/** Lines of a participant whose clean energy can all be certified, with proofs, and what of them is certified. */
export function certifiableProofs(
    readModel: ReadModel,
    participant: string,
    { from, to }: Period,
    terms: Terms,
): { readonly lines: readonly LineProof[]; readonly trades: readonly QualifiedTrade[] } {
    const corrections = correctionsIn(readModel, { from, to });
    const slots = readModel
        .all(
            'SELECT DISTINCT slot FROM lines WHERE participant = ? AND slot >= ? AND slot < ? AND certifiable > 0 ORDER BY slot',
            participant,
            from,
            to,
        )
        .map((row) => slotOf(Number(row['slot'])));
    const lines: LineProof[] = [];
    const trades: QualifiedTrade[] = [];
    for (const proof of slots.flatMap((slot) => proofsOf(readModel, participant, slot))) {
        const own = certifiableOf(proof.line, corrections.get(proof.line.slot) ?? [], terms);
        if (own.length > 0) {
            lines.push(proof);
            trades.push(...own);
        }
    }
    return { lines, trades };
}

/** What of a line is certified, corrections counted: nothing where any of its clean energy cannot be. */
export function certifiableOf(
    line: Line,
    corrections: Parameters<typeof standingLine>[1],
    terms: Terms,
): readonly QualifiedTrade[] {
    const standing = { line: standingLine(line, corrections), leaf: '', decided: decidedPoints(corrections) };
    const { trades, refused } = qualify(standing, terms);
    return refused.length > 0 ? [] : trades;
}

/**
 * A gated slot that dates a certificate: the last of its period, or later. One before the newest if it can be, so that a peer which is a
 * block behind knows it too.
 */
function datingSlot(readModel: ReadModel, { to }: Period): Slot {
    return slotOf(Math.max(to - 1, (gateHead(readModel)?.last ?? 0) - 1));
}

function mustPass(results: readonly CheckResult[]): void {
    if (!mayIssue(results)) {
        const failed = results.filter(({ result }) => result === 'fail').map(({ criterion }) => criterion);
        throw gatewayProblem('CERTIFICATE_CHECK', { criteria: failed.join(', ') });
    }
}

function sharesOf(trades: readonly QualifiedTrade[]): CertificateRecord['plants'] {
    const shares = Map.groupBy(trades, ({ plant }) => plant);
    return [...shares]
        .flatMap(([plant, own]) => {
            const [first] = own;
            const sum = wh(own.reduce((total, trade) => total + trade.wh, 0));
            return first === undefined
                ? []
                : [{ plant, source: first.source, wh: sum, accreditation: first.accreditation }];
        })
        .sort((a, b) => (a.plant < b.plant ? -1 : 1));
}

/** A random free entry of a status list. A list is used to a quarter only, so that one is soon found and its number tells nothing. */
function freeStatusEntry(readModel: ReadModel, taken: Set<number>): CertificateRecord['statusEntry'] {
    const used = Number(readModel.one('SELECT count(*) AS n FROM status_entries')?.['n']);
    const list = Math.floor(used / (STATUS_LIST_SIZE / 4));
    for (;;) {
        const index = randomInt(STATUS_LIST_SIZE);
        const row = readModel.one('SELECT number FROM status_entries WHERE list = ? AND position = ?', list, index);
        if (row === undefined && !taken.has(index)) {
            taken.add(index);
            return { list, index };
        }
    }
}
