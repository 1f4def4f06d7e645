import { type EntryProof, ledgerDay, slot, verifyEntry } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { sha256 } from '../crypto/sha256.js';
import * as api from '../http/api.js';
import { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import { feedIn, firstSlot, retail, Village } from '../testing/settlement.js';

describe('corrections through the gateways', function () {
    this.timeout(120_000);
    let consortium: Consortium;
    let grid: ApiClient;
    let anna: ApiClient;
    let ben: ApiClient;
    let preview: api.CorrectionPreview;

    before(async () => {
        consortium = await Consortium.start();
        const [gridGateway, community] = await Promise.all([
            consortium.gateway('grid'),
            consortium.gateway('community'),
        ]);
        grid = await consortium.officer('grid', gridGateway);
        const village = new Village({
            grid,
            community: await consortium.officer('community', community),
            certifier: grid,
        });
        await village.setUp();
        await village.choose(firstSlot);
        await village.gate(firstSlot + 1);
        await village.roll(ledgerDay(slot(firstSlot)));
        await village.readings(firstSlot, { used: 500, made: 300 });
        await village.close(firstSlot);
        await village.settle(firstSlot);
        anna = await new ApiClient(community.port).signIn({ role: 'resident', participant: 'anna' });
        ben = await new ApiClient(community.port).signIn({ role: 'resident', participant: 'ben' });
    });
    after(() => consortium.stop());

    const decision = (exported: number) => ({
        slot: firstSlot,
        point: 'roof-ben',
        decision: { imported: 0, exported, reason: 'meterFaulty', reference: 'F-2026-1' },
    });

    it('tell the grid company what one would change, and write nothing', async () => {
        const height = (await grid.get('/v1/info', api.Info)).height;
        const { status, body } = await grid.request('POST', '/v1/corrections/preview', decision(100));
        expect(status).to.equal(200);
        preview = api.CorrectionPreview.parse(body);
        expect(preview).to.include({ number: 1, month: '2026-03', closing: null });
        expect(preview.entries.map(({ point, own }) => [point, own])).to.deep.equal([
            ['home-anna', false],
            ['roof-ben', true],
        ]);
        expect(preview.entries[0]?.trades).to.have.length(1);
        expect((await grid.get('/v1/info', api.Info)).height).to.equal(height);
        const standing = await grid.get(
            `/v1/corrections/standing?slot=${firstSlot}&point=roof-ben`,
            api.CorrectionStanding,
        );
        expect(standing).to.deep.include({ final: true, state: 'signed', corrections: 0 });
        expect(standing.energy).to.include({ exported: 300, toGrid: 0 });
        const tooMuch = await grid.problem('POST', '/v1/corrections/preview', decision(100_000));
        expect(tooMuch).to.include({ code: 'CORRECTION_REFUSED' });
        const nobody = await grid.problem('GET', `/v1/corrections/standing?slot=${firstSlot}&point=none`);
        expect(nobody).to.include({ status: 404, code: 'NOT_FOUND' });
    });

    it('let the grid company decide what a faulty meter should have shown', async () => {
        const created = await grid.post('/v1/corrections', decision(100), api.CorrectionCreated);
        expect(created).to.include({ slot: firstSlot, point: 'roof-ben', number: 1 });
        const again = await grid.problem('POST', '/v1/corrections', decision(100));
        expect(again).to.include({ status: 409, code: 'CORRECTION_UNCHANGED' });
        const neither = await grid.problem('POST', '/v1/corrections', { slot: firstSlot, point: 'roof-ben' });
        expect(neither).to.include({ status: 400, code: 'REQUEST_INVALID' });
    });

    it('show everybody whose and why, and nobody how much', async () => {
        const page = await anna.until('/v1/corrections', api.CorrectionPage, ({ items }) => items.length === 1);
        expect(page.items[0]).to.deep.include({
            point: 'roof-ben',
            by: 'GridMSP',
            basis: { kind: 'decision', reason: 'meterFaulty', reference: 'F-2026-1' },
        });
        expect(JSON.stringify(page.items)).not.to.contain('exported');
    });

    it('show each participant what changed for her, with a proof that holds against the public record', async () => {
        const hers = await anna.until(
            '/v1/participants/anna/corrections',
            api.OwnCorrections,
            ({ items }) => items.length === 1,
        );
        const his = await ben.get('/v1/participants/ben/corrections', api.OwnCorrections);
        const [entry] = hers.items;
        const price = Math.floor((feedIn + retail) / 2);
        // 200 of the 300 Wh she bought came from the grid after all.
        expect(entry?.balance).to.equal(200 * (retail - price));
        expect(his.items[0]?.balance).to.equal(200 * price);
        const { slot: of, number, treeSize, merkleRoot, salt, index, path } = entry ?? expect.fail();
        const sent = { entry: entry?.entry, salt, index, size: treeSize, path };
        const proof: EntryProof = JSON.parse(JSON.stringify(sent));
        expect(verifyEntry(proof, { slot: slot(of), number, size: treeSize, root: merkleRoot }, sha256)).to.equal(true);
        // What the page showed before it was entered is what the ledger says.
        const shown = (own: boolean) => preview.entries.find((one) => one.own === own);
        expect(entry?.change).to.deep.equal(shown(false));
        expect(his.items[0]?.change).to.deep.equal(shown(true));
        const money = await anna.get(`/v1/participants/anna/money?from=${firstSlot}&to=${firstSlot + 1}`, api.Money);
        expect(money).to.include({ correctedSlots: 1, corrected: 200 * (retail - price) });
        const paid = await anna.get(
            `/v1/participants/anna/figures?from=${firstSlot}&to=${firstSlot + 1}`,
            api.FiguresReport,
        );
        expect(paid).to.include({ paid: money.total, correctedLines: 1 });
        expect(await anna.problem('GET', '/v1/participants/ben/corrections')).to.include({ status: 403 });
    });

    it('leave members’ names off the ledger: shared by their own will, one name for one member, gone when withdrawn', async () => {
        const share = async (of: ApiClient, participant: string, name: string | null) =>
            (await of.request('POST', `/v1/participants/${participant}/shared-name`, { name })).status;
        const { height } = await anna.get('/v1/info', api.Info);
        expect((await anna.get('/v1/neighbours', api.Neighbours)).items).to.deep.equal([]);
        expect(await share(ben, 'ben', ' 阳光屋顶 ')).to.equal(200);
        expect((await anna.get('/v1/neighbours', api.Neighbours)).items).to.deep.equal([
            { participant: 'ben', name: '阳光屋顶', sells: true },
        ]);
        expect(await share(anna, 'anna', '阳光屋顶')).to.equal(409);
        expect(await share(anna, 'ben', 'Ben')).to.equal(403);
        expect(await share(ben, 'ben', 'a\u0007b')).to.equal(400);
        expect(await share(ben, 'ben', null)).to.equal(200);
        expect(await ben.get('/v1/participants/ben/shared-name', api.SharedName)).to.include({ name: null });
        expect((await anna.get('/v1/neighbours', api.Neighbours)).items).to.deep.equal([]);
        expect((await anna.get('/v1/info', api.Info)).height).to.equal(height);
    });
});
