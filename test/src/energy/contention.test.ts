import type { Slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { blocks, validationCodes } from './support/blocks.js';
import { District, FIRST, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';

const VALID = 0;

describe('a market that never pauses', function () {
    this.timeout(240_000);
    const SLOTS = 8;
    let network: EnergyNetwork;
    let district: District;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network, { homes: 12 });
        await district.open();
    });

    after(() => network?.stop());

    it('settles slot after slot while choices and readings keep coming, without a single conflict', async () => {
        const running = { choices: true };
        const made = choosing(running);
        await district.gate(slotAfter(FIRST, 1));
        await inBatches(FIRST);
        for (let count = 0; count < SLOTS; count++) {
            const slot = slotAfter(FIRST, count);
            await Promise.all([district.gate(slotAfter(slot, 2)), district.close(slot)]);
            const [settled] = await Promise.all([district.settle(slot), inBatches(slotAfter(slot, 1))]);
            expect(settled.result.states.signed).to.equal(district.homes.length);
        }
        running.choices = false;
        expect(await made).to.be.greaterThan(2 * SLOTS);
        const codes = validationCodes(await blocks(network));
        expect([...codes.keys()]).to.deep.equal([VALID]);
    });

    /** Everybody keeps choosing for slots that are still open. @returns how many choices were made */
    async function choosing(running: { choices: boolean }): Promise<number> {
        let made = 0;
        while (running.choices) {
            const from = slotAfter(FIRST, SLOTS + 10 + (made % 5));
            await Promise.all(
                district.homes.slice(0, 4).map((home) => district.choose(home, from, { energy: 'clean' })),
            );
            made += 4;
        }
        return made;
    }

    async function inBatches(slot: Slot): Promise<void> {
        const groups = [0, 3, 6, 9].map((first) => district.homes.slice(first, first + 3));
        await Promise.all(groups.map((homes) => district.submitReadings(slot, homes)));
    }
});
