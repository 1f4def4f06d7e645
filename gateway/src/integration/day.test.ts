import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
    type Bundle,
    canonical,
    formatSlot,
    type HolderCopy,
    hexBytes,
    jcs,
    LARGEST_BUNDLE,
    leafHash,
    ledgerDay,
    parseNetwork,
    present,
    slot,
    statementOf,
    utf8,
    verifyInclusion,
} from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { z } from 'zod';
import { hmacSha256, sha256 } from '../crypto/sha256.js';
import * as api from '../http/api.js';
import { usualLogTiming } from '../log/worker.js';
import type { RunningGateway } from '../run.js';
import { plantRequest, schemeRequest } from '../testing/accreditation.js';
import { ApiClient } from '../testing/apiclient.js';
import { notPassed, strangersTrust, verifiedNow } from '../testing/bundles.js';
import { Consortium } from '../testing/consortium.js';
import { LogReader, proposeOnly, rootOver } from '../testing/logreader.js';
import { feedIn, firstSlot, localDayOfTest, retail, Village } from '../testing/settlement.js';
import { percentiles, SlotEvents } from '../testing/slotevents.js';
import { Stranger } from '../testing/stranger.js';
import { deskCases } from './deskcases.js';

const slots = 96;
/** How many of them are metered and settled one after the other, with the time until a page is told. */
const single = 16;
const used = 100;
const made = 60;

describe('a day through three gateways', function () {
    this.timeout(400_000);
    let consortium: Consortium;
    let village: Village;
    const gateways: Record<string, RunningGateway> = {};

    before(async () => {
        consortium = await Consortium.start();
        for (const organisation of ['grid', 'community', 'certifier'] as const) {
            gateways[organisation] = await consortium.gateway(organisation);
        }
        const officer = async (organisation: 'grid' | 'community' | 'certifier') =>
            await consortium.officer(organisation, { port: gateways[organisation]?.port ?? 0 });
        village = new Village({
            grid: await officer('grid'),
            community: await officer('community'),
            certifier: await officer('certifier'),
        });
        await village.setUp();
    });
    after(async () => {
        await consortium.stop();
    });

    const stranger = () => new Stranger(gateways['certifier']?.port ?? 0);
    /** A document of Anna's, as she fetches it from the certifier with what the community's gateway tells her. */
    const documentOfAnna = async (number: string, what = 'credential', more = '') => {
        const anna = await new ApiClient(gateways['community']?.port ?? 0).signIn({
            role: 'resident',
            participant: 'anna',
        });
        const Access = z.object({ access: z.string() });
        const { access } = await anna.get(`/v1/participants/anna/certificates/${number}/access`, Access);
        const text = await stranger().fetch(`/v1/certificates/${number}/${what}?access=${access}${more}`);
        expect(text).to.be.a('string');
        return String(text);
    };

    /** Anna's bundle and proofs convince a stranger offline, down to her meter. */
    const showsBundle = async (number: string) => {
        const { documents } = gateways['certifier']?.gateway.documents ?? {};
        const networks = await Promise.all(
            ['grid', 'community', 'certifier'].map(async (organisation) =>
                parseNetwork(
                    JSON.parse(String(await new Stranger(gateways[organisation]?.port ?? 0).fetch('/v1/network'))),
                ),
            ),
        );
        // Keys of the log may be registered just now.
        expect(new Set(networks.map((network) => jcs({ ...network, log: null }))).size).to.equal(1);
        if (documents === undefined) {
            throw new Error('the certifier has no documents');
        }
        const file = await documentOfAnna(number, 'bundle');
        const bundle: Bundle = JSON.parse(file);
        expect(networks.map((network) => jcs(network.organisations))).to.include(jcs(bundle.network.organisations));
        const trust = strangersTrust(documents, bundle.network);
        expect(Buffer.byteLength(file)).to.be.at.most(LARGEST_BUNDLE);
        const started = performance.now();
        const found = verifiedNow(file, trust);
        const took = performance.now() - started;
        const open = ['log.head LOG_NOT_YET', 'log.inclusion LOG_NOT_YET'];
        expect(notPassed(found)).to.deep.equal(bundle.log === null ? open : []);
        expect(found).to.deep.include({ kind: 'bundle', outcome: 'valid' });
        expect(file).not.to.match(/anna|home-anna/);
        const proofs: unknown = JSON.parse(await documentOfAnna(number, 'proofs'));
        const again = performance.now();
        const metered = verifiedNow(file, { ...trust, proofs });
        console.log(
            `      bundle: ${Buffer.byteLength(file)} bytes, ${took.toFixed()} ms; to the meter: ${(performance.now() - again).toFixed()} ms`,
        );
        expect(notPassed(metered)).to.deep.equal(notPassed(found));
        expect(metered.checks.map(({ id }) => id)).to.include('meter.readings');
        const withTransaction = await documentOfAnna(number, 'bundle', '&transaction=yes');
        const shown = verifiedNow(withTransaction, strangersTrust(documents, JSON.parse(withTransaction).network));
        expect(shown.outcome).to.equal('valid');
        expect(shown.checks.find(({ id }) => id === 'ledger.transaction')?.result).not.to.equal('fail');
    };

    it('settles every quarter-hour of the day with a neighbour surplus', async () => {
        await village.offices.certifier.post(
            '/v1/schemes',
            schemeRequest(firstSlot, 'automatic', { night: { from: 0, to: 0 } }),
            api.SchemeCreated,
        );
        await village.offices.certifier.post('/v1/plants', plantRequest(firstSlot, village.ben), api.PlantCreated);
        await village.choose(firstSlot);
        await village.gate(firstSlot + slots);
        await village.roll(ledgerDay(slot(firstSlot)));
        await village.roll(ledgerDay(slot(firstSlot)) + 1);
        expect((await village.forgedReading(firstSlot)).refused).to.deep.equal([
            { i: 0, point: 'home-anna', code: 'READING_SIGNATURE_INVALID' },
        ]);
        const answers = [];
        for (let index = 0; index < slots - single; index++) {
            answers.push(village.readings(firstSlot + index, { used, made }));
        }
        for (const answer of await Promise.all(answers)) {
            expect(answer.refused).to.deep.equal([]);
            expect(answer.accepted).to.equal(2);
        }
        await village.close(firstSlot + slots - single - 1);
        const page = await SlotEvents.listen(gateways['community']?.port ?? 0);
        const [reading, clearing]: [number[], number[]] = [[], []];
        for (let of = firstSlot; of < firstSlot + slots; of++) {
            const isSingle = of >= firstSlot + slots - single;
            const read = performance.now();
            if (isSingle) {
                expect(await village.readings(of, { used, made })).to.deep.include({ accepted: 2, refused: [] });
                await village.close(of);
            }
            const asked = performance.now();
            expect(await village.settle(of)).to.include({ slot: of, revision: 1, final: true });
            const told = await page.told(of);
            clearing.push(told - asked);
            reading.push(...(isSingle ? [told - read] : []));
        }
        page.close();
        console.log(`      reading to page: ${percentiles(reading)}; clearing to page: ${percentiles(clearing)}`);
        const detail = await village.offices.community.until(
            `/v1/slots/${formatSlot(slot(firstSlot))}`,
            api.SlotDetail,
            ({ final }) => final,
        );
        expect(detail).to.deep.include({
            importedWh: used,
            exportedWh: made,
            matchedWh: made,
            residualFromGridWh: used - made,
            residualToGridWh: 0,
            price: { lowest: (retail + feedIn) / 2, mean: (retail + feedIn) / 2, highest: (retail + feedIn) / 2 },
        });
    });

    it('names a forged reading to the grid, newest first, by slot or period, and keeps no value of it', async () => {
        const { grid } = village.offices;
        const path = '/v1/readings/refused';
        const { items } = await grid.get(path, api.RefusedReadingPage);
        expect(items).to.have.length(1);
        expect(items[0]).to.include({ slot: firstSlot, point: 'home-anna', code: 'READING_SIGNATURE_INVALID' });
        expect(Object.keys(items[0] ?? {}).sort()).to.deep.equal(['at', 'block', 'code', 'point', 'slot', 'start']);
        const found = async (query: string) =>
            (await grid.get(`${path}?${query}`, api.RefusedReadingPage)).items.map(({ point }) => point);
        expect(await found(`slot=${firstSlot}`)).to.deep.equal(['home-anna']);
        expect(await found(`slot=${firstSlot + 1}`)).to.deep.equal([]);
        expect(await found(`from=${localDayOfTest}&to=2026-03-02`)).to.deep.equal(['home-anna']);
        expect(await found('from=2026-03-02')).to.deep.equal([]);
    });

    it('tells a resident her energy and money, exact to the unit, and nobody else', async () => {
        const community = gateways['community']?.port ?? 0;
        const anna = await new ApiClient(community).signIn({ role: 'resident', participant: 'anna' });
        await anna.until('/v1/info', api.Info, ({ clock }) => clock.settledThrough === firstSlot + slots - 1);
        const energy = await anna.get(
            `/v1/participants/anna/energy?from=${localDayOfTest}&to=2026-03-02&resolution=hour`,
            api.Energy,
        );
        expect(energy.periods).to.have.length(24);
        expect(energy.periods[0]).to.deep.include({
            from: firstSlot,
            slots: 4,
            state: 'signed',
            missingSlots: 0,
            final: true,
        });
        expect(energy.totals).to.deep.include({
            importedWh: slots * used,
            boughtWh: slots * made,
            neighboursWh: slots * made,
            plantsWh: {},
            ownWh: 0,
            fromGridWh: slots * (used - made),
        });
        const money = await anna.get(`/v1/participants/anna/money?from=${localDayOfTest}&to=2026-03-02`, api.Money);
        const price = (retail + feedIn) / 2;
        expect(money.total).to.equal(slots * (made * price + (used - made) * retail));
        expect(money.withoutSharing).to.equal(slots * used * retail);
        expect(money.items.map(({ item, wh }) => [item, wh])).to.deep.equal([
            ['neighbours', slots * made],
            ['fees', slots * made],
            ['fromGrid', slots * (used - made)],
            ['sold', 0],
            ['toGrid', 0],
        ]);
        expect(money.withoutSharingFen - money.savedFen).to.equal(money.totalFen);
        expect(money.items.reduce((sum, { fen }) => sum + fen, 0)).to.equal(money.totalFen);
        expect((await anna.problem('GET', '/v1/participants/ben/energy?from=1&to=2')).code).to.equal('NOT_YOURS');
        expect((await anna.problem('GET', '/v1/participants')).code).to.equal('ROLE_NOT_ALLOWED');
    });

    it('gives a resident her line with a proof that leads to the public root', async () => {
        const { community } = village.offices;
        const proven = await community.get(`/v1/participants/anna/lines/${firstSlot}`, api.Lines);
        expect(proven.lines).to.have.length(1);
        for (const { line, salt, index, size, path } of proven.lines) {
            const leaf = leafHash(sha256, utf8(canonical({ line, salt })));
            const root = hexBytes(proven.merkleRoot);
            expect(verifyInclusion(sha256, { leaf, index, size, path: path.map(hexBytes), root })).to.equal(true);
        }
    });

    it('certifies the day once, shows the certificate to anybody by its number, and revokes it', async () => {
        const { certifier, community } = village.offices;
        const candidates = await certifier.until(
            `/v1/certificates/candidates?day=${localDayOfTest}`,
            api.Candidates,
            ({ finalSlots }) => finalSlots === slots,
        );
        expect(candidates.items).to.deep.equal([
            {
                participant: 'anna',
                cleanWh: slots * made,
                importedWh: slots * used,
                slots,
                ready: true,
                certificate: null,
            },
        ]);
        const request = { participant: 'anna', day: localDayOfTest };
        const issued = await certifier.post('/v1/certificates', request, api.CertificateCreated);
        expect(issued.wh).to.equal(slots * made);
        expect((await certifier.problem('POST', '/v1/certificates', request)).code).to.equal('CERTIFICATE_CLAIMED');
        const visitor = new ApiClient(gateways['certifier']?.port ?? 0);
        const seen = await visitor.get(`/v1/certificates/${issued.number.toLowerCase()}`, api.CertificateDetail);
        expect(seen).to.deep.include({
            status: 'valid',
            wh: slots * made,
            bySource: [{ source: 'solar', wh: slots * made }],
            slots,
            simulation: true,
        });
        expect(JSON.stringify(seen)).not.to.contain('anna');
        const hers = await community.until(
            '/v1/participants/anna/certificates',
            api.CertificatePage,
            ({ items }) => items.length > 0,
        );
        expect(hers.items[0]).to.include({ number: issued.number, participant: 'anna' });
        const document = await documentOfAnna(issued.number);
        const verified = await stranger().verify(document);
        expect(await stranger().status(verified)).to.deep.equal({ revoked: false, suspended: false });
        await showsBundle(issued.number);
        await certifier.post(`/v1/certificates/${issued.number}/revocation`, { reason: 'test' }, api.Committed);
        const revoked = await visitor.get(`/v1/certificates/${issued.number}`, api.CertificateDetail);
        expect(revoked.status).to.equal('revoked');
        expect(revoked.revoked?.reason).to.equal('test');
        expect(await stranger().status(verified)).to.deep.equal({ revoked: true, suspended: false });
        expect(await documentOfAnna(issued.number)).to.equal(document);
        expect((await visitor.problem('GET', '/v1/certificates/LG-2026-0000-0000')).status).to.equal(404);
    });

    it('gives the holder signed documents that a stranger verifies, and nobody without her secret', async () => {
        const { community } = village.offices;
        const { items } = await community.get('/v1/participants/anna/certificates', api.CertificatePage);
        const { number = '', digest = '' } = items[0] ?? {};
        const document = await documentOfAnna(number);
        const verified = await stranger().verify(document);
        expect(verified).to.include({ digest, anchorNeeded: false });
        const { consumption, matched, simulation } = verified.core.credentialSubject;
        expect(consumption).to.include({ meteredConsumptionWh: slots * used, intervalCount: slots });
        expect(matched).to.include({ matchedWh: slots * made, matchedShareBp: (made * 10_000) / used });
        expect(simulation).to.equal(true);
        expect(document).not.to.match(/anna|home-anna/);
        expect(await stranger().wrongFiles(verified)).to.deep.equal([]);
        expect(verified.key.x5c).to.have.length(2);
        expect((await stranger().verify(await documentOfAnna(number, 'credential.jwt'))).digest).to.equal(digest);
        const copy: HolderCopy = JSON.parse(await documentOfAnna(number, 'holder'));
        const start = verified.core.credentialSubject.periodStart;
        const wanted = statementOf({ metric: 'localSolar', moreThanBp: 5500, span: 'period', start });
        const shown = JSON.stringify(present(copy, wanted, { hash: sha256, hmac: hmacSha256 }));
        expect((await stranger().read(shown, verified.core.issuer.id)).leaves).to.have.length(1);
        for (const access of ['', '?access=', `?access=${'A'.repeat(43)}`, `?access=${digest}`]) {
            for (const what of ['credential', 'credential.jwt', 'holder', 'summary', 'bundle', 'proofs']) {
                const status = await stranger().fetch(`/v1/certificates/${number}/${what}${access}`);
                expect(status, what + access).to.equal(access === '' ? 401 : 404);
            }
        }
        const ben = await new ApiClient(gateways['community']?.port ?? 0).signIn({
            role: 'resident',
            participant: 'ben',
        });
        expect((await ben.problem('GET', `/v1/participants/anna/certificates/${number}/access`)).code).to.equal(
            'NOT_YOURS',
        );
        expect((await ben.problem('GET', `/v1/participants/ben/certificates/${number}/access`)).code).to.equal(
            'NOT_FOUND',
        );
    });

    it('builds a document again to the byte where the certifier kept nothing but her keys', async () => {
        const { community } = village.offices;
        const { items } = await community.get('/v1/participants/anna/certificates', api.CertificatePage);
        const { number = '', digest = '' } = items[0] ?? {};
        const running = gateways['certifier'];
        if (running === undefined) {
            throw new Error('the certifier does not run');
        }
        await consortium.stopGateway(running);
        const folder = join(consortium.options('certifier').data, 'documents');
        for (const file of (await readdir(folder)).filter((name) => name.startsWith('documents.sqlite'))) {
            await rm(join(folder, file));
        }
        gateways['certifier'] = await consortium.gateway('certifier');
        expect((await stranger().verify(await documentOfAnna(number))).digest).to.equal(digest);
    });

    it('seals every certificate in the log: the same head, keys and proofs at each organisation’s gateway', async () => {
        const officer = await consortium.officer('certifier', gateways['certifier'] ?? expect.fail());
        const readers = Object.values(gateways).map(({ port }) => new LogReader(port));
        const seen = [];
        for (const reader of readers) {
            const { newest, entries, keys, refused } = await reader.untilSealed(1);
            expect({ entries, refused }).to.deep.equal({ entries: 1, refused: [] });
            expect(newest?.treeHead.signatures[0]?.org).to.equal('certifier');
            expect(keys.every(({ x5c }) => x5c.length === 2)).to.equal(true);
            const [certificate] = (await officer.get('/v1/certificates', api.CertificatePage)).items;
            const { number = '', digest = '' } = certificate ?? {};
            expect(await reader.proves(number.toLowerCase(), digest)).to.include({ size: 1, index: 0 });
            expect(await reader.digests()).to.deep.equal([digest]);
            expect(await reader.head(1)).to.deep.equal(newest);
            seen.push({ newest, keys });
        }
        expect(seen[1]).to.deep.equal(seen[0]);
        expect(seen[2]).to.deep.equal(seen[0]);
        const visitor = new ApiClient(gateways['grid']?.port ?? 0);
        for (const path of ['heads/2', 'heads/x', 'inclusion/LG-2026-0000', 'consistency?first=1&second=2']) {
            expect((await visitor.problem('GET', `/v1/log/${path}`)).code, path).to.equal('NOT_FOUND');
        }
    });

    it('refuses a head that leaves a certificate out, shows it to everybody, and seals the right one after a crash', async () => {
        const stopped = async (organisation: 'grid' | 'community' | 'certifier') =>
            await consortium.stopGateway(gateways[organisation] ?? expect.fail());
        const started = async (organisation: 'grid' | 'community' | 'certifier', gather = 0) => {
            const logTiming = { ...usualLogTiming, gather };
            gateways[organisation] = await consortium.gateway(organisation, { logTiming });
            return gateways[organisation];
        };
        // A certifier who does not let his gateway propose, and proposes something else himself.
        await stopped('certifier');
        const dishonest = await started('certifier', 3_600_000);
        const officer = await consortium.officer('certifier', dishonest);
        const issued: string[] = [];
        for (const isLast of [false, true]) {
            const { number } = await officer.post(
                '/v1/certificates',
                { participant: 'anna', day: localDayOfTest },
                api.CertificateCreated,
            );
            issued.push(number);
            if (!isLast) {
                await officer.post(`/v1/certificates/${number}/revocation`, { reason: 'test' }, api.Committed);
            }
        }
        const own = new LogReader(dishonest.port);
        expect(await own.pending(issued[1] ?? '')).to.equal('LOG_ENTRY_PENDING');
        const leftOut = await proposeOnly(dishonest.gateway, issued.slice(1));
        expect(leftOut?.state).to.equal('committed');
        for (const { port } of Object.values(gateways)) {
            const reader = new LogReader(port);
            const { refused } = await reader.until(({ refused }) => refused.length > 0);
            expect(refused[0]).to.deep.include({ state: 'refused', position: 2, sealed: null });
            const [refusal] = refused[0]?.refusals ?? [];
            expect(refusal).to.deep.include({ code: 'ROOT', root: await rootOver(officer, 2) });
            expect(refusal?.org).to.be.oneOf(['community', 'grid']);
        }
        // Nobody signs while the others are away; the certifier crashes between the two signatures.
        await stopped('community');
        await stopped('grid');
        await stopped('certifier');
        await started('certifier');
        await new LogReader(gateways['certifier']?.port ?? 0).until(({ proposed }) => proposed?.position === 3);
        await stopped('certifier');
        await started('certifier');
        await started('community');
        await started('grid');
        for (const { port } of Object.values(gateways)) {
            const reader = new LogReader(port);
            const { newest, refused } = await reader.untilSealed(3);
            expect(newest?.position).to.equal(3);
            expect(refused.map(({ position }) => position)).to.deep.equal([2]);
            expect((await reader.heads()).map(({ position, state }) => `${position} ${state}`)).to.deep.equal([
                '3 sealed',
                '2 refused',
                '1 sealed',
            ]);
            await reader.growth(1, 3);
            expect((await reader.proves(issued[0] ?? '')).index).to.equal(1);
            expect((await reader.proves(issued[1] ?? '')).index).to.equal(2);
        }
    });

    deskCases({
        gateway: (organisation) => gateways[organisation] ?? expect.fail(`${organisation} does not run`),
        used,
        made,
    });

    it('publishes no figure that stands for fewer than five people: of this village of two none at all', async () => {
        const nothing = { energy: null, outcomes: null };
        for (const { port } of Object.values(gateways)) {
            const visitor = new ApiClient(port);
            const path = '/v1/statistics/certificates?period=';
            const day = await visitor.get(path + localDayOfTest, api.CertificateStatistics);
            expect(day.zones.map(({ total }) => total)).to.deep.equal([nothing]);
            const { parts } = day.zones[0] ?? expect.fail();
            expect(parts.map(({ energy, outcomes }) => ({ energy, outcomes }))).to.deep.equal(
                Array.from({ length: slots }, () => nothing),
            );
            const month = await visitor.get(path + localDayOfTest.slice(0, 7), api.CertificateStatistics);
            expect(month.zones[0]?.parts).to.deep.equal([{ name: localDayOfTest, ...nothing }]);
            expect(month.zones[0]?.total).to.equal(null);
            expect((await visitor.problem('GET', `${path}2026-13`)).code).to.equal('REQUEST_INVALID');
        }
    });

    it('suspends a certificate whose slots were corrected and supersedes it within a minute, though the certifier crashed between', async () => {
        const grid = await consortium.officer('grid', gateways['grid'] ?? expect.fail());
        const standing = async () => {
            const officer = await consortium.officer('certifier', gateways['certifier'] ?? expect.fail());
            const { items } = await officer.get('/v1/certificates', api.CertificatePage);
            return items.filter(({ status }) => status === 'valid').map(({ number }) => number);
        };
        const [first = expect.fail()] = await standing();
        const certificateOf = (number: string) => `/v1/certificates/${number}`;
        const visitor = () => new ApiClient(gateways['certifier']?.port ?? 0);
        const correct = (index: number) =>
            grid.post(
                '/v1/corrections',
                {
                    slot: firstSlot + index,
                    point: 'roof-ben',
                    decision: { imported: 0, exported: made / 2, reason: 'meterFaulty', reference: `F-${index}` },
                },
                api.CorrectionCreated,
            );
        const supersededBy = async (number: string): Promise<string> => {
            const found = await visitor().until(
                certificateOf(number),
                api.CertificateDetail,
                (one) => one.supersededBy !== null,
            );
            expect(found).to.include({ number, status: 'superseded' });
            return found.supersededBy ?? '';
        };
        // What grid and certifier hold of the slot must be there before its figures can be corrected and examined.
        const corrected = performance.now();
        await correct(0);
        const second = await supersededBy(first);
        const took = performance.now() - corrected;
        console.log(`      correction to superseding certificate: ${took.toFixed()} ms`);
        const next = await visitor().get(certificateOf(second), api.CertificateDetail);
        expect(next).to.include({ status: 'valid', supersedes: first, wh: (slots - 1) * made });
        // Between the two steps the certifier's gateway is away: somebody else's hand does the first, as it had done it before it fell.
        const running = gateways['certifier'];
        if (running === undefined) {
            throw new Error('the certifier does not run');
        }
        await consortium.stopGateway(running);
        await correct(1);
        const hand = await consortium.network.connect('certifier', 'gateway');
        const reason = `a slot was corrected: ${formatSlot(slot(firstSlot + 1))}`;
        await hand
            .getNetwork('linguang')
            .getContract('certificate')
            .submit('certificates:suspend', {
                arguments: [JSON.stringify({ number: second, reason })],
                endorsingOrganizations: ['CertifierMSP', 'GridMSP'],
            });
        gateways['certifier'] = await consortium.gateway('certifier');
        const third = await supersededBy(second);
        const last = await visitor().get(certificateOf(third), api.CertificateDetail);
        expect(last).to.include({ status: 'valid', supersedes: second, wh: (slots - 2) * made });
        expect(await standing()).to.deep.equal([third]);
        const officer = await consortium.officer('certifier', gateways['certifier']);
        // Withdrawing the accreditation for those slots revokes the certificate, and leaves nothing to issue in its place.
        await officer.post(
            '/v1/plants/pv-ben/withdrawal',
            { from: firstSlot, until: firstSlot + slots, reason: 'not the filed panels' },
            api.PlantCreated,
        );
        const gone = await visitor().until(
            certificateOf(third),
            api.CertificateDetail,
            (one) => one.status !== 'valid',
        );
        expect(gone).to.include({ status: 'revoked' });
    });

    it('rebuilds the read model from block 0 with identical rows', async () => {
        for (const organisation of ['grid', 'community', 'certifier'] as const) {
            const model = gateways[organisation]?.gateway.readModel;
            const fresh = await consortium.gateway(organisation, {
                data: `${consortium.options(organisation).data}-rebuilt`,
                rebuild: true,
            });
            // Days are billed meanwhile: both are compared at the same height, without a pause between.
            while (fresh.gateway.readModel.height < (model?.height ?? 0)) {
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
            while (fresh.gateway.readModel.height !== model?.height) {
                await new Promise((resolve) => setTimeout(resolve, 1));
            }
            const [before, after] = [[...model.dump()], [...fresh.gateway.readModel.dump()]];
            expect(before.length).to.be.greaterThan(100);
            expect(after).to.deep.equal(before);
            await consortium.stopGateway(fresh);
        }
    });
});
