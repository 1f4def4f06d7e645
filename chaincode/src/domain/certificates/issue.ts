import { canonical } from '../canonical.js';
import { type Hash, hex, utf8 } from '../crypto.js';
import { type LineProof, verifyLine } from '../lines/proof.js';
import { problem } from '../problems.js';
import { compareText } from '../registry/book.js';
import type { Source } from '../registry/point.js';
import type { LineTrade } from '../settlement/line.js';
import type { SlotRecord } from '../settlement/record.js';
import { formatSlot, inRange, ledgerDay, type Slot } from '../slot.js';
import { sumWh, type Wh, wh } from '../units.js';
import {
    beneficiaryCommitment,
    type CertificateEvidence,
    type CertificateRecord,
    type CertificateRequest,
    type CertificateShare,
} from './certificate.js';
import { type ClaimKey, type ClaimMap, claim, claimName, isClaimed, NO_CLAIMS } from './claims.js';
import { type Accreditation, accreditedAt } from './plant.js';

export type Issue = {
    readonly certificate: CertificateRecord;
    /** Claim maps to write, in order of day and point. */
    readonly claims: readonly (ClaimKey & { readonly map: ClaimMap })[];
};

/** Points and ledger days whose claim maps the issue reads. */
export function claimsNeeded(evidence: CertificateEvidence): readonly ClaimKey[] {
    const keys = evidence.lines.map(({ line }) => ({ point: line.point, day: ledgerDay(line.slot) }));
    return [...new Map(keys.map((key) => [claimName(key), key])).values()].sort(byClaim);
}

/** Plants whose accreditations the issue reads. */
export function plantsNeeded(evidence: CertificateEvidence): readonly string[] {
    return [...new Set(evidence.lines.flatMap(cleanTrades).map(({ plant }) => plant))].sort(compareText);
}

/**
 * Checks the evidence for a certificate and answers what to write: every line is the beneficiary's, lies in the period, belongs to the
 * slot record on the ledger, is final, not certified before, and every plant it names was accredited at the slot.
 * Slots without clean energy may be part of the evidence; they are not claimed.
 * @throws CERTIFICATE_BENEFICIARY, CERTIFICATE_PERIOD, PROOF_INVALID, CERTIFICATE_NOT_FINAL, CERTIFICATE_CLAIMED,
 *   PLANT_NOT_ACCREDITED, CERTIFICATE_EMPTY
 */
export function issueCertificate(
    input: Readonly<{
        request: CertificateRequest;
        evidence: CertificateEvidence;
        records: ReadonlyMap<Slot, SlotRecord>;
        /** By plant id. */
        accreditations: ReadonlyMap<string, Accreditation>;
        /** By `claimName`; a map that is absent holds no claims. */
        claims: ReadonlyMap<string, ClaimMap>;
        hash: Hash;
    }>,
): Issue {
    const { request, evidence, accreditations, hash } = input;
    if (beneficiaryCommitment(evidence.participant, evidence.nonce, hash) !== request.beneficiary) {
        throw problem('CERTIFICATE_BENEFICIARY', {});
    }
    const maps = new Map<string, ClaimKey & { map: ClaimMap }>();
    const slots = new Set<Slot>();
    const shares = new Map<string, { source: Source; wh: Wh }>();
    for (const proof of evidence.lines) {
        const { line } = proof;
        mustBeProven(proof, input);
        const clean = cleanTrades(proof);
        if (clean.length === 0) {
            continue;
        }
        for (const { plant, source, certifiable } of clean) {
            if (source === '' || !accreditedAt(accreditations.get(plant), line.slot)) {
                throw problem('PLANT_NOT_ACCREDITED', { plant, slot: formatSlot(line.slot) });
            }
            const share = shares.get(plant);
            shares.set(plant, { source, wh: wh((share?.wh ?? 0) + certifiable) });
        }
        const key = { point: line.point, day: ledgerDay(line.slot) };
        const name = claimName(key);
        const map = maps.get(name)?.map ?? input.claims.get(name) ?? NO_CLAIMS;
        if (isClaimed(map, line.slot)) {
            throw problem('CERTIFICATE_CLAIMED', { slot: formatSlot(line.slot), point: line.point });
        }
        maps.set(name, { ...key, map: claim(map, line.slot) });
        slots.add(line.slot);
    }
    const plants: CertificateShare[] = [...shares].map(([plant, share]) => ({ plant, ...share }));
    plants.sort((a, b) => compareText(a.plant, b.plant));
    if (plants.length === 0) {
        throw problem('CERTIFICATE_EMPTY', {});
    }
    const certificate: CertificateRecord = {
        v: 1,
        ...request,
        status: 'retired',
        slots: slots.size,
        wh: sumWh(plants.map((share) => share.wh)),
        plants,
        evidenceDigest: hex(hash(utf8(canonical(evidence)))),
        revocation: null,
    };
    return { certificate, claims: [...maps.values()].sort(byClaim) };
}

/** What of proven lines could be certified, by plants accredited at their slots: what a certifier sees before she issues. */
export function certifiableWh(lines: readonly LineProof[], accreditations: ReadonlyMap<string, Accreditation>): Wh {
    return sumWh(
        lines.flatMap((proof) =>
            cleanTrades(proof)
                .filter(({ plant }) => accreditedAt(accreditations.get(plant), proof.line.slot))
                .map(({ certifiable }) => certifiable),
        ),
    );
}

function mustBeProven(
    proof: LineProof,
    {
        request,
        evidence,
        records,
        hash,
    }: Pick<Parameters<typeof issueCertificate>[0], 'request' | 'evidence' | 'records' | 'hash'>,
): void {
    const { line } = proof;
    const slot = () => formatSlot(line.slot);
    if (!inRange(line.slot, request.period)) {
        throw problem('CERTIFICATE_PERIOD', { reason: `the slot ${slot()} lies outside` });
    }
    const record = records.get(line.slot);
    if (record === undefined || !verifyLine(proof, record, hash)) {
        throw problem('PROOF_INVALID', { slot: slot() });
    }
    if (!record.final) {
        throw problem('CERTIFICATE_NOT_FINAL', { slot: slot() });
    }
    if (line.participant !== evidence.participant) {
        throw problem('CERTIFICATE_BENEFICIARY', {});
    }
}

/** Bought and own energy that is backed by a plant. */
function cleanTrades({ line }: LineProof): readonly LineTrade[] {
    return [...line.ownReceived, ...line.bought].filter(({ certifiable }) => certifiable > 0);
}

function byClaim(a: ClaimKey, b: ClaimKey): number {
    return a.day - b.day || compareText(a.point, b.point);
}
