import type { Gateway } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { CHANNEL, codeFrom, statusName } from './support/client.js';
import { District, FIRST, slotAfter } from './support/district.js';
import { type Credentials, credentials, withEndorsement } from './support/identities.js';
import { EnergyNetwork } from './support/network.js';

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
});
