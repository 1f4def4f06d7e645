import { type LineProof, type Slot, wh } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { certificateCase, issue, proofs } from './support/certifying.js';
import { type Client, codeFrom } from './support/client.js';
import { District, FIRST, type Home, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';
import { takeOver } from './support/takeover.js';
import { energyTopology } from './support/topology.js';

describe('the certificate contract on a network', function () {
    this.timeout(120_000);
    const LAST: Slot = slotAfter(FIRST, 3);
    let network: EnergyNetwork;
    let district: District;
    let certifier: Client;
    let buyer: Home;
    let lines: LineProof[];

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network);
        await district.open();
        for (let count = 0; count <= 3; count++) {
            await district.run(slotAfter(FIRST, count));
        }
        certifier = district.certifier;
        buyer = district.homes.find(({ plant }) => !plant) as Home;
        lines = await proofs(certifier, buyer.participant, FIRST, LAST);
    });

    after(() => network?.stop());

    it('refuses a certificate that grid and community endorse without the certifier', async () => {
        const wanted = certificateCase(buyer, [FIRST, LAST], lines);
        const code = await codeFrom(issue(certifier, wanted, ['GridMSP', 'CommunityMSP']));
        expect(code).to.equal('ENDORSEMENT_POLICY_FAILURE');
    });

    it('refuses one that the certifier endorses alone', async () => {
        const wanted = certificateCase(buyer, [FIRST, LAST], lines);
        expect(await codeFrom(issue(certifier, wanted, ['CertifierMSP']))).to.equal('ENDORSEMENT_POLICY_FAILURE');
    });

    it('refuses a line that was changed, or that another slot record proves', async () => {
        const [first, ...others] = lines;
        if (first === undefined) {
            throw new Error('no line');
        }
        const bought = first.line.bought.map((trade) => ({ ...trade, certifiable: wh(trade.certifiable + 1) }));
        const richer = { ...first, line: { ...first.line, bought } };
        const changed = certificateCase(buyer, [FIRST, LAST], [richer, ...others]);
        expect(await codeFrom(issue(certifier, changed))).to.equal('PROOF_INVALID');
        const moved = { ...first, line: { ...first.line, slot: LAST } };
        expect(await codeFrom(issue(certifier, certificateCase(buyer, [FIRST, LAST], [moved])))).to.equal(
            'PROOF_INVALID',
        );
    });

    it('refuses a neighbour’s line and a period that does not hold the line', async () => {
        const neighbour = district.homes.findLast(({ plant }) => !plant) as Home;
        expect(await codeFrom(issue(certifier, certificateCase(neighbour, [FIRST, LAST], lines)))).to.equal(
            'CERTIFICATE_BENEFICIARY',
        );
        const short = certificateCase(buyer, [slotAfter(FIRST, 1), LAST], lines);
        expect(await codeFrom(issue(certifier, short))).to.equal('CERTIFICATE_PERIOD');
    });

    it('issues a certificate over exactly what the lines bought, and never a second one over the same slots', async () => {
        const bought = lines.flatMap(({ line }) => line.bought).reduce((sum, { certifiable }) => sum + certifiable, 0);
        const wanted = certificateCase(buyer, [FIRST, LAST], lines);
        const { result } = await issue(certifier, wanted);
        expect(result.wh).to.equal(bought).and.greaterThan(0);
        expect(result.plants.reduce((sum, share) => sum + share.wh, 0)).to.equal(bought);
        expect(result.plants.every(({ source }) => source === 'solar')).to.equal(true);
        expect(await codeFrom(issue(certifier, wanted))).to.equal('ALREADY_EXISTS');
        const again = certificateCase(buyer, [FIRST, LAST], lines.slice(-1));
        expect(await codeFrom(issue(certifier, again))).to.equal('CERTIFICATE_CLAIMED');
        const read = await district.community.evaluate('certificates:get', { number: result.number });
        expect(read).to.deep.equal(result);
    });

    it('lets the certifier revoke a certificate, once', async () => {
        const neighbour = district.homes.findLast(({ plant }) => !plant) as Home;
        const evidence = await proofs(certifier, neighbour.participant, FIRST, LAST);
        const { result } = await issue(certifier, certificateCase(neighbour, [FIRST, LAST], evidence));
        const revocation = { number: result.number, reason: 'the reconciliation did not agree' };
        await certifier.submit('certificates:revoke', revocation);
        expect(await codeFrom(certifier.submit('certificates:revoke', revocation))).to.equal('CERTIFICATE_STATUS');
    });

    it('certifies nothing of a slot from which a plant is suspended, and nothing that is not final', async () => {
        const from = slotAfter(LAST, 1);
        await certifier.submit('plants:suspend', { plant: 'pv-mp-0000', from, reason: 'inspection' });
        await district.run(from);
        const suspended = await proofs(certifier, buyer.participant, from, from);
        expect(await codeFrom(issue(certifier, certificateCase(buyer, [from, from], suspended)))).to.equal(
            'PLANT_NOT_ACCREDITED',
        );
        const open = slotAfter(from, 1);
        await district.gate(slotAfter(open, 1));
        await district.submitReadings(open, district.homes.slice(0, -1));
        await district.close(open);
        expect((await district.settle(open)).result.final).to.equal(false);
        const provisional = await proofs(certifier, buyer.participant, open, open);
        expect(await codeFrom(issue(certifier, certificateCase(buyer, [open, open], provisional)))).to.equal(
            'CERTIFICATE_NOT_FINAL',
        );
    });

    it('cannot be redefined by grid and community without the certifier', async () => {
        expect(await takeOver(network, 'certificate', ['grid', 'community'])).to.equal('ENDORSEMENT_POLICY_FAILURE');
    });

    it('could be redefined by two if a majority were enough: it is the policy ALL that protects it', async () => {
        const policies = { lifecycleEndorsement: 'MAJORITY' };
        const weak = await EnergyNetwork.start({ ...energyTopology, policies });
        try {
            expect(await takeOver(weak, 'certificate', ['grid', 'community'])).to.equal('COMMITTED');
        } finally {
            await weak.stop();
        }
    });
});
