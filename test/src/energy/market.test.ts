import { expect } from 'chai';
import { District, exportedPerSlot, FIRST, importedPerSlot, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';

describe('the energy contracts on a network', function () {
    this.timeout(120_000);
    let network: EnergyNetwork;
    let district: District;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network);
        await district.open();
    });

    after(() => network?.stop());

    it('settle a slot from signed readings and choices, with neighbours buying the surplus', async () => {
        const record = await district.run(FIRST);
        const imported = district.homes.reduce((sum, home) => sum + importedPerSlot(home), 0);
        const exported = district.homes.reduce((sum, home) => sum + exportedPerSlot(home), 0);
        expect(record.totals).to.include({ imported, exported });
        expect(record.totals.traded + record.totals.own).to.equal(Math.min(imported, exported));
        expect(record.final).to.equal(true);
        expect(record.states.signed).to.equal(district.homes.length);
    });

    it('settle the following slots, each linked to the registers of the one before', async () => {
        for (let count = 1; count <= 3; count++) {
            const record = await district.run(slotAfter(FIRST, count));
            expect(record.states.signed).to.equal(district.homes.length);
        }
    });
});
