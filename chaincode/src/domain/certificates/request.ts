import { canonical } from '../canonical.js';
import { type Hash, type Hmac, hex, utf8 } from '../crypto.js';
import { Fields } from '../fields.js';
import { type LineProof, parseNode, parseSharedLine } from '../lines/proof.js';
import { type SharedProof, shareProofs, withoutPath } from '../lines/together.js';
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
/** What one transaction may put on the ledger: argument, writes, answer and event; beside it there is room for reads and signatures under 1 MiB. */
export const ISSUE_MOST_BYTES = 900_000;

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

/** Evidence of one transaction: a holder for each certificate, and what proves lines of a slot together. */
export type IssueEvidence = {
    readonly holders: readonly CertificateEvidence[];
    readonly shared: ReadonlyMap<Slot, SharedProof>;
};

/**
 * Reads `{holders: [{participant, nonce, formerNonce?, lines: [proof]}], shared?: [{slot, size, nodes}]}`, as many holders as certificates are
 * asked for. A line of a slot under `shared` has neither size nor path.
 * @throws REQUEST_INVALID
 */
export function parseEvidence(value: unknown): IssueEvidence {
    const fields = new Fields(value, 'evidence');
    const list = fields.has('shared') ? fields.list('shared', parseShared, CERTIFICATE_MAX_SLOTS) : [];
    const shared = new Map(list.map((one) => [one.slot, one]));
    if (shared.size < list.length) {
        throw fields.bad('shared', 'a slot is repeated');
    }
    const holders = fields.list('holders', (one, where) => parseHolder(one, where, shared), CERTIFICATES_PER_ISSUE);
    fields.end();
    return { holders, shared };
}

/** Evidence as it is sent: with one proof for all lines of a slot. */
export function evidenceToSend(holders: readonly CertificateEvidence[]): object {
    return {
        holders: holders.map((holder) => ({ ...holder, lines: holder.lines.map(withoutPath) })),
        shared: shareProofs(holders.flatMap(({ lines }) => lines)),
    };
}

function parseShared(value: unknown, where: string): SharedProof {
    const fields = new Fields(value, where);
    const shared = {
        slot: slot(fields.integer('slot')),
        size: fields.integer('size', 1),
        nodes: fields.list('nodes', (node) => parseNode(node, fields, 'nodes'), 100_000),
    };
    fields.end();
    return shared;
}

function parseHolder(value: unknown, where: string, shared: ReadonlyMap<Slot, SharedProof>): CertificateEvidence {
    const fields = new Fields(value, where);
    const sizeOf = (at: Slot) => shared.get(at)?.size;
    const evidence: CertificateEvidence = {
        participant: fields.id('participant'),
        nonce: fields.text('nonce', 128),
        formerNonce:
            fields.has('formerNonce') && fields.take('formerNonce') !== null ? fields.text('formerNonce', 128) : null,
        lines: fields.list('lines', (line, place) => parseSharedLine(line, sizeOf, place), 1000),
    };
    fields.end();
    return evidence;
}

/** The beneficiary as the ledger shows her: she can open it, nobody can guess it. */
export function beneficiaryCommitment(participant: string, nonce: string, hash: Hash): string {
    return hex(hash(utf8(canonical({ nonce, participant }))));
}

/**
 * The nonce that the certifier's gateway takes for a certificate: HMAC-SHA-256 of the number under the private seed of the first slot of
 * the period, hex. So the holder and the members of the consortium, who hold the lines anyway, can open the commitment, and nobody else.
 * @param seed - 32 bytes, from the private collection `lines`
 */
export function beneficiaryNonce(seed: Uint8Array, number: string, hmac: Hmac): string {
    return hex(hmac(seed, utf8(`certificate|${number}`)));
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
