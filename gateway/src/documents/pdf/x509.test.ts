import { X509Certificate } from 'node:crypto';
import { readX509 } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import { type DocumentAuthority, documentAuthority } from '../../testing/documentkeys.js';

describe('reading X.509 certificates', () => {
    let authority: DocumentAuthority;
    before(async () => {
        authority = await documentAuthority('认证 & Certifier', 'org-1');
    });

    it('finds in them what Node finds', () => {
        for (const der of [...authority.signer.chain, ...authority.client.chain]) {
            const [own, node] = [readX509(der), new X509Certificate(der)];
            expect(node.subject.split('\n')).to.include(`CN=${own.commonName}`);
            expect(node.subject.split('\n')).to.include(`O=${own.organisation}`);
            expect([own.notBefore, own.notAfter]).to.deep.equal([Date.parse(node.validFrom), Date.parse(node.validTo)]);
            expect(own.key).to.deep.equal(node.publicKey.export({ format: 'jwk' }));
            expect(own.authority !== null).to.equal(node.ca);
            expect(Buffer.from(own.serial).toString('hex').toUpperCase()).to.equal(node.serialNumber);
        }
    });

    it('tells a key for documents from a client’s', () => {
        const usages = [authority.signer, authority.client].map(
            ({ chain }) => readX509(chain[0] ?? new Uint8Array()).usage,
        );
        expect(usages.map((usage) => usage?.nonRepudiation)).to.deep.equal([true, false]);
    });

    it('refuses what is no certificate, cut short or with bytes behind', () => {
        const [der = new Uint8Array()] = authority.signer.chain;
        fc.assert(
            fc.property(fc.nat(der.length - 1), fc.uint8Array({ minLength: 1, maxLength: 60 }), (cut, noise) => {
                for (const bytes of [der.subarray(0, cut), Buffer.concat([der, noise]), noise]) {
                    expect(() => readX509(bytes)).to.throw(/^ENCODING_INVALID: /);
                }
            }),
        );
    });
});
