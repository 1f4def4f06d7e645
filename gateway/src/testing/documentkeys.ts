import { createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifyDocumentKey, createKeyMaterial, defineTopology, NetworkLayout } from '@linguang/network';
import type { DocumentSigner } from '../documents/pdf/cms.js';

/** An organisation's authority with a key for documents, made as a network makes them. */
export type DocumentAuthority = Readonly<{
    /** Its certificate, PEM and DER. */
    pem: string;
    certificate: Uint8Array;
    /** The key for documents. */
    signer: DocumentSigner;
    /** A client's key under the same authority, which is not for documents. */
    client: DocumentSigner;
}>;

export async function documentAuthority(commonName: string, organisation = 'certifier'): Promise<DocumentAuthority> {
    const folder = await mkdtemp(join(tmpdir(), 'linguang-keys-'));
    try {
        const layout = new NetworkLayout(folder);
        await createKeyMaterial(topologyOf(organisation), folder);
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const wanted = { publicKey: publicKey.export({ format: 'jwk' }), commonName, organisation };
        const chain = (await certifyDocumentKey(layout.ca(organisation), wanted)) ?? [];
        const msp = layout.userMsp(organisation, 'admin');
        const own = new X509Certificate(await readFile(join(msp, 'signcerts/cert.pem')));
        const ownKey = createPrivateKey(await readFile(join(msp, 'keystore/key.pem')));
        const certificate = new X509Certificate(chain.at(-1) ?? new Uint8Array());
        return {
            pem: certificate.toString(),
            certificate: certificate.raw,
            signer: signerOf(privateKey, chain),
            client: signerOf(ownKey, [own.raw, certificate.raw]),
        };
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

function signerOf(key: KeyObject, chain: readonly Uint8Array[]): DocumentSigner {
    return { chain, sign: (message) => sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }) };
}

function topologyOf(organisation: string) {
    return defineTopology({
        channel: 'documents',
        organisations: [{ name: organisation, mspId: 'DocumentsMSP', peers: 1, orderers: 1, clients: [] }],
        chaincodes: [],
        portBase: 9080,
    });
}
