import { type Hash, hex, type VerifyEs256 } from '../crypto.js';
import type { Slot } from '../slot.js';
import { isSplitView, type SignedTreeHead, type TreeHead, treeHeadBytes, treeHeadDigest } from './head.js';
import type { HeadRefusalCode, LogKey } from './published.js';
import { isSignedBy } from './signature.js';
import type { LogTree } from './tree.js';

/** What an organisation knows by itself when it is asked to co-sign. */
export type OwnView = Readonly<{
    /** The tree over all certificates that its own ledger holds, in the ledger's order. */
    tree: Pick<LogTree, 'size' | 'root'>;
    /** The newest sealed head; null before the first. */
    sealed: TreeHead | null;
    /** The newest gated slot; null while none is. */
    gated: Slot | null;
    /** Heads that it signed before, whatever became of them. */
    signed: readonly TreeHead[];
    /** The certifier's key on its own ledger. */
    keyOf: (org: string, kid: string) => LogKey | undefined;
    log: string;
    certifier: string;
}>;

/**
 * Whether an organisation can sign a head of the certifier: it must be the root of the organisation's own tree at that size, continue the
 * newest sealed head, and fork off from nothing that the organisation has ever signed.
 * @returns null where it can, else why not, with the organisation's own root for that size
 */
export function judgeHead(
    { head, signatures }: SignedTreeHead,
    own: OwnView,
    { hash, verify }: Readonly<{ hash: Hash; verify: VerifyEs256 }>,
): Readonly<{ code: HeadRefusalCode; root: string | null }> | null {
    const known = head.size <= own.tree.size;
    const root = known ? hex(own.tree.root(head.size)) : null;
    const refused = (code: HeadRefusalCode) => ({ code, root });
    const [first] = signatures;
    const key = first === undefined ? undefined : own.keyOf(first.org, first.kid);
    if (
        first?.org !== own.certifier ||
        key === undefined ||
        head.log !== own.log ||
        !isSignedBy(key.jwk, treeHeadBytes(head), first.signature, verify)
    ) {
        return refused('SIGNATURE');
    }
    if (own.signed.some((before) => isSplitView(before, head, hash))) {
        return refused('SPLIT_VIEW');
    }
    if (head.previous !== (own.sealed === null ? null : treeHeadDigest(own.sealed, hash))) {
        return refused('PREVIOUS');
    }
    if (!known || head.size <= (own.sealed?.size ?? 0)) {
        return refused('SIZE');
    }
    if (own.gated === null || head.slot > own.gated || head.slot < (own.sealed?.slot ?? 0)) {
        return refused('SLOT');
    }
    return root === head.root ? null : refused('ROOT');
}
