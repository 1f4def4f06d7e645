import type { Forfeit, ForwardContract, Line, OrderState, PublicOrder, Slot } from '@linguang/chaincode/domain';
import type { ForwardRecord } from '@linguang/chaincode/ledger';
import { expect } from 'chai';
import { blocks } from './support/blocks.js';
import { codeFrom } from './support/client.js';
import { District, FIRST, type Home, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';
import { cancel, clear, open, openAll, opened, orderOf, place, seal, type TestOrder } from './support/orders.js';

type Outcome = Readonly<{
    contracts: readonly ForwardContract[];
    states: readonly (readonly [string, OrderState])[];
    forfeits: readonly Forfeit[];
}>;

describe('the forward market on a network', function () {
    this.timeout(240_000);
    let network: EnergyNetwork;
    let district: District;
    let seller: Home;
    let buyer: Home;
    let other: Home;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network, {
            rules: { forward: { horizonSlots: 96, ordersPerPoint: 5 } },
        });
        await district.open();
        [seller, , buyer, other] = district.homes as [Home, Home, Home, Home];
    });

    after(() => network?.stop());

    const sells = (slot: Slot, wh: number, price: number, of = seller): TestOrder =>
        orderOf(district, of, slot, { side: 'sell', wh, price });
    const buys = (slot: Slot, wh: number, price: number, of = buyer): TestOrder =>
        orderOf(district, of, slot, { side: 'buy', wh, price });
    const outcome = (slot: Slot) => district.certifier.evaluate<Outcome>('forward:getContracts', { slot });
    const idOf = ({ content, sequence }: TestOrder) => `${content.point}.${sequence}`;

    it('takes an order only once the community holds what it is committed to, and once', async () => {
        const slot = slotAfter(FIRST, 1);
        const order = sells(slot, 100, 5000);
        expect(await codeFrom(district.community.submit('forward:place', { jws: order.jws }))).to.equal(
            'ORDER_NOT_SEALED',
        );
        await place(district, order);
        expect(await codeFrom(district.community.submit('forward:place', { jws: order.jws }))).to.equal(
            'SEQUENCE_USED',
        );
        // When it was placed the ledger says, not a clock: after the gate of the first slot.
        expect(await publicOrder(slot, order)).to.include({ after: FIRST });
        await cancel(district, seller, slot, order.sequence);
    });

    it('refuses orders of others, in directions a connection has not, too far ahead, and signed by other keys', async () => {
        const slot = slotAfter(FIRST, 1);
        const strange = orderOf(district, { ...seller, id: buyer.id }, slot, { side: 'buy', wh: 1, price: 5000 });
        const wrongWay = orderOf(district, buyer, slot, { side: 'sell', wh: 1, price: 5000 });
        const far = sells(slotAfter(FIRST, 97), 1, 5000);
        const forged = orderOf(district, { ...seller, resident: other.resident }, slot, {
            side: 'sell',
            wh: 1,
            price: 5000,
        });
        for (const [order, code] of [
            [strange, 'POINT_NOT_OWNED'],
            [wrongWay, 'POINT_DIRECTION'],
            [far, 'ORDER_TOO_FAR'],
            [forged, 'KEY_NOT_IN_FORCE'],
        ] as const) {
            await seal(district, order);
            expect(await codeFrom(district.community.submit('forward:place', { jws: order.jws }))).to.equal(code);
        }
        await place(district, sells(slotAfter(FIRST, 96), 1, 5000));
    });

    it('takes so many orders of a point for a slot as the rules allow, withdrawn ones included', async () => {
        const slot = slotAfter(FIRST, 6);
        for (let count = 0; count < 5; count++) {
            const order = sells(slot, 10, 5000);
            await place(district, order);
            await cancel(district, seller, slot, order.sequence);
        }
        const sixth = sells(slot, 10, 5000);
        await seal(district, sixth);
        expect(await codeFrom(district.community.submit('forward:place', { jws: sixth.jws }))).to.equal(
            'ORDER_TOO_MANY',
        );
        await place(district, buys(slot, 10, 5000));
    });

    it('shows price and quantity to nobody before the gate', async () => {
        const slot = slotAfter(FIRST, 2);
        const order = sells(slot, 1_234, 5_678);
        await place(district, order);
        const request = { slot, commitments: [(await publicOrder(slot, order)).commitment] };
        const operators = [
            await network.client('grid'),
            await network.client('grid', 'operator'),
            await network.client('certifier'),
            await network.client('certifier', 'operator'),
        ];
        for (const operator of operators) {
            for (const peers of [['GridMSP'], ['CommunityMSP'], ['CertifierMSP']]) {
                expect(await codeFrom(operator.evaluate('forward:getSealed', request, peers))).to.equal(
                    'CALLER_NOT_ALLOWED',
                );
            }
            expect(await codeFrom(operator.evaluate('forward:getContracts', { slot }))).to.equal('NOT_FOUND');
            const seen = JSON.stringify(await operator.evaluate('forward:getOrders', { slot }));
            expect(seen).to.include(request.commitments[0]).and.not.include('1234').and.not.include('5678');
        }
        // Nor does anybody of the community get it from the contract before the gate.
        for (const client of [district.community, await network.client('community', 'operator')]) {
            expect(await codeFrom(client.evaluate('forward:getSealed', request))).to.equal('GATE_MISSING');
        }
        for (const block of await blocks(network)) {
            expect(block.includes(order.content.salt) || block.includes('"wh":1234')).to.equal(false);
        }
        await cancel(district, seller, slot, order.sequence);
    });

    async function publicOrder(slot: Slot, { sequence }: TestOrder): Promise<PublicOrder> {
        const { orders } = await district.grid.evaluate<{ orders: PublicOrder[] }>('forward:getOrders', { slot });
        return orders.find((one) => one.sequence === sequence) ?? expect.fail();
    }

    it('lets an order be withdrawn by its owner until the gate, and fails what comes later by code or conflict', async () => {
        const slot = slotAfter(FIRST, 1);
        const [first, second] = [sells(slot, 300, 5000), sells(slot, 200, 5000)];
        await place(district, first);
        await place(district, second);
        const byOther = district.sign({ ...seller, participant: other.participant, resident: other.resident }, slot, {
            kind: 'order-cancellation',
            terms: { order: first.sequence },
        });
        expect(await codeFrom(district.community.submit('forward:cancel', { jws: byOther }))).to.equal(
            'ORDER_NOT_LIVE',
        );
        await cancel(district, seller, slot, first.sequence);
        expect(await codeFrom(cancel(district, seller, slot, first.sequence))).to.equal('ORDER_NOT_LIVE');

        const inFlight = sells(slot, 50, 5000);
        await seal(district, inFlight);
        const { commit } = await racing(inFlight, slot);
        expect(await codeFrom(commit)).to.equal('MVCC_READ_CONFLICT');
        const late = sells(slot, 50, 5000);
        await seal(district, late);
        expect(await codeFrom(district.community.submit('forward:place', { jws: late.jws }))).to.equal(
            'ORDER_TOO_LATE',
        );
        expect(await codeFrom(cancel(district, seller, slot, second.sequence))).to.equal('ORDER_TOO_LATE');
    });

    /** Endorses an order, gates its slot, and only then hands the order to the orderers. */
    async function racing(order: TestOrder, slot: Slot): Promise<{ commit: Promise<unknown> }> {
        const gateway = await network.gateway('community');
        const proposal = gateway
            .getNetwork('linguang')
            .getContract('energy')
            .newProposal('forward:place', {
                arguments: [JSON.stringify({ jws: order.jws })],
                endorsingOrganizations: ['GridMSP', 'CommunityMSP'],
            });
        const endorsed = await proposal.endorse();
        await district.gate(slot);
        return { commit: committed(endorsed) };
    }

    it('opens and clears a gated slot exactly once, whoever does it and however often', async () => {
        const slot = slotAfter(FIRST, 2);
        const orders = [
            sells(slot, 900, 4600),
            buys(slot, 500, 6000),
            buys(slot, 600, 6000, other),
            buys(slot, 100, 4600),
        ];
        for (const order of orders) {
            await place(district, order);
        }
        const items = orders.map(opened);
        expect(await codeFrom(open(district, slot, items))).to.equal('GATE_MISSING');
        await district.gate(slot);
        expect(await codeFrom(clear(district, slot))).to.equal('FORWARD_UNOPENED');
        const [item] = items as [{ sequence: number; order: object }];
        const changed = { ...item, order: { ...item.order, wh: 901 } };
        expect(await codeFrom(open(district, slot, [changed]))).to.equal('COMMITMENT_MISMATCH');
        // The community's gateway stopped after half of them and starts anew: what is open already does no harm.
        await open(district, slot, items.slice(0, 2));
        expect(await codeFrom(clear(district, slot))).to.equal('FORWARD_UNOPENED');
        expect(await openAll(district, slot, 3)).to.equal(4);
        expect(await codeFrom(clear(district, slot, 1))).to.equal('FORWARD_OUT_OF_ORDER');

        const both = await Promise.allSettled([
            clear(district, slot),
            district.community.submit('forward:clear', { slot, part: 0 }),
        ]);
        expect(both.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
        expect(await codeFrom(clear(district, slot))).to.equal('FORWARD_CLEARED');
        expect(await codeFrom(open(district, slot, items))).to.equal('FORWARD_CLEARED');

        const record = await district.certifier.evaluate<ForwardRecord>('forward:getAuction', { slot });
        expect(record).to.deep.include({ contracts: 2, wh: 900, parts: 1, written: 1 });
        expect(record.counts).to.deep.equal({ orders: 5, admitted: 4, cancelled: 1, unopened: 0, void: 0 });
        const { contracts, states } = await outcome(slot);
        expect(states.map(([, state]) => state)).to.deep.equal(['cancelled']);
        // 900 Wh for 1,100 wanted by two alike at 6000, so that is the price; 900 × 5/11 = 409.1, 900 × 6/11 = 490.9.
        const [one, two] = [...contracts].sort((a, b) => a.wh - b.wh);
        expect(one).to.deep.include({ buyer: buyer.id, wh: 409, price: 6000, seller: seller.id });
        expect(two).to.deep.include({ buyer: other.id, wh: 491, price: 6000 });
    });

    it('holds a settlement back until its forward orders are cleared, and settles contracts before the market as metered', async () => {
        const slot = FIRST;
        await district.submitReadings(slot);
        await district.close(slot);
        await district.settle(slot);
        const first = slotAfter(FIRST, 1);
        await district.submitReadings(first);
        await district.close(first);
        // What is left there of orders is one to sell 200 Wh that nobody has opened.
        expect(await codeFrom(district.settle(first))).to.equal('FORWARD_UNCLEARED');
        await clear(district, first);
        expect((await district.settle(first)).result.totals).to.include({ contracted: 0, delivered: 0 });

        await district.submitReadings(slotAfter(FIRST, 2));
        await district.close(slotAfter(FIRST, 2));
        // The plant made 211 Wh of the 900 it had sold; its buyers drew 137 each of 409 and 491.
        const { totals } = (await district.settle(slotAfter(FIRST, 2))).result;
        expect(totals).to.include({ contracted: 900, delivered: 211 });
        const { lines } = await district.grid.evaluate<{ lines: Line[] }>('settlement:getLines', {
            slot: slotAfter(FIRST, 2),
        });
        const sold = lines.find(({ point }) => point === seller.id) ?? expect.fail();
        expect(sold.contracts.reduce((sum, { delivered }) => sum + delivered, 0)).to.equal(211);
        expect(sold.sold.every(({ contract }) => contract !== undefined)).to.equal(true);
    });

    it('voids what exceeds a connection, and takes what nobody opened until the slot was closed as wholly undelivered', async () => {
        const slot = slotAfter(FIRST, 3);
        // 10 kW out carry 2,500 Wh in a quarter of an hour.
        const [fits, exceeds, forgotten] = [sells(slot, 2_400, 5000), sells(slot, 101, 5000), buys(slot, 700, 6000)];
        for (const order of [fits, exceeds, forgotten]) {
            await place(district, order);
        }
        await district.gate(slot);
        // A participant whose community does not open her order can have the grid do it.
        const byGrid = { transient: { orders: JSON.stringify([opened(fits)]) } };
        await district.grid.submit('forward:open', { slot }, byGrid);
        await open(district, slot, [opened(exceeds)]);
        await district.submitReadings(slot);
        expect(await codeFrom(clear(district, slot))).to.equal('FORWARD_UNOPENED');
        await district.close(slot);
        expect(await codeFrom(open(district, slot, [opened(forgotten)]))).to.equal('OPENING_TOO_LATE');
        await clear(district, slot);
        const { contracts, states, forfeits } = await outcome(slot);
        expect(contracts).to.deep.equal([]);
        expect(Object.fromEntries(states)).to.deep.equal({ [idOf(exceeds)]: 'limit', [idOf(forgotten)]: 'unopened' });
        // 15 kW in carry 3,750 Wh; a tenth is tolerated; 6800 − 4530.
        const owed = { order: forgotten.sequence, wh: 3375, price: 2270 };
        expect(forfeits).to.deep.equal([{ ...owed, point: buyer.id, side: 'buy' }]);
        const { totals } = (await district.settle(slot)).result;
        expect(totals).to.include({ imbalance: 3375 * 2270, contracted: 0 });
        const { lines } = await district.grid.evaluate<{ lines: Line[] }>('settlement:getLines', { slot });
        expect(lines.find(({ point }) => point === buyer.id)?.imbalances).to.deep.equal([
            { ...owed, contract: 0, owed: true },
        ]);
    });
});

async function committed(endorsed: {
    submit(): Promise<{ getStatus(): Promise<{ successful: boolean; code: number }> }>;
}): Promise<void> {
    const { Refused, statusName } = await import('./support/client.js');
    const status = await (await endorsed.submit()).getStatus();
    if (!status.successful) {
        throw new Refused(statusName(status.code), 'validation', 'the order is invalid');
    }
}
