import { canonical } from '../canonical.js';
import { type Hash, hex, utf8 } from '../crypto.js';
import { Fields } from '../fields.js';
import { type LineProof, parseLineProof } from '../lines/proof.js';
import { problem } from '../problems.js';
import type { Source } from '../registry/point.js';
import { type Slot, type SlotRange, slot } from '../slot.js';
import type { Wh } from '../units.js';

/** `retired`: the Wh are used up for the beneficiary. */
export type CertificateStatus = 'retired' | 'revoked';
export type CertificateShare = { readonly plant: string; readonly source: Source; readonly wh: Wh };

/** A certificate on the ledger: no name and no load curve; the beneficiary only as a commitment. */
export type CertificateRecord = {
    readonly v: 1;
    readonly number: string;
    readonly status: CertificateStatus;
    /** SHA-256 (hex) of canonical JSON `{nonce, participant}`. */
    readonly beneficiary: string;
    /** First slot and the slot after the last. */
    readonly period: SlotRange;
    /** Slots that hold certified energy. */
    readonly slots: number;
    readonly wh: Wh;
    /** By plant id. */
    readonly plants: readonly CertificateShare[];
    /** SHA-256 (hex) of the canonical evidence. */
    readonly evidenceDigest: string;
    /** Digest of the document, as given. */
    readonly digest: string;
    readonly revocation: { readonly reason: string } | null;
};

export type CertificateRequest = Pick<CertificateRecord, 'number' | 'beneficiary' | 'period' | 'digest'>;

/** Transient: what the certifier bases the certificate on. */
export type CertificateEvidence = {
    readonly participant: string;
    /** Random text that hides the participant in the commitment; hers to keep. */
    readonly nonce: string;
    readonly lines: readonly LineProof[];
};

export const CERTIFICATE_MAX_SLOTS = 100;

/** Reads `{number, beneficiary, period: {from, to}, digest}`; `to` is the slot after the last. @throws REQUEST_INVALID, CERTIFICATE_PERIOD */
export function parseCertificateRequest(request: unknown): CertificateRequest {
    const fields = new Fields(request, 'certificate');
    const span = fields.object('period');
    const period: SlotRange = { from: slot(span.integer('from')), to: slot(span.integer('to')) };
    span.end();
    const read = {
        number: fields.id('number'),
        beneficiary: digest(fields, 'beneficiary'),
        period,
        digest: digest(fields, 'digest'),
    };
    fields.end();
    const slots = period.to - period.from;
    if (slots < 1 || slots > CERTIFICATE_MAX_SLOTS) {
        throw problem('CERTIFICATE_PERIOD', { reason: `1 to ${CERTIFICATE_MAX_SLOTS} slots are expected` });
    }
    return read;
}

/** Reads `{participant, nonce, lines: [proof]}`. @throws REQUEST_INVALID */
export function parseEvidence(value: unknown): CertificateEvidence {
    const fields = new Fields(value, 'evidence');
    const evidence = {
        participant: fields.id('participant'),
        nonce: fields.text('nonce', 128),
        lines: fields.list('lines', parseLineProof, 1000),
    };
    fields.end();
    return evidence;
}

/** The beneficiary as the ledger shows her: she can open it, nobody can guess it. */
export function beneficiaryCommitment(participant: string, nonce: string, hash: Hash): string {
    return hex(hash(utf8(canonical({ nonce, participant }))));
}

/** The certificate without effect from now on. @throws CERTIFICATE_STATUS unless it is retired */
export function revokeCertificate(certificate: CertificateRecord, reason: string): CertificateRecord {
    if (certificate.status !== 'retired') {
        throw problem('CERTIFICATE_STATUS', { number: certificate.number, status: certificate.status });
    }
    return { ...certificate, status: 'revoked', revocation: { reason } };
}

/** Slots of the evidence, each once, in order. */
export function slotsOfEvidence(evidence: CertificateEvidence): readonly Slot[] {
    return [...new Set(evidence.lines.map(({ line }) => line.slot))].sort((a, b) => a - b);
}

function digest(fields: Fields, key: string): string {
    const text = fields.text(key, 64);
    if (!/^[0-9a-f]{64}$/.test(text)) {
        throw fields.bad(key, '64 lower-case hexadecimal digits are expected');
    }
    return text;
}
