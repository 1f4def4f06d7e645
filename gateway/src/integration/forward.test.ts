import { formatSlot, ledgerDay, slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { z } from 'zod';
import * as api from '../http/api.js';
import type { RunningGateway } from '../run.js';
import type { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import { firstSlot, type SignedOrder, Village } from '../testing/settlement.js';

const OrderIds = z.array(z.looseObject({ id: z.string() }));

describe('forward orders through the gateways', function () {
    this.timeout(180_000);
    let consortium: Consortium;
    let village: Village;
    let running: RunningGateway;
    let office: ApiClient;

    before(async () => {
        consortium = await Consortium.start();
        const offices = {
            grid: await consortium.officer('grid', await consortium.gateway('grid')),
            community: await startCommunity(),
            certifier: await consortium.officer('certifier', await consortium.gateway('certifier')),
        };
        village = new Village(offices);
        await village.setUp({ forward: {}, matcher: {} });
        await village.gate(firstSlot);
        await village.roll(ledgerDay(slot(firstSlot)));
    });
    after(() => consortium.stop());

    async function startCommunity(): Promise<ApiClient> {
        running = await consortium.gateway('community');
        office = await consortium.officer('community', running);
        return office;
    }

    const person = (participant: string) => residentOf(participant);
    async function residentOf(participant: string): Promise<ApiClient> {
        const { ApiClient } = await import('../testing/apiclient.js');
        return await new ApiClient(running.port).signIn({ role: 'resident', participant });
    }

    async function place(participant: string, { jws, order }: SignedOrder): Promise<api.OrderCreated> {
        return await (await person(participant)).post('/v1/orders', { jws, order }, api.OrderCreated);
    }

    const ordersOf = async (participant: string, enough: (page: { items: api.OrderRecord[] }) => boolean) =>
        await (await person(participant)).until(`/v1/participants/${participant}/orders`, api.OrderPage, enough);

    it('are opened and cleared at the gate without anybody asking, and settled as contracts', async () => {
        const of = firstSlot + 1;
        const sale = village.order(of, 'sell', { wh: 80, price: 4000 });
        const placed = await place('ben', sale);
        expect(placed).to.include({ slot: of, point: 'roof-ben', sequence: sale.sequence });
        await place('anna', village.order(of, 'buy', { wh: 100, price: 6000 }));
        const mine = await ordersOf('ben', ({ items }) => items.length === 1);
        expect(mine.items[0]).to.include({ state: 'sealed', wh: 80, price: 4000 });
        // Her office sees that there is an order, but until the gate not what it says.
        const { items } = await office.get('/v1/participants/ben/orders', api.OrderPage);
        expect(items[0]).to.include({ state: 'sealed', wh: null, price: null });

        await village.gate(of);
        const cleared = await ordersOf('ben', ({ items }) => items[0]?.state === 'admitted');
        // Fully sold at 80 of 100 wanted: the buyer's price is the only equilibrium.
        expect(cleared.items[0]?.contracts).to.deep.equal([
            { contract: 1, wh: 80, price: 6000, fee: 0, delivered: null },
        ]);
        const auctions = await village.offices.certifier.until(
            '/v1/auctions',
            api.AuctionPage,
            ({ items }) => items.length === 1,
        );
        expect(auctions.items[0]).to.deep.include({ slot: of, complete: true, contracts: 1, wh: 80 });

        for (const at of [firstSlot, of]) {
            await village.readings(at, { used: 100, made: 60 });
            await village.close(at);
            await village.settle(at);
        }
        const settled = await ordersOf('ben', ({ items }) => items[0]?.contracts[0]?.delivered !== null);
        expect(settled.items[0]?.contracts[0]).to.include({ delivered: 60 });
    });

    it('can be matched anew by others, who are told whether they did as well as the engine', async () => {
        const of = firstSlot + 1;
        const { certifier } = village.offices;
        const answer = await certifier.request('GET', `/v1/auctions/${of}/book`);
        const book = z.object({ offers: OrderIds, bids: OrderIds }).parse(answer.body);
        const [offer, bid] = [book.offers[0]?.id ?? '', book.bids[0]?.id ?? ''];
        const path = `/v1/auctions/${of}/proposals`;
        const propose = (wh: number) => certifier.post(path, { trades: [{ offer, bid, wh }] }, api.MatchProposalAnswer);
        expect(await propose(80)).to.include({ accepted: true, code: 'ACCEPTED', gainBasisPoints: 10_000 });
        // Half of the 80 Wh that both want.
        expect(await propose(40)).to.include({ accepted: false, code: 'LESS_GAIN', gainBasisPoints: 5_000 });
        expect(await propose(81)).to.include({ accepted: false, code: 'ORDER_EXCEEDED', trade: 0 });
        const { body } = await certifier.request('GET', path);
        const Codes = z.object({ proposals: z.array(z.object({ code: z.string(), by: z.string() })) });
        expect(
            Codes.parse(body)
                .proposals.map(({ code }) => code)
                .sort(),
        ).to.deep.equal(['ACCEPTED', 'LESS_GAIN', 'ORDER_EXCEEDED']);
        const early = await certifier.problem('GET', `/v1/auctions/${firstSlot + 9}/book`);
        expect(early).to.include({ code: 'GATE_MISSING' });
    });

    it('are refused at once where they could only be void, or are another’s', async () => {
        const of = firstSlot + 2;
        const codeOf = async (participant: string, order: SignedOrder) =>
            await place(participant, order).then(
                () => 'placed',
                (error: unknown) => String(error),
            );
        expect(await codeOf('ben', village.order(of, 'sell', { wh: 80, price: 2_999 }))).to.include('ORDER_REFUSED');
        expect(await codeOf('ben', village.order(of, 'sell', { wh: 2_501, price: 4_000 }))).to.include('ORDER_REFUSED');
        expect(await codeOf('anna', village.order(of, 'sell', { wh: 80, price: 4_000 }))).to.include('NOT_YOURS');
        const other = village.order(of, 'sell', { wh: 80, price: 4_000 });
        const mixed = { ...village.order(of, 'sell', { wh: 81, price: 4_000 }), jws: other.jws };
        expect(await codeOf('ben', mixed)).to.include('COMMITMENT_MISMATCH');
        expect(await codeOf('ben', village.order(firstSlot, 'sell', { wh: 80, price: 4_000 }))).to.include(
            'ORDER_TOO_LATE',
        );
    });

    it('are caught up in order by a gateway that was down when their slots were gated, also between opening and clearing', async () => {
        const [first, second] = [firstSlot + 2, firstSlot + 3];
        const openedBefore: SignedOrder[] = [];
        for (const of of [first, second]) {
            const [sale, purchase] = [
                village.order(of, 'sell', { wh: 50, price: 4000 }),
                village.order(of, 'buy', { wh: 50, price: 5000 }),
            ];
            await place('ben', sale);
            await place('anna', purchase);
            openedBefore.push(...(of === first ? [sale, purchase] : []));
        }
        const withdrawn = village.order(second, 'sell', { wh: 10, price: 4000 });
        await place('ben', withdrawn);
        const jws = village.cancellation(second, withdrawn.sequence);
        await (await person('ben')).post('/v1/orders/cancellations', { jws }, api.OrderCreated);

        await consortium.stopGateway(running);
        await village.gate(second);
        // One slot was opened already: here by the grid company, to whom the participants handed what they had kept.
        const orders = openedBefore.map(({ sequence, order }) => ({ sequence, order }));
        const { grid } = village.offices;
        const forged = orders.map((one) => ({ ...one, order: { ...one.order, wh: 51 } }));
        const body = { slot: formatSlot(slot(first)), orders: forged };
        expect(await grid.problem('POST', '/v1/orders/openings', body)).to.include({ code: 'COMMITMENT_MISMATCH' });
        const opened = await grid.post('/v1/orders/openings', { ...body, orders }, api.OrdersOpened);
        expect(opened).to.include({ slot: first, orders: 2 });
        await startCommunity();
        const { items } = await office.until('/v1/auctions', api.AuctionPage, (page) => page.items.length === 3);
        expect(items.map((auction) => [auction.slot, auction.wh])).to.deep.equal([
            [second, 50],
            [first, 50],
            [firstSlot + 1, 80],
        ]);
        const { items: mine } = await ordersOf('ben', (page) => page.items.length === 4);
        expect(mine.find(({ sequence }) => sequence === withdrawn.sequence)?.state).to.equal('cancelled');
    });

    it('tell what may be ordered', async () => {
        const terms = await (await person('ben')).get(
            `/v1/participants/ben/order-terms?slot=${firstSlot + 9}`,
            api.OrderTerms,
        );
        expect(terms).to.deep.include({ open: true, horizonSlots: 288, feedIn: 3_000, retail: 6_800 });
        expect(terms.points).to.deep.equal([{ point: 'roof-ben', sell: 2_500, buy: 2_500 }]);
    });
});
