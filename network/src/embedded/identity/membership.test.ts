import { generateKeyPairSync, sign as nodeSign } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { sha256 } from '../ledger/bytes.js';
import { rolePrincipal } from '../policy/expression.js';
import type { SigningIdentity } from './identity.js';
import { Membership } from './membership.js';
import { signMessage, verifyMessage } from './signature.js';
import { signingIdentity } from './signing.js';
import { type Issued, issue, type MspWish, mspConfig, revocationList } from './testing/issue.js';

const P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const message = Buffer.from('a message');

describe('the membership service', function () {
    this.timeout(60_000);

    let root: Issued;
    const membership = (wish: Partial<MspWish> = {}, ed25519 = true): Membership =>
        new Membership('trial', [mspConfig('OrgMSP', { roots: [root], ...wish })], { ed25519 });
    const validate = (service: Membership, holder: Issued): void =>
        service.validate(service.deserialize(holder.signer('OrgMSP').serialized));
    const member = (...units: string[]): Promise<Issued> => issue({ name: 'someone', units, issuer: root });

    before(async () => {
        root = await issue({ name: 'root', isCa: true });
    });

    it('accepts an identity of its authority and knows role, name and expiry', async () => {
        const holder = await member('peer');
        const service = membership();
        const identity = service.deserialize(holder.signer('OrgMSP').serialized);
        service.validate(identity);
        expect([identity.mspId, identity.role, identity.commonName]).to.deep.equal(['OrgMSP', 'peer', 'someone']);
        expect(service.expired(identity)).to.equal(false);
        expect(service.expired(identity, new Date(Date.now() + 2 * 86_400_000))).to.equal(true);
        expect(service.deserialize(holder.signer('OrgMSP').serialized), 'remembered').to.equal(identity);
    });

    it('refuses unknown organisations and what is no identity', async () => {
        const holder = await member('peer');
        const service = membership();
        expect(() => service.deserialize(holder.signer('OtherMSP').serialized)).to.throw(
            'MSP OtherMSP is not defined on channel',
        );
        expect(() => service.deserialize(Uint8Array.of(0x0a, 0x7f))).to.throw(
            'could not deserialize a SerializedIdentity',
        );
        const empty = new msp.SerializedIdentity();
        empty.setMspid('OrgMSP');
        expect(() => service.deserialize(empty.serializeBinary())).to.throw('could not decode the PEM structure');
        empty.setIdBytes(Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'));
        expect(() => service.deserialize(empty.serializeBinary())).to.throw('parseCertificate failed');
    });

    it('survives certificates with any byte wrong, keys off their curve included', async () => {
        const { pem } = await member('peer');
        const der = Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64');
        const point = der.indexOf(Buffer.of(0x03, 0x42, 0x00, 0x04));
        for (const at of [...der.keys()].filter((index) => index % 7 === 0 || (index > point && index < point + 70))) {
            const altered = Buffer.from(der);
            altered[at] = (altered[at] ?? 0) ^ 1;
            const body = altered.toString('base64');
            const identity = new msp.SerializedIdentity();
            identity.setMspid('OrgMSP');
            identity.setIdBytes(Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`));
            const read = (): unknown => membership().deserialize(identity.serializeBinary());
            expect(read, `byte ${at}`).to.throw(/parseCertificate failed|unknown authority/);
        }
    });

    it('refuses another authority of the same name, and an authority as identity', async () => {
        const impostor = await issue({ name: 'root', isCa: true });
        const forged = await issue({ name: 'someone', units: ['peer'], issuer: impostor });
        expect(() => membership().deserialize(forged.signer('OrgMSP').serialized)).to.throw(
            'the supplied identity is not valid: x509: certificate signed by unknown authority',
        );
        expect(() => validate(membership(), root)).to.throw(
            'Certificate Authority equals true cannot be used as an identity',
        );
        const noAuthority = await member('peer');
        const below = await issue({ name: 'below', units: ['peer'], issuer: noAuthority });
        expect(() => validate(membership(), below)).to.throw('is not valid');
    });

    it('judges chains at the beginning of the certificate, so that expiry is a question of its own', async () => {
        const past = { notBefore: new Date(Date.now() - 8e7), notAfter: new Date(Date.now() - 1000) };
        const expired = await issue({ name: 'old', units: ['peer'], issuer: root, ...past });
        const service = membership();
        const identity = service.deserialize(expired.signer('OrgMSP').serialized);
        service.validate(identity);
        expect(service.expired(identity)).to.equal(true);
        const early = { notBefore: new Date(Date.now() - 1e9), notAfter: new Date(Date.now() + 1e7) };
        const tooEarly = await issue({ name: 'early', units: ['peer'], issuer: root, ...early });
        expect(() => validate(membership(), tooEarly)).to.throw('is not valid');
    });

    it('follows intermediates, and lets only the lowest authorities issue identities', async () => {
        const middle = await issue({ name: 'middle', isCa: true, issuer: root });
        const holder = await issue({ name: 'someone', units: ['peer'], issuer: middle });
        validate(membership({ intermediates: [middle] }), holder);
        expect(() => validate(membership(), holder)).to.throw('is not valid');
        const ofRoot = await member('peer');
        expect(() => validate(membership({ intermediates: [middle] }), ofRoot)).to.throw(
            'Parent certificate should be a leaf of the certification tree',
        );
    });

    it('wants exactly one node unit, certified by the configured authority', async () => {
        const [none, two] = [await member('department'), await member('peer', 'client')];
        expect(() => validate(membership(), none)).to.throw(
            /^could not validate identity's OUs: the identity does not have an OU that resolves to client, peer, orderer, or admin role\. OUs: \[department\([0-9A-F]{16}\)\], MSP: \[OrgMSP\]$/,
        );
        expect(() => validate(membership(), two)).to.throw('not a combination of them');
        validate(membership(), await member('peer', 'department'));
        validate(membership({ units: false }), none);
        const second = await issue({ name: 'second', isCa: true });
        const roots = [root, second];
        validate(membership({ roots, certifier: root }), await member('peer'));
        expect(() => validate(membership({ roots, certifier: second }), two)).to.throw(
            'certifiersIdentifier does not match',
        );
    });

    it('refuses revoked certificates, by list and by hand', async () => {
        const [revoked, other] = [await member('peer'), await member('peer')];
        const list = await revocationList(root, revoked);
        const service = membership({ revocationLists: [list] });
        expect(() => validate(service, revoked)).to.throw('The certificate has been revoked');
        validate(service, other);
        service.revoke('OrgMSP', other.certificate.serialNumber);
        expect(() => validate(service, other)).to.throw('The certificate has been revoked');
        expect(() => service.revoke('OtherMSP', '00')).to.throw('is not defined on channel');
        const foreign = await revocationList(await issue({ name: 'foreign', isCa: true }), revoked);
        validate(membership({ revocationLists: [foreign] }), revoked);
        const forged = await issue({ name: 'root', isCa: true });
        validate(membership({ revocationLists: [await revocationList(forged, revoked)] }), revoked);
        expect(() => membership({ revocationLists: ['nonsense'] })).to.throw('could not parse CRL');
    });

    it('answers principals by role, unit, identity and combination', async () => {
        const service = membership();
        const holders = new Map<string, SigningIdentity>();
        for (const role of ['peer', 'client', 'admin', 'orderer']) {
            holders.set(role, (await member(role)).signer('OrgMSP'));
        }
        for (const [role, holder] of holders) {
            for (const asked of ['peer', 'client', 'admin', 'orderer', 'member']) {
                const check = (): void =>
                    service.satisfies(service.deserialize(holder.serialized), rolePrincipal('OrgMSP', asked));
                if (asked === role || asked === 'member') {
                    check();
                } else {
                    expect(check).to.throw(`The identity does not contain OU [${asked.toUpperCase()}], MSP: [OrgMSP]`);
                }
            }
        }
        const peer = service.deserialize(holders.get('peer')?.serialized ?? new Uint8Array());
        const other = rolePrincipal('OtherMSP', 'peer');
        expect(() => service.satisfies(peer, other)).to.throw(
            'the identity is a member of a different MSP (expected OtherMSP, got OrgMSP)',
        );
        const { IDENTITY, ORGANIZATION_UNIT, COMBINED, ANONYMITY } = msp.MSPPrincipal.Classification;
        const principal = (
            kind: msp.MSPPrincipal.ClassificationMap[keyof msp.MSPPrincipal.ClassificationMap],
            bytes: Uint8Array,
        ): msp.MSPPrincipal => {
            const made = new msp.MSPPrincipal();
            made.setPrincipalClassification(kind);
            made.setPrincipal(bytes);
            return made;
        };
        service.satisfies(peer, principal(IDENTITY, peer.serialized));
        const client = holders.get('client')?.serialized ?? new Uint8Array();
        expect(() => service.satisfies(peer, principal(IDENTITY, client))).to.throw('The identities do not match');
        const unit = new msp.OrganizationUnit();
        unit.setMspIdentifier('OrgMSP');
        unit.setOrganizationalUnitIdentifier('peer');
        unit.setCertifiersIdentifier(sha256(new Uint8Array(root.certificate.rawData)));
        service.satisfies(peer, principal(ORGANIZATION_UNIT, unit.serializeBinary()));
        unit.setCertifiersIdentifier(sha256('other'));
        expect(() => service.satisfies(peer, principal(ORGANIZATION_UNIT, unit.serializeBinary()))).to.throw(
            'do not match',
        );
        const both = new msp.CombinedPrincipal();
        expect(() => service.satisfies(peer, principal(COMBINED, both.serializeBinary()))).to.throw('No principals');
        both.setPrincipalsList([rolePrincipal('OrgMSP', 'peer'), rolePrincipal('OrgMSP', 'member')]);
        service.satisfies(peer, principal(COMBINED, both.serializeBinary()));
        both.addPrincipals(rolePrincipal('OrgMSP', 'admin'));
        expect(() => service.satisfies(peer, principal(COMBINED, both.serializeBinary()))).to.throw('OU [ADMIN]');
        expect(() => service.satisfies(peer, principal(ANONYMITY, new Uint8Array()))).to.throw(
            'invalid principal type',
        );
    });

    it('knows administrators by certificate where there are no node units', async () => {
        const [admin, other] = [await member(), await member()];
        const service = membership({ units: false, admins: [admin] });
        const check = (holder: Issued): void =>
            service.satisfies(
                service.deserialize(holder.signer('OrgMSP').serialized),
                rolePrincipal('OrgMSP', 'admin'),
            );
        check(admin);
        expect(() => check(other)).to.throw('This identity is not an admin');
        const peer = (): void =>
            service.satisfies(service.deserialize(other.signer('OrgMSP').serialized), rolePrincipal('OrgMSP', 'peer'));
        expect(peer).to.throw('cannot test for classification, node ou for type [PEER], not defined, msp: [OrgMSP]');
    });

    it('authenticates with the texts of a peer and the reason as cause', async () => {
        const holder = (await member('client')).signer('OrgMSP');
        const service = membership();
        expect(service.authenticate(holder.serialized, message, holder.sign(message)).mspId).to.equal('OrgMSP');
        expect(() => service.authenticate(Buffer.from('x'), message, message)).to.throw(
            'access denied: channel [trial] creator org unknown, creator is malformed',
        );
        try {
            service.authenticate(holder.serialized, message, holder.sign(Buffer.from('other')));
            expect.fail('must be refused');
        } catch (error) {
            expect(error).to.have.property('message', 'access denied: channel [trial] creator org [OrgMSP]');
            expect(error).to.have.nested.property('cause.message', 'The signature is invalid');
        }
    });

    it('takes P-384 always, and Ed25519 only with channel capability V3_0', async () => {
        for (const curve of ['P-384', 'Ed25519'] as const) {
            const holder = await issue({ name: 'someone', units: ['peer'], issuer: root, curve });
            const signer = holder.signer('OrgMSP');
            membership().authenticate(signer.serialized, message, signer.sign(message));
            expect(() => verifyMessage(signer.identity.publicKey, Buffer.from('other'), signer.sign(message))).to.throw(
                'The signature is invalid',
            );
            if (curve === 'Ed25519') {
                expect(() => validate(membership({}, false), holder)).to.throw('Ed25519 is not supported');
            }
        }
    });

    it('refuses a key that does not belong to its certificate', async () => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const { pem } = await member('peer');
        expect(() => signingIdentity('OrgMSP', pem, privateKey)).to.throw('does not belong to the certificate');
        expect(() => membership({ roots: [] })).to.throw('expected at least one CA certificate');
    });
});

describe('signatures', function () {
    this.timeout(60_000);

    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

    /** DER of two numbers, by the textbook. */
    const der = (...numbers: bigint[]): Buffer => {
        const parts = numbers.map((number) => {
            const hex = number.toString(16);
            const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
            const content = (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
            return Buffer.concat([Buffer.of(2, content.length), content]);
        });
        const body = Buffer.concat(parts);
        return Buffer.concat([Buffer.of(0x30, body.length), body]);
    };
    const numbers = (): [bigint, bigint] => {
        const raw = nodeSign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
        return [BigInt(`0x${raw.subarray(0, 32).toString('hex')}`), BigInt(`0x${raw.subarray(32).toString('hex')}`)];
    };
    const verify = (signature: Uint8Array): void => verifyMessage(publicKey, message, signature);

    it('are made with low S and verified', () => {
        for (let at = 0; at < 50; at += 1) {
            verify(signMessage(privateKey, message));
        }
    });

    it('with high S are refused, though mathematically right', () => {
        const [r, s] = numbers();
        const low = s > P256 / 2n ? P256 - s : s;
        verify(der(r, low));
        expect(() => verify(der(r, P256 - low))).to.throw(
            `could not determine the validity of the signature: Invalid S. Must be smaller than half the order [${P256 - low}][${P256 / 2n}].`,
        );
    });

    it('are read as leniently and as strictly as by Go', () => {
        const [r, s] = numbers();
        const good = der(r, s > P256 / 2n ? P256 - s : s);
        verify(Buffer.concat([good, Buffer.from('after')]));
        const more = Buffer.concat([good, Buffer.of(5, 0)]);
        more[1] = (more[1] ?? 0) + 2;
        verify(more);
        const unreadable = [
            Buffer.alloc(0),
            good.subarray(0, 20),
            Buffer.of(0x30, 0x80, 2, 1, 1, 2, 1, 1),
            Buffer.of(0x30, 6, 2, 1, 1, 3, 1, 1),
            Buffer.of(0x30, 7, 2, 2, 0, 1, 2, 1, 1),
            Buffer.of(0x30, 0x81, 6, 2, 1, 1, 2, 1, 1),
            Buffer.of(0x30, 5, 2, 0, 2, 1, 1),
        ];
        for (const bytes of unreadable) {
            expect(() => verify(bytes)).to.throw('Failed unmashalling signature');
        }
        expect(() => verify(der(0n, 1n))).to.throw('R must be larger than zero');
        expect(() => verify(Buffer.of(0x30, 6, 2, 1, 1, 2, 1, 0x80))).to.throw('S must be larger than zero');
        expect(() => verify(der(1n, 1n))).to.throw('The signature is invalid');
        expect(() => verify(der(1n << 300n, 1n))).to.throw('The signature is invalid');
    });

    it('of keys that Fabric does not know are refused', () => {
        const other = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
        const signature = nodeSign('sha256', message, other.privateKey);
        expect(() => verifyMessage(other.publicKey, message, signature)).to.throw('curve not recognized [secp256k1]');
    });
});
