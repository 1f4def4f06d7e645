import { generateKeyPairSync, sign } from 'node:crypto';
import {
    type CertificateRecord,
    LogTree,
    logLeaf,
    type PublicJwk,
    parsePublicJwk,
    type Slot,
    signTreeHead,
    type TreeHead,
    thumbprint,
    treeHead,
} from '@linguang/chaincode/domain';
import { hash } from '@linguang/chaincode/testing';
import { CHANNEL, type Client } from './client.js';

/** An organisation's key for tree heads. */
export type HeadKey = Readonly<{
    org: string;
    kid: string;
    jwk: PublicJwk;
    sign: (message: Uint8Array) => Uint8Array;
}>;

export function headKey(org: string): HeadKey {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
    const jwk = parsePublicJwk({ kty, crv, x, y });
    return {
        org,
        kid: thumbprint(hash, jwk),
        jwk,
        sign: (message) => sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    };
}

export type Entry = Pick<CertificateRecord, 'number' | 'digest'>;
export type HeadAnswer = Readonly<{ position: number; digest: string; size: number; state: string }>;

/** A head over all the entries given. */
export function headOver(entries: readonly Entry[], slot: Slot, previous: TreeHead | null): TreeHead {
    const tree = new LogTree(hash);
    for (const { digest } of entries) {
        tree.append(logLeaf(hash, digest));
    }
    return treeHead(tree, { log: `${CHANNEL}-certificates`, slot, previous }, hash);
}

/** Asks for a head. @param added - the entries that it adds */
export function propose(client: Client, head: TreeHead, added: readonly Entry[], key: HeadKey) {
    const { kid, signature } = signTreeHead(head, key);
    const entries = added.map(({ number }) => number);
    return client.submit<HeadAnswer>('log:propose', { head, kid, signature, entries });
}

export function cosign(client: Client, position: number, head: TreeHead, key: HeadKey) {
    const { kid, signature } = signTreeHead(head, key);
    return client.submit<HeadAnswer>('log:cosign', { position, kid, signature });
}

/** Registers keys of the certifier and another organisation and seals one head over some certificates. */
export async function sealOnce(
    certifier: Client,
    other: Readonly<{ client: Client; org: string }>,
    entries: readonly Entry[],
    slot: Slot,
): Promise<TreeHead> {
    const [own, second] = [headKey('certifier'), headKey(other.org)];
    await certifier.submit('log:registerKey', { jwk: own.jwk, x5c: [] });
    await other.client.submit('log:registerKey', { jwk: second.jwk, x5c: [] });
    const head = headOver(entries, slot, null);
    const { result } = await propose(certifier, head, entries, own);
    await cosign(other.client, result.position, head, second);
    return head;
}
