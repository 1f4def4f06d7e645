import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { Membership } from '../embedded/identity/membership.js';
import { readMspFolder } from '../embedded/identity/mspfolder.js';
import { NetworkLayout } from '../layout.js';
import { defineTopology } from '../topology.js';
import { certifyDocumentKey } from './documents.js';
import { createKeyMaterial } from './keymaterial.js';

describe('keys for documents', () => {
    let directory: string;
    let layout: NetworkLayout;
    const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const certify = async (folder: string) =>
        await certifyDocumentKey(folder, { publicKey, commonName: 'Certifier', organisation: 'certifier' });

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-documents-pki-'));
        layout = new NetworkLayout(directory);
        const organisations = [{ name: 'certifier', mspId: 'CertifierMSP' }];
        await createKeyMaterial(defineTopology({ channel: 'linguang', organisations, chaincodes: [] }), directory);
    });
    after(async () => await rm(directory, { recursive: true, force: true }));

    it('are certified by the organisation’s authority, for signing only', async () => {
        const [leaf, ca] = ((await certify(layout.ca('certifier'))) ?? []).map((der) => new X509Certificate(der));
        if (leaf === undefined || ca === undefined) {
            throw new Error('a chain of two is expected');
        }
        expect(leaf.verify(ca.publicKey)).to.equal(true);
        expect(leaf.checkIssued(ca)).to.equal(true);
        expect(leaf.ca).to.equal(false);
        expect(leaf.keyUsage).to.equal(undefined);
        expect(leaf.publicKey.export({ format: 'jwk' })).to.deep.equal(publicKey);
    });

    it('are no keys of a member: peers refuse a transaction signed with one', async () => {
        const [leaf] = (await certify(layout.ca('certifier'))) ?? [];
        const membership = new Membership(
            'linguang',
            [readMspFolder(layout.organisationMsp('certifier'), 'CertifierMSP')],
            {
                ed25519: false,
            },
        );
        const identity = new msp.SerializedIdentity();
        identity.setMspid('CertifierMSP');
        identity.setIdBytes(new TextEncoder().encode(new X509Certificate(leaf ?? new Uint8Array()).toString()));
        const parsed = membership.deserialize(identity.serializeBinary());
        expect(() => membership.validate(parsed)).to.throw();
    });

    it('are left without a certificate where the organisation keeps its authority elsewhere', async () => {
        expect(await certify(join(directory, 'nowhere'))).to.equal(undefined);
    });
});
