import { type Hash, hex, hexBytes, type VerifyEs256 } from '../crypto.js';
import { problem } from '../problems.js';
import type { Slot } from '../slot.js';
import {
    type HeadSignature,
    isSplitView,
    type SignedTreeHead,
    type TreeHead,
    treeHeadBytes,
    treeHeadDigest,
    verifyTreeHead,
} from './head.js';
import type { HeadRefusal, LogKey, SplitView } from './published.js';
import type { HeadRecord, LogEntryRecord, LogState } from './records.js';
import type { CosignRequest, HeadRequest, RefuseRequest, SplitRequest } from './requests.js';
import { isSignedBy } from './signature.js';
import { EMPTY_FRONTIER, LogTree, logLeaf } from './tree.js';

/** Whom the rules below call the certifier. */
export const LOG_CERTIFIER = 'certifier';

type Means = Readonly<{ hash: Hash; verify: VerifyEs256; keyOf: (org: string, kid: string) => LogKey | undefined }>;

export type ProposalInput = Means &
    Readonly<{
        log: string;
        state: LogState | undefined;
        /** The proposal that `state` calls open. */
        open: HeadRecord | undefined;
        request: HeadRequest;
        /** Digests of the certificates in `request.entries`, in the same order; undefined where there is none of that number. */
        digests: readonly (string | undefined)[];
        /** What the ledger says of each of them so far. */
        placed: readonly (LogEntryRecord | undefined)[];
        isGated: (slot: Slot) => boolean;
    }>;

/** What a proposal writes; nothing where it was proposed before. */
export type Proposal = Readonly<{
    record: HeadRecord;
    state: LogState | null;
    entries: readonly Readonly<{ number: string; record: LogEntryRecord }>[];
}>;

/**
 * Takes the certifier's next head. The tree is computed here from the frontier of the sealed head, so its root is that of certificates on
 * the ledger, each once. What cannot be seen here is whether the entries are in the ledger's order and none is left out: that is for those who
 * co-sign. There is one open proposal at a time; only one that was refused is replaced.
 * @throws LOG_HEAD_OPEN, LOG_HEAD_ORDER, LOG_HEAD_SIGNATURE, LOG_KEY_UNKNOWN, LOG_ENTRY_INVALID, LOG_PROOF_INVALID
 */
export function proposeHead(input: ProposalInput): Proposal {
    const { log, state, open, request, hash } = input;
    const { head, entries } = request;
    const digest = treeHeadDigest(head, hash);
    if (open !== undefined && open.state === 'proposed') {
        if (open.digest === digest) {
            return { record: open, state: null, entries: [] };
        }
        throw problem('LOG_HEAD_OPEN', { position: open.position });
    }
    const sealed = state?.sealed ?? null;
    mustFollow(head, sealed?.head ?? null, { log, added: entries.length, hash });
    if (!input.isGated(head.slot)) {
        throw problem('LOG_HEAD_ORDER', { reason: 'its slot is not gated yet' });
    }
    const signature = signatureBy(LOG_CERTIFIER, request, head, input);
    const tree = new LogTree(
        hash,
        sealed === null || state === undefined
            ? EMPTY_FRONTIER
            : { size: sealed.head.size, peaks: state.peaks.map(hexBytes) },
    );
    const added = entries.map((number, at) => {
        const of = input.digests[at];
        const before = input.placed[at];
        if (of === undefined) {
            throw problem('LOG_ENTRY_INVALID', { number, reason: 'there is no such certificate' });
        }
        if (before !== undefined && sealed !== null && before.position <= sealed.position) {
            throw problem('LOG_ENTRY_INVALID', { number, reason: `it is entry ${before.index} already` });
        }
        return { number, index: tree.append(logLeaf(hash, of)) };
    });
    if (hex(tree.root()) !== head.root) {
        throw problem('LOG_PROOF_INVALID', { what: `root / ${head.size}` });
    }
    const position = (state?.count ?? 0) + 1;
    const peaks = tree.frontier.peaks.map(hex);
    return {
        record: {
            v: 1,
            position,
            state: 'proposed',
            digest,
            treeHead: { head, signatures: [signature] },
            peaks,
            refusals: [],
        },
        state: { v: 1, log, count: position, open: position, sealed, peaks: state?.peaks ?? [] },
        entries: added.map(({ number, index }) => ({ number, record: { v: 1, index, position } })),
    };
}

/**
 * Adds an organisation's signature: with the first of another organisation than the certifier the head is sealed, also where a third one
 * had refused it. Later ones only add to it.
 * @returns the head and, where it was sealed by this, the log's new state; the record as it was where the organisation had signed it
 * @throws LOG_HEAD_CLOSED for a refused head that was replaced, LOG_HEAD_SIGNATURE, LOG_HEAD_COSIGNER, LOG_KEY_UNKNOWN
 */
export function cosignHead(
    org: string,
    request: CosignRequest,
    { record, state, ...means }: Means & Readonly<{ record: HeadRecord; state: LogState }>,
): Readonly<{ record: HeadRecord; state: LogState | null }> {
    const { treeHead } = record;
    if (treeHead.signatures.some((one) => one.org === org)) {
        return { record, state: null };
    }
    mustStand(record, state);
    const signature = signatureBy(org, request, treeHead.head, means);
    const signed: SignedTreeHead = { head: treeHead.head, signatures: [...treeHead.signatures, signature] };
    const keyOf = (of: string, kid: string) => means.keyOf(of, kid)?.jwk;
    verifyTreeHead(signed, { log: state.log, certifier: LOG_CERTIFIER, keyOf }, means.verify);
    const after: HeadRecord = { ...record, state: 'sealed', treeHead: signed };
    if (record.state === 'sealed') {
        return { record: after, state: null };
    }
    const { position, peaks } = record;
    return { record: after, state: { ...state, open: null, sealed: { position, head: treeHead.head }, peaks } };
}

/**
 * Records that an organisation does not agree with a head, for everybody to see; it cannot take back a signature. The certifier may then
 * propose another in its place.
 * @throws LOG_HEAD_CLOSED for a head that was replaced, or that the organisation signed
 */
export function refuseHead(
    org: string,
    { code, root }: RefuseRequest,
    { record, state }: Readonly<{ record: HeadRecord; state: LogState }>,
): HeadRecord {
    if (record.refusals.some((one) => one.org === org)) {
        return record;
    }
    mustStand(record, state);
    if (record.treeHead.signatures.some((one) => one.org === org)) {
        throw problem('LOG_HEAD_CLOSED', { position: record.position });
    }
    const refusals: readonly HeadRefusal[] = [...record.refusals, { org, code, root }];
    return { ...record, state: record.state === 'sealed' ? 'sealed' : 'refused', refusals };
}

/**
 * Two heads that convict the certifier: one that the ledger holds sealed, and another with its signature.
 * @throws LOG_SPLIT_NONE where they can be heads of one log, LOG_HEAD_SIGNATURE, LOG_KEY_UNKNOWN
 */
export function splitView(
    org: string,
    request: SplitRequest,
    { record, hash, verify, keyOf }: Means & Readonly<{ record: HeadRecord }>,
): SplitView {
    const { head, kid } = request;
    const { log } = record.treeHead.head;
    if (record.state !== 'sealed' || !isSplitView(record.treeHead.head, head, hash)) {
        throw problem('LOG_SPLIT_NONE', { position: record.position });
    }
    // A key that was revoked since convicts too: with its head the ledger says what it was used for.
    const key = keyOf(LOG_CERTIFIER, kid);
    const signature: HeadSignature = { org: LOG_CERTIFIER, kid, signature: request.signature };
    if (key === undefined || !isSignedBy(key.jwk, treeHeadBytes(head), signature.signature, verify)) {
        throw problem('LOG_HEAD_SIGNATURE', { org: LOG_CERTIFIER });
    }
    return { v: 1, log, org, ledger: record.treeHead, other: { head, signatures: [signature] } };
}

function mustFollow(
    head: TreeHead,
    sealed: TreeHead | null,
    { log, added, hash }: Readonly<{ log: string; added: number; hash: Hash }>,
): void {
    if (head.log !== log) {
        throw problem('LOG_HEAD_ORDER', { reason: `the log ${log} is expected` });
    }
    const previous = sealed === null ? null : treeHeadDigest(sealed, hash);
    if (head.previous !== previous) {
        throw problem('LOG_HEAD_ORDER', { reason: 'it does not name the sealed head before it' });
    }
    const size = (sealed?.size ?? 0) + added;
    if (added === 0 || head.size !== size) {
        throw problem('LOG_HEAD_ORDER', { reason: `${size} entries are expected, more than before` });
    }
    if (sealed !== null && head.slot < sealed.slot) {
        throw problem('LOG_HEAD_ORDER', { reason: 'time goes back' });
    }
}

/** Sealed, or the open proposal. */
function mustStand(record: HeadRecord, state: LogState): void {
    if (record.state !== 'sealed' && state.open !== record.position) {
        throw problem('LOG_HEAD_CLOSED', { position: record.position });
    }
}

function signatureBy(
    org: string,
    { kid, signature }: Readonly<{ kid: string; signature: string }>,
    head: TreeHead,
    { keyOf, verify }: Means,
): HeadSignature {
    const key = keyOf(org, kid);
    if (key === undefined || key.revoked !== null) {
        throw problem('LOG_KEY_UNKNOWN', { org, kid });
    }
    if (!isSignedBy(key.jwk, treeHeadBytes(head), signature, verify)) {
        throw problem('LOG_HEAD_SIGNATURE', { org });
    }
    return { org, kid, signature };
}
