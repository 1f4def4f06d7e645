import {
    hex,
    judgeHead,
    LOG_CERTIFIER,
    MOST_ENTRIES,
    type PublishedHead,
    type Slot,
    signTreeHead,
    type TreeHead,
    treeHead,
} from '@linguang/chaincode/domain';
import { verifyEs256 } from '../crypto/es256.js';
import { sha256 } from '../crypto/sha256.js';
import type { Command } from '../ledger/command.js';
import type { Action } from '../operations/action.js';
import { cosignHead, proposeHead, refuseHead, registerLogKey, revokeLogKey } from './actions.js';
import type { LogSigner } from './key.js';
import type { LedgerLog } from './ledgerlog.js';

/** One transaction of the log's worker. */
export type LogStep = Readonly<{ action: Action; command: Command }>;

/** Heads this organisation has signed; see `SignedHeads`. */
export type SignedMemory = Readonly<{
    remember(head: TreeHead): void;
    beside(head: TreeHead): readonly TreeHead[];
}>;

const step = (action: Action, transaction: string, argument: Readonly<Record<string, unknown>>): LogStep => ({
    action,
    command: { chaincode: 'certificate', transaction: `log:${transaction}`, argument },
});

/**
 * The certifier's next step: register the key it signs with, withdraw one that it distrusts, propose the head over what no head holds
 * yet, in the ledger's order. It waits while a proposal is open, and where another organisation computed another root than itself: that is
 * for people to look at.
 * @param distrusted - names of keys that the certifier does not stand by any more
 */
export function certifierStep(
    log: LedgerLog,
    { signer, gated, distrusted }: Readonly<{ signer: LogSigner; gated: Slot | null; distrusted: readonly string[] }>,
): LogStep | undefined {
    const withdrawn = distrusted.find((kid) => log.keyOf(LOG_CERTIFIER, kid)?.revoked === null);
    if (withdrawn !== undefined && gated !== null) {
        return step(revokeLogKey, 'revokeKey', { kid: withdrawn, reason: 'distrusted', slot: gated });
    }
    const { tree } = log;
    const sealed = log.sealed()?.treeHead.head ?? null;
    const from = sealed?.size ?? 0;
    const open = log.open();
    if (gated === null || tree.size <= from || open?.state === 'proposed' || isDisputed(open, log)) {
        return undefined;
    }
    if (log.keyOf(LOG_CERTIFIER, signer.kid) === undefined) {
        return step(registerLogKey, 'registerKey', { jwk: { ...signer.jwk }, x5c: [...signer.x5c] });
    }
    const entries = log.numbers(from, MOST_ENTRIES);
    const size = from + entries.length;
    const at = { log: log.log, slot: gated, previous: sealed };
    const head = treeHead({ size, root: () => tree.root(size) }, at, sha256);
    const { kid, signature } = signTreeHead(head, signer);
    return step(proposeHead, 'propose', { head: { ...head }, kid, signature, entries: [...entries] });
}

/** Whether the certifier still stands by a head that another organisation refused. */
export function isDisputed(open: PublishedHead | undefined, log: LedgerLog): boolean {
    if (open?.state !== 'refused') {
        return false;
    }
    const { size, root } = open.treeHead.head;
    const { tree } = log;
    return size <= tree.size && hex(tree.root(size)) === root;
}

/**
 * Another organisation's next step: register its key as soon as there is a head to sign, then sign the open head if it is the root of its
 * own tree, or say on the ledger why not.
 */
export function cosignerStep(
    log: LedgerLog,
    { signer, gated, memory }: Readonly<{ signer: LogSigner; gated: Slot | null; memory: SignedMemory }>,
): LogStep | undefined {
    const open = log.open();
    if (open === undefined || open.refusals.some(({ org }) => org === signer.org)) {
        return undefined;
    }
    if (log.keyOf(signer.org, signer.kid) === undefined) {
        return step(registerLogKey, 'registerKey', { jwk: { ...signer.jwk }, x5c: [...signer.x5c] });
    }
    const { position, treeHead: signed } = open;
    const own = {
        tree: log.tree,
        sealed: log.sealedBefore(position) ?? null,
        gated,
        signed: memory.beside(signed.head),
        keyOf: (org: string, kid: string) => log.keyOf(org, kid),
        log: log.log,
        certifier: LOG_CERTIFIER,
    };
    const refusal = judgeHead(signed, own, { hash: sha256, verify: verifyEs256 });
    if (refusal !== null) {
        return step(refuseHead, 'refuse', { position, ...refusal });
    }
    memory.remember(signed.head);
    const { kid, signature } = signTreeHead(signed.head, signer);
    return step(cosignHead, 'cosign', { position, kid, signature });
}
