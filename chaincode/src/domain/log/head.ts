import { canonical } from '../canonical.js';
import { digestText } from '../certificates/digest.js';
import type { SignEs256 } from '../credential/proof.js';
import { base64url, type Hash, hex, hexBytes, utf8, type VerifyEs256 } from '../crypto.js';
import { Fields, type Refuse } from '../fields.js';
import type { PublicJwk } from '../jwk.js';
import { verifyConsistency } from '../merkle.js';
import { problem } from '../problems.js';
import { type Slot, slot } from '../slot.js';
import { isSignedBy } from './signature.js';
import type { LogTree } from './tree.js';

/** What a log held at a time. A log has no head before its first entry. */
export type TreeHead = {
    readonly v: 1;
    /** Separates it from everything else that the same keys sign. */
    readonly type: 'LinguangTreeHead';
    /** Which log. */
    readonly log: string;
    readonly size: number;
    /** SHA-256 (hex). */
    readonly root: string;
    /** When it was made: the newest gated slot. */
    readonly slot: Slot;
    /** `treeHeadDigest` of the head before; null for the first. */
    readonly previous: string | null;
};

/** One organisation's signature over `treeHeadBytes`. */
export type HeadSignature = {
    readonly org: string;
    /** Name of its key. */
    readonly kid: string;
    /** r ‖ s, base64url. */
    readonly signature: string;
};

/** A head as the certifier publishes it: the certifier's signature first, then at least one of another organisation. */
export type SignedTreeHead = { readonly head: TreeHead; readonly signatures: readonly HeadSignature[] };

/** Whom a verifier believes. */
export type LogTrust = {
    readonly log: string;
    /** The organisation whose log it is. */
    readonly certifier: string;
    /** The organisation's key of that name; undefined where it has none. */
    readonly keyOf: (org: string, kid: string) => PublicJwk | undefined;
};

const MOST_SIGNATURES = 16;
const refuse: Refuse = (where, reason) => problem('LOG_HEAD_INVALID', { where, reason });

/** The head of a tree as it stands now. @throws LOG_HEAD_INVALID for an empty tree, LOG_HEAD_ORDER for one that goes back */
export function treeHead(
    tree: Pick<LogTree, 'size' | 'root'>,
    { log, slot: at, previous }: Readonly<{ log: string; slot: Slot; previous: TreeHead | null }>,
    hash: Hash,
): TreeHead {
    const root = hex(tree.root());
    const digest = previous === null ? null : treeHeadDigest(previous, hash);
    const head = parseTreeHead({
        v: 1,
        type: 'LinguangTreeHead',
        log,
        size: tree.size,
        root,
        slot: at,
        previous: digest,
    });
    if (previous !== null) {
        mustNotGoBack(previous, head);
    }
    return head;
}

/** What is signed: the head's canonical JSON (RFC 8785) as UTF-8. */
export function treeHeadBytes({ v, type, log, size, root, slot: at, previous }: TreeHead): Uint8Array {
    return utf8(canonical({ log, previous, root, size, slot: at, type, v }));
}

/** SHA-256 (hex) of what is signed. Signatures are not part of it: ECDSA has several for the same bytes. */
export function treeHeadDigest(head: TreeHead, hash: Hash): string {
    return hex(hash(treeHeadBytes(head)));
}

/** An organisation's signature. */
export function signTreeHead(
    head: TreeHead,
    { org, kid, sign }: Readonly<{ org: string; kid: string; sign: SignEs256 }>,
): HeadSignature {
    return { org, kid, signature: base64url(sign(treeHeadBytes(head))) };
}

/** @throws LOG_HEAD_INVALID */
export function parseTreeHead(value: unknown, where = 'head'): TreeHead {
    const fields = new Fields(value, where, refuse);
    fields.integer('v', 1, 1);
    const head: TreeHead = {
        v: 1,
        type: fields.oneOf('type', ['LinguangTreeHead']),
        log: fields.id('log'),
        size: fields.integer('size', 1),
        root: digestText(fields, 'root'),
        slot: slotOf(fields),
        previous: fields.take('previous') === null ? null : digestText(fields, 'previous'),
    };
    fields.end();
    return head;
}

/** @throws LOG_HEAD_INVALID */
export function parseSignedTreeHead(value: unknown, where = 'treeHead'): SignedTreeHead {
    const fields = new Fields(value, where, refuse);
    const head = parseTreeHead(fields.take('head'), `${where}.head`);
    const signatures = fields.list('signatures', parseSignature, MOST_SIGNATURES);
    fields.end();
    return { head, signatures };
}

/**
 * Verifies a head's signatures: all of them, the certifier's first, and at least one by another organisation and another key. Each
 * organisation signs once. One signature that is not good spoils the head.
 * @throws LOG_HEAD_INVALID, LOG_HEAD_SIGNATURE, LOG_HEAD_COSIGNER
 */
export function verifyTreeHead({ head, signatures }: SignedTreeHead, trust: LogTrust, verify: VerifyEs256): void {
    if (head.log !== trust.log) {
        throw refuse('head.log', `the log ${trust.log} is expected`);
    }
    const message = treeHeadBytes(head);
    const orgs = new Set<string>();
    const keys = new Set<string>();
    for (const { org, kid, signature } of signatures) {
        const key = trust.keyOf(org, kid);
        if (key === undefined || !isSignedBy(key, message, signature, verify)) {
            throw problem('LOG_HEAD_SIGNATURE', { org });
        }
        orgs.add(org);
        keys.add(`${key.x} ${key.y}`);
    }
    if (signatures[0]?.org !== trust.certifier) {
        throw problem('LOG_HEAD_SIGNATURE', { org: trust.certifier });
    }
    if (orgs.size < 2 || orgs.size !== signatures.length || keys.size !== signatures.length) {
        throw problem('LOG_HEAD_COSIGNER', {});
    }
}

/**
 * Verifies that a log only grew from one head to a later one. Both must have been verified before.
 * @param path - consistency proof (RFC 9162 §2.1.4) between their sizes
 * @throws LOG_HEAD_ORDER, LOG_SPLIT_VIEW where they have one size and two roots, LOG_PROOF_INVALID
 */
export function verifyGrowth(
    older: TreeHead,
    newer: TreeHead,
    { path, hash }: Readonly<{ path: readonly Uint8Array[]; hash: Hash }>,
): void {
    mustNotGoBack(older, newer);
    const good = verifyConsistency(hash, {
        first: older.size,
        second: newer.size,
        path,
        firstRoot: hexBytes(older.root),
        secondRoot: hexBytes(newer.root),
    });
    if (!good) {
        throw problem('LOG_PROOF_INVALID', { what: `${older.size} → ${newer.size}` });
    }
}

/** Verifies that each head names the one before it. It says nothing about the leaves. @throws LOG_HEAD_ORDER, LOG_SPLIT_VIEW */
export function verifyHeadChain(heads: readonly TreeHead[], hash: Hash): void {
    let before: TreeHead | undefined;
    for (const head of heads) {
        if (before !== undefined) {
            mustNotGoBack(before, head);
            if (head.previous !== treeHeadDigest(before, hash)) {
                throw problem('LOG_HEAD_ORDER', { reason: `the head of ${head.size} entries does not follow it` });
            }
        }
        before = head;
    }
}

/**
 * Whether two heads cannot come from one honest log: one size with two roots, or two heads in the same place of the chain. With the
 * signatures of both heads this convicts who signed them; it needs no proof, so that whoever holds two heads can compare them.
 */
export function isSplitView(a: TreeHead, b: TreeHead, hash: Hash): boolean {
    if (a.log !== b.log) {
        return false;
    }
    const fork = a.previous === b.previous && treeHeadDigest(a, hash) !== treeHeadDigest(b, hash);
    return fork || (a.size === b.size && a.root !== b.root);
}

function mustNotGoBack(older: TreeHead, newer: TreeHead): void {
    if (older.log !== newer.log) {
        throw problem('LOG_HEAD_ORDER', { reason: 'they are heads of two logs' });
    }
    if (newer.size < older.size || newer.slot < older.slot) {
        throw problem('LOG_HEAD_ORDER', {
            reason: `${newer.size} entries come after ${older.size}, or time goes back`,
        });
    }
    if (newer.size === older.size && newer.root !== older.root) {
        throw problem('LOG_SPLIT_VIEW', { size: older.size });
    }
}

function parseSignature(value: unknown, where: string): HeadSignature {
    const fields = new Fields(value, where, refuse);
    const signature = { org: fields.id('org'), kid: fields.text('kid', 100), signature: fields.text('signature', 86) };
    fields.end();
    return signature;
}

function slotOf(fields: Fields): Slot {
    const value = fields.integer('slot');
    try {
        return slot(value);
    } catch {
        throw fields.bad('slot', 'a slot is expected');
    }
}
