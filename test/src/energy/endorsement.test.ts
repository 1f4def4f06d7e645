import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gateway } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { SCHEME } from './support/certifying.js';
import { CHANNEL, Client, codeFrom, Refused, statusName } from './support/client.js';
import { District, FIRST, slotAfter } from './support/district.js';
import { type Credentials, connectAs, credentials, forgedCredentials, withEndorsement } from './support/identities.js';
import { EnergyNetwork } from './support/network.js';
import { energyTopology } from './support/topology.js';

describe('who endorses energy', function () {
    this.timeout(120_000);
    let network: EnergyNetwork;
    let district: District;
    let gateway: Gateway;
    let submitter: Credentials;
    let next = FIRST;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network);
        await district.open();
        gateway = await network.gateway('grid');
        submitter = await credentials(network, 'grid', 'gateway');
    });

    after(() => network?.stop());

    /** Gates one more slot with grid's endorsement and one made by hand. */
    async function gateWith(endorser: Credentials): Promise<string> {
        next = slotAfter(next, 1);
        const proposal = gateway
            .getNetwork(CHANNEL)
            .getContract('energy')
            .newProposal('metering:gate', {
                arguments: [JSON.stringify({ through: next })],
                endorsingOrganizations: ['GridMSP'],
            });
        const endorsed = await proposal.endorse();
        const { bytes, signature } = await withEndorsement(endorsed.getBytes(), endorser, submitter);
        const submitted = await gateway.newSignedTransaction(bytes, signature).submit();
        const name = statusName((await submitted.getStatus()).code);
        next = name === 'VALID' ? next : slotAfter(next, -1);
        return name;
    }

    it('refuses energy that grid endorses alone, or the certifier in place of the community', async () => {
        const { grid } = district;
        const through = slotAfter(next, 1);
        for (const endorsers of [['GridMSP'], ['GridMSP', 'CertifierMSP']]) {
            expect(await codeFrom(grid.submit('metering:gate', { through }, { endorsers }))).to.equal(
                'ENDORSEMENT_POLICY_FAILURE',
            );
        }
    });

    it('does not take the signature of a client of the community for its peer’s', async () => {
        expect(await gateWith(await credentials(network, 'community', 'gateway'))).to.equal(
            'ENDORSEMENT_POLICY_FAILURE',
        );
        expect(await gateWith(await credentials(network, 'community', 'admin'))).to.equal('ENDORSEMENT_POLICY_FAILURE');
    });

    it('takes the same transaction when a peer of the community has signed it', async () => {
        expect(await gateWith(await credentials(network, 'community', 'peer0.community'))).to.equal('VALID');
    });

    describe('and certificates', () => {
        let certifier: Credentials;
        let forged: Readonly<{ client: Credentials; peer: Credentials }>;
        let folder: string;

        before(async () => {
            certifier = await credentials(network, 'certifier', 'gateway');
            folder = await mkdtemp(join(tmpdir(), 'linguang-forged-'));
            forged = await forgedCredentials(folder, energyTopology, 'certifier');
        });

        after(() => rm(folder, { recursive: true, force: true }));

        /** The certifier's client sends what grid's peer endorsed, and somebody by hand; how it ends. */
        async function switchWith(endorser: Credentials): Promise<string> {
            const certifierGateway = await network.gateway('certifier');
            const endorsed = await certifierGateway
                .getNetwork(CHANNEL)
                .getContract('certificate')
                .newProposal('schemes:setAutomatic', {
                    arguments: [JSON.stringify({ ...SCHEME, automatic: true })],
                    endorsingOrganizations: ['GridMSP'],
                })
                .endorse();
            const { bytes, signature } = await withEndorsement(endorsed.getBytes(), endorser, certifier);
            const submitted = await certifierGateway.newSignedTransaction(bytes, signature).submit();
            return statusName((await submitted.getStatus()).code);
        }

        it('takes for the certifier neither a peer of an authority that calls itself by its name, nor another organisation’s', async () => {
            expect(forged.peer.identity.mspId).to.equal('CertifierMSP');
            expect(await switchWith(forged.peer)).to.not.equal('VALID');
            expect(await switchWith(await credentials(network, 'community', 'peer0.community'))).to.equal(
                'ENDORSEMENT_POLICY_FAILURE',
            );
            const borrowed = await credentials(network, 'community', 'peer0.community');
            const renamed = { ...borrowed, identity: { ...borrowed.identity, mspId: 'CertifierMSP' } };
            expect(await switchWith(renamed)).to.not.equal('VALID');
        });

        it('does not take the signature of the certifier’s client for its peer’s', async () => {
            expect(await switchWith(certifier)).to.equal('ENDORSEMENT_POLICY_FAILURE');
        });

        it('hears no client whose authority only calls itself the certifier’s', async () => {
            for (const organisation of ['certifier', 'grid']) {
                const { gateway: stranger, close } = await connectAs(network, forged.client, organisation);
                const request = { ...SCHEME, automatic: true };
                const call = new Client(stranger).submit('schemes:setAutomatic', request);
                const refused = await call.then(
                    () => undefined,
                    (error: unknown) => error,
                );
                close();
                expect(refused, organisation).to.be.instanceOf(Refused).and.have.property('where', 'endorsement');
            }
            const scheme = await district.certifier.evaluate('schemes:get', SCHEME);
            expect(scheme).to.have.property('automatic', false);
        });

        it('takes the same transaction when a peer of the certifier has signed it', async () => {
            expect(await switchWith(await credentials(network, 'certifier', 'peer0.certifier'))).to.equal('VALID');
        });
    });
});
