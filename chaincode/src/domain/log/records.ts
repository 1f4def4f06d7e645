import type { SignedTreeHead, TreeHead } from './head.js';
import type { HeadRefusal, HeadState } from './published.js';

/** How far a log is on the ledger. */
export type LogState = {
    readonly v: 1;
    readonly log: string;
    /** Proposals so far, refused ones included. */
    readonly count: number;
    /** Position of the proposal that is not sealed yet; null where there is none. */
    readonly open: number | null;
    readonly sealed: { readonly position: number; readonly head: TreeHead } | null;
    /** Roots (hex) of the complete subtrees under the sealed head, the largest first: what goes on from it. */
    readonly peaks: readonly string[];
};

/** A head that the certifier proposed, with what became of it. */
export type HeadRecord = {
    readonly v: 1;
    readonly position: number;
    readonly state: HeadState;
    /** SHA-256 (hex) of what is signed. */
    readonly digest: string;
    readonly treeHead: SignedTreeHead;
    /** The frontier of its tree, as in {@link LogState}. */
    readonly peaks: readonly string[];
    readonly refusals: readonly HeadRefusal[];
};

/** A certificate's place in the log. It counts once the head of that position, or a later one, is sealed. */
export type LogEntryRecord = { readonly v: 1; readonly index: number; readonly position: number };

/** The log of the certificates of a channel. */
export function logOf(channel: string): string {
    return `${channel}-certificates`;
}
