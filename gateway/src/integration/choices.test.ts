import { ledgerDay, slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import * as api from '../http/api.js';
import { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import { feedIn, firstSlot, retail, Village } from '../testing/settlement.js';

const slots = 8;
const [used, made] = [100, 60];

describe('choices through the gateways', function () {
    this.timeout(180_000);
    let consortium: Consortium;
    let village: Village;
    let anna: ApiClient;

    before(async () => {
        consortium = await Consortium.start();
        const [grid, community, certifier] = [
            await consortium.gateway('grid'),
            await consortium.gateway('community'),
            await consortium.gateway('certifier'),
        ];
        village = new Village({
            grid: await consortium.officer('grid', grid),
            community: await consortium.officer('community', community),
            certifier: await consortium.officer('certifier', certifier),
        });
        await village.setUp();
        await village.choose(firstSlot);
        await village.gate(firstSlot + slots);
        await village.roll(ledgerDay(slot(firstSlot)));
        for (let index = 0; index < slots; index++) {
            await village.readings(firstSlot + index, { used, made });
        }
        await village.close(firstSlot + slots - 1);
        for (let index = 0; index < slots; index++) {
            await village.settle(firstSlot + index);
        }
        anna = await new ApiClient(community.port).signIn({ role: 'resident', participant: 'anna' });
        await anna.until('/v1/info', api.Info, ({ clock }) => clock.settledThrough === firstSlot + slots - 1);
    });
    after(() => consortium?.stop());

    const preview = (terms: object, participant = 'anna') =>
        anna.request('POST', `/v1/participants/${participant}/choices/preview`, { terms });

    it('tell what another choice would have come to, and write nothing', async () => {
        const before = (await anna.get('/v1/info', api.Info)).height;
        const { status, body } = await preview({ energy: 'traditional' });
        expect(status).to.equal(200);
        const shared = slots * (made * ((retail + feedIn) / 2) + (used - made) * retail);
        expect(api.Preview.parse(body)).to.deep.include({
            slots,
            leftOut: 0,
            cost: slots * used * retail,
            costGridOnly: slots * used * retail,
            costNow: shared,
            cleanShare: 0,
            cleanShareNow: 6000,
            co2: null,
        });
        const half = api.Preview.parse((await preview({ energy: 'clean', share: 3000 })).body);
        expect(half.cost).to.equal(slots * (30 * ((retail + feedIn) / 2) + 70 * retail));
        expect((await anna.get('/v1/info', api.Info)).height).to.equal(before);
    });

    it('refuse a preview of what could not be signed, and of somebody else’s', async () => {
        const refused = async (terms: object, participant?: string) => {
            const { status, body } = await preview(terms, participant);
            return [status, api.Problem.parse(body).code];
        };
        expect(await refused({ energy: 'clean', maxPrice: retail + 1 })).to.deep.equal([
            422,
            'CHOICE_PRICE_OUT_OF_BOUNDS',
        ]);
        expect(await refused({ energy: 'clean', share: 0 })).to.deep.equal([400, 'INTENT_INVALID']);
        expect(await refused({ energy: 'clean', surprise: 1 })).to.deep.equal([400, 'INTENT_INVALID']);
        expect((await preview({ energy: 'clean' }, 'ben')).status).to.equal(403);
    });

    it('are refused with the bounds when signed outside the tariff', async () => {
        const jws = village.choice(firstSlot + slots + 5, retail + 1);
        const { status, body } = await anna.request('POST', '/v1/choices', { jws });
        expect([status, api.Problem.parse(body).code]).to.deep.equal([422, 'CHOICE_PRICE_OUT_OF_BOUNDS']);
        expect(api.Problem.parse(body).detail).to.include(`${feedIn}`).and.to.include(`${retail}`);
    });

    it('keep their history: what, from when, signed by which key, sent when', async () => {
        const { items } = await anna.get('/v1/participants/anna/choices', api.IntentPage);
        expect(items).to.have.length(1);
        expect(items[0]).to.deep.include({ from: firstSlot, inForce: true, signer: { kid: village.anna.kid } });
        expect(Date.parse(items[0]?.at ?? '')).to.be.within(Date.now() - 300_000, Date.now() + 1000);
    });

    it('name the plants a choice may prefer', async () => {
        const { items } = await anna.get('/v1/suppliers', api.Suppliers);
        expect(items).to.deep.equal([
            { plant: 'pv-ben', owner: 'ben', source: 'solar', zone: 'east', station: false, offering: true },
        ]);
    });

    it('show the figures of one and of all, as JSON and CSV, and not another’s', async () => {
        const query = `?from=${firstSlot}&to=${firstSlot + slots}`;
        const mine = await anna.get(`/v1/participants/anna/figures${query}`, api.FiguresReport);
        expect(mine).to.deep.include({
            slots,
            localShare: 6000,
            savings: (slots * made * (retail - feedIn)) / 2,
            concentration: null,
        });
        const all = await anna.get(`/v1/figures${query}`, api.FiguresReport);
        expect(all).to.deep.include({
            savings: slots * made * (retail - feedIn),
            averagePrice: (retail + feedIn) / 2,
            concentration: 10_000,
            sellers: 1,
        });
        const csv = await anna.request('GET', `/v1/figures.csv${query}`);
        expect(csv.headers.get('content-type')).to.include('text/csv');
        expect(String(csv.body)).to.include(`savings,${slots * made * (retail - feedIn)},1e-7 CNY`);
        expect((await anna.request('GET', `/v1/participants/ben/figures${query}`)).status).to.equal(403);
    });
});
