import { type Hash, hex, hexBytes, type VerifyEs256 } from '../crypto.js';
import { Fields, type Refuse } from '../fields.js';
import { verifyInclusion } from '../merkle.js';
import { problem } from '../problems.js';
import { type LogTrust, parseSignedTreeHead, type SignedTreeHead, verifyTreeHead } from './head.js';
import { type LogTree, logLeaf } from './tree.js';

/** Proof that a certificate's digest is in the log; it stands beside the document, since it is known only after the issue. */
export type LogProof = {
    readonly v: 1;
    readonly leafIndex: number;
    /** RFC 9162 §2.1.3: sibling hashes from the leaf up, hex. */
    readonly inclusionProof: readonly string[];
    readonly treeHead: SignedTreeHead;
};

/** No tree whose size is a safe integer is higher. */
const HIGHEST = 53;
const refuse: Refuse = (where, reason) => problem('LOG_HEAD_INVALID', { where, reason });

/** The proof for an entry under a signed head. @throws RangeError for an entry that the head does not hold or the tree does not know */
export function logProof(tree: LogTree, leafIndex: number, treeHead: SignedTreeHead): LogProof {
    return { v: 1, leafIndex, inclusionProof: tree.inclusion(leafIndex, treeHead.head.size).map(hex), treeHead };
}

/** @throws LOG_HEAD_INVALID */
export function parseLogProof(value: unknown, where = 'log'): LogProof {
    const fields = new Fields(value, where, refuse);
    fields.integer('v', 1, 1);
    const proof: LogProof = {
        v: 1,
        leafIndex: fields.integer('leafIndex'),
        inclusionProof: fields.list('inclusionProof', hashText, HIGHEST),
        treeHead: parseSignedTreeHead(fields.take('treeHead'), `${where}.treeHead`),
    };
    fields.end();
    return proof;
}

/**
 * Verifies that the log holds a certificate under a head that the certifier and another organisation signed.
 * @param digest - SHA-256 (hex) of the canonical JSON of the document's signed core, computed by the verifier
 * @throws LOG_HEAD_INVALID, LOG_HEAD_SIGNATURE, LOG_HEAD_COSIGNER, LOG_PROOF_INVALID
 */
export function verifyLogProof(
    digest: string,
    { leafIndex, inclusionProof, treeHead }: LogProof,
    { trust, hash, verify }: Readonly<{ trust: LogTrust; hash: Hash; verify: VerifyEs256 }>,
): void {
    verifyTreeHead(treeHead, trust, verify);
    const { size, root } = treeHead.head;
    const path = inclusionProof.map(hexBytes);
    const leaf = logLeaf(hash, digest);
    if (!verifyInclusion(hash, { leaf, index: leafIndex, size, path, root: hexBytes(root) })) {
        throw problem('LOG_PROOF_INVALID', { what: `${leafIndex} / ${size}` });
    }
}

function hashText(value: unknown, where: string): string {
    if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) {
        throw refuse(where, '64 lower-case hexadecimal digits are expected');
    }
    return value;
}
