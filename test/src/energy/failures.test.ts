import type { Slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { certificateCase, issue, proofs } from './support/certifying.js';
import { codeFrom, type Refused } from './support/client.js';
import { District, FIRST, type Home, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';
import { chaincodeCommand } from './support/topology.js';

describe('when an organisation fails or lies', function () {
    this.timeout(240_000);
    let network: EnergyNetwork;
    let district: District;
    let next: Slot = FIRST;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network, {
            clients: {
                grid: await network.client('grid', 'gateway', { peer: 'peer1.grid' }),
                community: await network.client('community', 'gateway', { peer: 'peer1.community' }),
            },
        });
        await district.open();
    });

    after(() => network?.stop());

    async function runNext(): Promise<Awaited<ReturnType<District['run']>>> {
        const record = await district.run(next);
        next = slotAfter(next, 1);
        return record;
    }

    it('settles with the certifier down', async () => {
        const { controls } = network.handle;
        await controls.stopPeer('peer0.certifier');
        await controls.stopOrderer('orderer0.certifier');
        await controls.stopChaincode('energy.certifier');
        expect((await runNext()).states.signed).to.equal(district.homes.length);
        await controls.startChaincode('energy.certifier');
        await controls.startOrderer('orderer0.certifier');
        await controls.startPeer('peer0.certifier');
        const same = await district.certifier.evaluate('settlement:getSlot', { slot: FIRST });
        expect(same).to.deep.equal(await district.grid.evaluate('settlement:getSlot', { slot: FIRST }));
    });

    it('goes on unnoticed with one of grid’s two peers down', async () => {
        await network.handle.controls.stopPeer('peer0.grid');
        expect((await runNext()).states.signed).to.equal(district.homes.length);
        await network.handle.controls.startPeer('peer0.grid');
    });

    it('settles nothing and loses nothing with all of grid down', async () => {
        const { controls } = network.handle;
        await district.gate(slotAfter(next, 1));
        await district.submitReadings(next);
        await district.close(next);
        const height = controls.height('peer0.community');
        for (const peer of ['peer0.grid', 'peer1.grid']) {
            await controls.stopPeer(peer);
        }
        const refused = await district.settle(next).catch((error: Refused) => error);
        expect(refused).to.be.instanceOf(Error);
        expect(await codeFrom(district.community.evaluate('settlement:getSlot', { slot: next }))).to.equal('NOT_FOUND');
        expect(controls.height('peer0.community')).to.equal(height);
        for (const peer of ['peer0.grid', 'peer1.grid']) {
            await controls.startPeer(peer);
        }
        expect((await district.settle(next)).result.states.signed).to.equal(district.homes.length);
        next = slotAfter(next, 1);
    });

    it('commits no lie of an organisation that runs altered chaincode, and lets the others go on', async () => {
        const { controls } = network.handle;
        await lies('grid');
        await district.gate(slotAfter(next, 1));
        await district.submitReadings(next);
        await district.close(next);
        expect(String(await district.settle(next).catch((error: Refused) => error))).to.include(
            'ProposalResponsePayloads do not match',
        );
        const alone = district.grid.submit(
            'settlement:settle',
            { slot: next },
            { transient: { seed: 'ab'.repeat(32) }, endorsers: ['GridMSP'] },
        );
        expect(await codeFrom(alone)).to.equal('ENDORSEMENT_POLICY_FAILURE');
        expect(await codeFrom(district.community.evaluate('settlement:getSlot', { slot: next }))).to.equal('NOT_FOUND');
        const buyer = district.homes.find(({ plant }) => !plant) as Home;
        await district.choose(buyer, slotAfter(next, 5), { energy: 'clean' });
        const lines = await proofs(district.certifier, buyer.participant, FIRST, FIRST);
        const wanted = certificateCase(buyer, [FIRST, FIRST], lines);
        expect(String(await issue(district.certifier, wanted).catch((error: Refused) => error))).to.include(
            'do not match',
        );
        const { result } = await issue(district.certifier, wanted, ['CertifierMSP', 'CommunityMSP']);
        expect(result.wh).to.equal(lines.flatMap(({ line }) => line.bought).reduce((sum, { wh }) => sum + wh, 0));
        await repent('grid');
        expect((await district.settle(next)).result.states.signed).to.equal(district.homes.length);
        next = slotAfter(next, 1);
        expect(controls.height('peer0.grid')).to.equal(controls.height('peer0.community'));
    });

    it('settles though the certifier runs altered energy chaincode', async () => {
        await lies('certifier', ['energy']);
        expect((await runNext()).states.signed).to.equal(district.homes.length);
        await repent('certifier', ['energy']);
    });

    async function lies(organisation: string, names = ['energy', 'certificate']): Promise<void> {
        for (const name of names) {
            await network.handle.controls.stopChaincode(`${name}.${organisation}`);
            const command = chaincodeCommand('testing/lyingmain.js', name);
            await network.handle.controls.startChaincode(`${name}.${organisation}`, command);
        }
    }

    async function repent(organisation: string, names = ['energy', 'certificate']): Promise<void> {
        for (const name of names) {
            await network.handle.controls.stopChaincode(`${name}.${organisation}`);
            await network.handle.controls.startChaincode(`${name}.${organisation}`);
        }
    }
});
