import { type ChoiceTerms, price, type Slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { District, FIRST, type Home, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';

const [RETAIL, FEED_IN] = [6800, 4530];
/** Choices made one after the other for the printout. */
const MEASURED = 60;

/** What a refused promise says. */
async function messageOf(promise: Promise<unknown>): Promise<string> {
    return await promise.then(
        () => 'it was not refused',
        (error: unknown) => String(error),
    );
}

describe('choices and offers on a network', function () {
    this.timeout(120_000);
    let network: EnergyNetwork;
    let district: District;
    let buyer: Home;
    let seller: Home;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network);
        await district.open();
        const plain = district.homes.find(({ plant }) => !plant);
        const roof = district.homes.find(({ plant }) => plant);
        if (plain === undefined || roof === undefined) {
            throw new Error('the district has both');
        }
        [buyer, seller] = [plain, roof];
    });

    after(() => network?.stop());

    const later = (count: number): Slot => slotAfter(FIRST, 200 + count);
    const chosen = (from: Slot, terms: ChoiceTerms) => district.choose(buyer, from, terms);

    it('are refused with a code where a price is outside the tariff of their first slot', async () => {
        const at = later(0);
        const low = { energy: 'clean', maxPrice: price(FEED_IN - 1) } as const;
        const high = { energy: 'clean', maxPrice: price(RETAIL + 1) } as const;
        expect(await messageOf(chosen(at, low))).to.match(/CHOICE_PRICE_OUT_OF_BOUNDS: .* 4530 to 6800 /);
        expect(await messageOf(chosen(at, high))).to.match(/CHOICE_PRICE_OUT_OF_BOUNDS: .* 4530 to 6800 /);
        await chosen(at, { ...high, premiums: [{ accepts: { sources: ['wind'] }, add: 1 }] });
        const asked = (minPrice: number) => district.offer(seller, at, { minPrice: price(minPrice) });
        expect(await messageOf(asked(FEED_IN - 1))).to.match(/OFFER_PRICE_OUT_OF_BOUNDS: .* 4530 to 6800 /);
        expect(await messageOf(asked(RETAIL + 1))).to.match(/OFFER_PRICE_OUT_OF_BOUNDS: .* 4530 to 6800 /);
        await asked(RETAIL);
    });

    it('are held to the tariff of the slot from which they hold, not of today', async () => {
        const from = slotAfter(FIRST, 400);
        const retail = { base: 6000, periods: [{ name: 'peak', from: '08:00', to: '12:00', price: 9000 }] };
        await district.grid.submit('registry:setTariff', { from, retail, feedIn: 4000, fees: [['east', 'east', 250]] });
        const ceiling = { energy: 'clean', maxPrice: price(9000) } as const;
        expect(await messageOf(chosen(slotAfter(from, -1), ceiling))).to.match(/CHOICE_PRICE_OUT_OF_BOUNDS: /);
        await chosen(from, ceiling);
        const asked = (minPrice: number) => district.offer(seller, from, { minPrice: price(minPrice) });
        expect(await messageOf(asked(8751))).to.match(/OFFER_PRICE_OUT_OF_BOUNDS: .* 4000 to 8750 /);
        await asked(8750);
    });

    it('keep on record what was signed: clean only, zone, share, premiums, and a gift to the pool', async () => {
        const terms: ChoiceTerms = {
            energy: 'clean',
            cleanOnly: true,
            ownZone: true,
            share: 7500,
            premiums: [{ accepts: { sources: ['solar'] }, add: 50 }],
        };
        const at = slotAfter(FIRST, 1);
        await chosen(at, terms);
        await district.offer(seller, at, {
            minPrice: price(5000),
            accepts: { owners: [buyer.participant] },
            poolShare: 1000,
        });
        await district.run(FIRST);
        const record = await district.run(at);
        expect(record.states.signed).to.equal(district.homes.length);
        const book = await district.grid.evaluate<{
            points: { entry: { id: string }; choice: unknown; offer: unknown }[];
        }>('registry:book', { slot: at });
        const standing = (id: string) => book.points.find(({ entry }) => entry.id === id);
        expect(standing(buyer.id)).to.have.nested.property('choice.entry.body.terms').that.deep.equals(terms);
        expect(standing(seller.id)).to.have.nested.property('offer.entry.body.terms.poolShare', 1000);
    });

    it(`commit within two seconds (printed: ${MEASURED} choices in a row)`, async () => {
        const times: number[] = [];
        for (let index = 0; index < MEASURED; index++) {
            const begun = performance.now();
            await chosen(later(10 + index), { energy: 'clean', maxPrice: price(6000 + index) });
            times.push(performance.now() - begun);
        }
        times.sort((a, b) => a - b);
        const at = (part: number) => `${Math.round(times[Math.floor(part * times.length)] ?? 0)} ms`;
        console.log(`      choice to commit, embedded network: p50 ${at(0.5)}, p95 ${at(0.95)}, slowest ${at(0.999)}`);
    });
});
