import { formatSlot, isSampled, ledgerDay, slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { z } from 'zod';
import { checkPackage } from '../audits/check.js';
import { sha256 } from '../crypto/sha256.js';
import * as api from '../http/api.js';
import type { RunningGateway } from '../run.js';
import { ApiClient } from '../testing/apiclient.js';
import { firstSlot, localDayOfTest } from '../testing/settlement.js';
import { Stranger } from '../testing/stranger.js';

/** What the certifier's desk is tested on: Anna's day of 96 quarter-hours, settled, certified, and in force once. */
export type DeskStage = Readonly<{
    gateway: (organisation: 'grid' | 'community' | 'certifier') => RunningGateway;
    /** Used by Anna and made by Ben in each quarter-hour, Wh. */
    used: number;
    made: number;
}>;

const slots = 96;
/** The local day begins in the last third of a UTC day; only that ledger day is wholly final. */
const ledgerSlots = 32;
const plant = 'pv-ben';
const month = '2026-02';

/** Tests of what the certifier's officer does beside issuing, and of the same registry in EnergyTag's words. */
export function deskCases({ gateway, used, made }: DeskStage): void {
    const officer = async () => await new ApiClient(gateway('certifier').port).signIn({ role: 'certifier.officer' });
    const day = `from=${localDayOfTest}&to=${localDayOfTest}`;
    const reservedDay = ledgerDay(slot(firstSlot));
    /** The certificate that stands, and how many there are of the day. */
    let number = '';
    let total = 0;

    it('finds certificates in the register by every condition', async () => {
        const desk = await officer();
        const all = await desk.get(`/v1/certificates?${day}`, api.CertificatePage);
        total = all.items.length;
        const valid = all.items.filter(({ status }) => status === 'valid');
        expect(valid).to.have.length(1);
        number = valid[0]?.number ?? '';
        const found = async (query: string) =>
            (await desk.get(`/v1/certificates?${query}`, api.CertificatePage)).items.map((one) => one.number);
        for (const query of [
            'status=valid',
            `status=valid&${day}`,
            `plant=${plant}&status=valid&participant=anna`,
            'scheme=linguang&version=1&approval=officer&status=valid',
        ]) {
            expect(await found(query), query).to.deep.equal([number]);
        }
        for (const query of ['status=suspended', 'participant=ben', 'plant=none', 'from=2026-03-02', 'to=2026-02-28']) {
            expect(await found(query), query).to.deep.equal([]);
        }
        expect((await desk.problem('GET', '/v1/certificates?status=lost')).code).to.equal('REQUEST_INVALID');
    });

    it('counts certificates by day, month, scheme, plant, source and approval, each time to the same sum', async () => {
        const desk = await officer();
        const keys = {
            day: localDayOfTest,
            month: '2026-03',
            scheme: 'linguang 1',
            plant,
            source: 'solar',
            approval: 'officer',
        };
        for (const [by, key] of Object.entries(keys)) {
            const { items } = await desk.get(`/v1/certificates/statistics?by=${by}`, api.RegisterStatisticsPage);
            const [only, ...others] = items;
            expect(others, by).to.deep.equal([]);
            expect(only, by).to.deep.include({ key, valid: { certificates: 1, wh: slots * made } });
            expect(only?.total, by).to.deep.equal({ certificates: total, wh: total * slots * made });
        }
    });

    it('leads from the rule check to the quarter-hours and on to the meters’ signatures', async () => {
        const desk = await officer();
        const who = `day=${localDayOfTest}&participant=anna`;
        const { results } = await desk.get(`/v1/certificates/examination?${who}`, api.Examination);
        expect(results.every(({ result }) => result !== 'fail')).to.equal(true);
        const checks = await desk.get(`/v1/certificates/checks?day=${localDayOfTest}`, api.CheckPage);
        const noted = results.filter(({ result }) => result !== 'pass');
        expect(checks.items).to.deep.equal([
            {
                participant: 'anna',
                result: noted.length === 0 ? 'pass' : 'attention',
                criteria: noted.map(({ criterion }) => criterion),
            },
        ]);
        const evidence = await desk.get(`/v1/certificates/evidence?${who}`, api.EvidenceDay);
        expect(evidence.items).to.have.length(slots);
        expect(evidence.items[0]).to.deep.include({
            slot: firstSlot,
            cleanWh: made,
            importedWh: used,
            state: 'signed',
            plants: [{ plant, source: 'solar', wh: made }],
        });
        const path = `/v1/certificates/evidence/${firstSlot}?participant=anna`;
        const { lines, readings, final } = await desk.get(path, api.EvidenceOfSlot);
        expect(final).to.equal(true);
        expect(lines.map(({ point, proven }) => [point, proven])).to.deep.equal([['home-anna', true]]);
        expect(readings.map(({ point, code, serial }) => [point, code, serial]).sort()).to.deep.equal([
            ['home-anna', 'OK', 'M-1'],
            ['roof-ben', 'OK', 'M-2'],
        ]);
        expect(readings.every(({ ocmf }) => ocmf.startsWith('OCMF|'))).to.equal(true);
        const nobody = await desk.get(`/v1/certificates/evidence/${firstSlot}?participant=nobody`, api.EvidenceOfSlot);
        expect([nobody.lines, nobody.readings]).to.deep.equal([[], []]);
    });

    it('draws the sample that everybody can recompute from the block after a certificate', async () => {
        const desk = await officer();
        const { readModel } = gateway('certifier').gateway;
        const sample = await desk.get(`/v1/certificates/sample?${day}`, api.SamplePage);
        expect(sample).to.include({ examined: total, next: null });
        const register = await desk.get('/v1/certificates', api.CertificatePage);
        const later = ({ issued }: api.Certificate) =>
            readModel.one('SELECT hash FROM blocks WHERE number = ?', issued.block + 1)?.['hash'];
        const expected = register.items.filter((one) => {
            const hash = later(one);
            return typeof hash === 'string' && isSampled(one, { samplingPermille: 10 }, hash, sha256);
        });
        expect(sample.items.map((one) => one.number).sort()).to.deep.equal(expected.map((one) => one.number).sort());
    });

    it('reports what of a plant’s month is to be frozen elsewhere, and locks a day while it is examined', async () => {
        const desk = await officer();
        const path = `/v1/reservations?month=${month}`;
        const { items } = await desk.until(path, api.ReservedMonthPage, ({ items: [one] }) => one?.reservedWh !== 0);
        expect(items).to.deep.equal([
            {
                plant,
                month,
                filingNumber: 'SZ-1',
                reservedWh: ledgerSlots * made,
                residualWh: 0,
                expiredWh: 0,
                days: 28,
                wholeDays: 0,
                reconciliation: null,
            },
        ]);
        const days = await desk.get(`/v1/plants/${plant}/reservations?month=${month}`, api.PlantReservations);
        expect(days.items).to.deep.equal([
            {
                day: reservedDay,
                date: '2026-02-28',
                state: 'Reserved',
                slots: ledgerSlots,
                reservedWh: ledgerSlots * made,
                residualWh: 0,
                expiredWh: 0,
                revision: 1,
            },
        ]);
        const at = `/v1/plants/${plant}/reservations/${reservedDay}`;
        expect((await desk.post(`${at}/lock`, {}, api.ReservationChanged)).state).to.equal('Locked');
        expect((await desk.problem('POST', `${at}/lock`, {})).code).to.equal('ACTION_ILLEGAL');
        expect((await desk.post(`${at}/opening`, {}, api.ReservationChanged)).state).to.equal('Reserved');
        expect((await desk.problem('POST', `${at}/expiry`, {})).code).to.equal('CERTIFICATE_MARK');
        const answer = { frozenWh: ledgerSlots * made, reference: 'GEC-2026-02', digest: 'cd'.repeat(32) };
        // The days before the ledger began were never reserved: the month is not whole.
        const early = await desk.problem('POST', `/v1/plants/${plant}/reconciliations/${month}`, answer);
        expect(early.code).to.equal('RECONCILIATION_INVALID');
        expect((await desk.get('/v1/reconciliations', api.ReconciliationPage)).items).to.deep.equal([]);
    });

    it('shows that everything certifiable went somewhere exactly once, by month from records and by slot from all lines', async () => {
        const desk = await officer();
        const balance = { plant, expiredWh: 0, residualWh: 0, overWh: 0, holds: true };
        const { items } = await desk.get(`/v1/conservation?month=${month}`, api.BalancePage);
        const whole = ledgerSlots * made;
        expect(items).to.deep.equal([{ ...balance, matchedWh: whole, retiredWh: whole, reservedWh: 0 }]);
        const at = `/v1/slots/${firstSlot}/conservation`;
        const { plants } = await desk.get(at, api.SlotBalances);
        expect(plants).to.deep.equal([{ ...balance, matchedWh: made, retiredWh: made, reservedWh: 0 }]);
    });

    it('keeps charge and discharge records of storage, and never lets more out than claimed energy came in', async () => {
        const desk = await officer();
        const device = { device: 'battery-anna', point: 'home-anna', efficiencyPermille: 900 };
        await desk.post('/v1/storage', device, api.StorageCreated);
        const path = '/v1/storage/battery-anna';
        const charge = { slot: firstSlot, certificate: number, wh: 50 };
        await desk.post(`${path}/charges`, charge, api.StorageRecordCreated);
        expect((await desk.problem('POST', `${path}/charges`, charge)).code).to.equal('STORAGE_REFUSED');
        const { record } = await desk.post(
            `${path}/discharges`,
            { slot: firstSlot + 8, wh: 40 },
            api.StorageRecordCreated,
        );
        expect(record).to.include({ kind: 'discharge', wh: 40, lossWh: 5 });
        const more = { slot: firstSlot + 9, wh: 40 };
        expect((await desk.problem('POST', `${path}/discharges`, more)).code).to.equal('STORAGE_REFUSED');
        const { items } = await desk.get('/v1/storage', api.StoragePage);
        expect(items.map((one) => [one.device, one.leftWh])).to.deep.equal([['battery-anna', 5]]);
        const records = await desk.get(`${path}/records`, api.StorageRecordPage);
        expect(records.items.map(({ kind, wh }) => [kind, wh])).to.deep.equal([
            ['charge', 50],
            ['discharge', 40],
        ]);
    });

    it('records an audit of a plant and until when it is accredited', async () => {
        const desk = await officer();
        const audit = { at: firstSlot, passed: true, digest: 'ef'.repeat(32), until: firstSlot + 35_040 };
        await desk.post(`/v1/plants/${plant}/audits`, audit, api.PlantCreated);
        const { items } = await desk.get('/v1/plants', api.PlantPage);
        expect(items[0]).to.deep.include({ status: 'accredited', until: firstSlot + 35_040 });
        expect(items[0]?.audits).to.deep.equal([{ at: firstSlot, passed: true, digest: 'ef'.repeat(32) }]);
    });

    it('switches automatic issue of a scheme version on and off', async () => {
        const desk = await officer();
        for (const automatic of [true, false]) {
            await desk.post('/v1/schemes/linguang/1/automatic', { automatic }, api.Committed);
            const { items } = await desk.get('/v1/schemes', api.SchemePage);
            expect(items[0]).to.include({ automatic });
        }
    });

    it('gives an auditor one file from which everything follows, and in which no change goes unseen', async () => {
        const desk = await officer();
        const answer = await desk.request('GET', `/v1/audit-package?${day}`);
        expect(answer.headers.get('content-disposition')).to.include('.jsonl');
        const text = z.string().parse(answer.body);
        expect(checkPackage(text)).to.deep.include({ slots, certificates: total, faults: [] });
        const changed = [
            text.replace('"participant":"anna"', '"participant":"ben"'),
            text.replace(`"wh":${made}`, `"wh":${made + 1}`),
            text.split('\n').slice(1).join('\n'),
            text.slice(0, -1),
            '',
        ];
        for (const one of changed) {
            expect(checkPackage(one).faults.length, one.slice(0, 60)).to.be.greaterThan(0);
        }
        expect((await desk.problem('GET', '/v1/audit-package?from=2026-03-02&to=2026-03-01')).code).to.equal(
            'REQUEST_INVALID',
        );
        expect((await desk.problem('GET', '/v1/audit-package?from=2026-03-01&to=2026-04-30')).code).to.equal(
            'RANGE_TOO_LONG',
        );
    });

    it('speaks EnergyTag’s words: devices, accounts, bundles whose numbers have no gap, and the actions of the life cycle', async () => {
        const desk = await officer();
        const root = '/v1/energytag';
        const { items: devices } = await desk.get(`${root}/device`, api.EnergyTagDevicePage);
        expect(devices.map(({ id, energy_source }) => [id, energy_source])).to.deep.equal([[plant, 'solar']]);
        const account = await desk.get(`${root}/account/anna`, api.EnergyTagAccount);
        expect(account).to.include({ claimed_certificates: 1, claimed_wh: slots * made });
        const period = {
            certificate_period_start: formatSlot(slot(firstSlot)),
            certificate_period_end: formatSlot(slot(firstSlot + slots)),
        };
        const query = async (more: object) => {
            const { status, body } = await desk.request('POST', `${root}/certificate/query`, { ...period, ...more });
            expect(status).to.equal(200);
            return api.GranularCertificateQueryRead.parse(body);
        };
        const bundles: api.GranularCertificateBundle[] = [];
        for (let after: string | null | undefined; after !== null; ) {
            const answer = await query({ limit: 40, ...(after === undefined ? {} : { after }) });
            bundles.push(...answer.granular_certificate_bundles);
            after = answer.next;
        }
        expect(new Set(bundles.map(({ id }) => id)).size)
            .to.equal(slots)
            .and.equal(bundles.length);
        for (const one of bundles) {
            expect(one.bundle_quantity).to.equal(one.bundle_id_range_end - one.bundle_id_range_start + 1);
            expect(one).to.include({ certificate_status: 'Claimed', certificate_number: number, account_id: 'anna' });
        }
        expect((await query({ certificate_status: 'Reserved' })).granular_certificate_bundles).to.deep.equal([]);
        const [first] = bundles;
        expect(await desk.get(`${root}/certificate/${first?.id}`, api.GranularCertificateBundle)).to.deep.equal(first);
        const charges = await desk.get(`${root}/storage/charge_record`, api.EnergyTagStorageRecordPage);
        expect(charges.items.map(({ energy }) => energy)).to.deep.equal([50]);

        const act = async (path: string, body: object) =>
            await desk.post(`${root}/certificate/${path}`, body, api.GranularCertificateAction);
        const utcDay = { device_id: plant, certificate_period_start: '2026-02-28T00:00:00Z' };
        expect(await act('lock', utcDay)).to.include({ action_type: 'lock', certificate_status: 'Locked' });
        expect(await act('reserve', utcDay)).to.include({ action_type: 'reserve', certificate_status: 'Reserved' });
        const shifted = { ...utcDay, certificate_period_start: '2026-02-28T00:15Z' };
        const code = async (path: string, body: object = {}) =>
            (await desk.problem('POST', `${root}${path}`, body)).code;
        expect(await code('/certificate/lock', shifted)).to.equal('ENERGYTAG_PERIOD');
        const cancel = { source_id: 'anna', ...period };
        expect(await code('/certificate/cancel', { ...cancel, beneficiary: 'ben' })).to.equal(
            'CERTIFICATE_BENEFICIARY',
        );
        expect(await code('/certificate/cancel', cancel)).to.equal('CERTIFICATE_CLAIMED');
        for (const path of ['/certificate/transfer', '/certificate/claim', '/certificate/create', '/device/create']) {
            expect(await code(path), path).to.equal('ENERGYTAG_NOT_OFFERED');
        }
        const document = await desk.get(
            `${root}/openapi.json`,
            z.looseObject({ paths: z.record(z.string(), z.unknown()) }),
        );
        expect(Object.keys(document.paths)).to.include('/certificate/{id}').and.to.include('/certificate/cancel');
    });

    it('publishes a suspension and a revocation at every gateway and in the status list, as fast as blocks come', async () => {
        const desk = await officer();
        const stranger = new Stranger(gateway('certifier').port);
        const text = await stranger.fetch(`/v1/certificates/${number}/credential`);
        expect(text).to.equal(401);
        const credential = (await desk.request('GET', `/v1/certificates/${number}/credential`)).body;
        const verified = await stranger.verify(z.string().parse(credential));
        const shownAt = async (organisation: 'grid' | 'community' | 'certifier', status: string) =>
            await new ApiClient(gateway(organisation).port).until(
                `/v1/certificates/${number}`,
                api.CertificateDetail,
                (one) => one.status === status,
            );
        const publish = async (path: string, body: object, status: string, listed: object) => {
            const begun = performance.now();
            await desk.post(`/v1/certificates/${number}/${path}`, body, api.Committed);
            await Promise.all((['grid', 'community', 'certifier'] as const).map((one) => shownAt(one, status)));
            for (;;) {
                const now = await stranger.status(verified);
                if (JSON.stringify(now) === JSON.stringify(listed)) {
                    break;
                }
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
            console.log(`      ${path} public everywhere after ${Math.round(performance.now() - begun)} ms`);
        };
        await publish('suspension', { reason: 'looked into' }, 'suspended', { revoked: false, suspended: true });
        await publish('resumption', {}, 'valid', { revoked: false, suspended: false });
        const body = { certificate_number: number, reason: 'withdrawn' };
        const begun = performance.now();
        await desk.post('/v1/energytag/certificate/withdraw', body, api.GranularCertificateAction);
        await Promise.all((['grid', 'community', 'certifier'] as const).map((one) => shownAt(one, 'revoked')));
        expect(await stranger.status(verified)).to.deep.equal({ revoked: true, suspended: false });
        console.log(`      revocation public everywhere after ${Math.round(performance.now() - begun)} ms`);
        const period = { certificate_period_start: formatSlot(slot(firstSlot)) };
        const again = await desk.post(
            '/v1/energytag/certificate/cancel',
            { source_id: 'anna', ...period },
            api.GranularCertificateAction,
        );
        expect(again).to.include({ action_type: 'cancel', certificate_status: 'Claimed', quantity: slots * made });
    });
}
