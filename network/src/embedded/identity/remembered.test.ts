import { expect } from 'chai';
import type { SigningIdentity } from './identity.js';
import { Membership } from './membership.js';
import { type Issued, issue, mspConfig } from './testing/issue.js';

const message = Buffer.from('what was endorsed');

describe('signatures that a peer of this process made', function () {
    this.timeout(60_000);

    let root: Issued;
    let service: Membership;
    let signer: SigningIdentity;
    /** Tells whether a signature was verified: this one is none. */
    const marker = Buffer.from('only a memory takes this for a signature');

    const opened = (): Membership =>
        new Membership('trial', [mspConfig('OrgMSP', { roots: [root] })], { ed25519: true });
    const marking = (identity: SigningIdentity): SigningIdentity => ({ ...identity, sign: () => marker });
    const peer = async (name: string): Promise<SigningIdentity> =>
        (await issue({ name, units: ['peer'], issuer: root })).signer('OrgMSP');

    before(async () => {
        root = await issue({ name: 'root', isCa: true });
        signer = await peer('peer0');
    });
    beforeEach(() => {
        service = opened();
    });

    it('are not verified again', () => {
        expect(service.sign(marking(signer), message)).to.equal(marker);
        service.verify(service.deserialize(signer.serialized), message, marker);
    });

    it('stand for that message, that signer and those bytes alone', async () => {
        service.sign(marking(signer), message);
        const identity = service.deserialize(signer.serialized);
        const other = service.deserialize((await peer('peer1')).serialized);
        const refuse = (check: () => void): void => {
            expect(check).to.throw('could not determine the validity of the signature');
        };
        refuse(() => service.verify(identity, Buffer.from('what was endorseD'), marker));
        refuse(() => service.verify(identity, message.subarray(1), marker));
        refuse(() => service.verify(other, message, marker));
        refuse(() => service.verify(identity, message, Buffer.concat([marker, Buffer.of(0)])));
        refuse(() => service.verify(identity, message, marker.subarray(0, -1)));
    });

    it('are verified after a restart', () => {
        service.sign(marking(signer), message);
        const restarted = opened();
        expect(() => restarted.verify(restarted.deserialize(signer.serialized), message, marker)).to.throw();
        restarted.verify(restarted.deserialize(signer.serialized), message, signer.sign(message));
    });

    it('do not make a revoked certificate valid', async () => {
        const revoked = await issue({ name: 'peer2', units: ['peer'], issuer: root });
        service.sign(revoked.signer('OrgMSP'), message);
        service.revoke('OrgMSP', revoked.certificate.serialNumber);
        const identity = service.deserialize(revoked.signer('OrgMSP').serialized);
        expect(() => service.validate(identity)).to.throw('The certificate has been revoked');
    });

    it('do not hide that an identity differs in a single byte from a known one', () => {
        const known = service.deserialize(signer.serialized);
        for (const at of [5, 100, signer.serialized.length >> 1]) {
            const altered = Uint8Array.from(signer.serialized);
            altered[at] = (altered[at] ?? 0) ^ 1;
            expect(() => service.deserialize(altered), `byte ${at}`).to.throw();
        }
        expect(service.deserialize(Uint8Array.from(signer.serialized))).to.equal(known);
    });
});
