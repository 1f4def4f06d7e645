import type { Instant } from '../credential/credential.js';
import { instantOf } from '../credential/time.js';
import { hexBytes } from '../crypto.js';
import { isSplitView, type LogTrust, type SignedTreeHead, verifyTreeHead } from '../log/head.js';
import type { LogProof } from '../log/inclusion.js';
import { logLeaf } from '../log/tree.js';
import { verifyInclusion } from '../merkle.js';
import { problem } from '../problems.js';
import { slot } from '../slot.js';
import type { Network } from './bundle.js';
import type { Findings } from './findings.js';
import { Refusal } from './refusal.js';
import type { DocumentTrust } from './result.js';

/**
 * Checks the proof of the transparency log: the head's signatures, that no head the reader knows contradicts it, and that the digest is
 * under it.
 * @returns by when the digest was in the log at the latest; undefined where that is not shown
 */
export function checkLogged(
    log: LogProof | null,
    digest: string,
    network: Network,
    { hash, verify, heads = [] }: DocumentTrust,
    findings: Findings,
): Instant | undefined {
    const trust = trustOf(network);
    if (log === null || trust === undefined) {
        findings.add('log.head', 'unknown', 'LOG_NOT_YET');
        findings.add('log.inclusion', 'unknown', 'LOG_NOT_YET');
        return undefined;
    }
    const { leafIndex: index, inclusionProof, treeHead } = log;
    findings.attempt('log.head', () => {
        verifyTreeHead(treeHead, trust, verify);
        mustAgree(treeHead, heads, trust, verify, hash);
        return true;
    });
    if (!findings.passed('log.head')) {
        findings.skip('log.inclusion');
        return undefined;
    }
    const { size, root, slot: at } = treeHead.head;
    const path = inclusionProof.map(hexBytes);
    if (!verifyInclusion(hash, { leaf: logLeaf(hash, digest), index, size, path, root: hexBytes(root) })) {
        findings.refuse('log.inclusion', 'fail', problem('LOG_PROOF_INVALID', { what: `${index} / ${size}` }));
        return undefined;
    }
    findings.pass('log.inclusion');
    // The newest gated slot when it was made: the next one was not gated yet, and it is gated before it begins.
    return instantOf(slot(at + 1));
}

/** Whom a network's readers believe of its log; undefined where it has none. */
export function trustOf({ log }: Network): LogTrust | undefined {
    return log === null
        ? undefined
        : {
              log: log.id,
              certifier: log.certifier,
              keyOf: (org, kid) => log.keys.find((key) => key.org === org && key.kid === kid)?.jwk,
          };
}

/** Heads that the reader brings count only with the log's signatures: else anybody could accuse it. */
function mustAgree(
    { head }: SignedTreeHead,
    heads: readonly SignedTreeHead[],
    trust: LogTrust,
    verify: DocumentTrust['verify'],
    hash: DocumentTrust['hash'],
): void {
    for (const known of heads) {
        if (isSplitView(head, known.head, hash) && isGenuine(known, trust, verify)) {
            throw new Refusal('LOG_VIEWS_DIFFER', { size: head.size, other: known.head.size });
        }
    }
}

function isGenuine(head: SignedTreeHead, trust: LogTrust, verify: DocumentTrust['verify']): boolean {
    try {
        verifyTreeHead(head, trust, verify);
        return true;
    } catch {
        return false;
    }
}
