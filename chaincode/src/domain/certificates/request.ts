import { canonical } from '../canonical.js';
import { type Hash, hex, utf8 } from '../crypto.js';
import { Fields } from '../fields.js';
import { type LineProof, parseLineProof } from '../lines/proof.js';
import { problem } from '../problems.js';
import { ledgerDay, type Slot, type SlotRange, slot, slotPlus } from '../slot.js';
import { type Wh, wh } from '../units.js';
import { digestText } from './digest.js';
import { type SchemeReference, STATUS_LIST_SIZE, type StatusEntry } from './record.js';

/** One certificate that is asked for. */
export type CertificateOrder = {
    readonly number: string;
    readonly beneficiary: string;
    readonly digest: string;
    readonly criteriaDigest: string;
    readonly statusEntry: StatusEntry;
    /** What the document says; the contract's own sum over the evidence must be the same. In order of plant id. */
    readonly plants: readonly { readonly plant: string; readonly wh: Wh }[];
    /** Number of the certificate it takes the place of. */
    readonly supersedes: string | null;
};

/** Certificates of one period, issued in one transaction. */
export type IssueRequest = {
    readonly scheme: SchemeReference;
    readonly period: SlotRange;
    /** A slot that is gated already: dates the certificates. */
    readonly issuedAt: Slot;
    readonly approval: 'officer' | 'automatic';
    readonly certificates: readonly CertificateOrder[];
};

/** Transient: what the certifier bases one certificate on. */
export type CertificateEvidence = {
    readonly participant: string;
    /** Random text that hides the participant in the commitment; hers to keep. */
    readonly nonce: string;
    /** Where a certificate is superseded: the nonce of its commitment. */
    readonly formerNonce: string | null;
    readonly lines: readonly LineProof[];
};

export const CERTIFICATE_MAX_SLOTS = 100;
/** Certificates of one transaction. */
export const CERTIFICATES_PER_ISSUE = 500;

/**
 * Reads `{scheme, period: {from, to}, issuedAt, approval, certificates: [{number, beneficiary, digest, criteriaDigest, statusEntry, plants,
 * supersedes?}]}`; `to` is the slot after the last.
 * @throws REQUEST_INVALID, CERTIFICATE_PERIOD
 */
export function parseIssue(request: unknown): IssueRequest {
    const fields = new Fields(request, 'request');
    const scheme = fields.object('scheme');
    const span = fields.object('period');
    const read: IssueRequest = {
        scheme: { scheme: scheme.id('scheme'), version: scheme.integer('version', 1) },
        period: { from: slot(span.integer('from')), to: slot(span.integer('to')) },
        issuedAt: slot(fields.integer('issuedAt')),
        approval: fields.oneOf('approval', ['officer', 'automatic']),
        certificates: fields.list('certificates', parseOrder, CERTIFICATES_PER_ISSUE),
    };
    for (const part of [scheme, span, fields]) {
        part.end();
    }
    const slots = read.period.to - read.period.from;
    if (slots < 1 || slots > CERTIFICATE_MAX_SLOTS) {
        throw problem('CERTIFICATE_PERIOD', { reason: `1 to ${CERTIFICATE_MAX_SLOTS} slots are expected` });
    }
    const numbers = new Set(read.certificates.map(({ number }) => number));
    const entries = new Set(read.certificates.map(({ statusEntry: { list, index } }) => `${list}|${index}`));
    const former = read.certificates.flatMap(({ supersedes }) => supersedes ?? []);
    const all = read.certificates.length;
    if (all === 0 || numbers.size < all || entries.size < all || new Set(former).size < former.length) {
        throw fields.bad(
            'certificates',
            'one or more certificates, each with its own number and status entry, are expected',
        );
    }
    return read;
}

function parseOrder(value: unknown, where: string): CertificateOrder {
    const fields = new Fields(value, where);
    const entry = fields.object('statusEntry');
    const order: CertificateOrder = {
        number: fields.id('number'),
        beneficiary: digestText(fields, 'beneficiary'),
        digest: digestText(fields, 'digest'),
        criteriaDigest: digestText(fields, 'criteriaDigest'),
        statusEntry: {
            list: entry.integer('list', 0, 999_999),
            index: entry.integer('index', 0, STATUS_LIST_SIZE - 1),
        },
        plants: fields.list('plants', parseStated, 1000),
        supersedes: fields.has('supersedes') && fields.take('supersedes') !== null ? fields.id('supersedes') : null,
    };
    entry.end();
    fields.end();
    return order;
}

function parseStated(value: unknown, where: string): { plant: string; wh: Wh } {
    const fields = new Fields(value, where);
    const stated = { plant: fields.id('plant'), wh: wh(fields.integer('wh')) };
    fields.end();
    return stated;
}

/** Reads `{holders: [{participant, nonce, formerNonce?, lines: [proof]}]}`, as many as certificates are asked for. @throws REQUEST_INVALID */
export function parseEvidence(value: unknown): readonly CertificateEvidence[] {
    const fields = new Fields(value, 'evidence');
    const holders = fields.list('holders', parseHolder, CERTIFICATES_PER_ISSUE);
    fields.end();
    return holders;
}

function parseHolder(value: unknown, where: string): CertificateEvidence {
    const fields = new Fields(value, where);
    const evidence: CertificateEvidence = {
        participant: fields.id('participant'),
        nonce: fields.text('nonce', 128),
        formerNonce:
            fields.has('formerNonce') && fields.take('formerNonce') !== null ? fields.text('formerNonce', 128) : null,
        lines: fields.list('lines', parseLineProof, 1000),
    };
    fields.end();
    return evidence;
}

/** The beneficiary as the ledger shows her: she can open it, nobody can guess it. */
export function beneficiaryCommitment(participant: string, nonce: string, hash: Hash): string {
    return hex(hash(utf8(canonical({ nonce, participant }))));
}

/** Slots of lines, each once, in order. */
export function slotsOfLines(lines: readonly LineProof[]): readonly Slot[] {
    return [...new Set(lines.map(({ line }) => line.slot))].sort((a, b) => a - b);
}

/** Ledger days of a period, in order. */
export function daysOf({ from, to }: SlotRange): readonly number[] {
    const [first, last] = [ledgerDay(from), ledgerDay(slotPlus(to, -1))];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
