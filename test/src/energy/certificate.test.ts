import { randomBytes } from 'node:crypto';
import {
    type Balance,
    type CertificateRecord,
    type Correction,
    canonical,
    hex,
    type LineProof,
    type LogState,
    type Slot,
    signTreeHead,
    standingLine,
    wh,
} from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { audited } from './support/audited.js';
import { batchOf, certificateCase, type IssueAnswer, issue, proofs, SCHEME, statedOf } from './support/certifying.js';
import { type Client, codeFrom } from './support/client.js';
import { accreditation, District, FIRST, type Home, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';
import { takeOver } from './support/takeover.js';
import { energyTopology } from './support/topology.js';
import { cosign, headKey, headOver, propose } from './support/treelog.js';

describe('the certificate contract on a network', function () {
    this.timeout(120_000);
    const LAST: Slot = slotAfter(FIRST, 3);
    let network: EnergyNetwork;
    let district: District;
    let certifier: Client;
    let buyer: Home;
    let lines: LineProof[];
    /** Certificates on the ledger, for the log. */
    const issued: CertificateRecord[] = [];

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network);
        await district.open();
        for (let count = 0; count <= 3; count++) {
            await district.run(slotAfter(FIRST, count));
        }
        certifier = district.certifier;
        buyer = district.homes.find(({ plant }) => !plant) as Home;
        lines = await proofs(certifier, buyer.participant, FIRST, LAST);
    });

    after(() => network?.stop());

    /** The home whose plant made energy that lines bought. */
    function sellerOf(lines: readonly LineProof[]): Home {
        const plant = statedOf(lines)[0]?.plant;
        return district.homes.find(({ id }) => `pv-${id}` === plant) as Home;
    }

    /** Where the energy of each plant went in a slot, as any member recomputes it. */
    async function plantsOf(slot: Slot): Promise<readonly Balance[]> {
        const { plants } = await district.grid.evaluate<{ plants: Balance[] }>('conservation:slot', {
            slot,
            ...SCHEME,
        });
        return plants;
    }

    it('refuses a certificate that grid and community endorse without the certifier', async () => {
        const wanted = certificateCase(buyer, [FIRST, LAST], lines);
        const code = await codeFrom(issue(certifier, wanted, ['GridMSP', 'CommunityMSP']));
        expect(code).to.equal('ENDORSEMENT_POLICY_FAILURE');
    });

    it('refuses one that the certifier endorses alone', async () => {
        const wanted = certificateCase(buyer, [FIRST, LAST], lines);
        expect(await codeFrom(issue(certifier, wanted, ['CertifierMSP']))).to.equal('ENDORSEMENT_POLICY_FAILURE');
    });

    it('refuses a line that was changed, or that another slot record proves', async () => {
        const [first, ...others] = lines;
        if (first === undefined) {
            throw new Error('no line');
        }
        const bought = first.line.bought.map((trade) => ({ ...trade, certifiable: wh(trade.certifiable + 1) }));
        const richer = { ...first, line: { ...first.line, bought } };
        const changed = certificateCase(buyer, [FIRST, LAST], [richer, ...others]);
        expect(await codeFrom(issue(certifier, changed))).to.equal('PROOF_INVALID');
        const moved = { ...first, line: { ...first.line, slot: LAST } };
        expect(await codeFrom(issue(certifier, certificateCase(buyer, [FIRST, LAST], [moved])))).to.equal(
            'PROOF_INVALID',
        );
    });

    it('refuses a neighbour’s line and a period that does not hold the line', async () => {
        const neighbour = district.homes.findLast(({ plant }) => !plant) as Home;
        expect(await codeFrom(issue(certifier, certificateCase(neighbour, [FIRST, LAST], lines)))).to.equal(
            'CERTIFICATE_BENEFICIARY',
        );
        const short = certificateCase(buyer, [slotAfter(FIRST, 1), LAST], lines);
        expect(await codeFrom(issue(certifier, short))).to.equal('CERTIFICATE_PERIOD');
    });

    it('issues a certificate over exactly what the lines bought, and never a second one over the same slots', async () => {
        const bought = lines.flatMap(({ line }) => line.bought).reduce((sum, { certifiable }) => sum + certifiable, 0);
        const wanted = certificateCase(buyer, [FIRST, LAST], lines);
        const { result } = await issue(certifier, wanted);
        issued.push(result);
        expect(result.wh).to.equal(bought).and.greaterThan(0);
        expect(result.plants.reduce((sum, share) => sum + share.wh, 0)).to.equal(bought);
        expect(result.plants.every(({ source }) => source === 'solar')).to.equal(true);
        expect(await codeFrom(issue(certifier, wanted))).to.equal('ALREADY_EXISTS');
        const again = certificateCase(buyer, [FIRST, LAST], lines.slice(-1));
        expect(await codeFrom(issue(certifier, again))).to.equal('CERTIFICATE_CLAIMED');
        const read = await district.community.evaluate('certificates:get', { number: result.number });
        expect(read).to.deep.equal(result);
    });

    it('accredits no plant without the signature of its owner’s registered key', async () => {
        const [seller, other] = district.homes as [Home, Home];
        const accredit = (signed: object) =>
            codeFrom(certifier.submit('plants:accredit', accreditation(seller, FIRST, signed)));
        expect(await accredit({ by: other.resident })).to.equal('KEY_NOT_IN_FORCE');
        expect(await accredit({ filingNumber: 'another' })).to.equal('UNDERTAKING_INVALID');
        expect(await accredit({ channel: 'another' })).to.equal('UNDERTAKING_INVALID');
        const forged = { kid: seller.resident.kid, signInput: other.resident.signInput };
        expect(await accredit({ by: { ...other.resident, ...forged } })).to.equal('SIGNATURE_INVALID');
        expect(await accredit({})).to.equal('ALREADY_EXISTS');
    });

    it('lets the certifier revoke a certificate, once', async () => {
        const neighbour = district.homes.findLast(({ plant }) => !plant) as Home;
        const evidence = await proofs(certifier, neighbour.participant, FIRST, LAST);
        const { result } = await issue(certifier, certificateCase(neighbour, [FIRST, LAST], evidence));
        const revocation = { number: result.number, reason: 'the reconciliation did not agree' };
        await certifier.submit('certificates:revoke', revocation);
        expect(await codeFrom(certifier.submit('certificates:revoke', revocation))).to.equal('CERTIFICATE_STATUS');
    });

    it('issues for many holders in one transaction, or for none of them', async () => {
        const at = slotAfter(FIRST, 4);
        await district.run(at);
        const holders = district.homes.filter(({ plant }) => !plant);
        const cases = await Promise.all(
            holders.map(async (home) =>
                certificateCase(home, [at, at], await proofs(certifier, home.participant, at, at)),
            ),
        );
        const together = batchOf(cases);
        const [first, ...others] = together.holders;
        const wrong = { transient: { evidence: canonical({ holders: [{ ...first, nonce: 'another' }, ...others] }) } };
        expect(await codeFrom(certifier.submit('certificates:issue', together.request, wrong))).to.equal(
            'CERTIFICATE_BENEFICIARY',
        );
        const { result } = await certifier.submit<IssueAnswer>('certificates:issue', together.request, together.call);
        expect(result.certificates).to.have.length(holders.length);
        for (const { number } of result.certificates) {
            issued.push(await certifier.evaluate<CertificateRecord>('certificates:get', { number }));
        }
        const balance = await plantsOf(at);
        expect(balance.reduce((sum, { retiredWh }) => sum + retiredWh, 0)).to.equal(
            result.certificates.reduce((sum, { wh: amount }) => sum + amount, 0),
        );
        expect(balance.every(({ holds, overWh }) => holds && overWh === 0)).to.equal(true);
        const plants = Array.from({ length: 900 }, (_, index) => ({ plant: `${'p'.repeat(50)}-${index}`, wh: 1 }));
        const wide = cases.flatMap((one) => one.request.certificates.map((order) => ({ ...order, plants })));
        const many = Array.from({ length: 8 }, (_, copy) =>
            wide.map((order, index) => ({
                ...order,
                number: `LG-WIDE-${copy}-${index}`,
                statusEntry: { list: 9, index: 10 * copy + index },
            })),
        ).flat();
        const large = { ...together.request, certificates: many };
        expect(await codeFrom(certifier.submit('certificates:issue', large, together.call))).to.equal(
            'ISSUE_TOO_LARGE',
        );
        const stolen = { ...together.request, certificates: [] };
        expect(await codeFrom(certifier.submit('certificates:issue', stolen, together.call))).to.equal(
            'REQUEST_INVALID',
        );
    });

    it('seals heads of the log that the certifier and another organisation signed, over certificates on the ledger', async () => {
        const { grid, community } = district;
        const [own, ours, theirs] = [headKey('certifier'), headKey('community'), headKey('grid')];
        const slot = slotAfter(FIRST, 1);
        const entries = issued.slice(0, 3);
        const [one, two, three] = entries as [CertificateRecord, CertificateRecord, CertificateRecord];
        const first = headOver([one, two], slot, null);
        expect(await codeFrom(propose(certifier, first, [one, two], own))).to.equal('LOG_KEY_UNKNOWN');
        for (const [client, { jwk }] of [
            [certifier, own],
            [community, ours],
            [grid, theirs],
        ] as const) {
            await client.submit('log:registerKey', { jwk, x5c: [] });
        }
        expect(await codeFrom(propose(grid, first, [one, two], theirs))).to.equal('CALLER_NOT_ALLOWED');
        const stranger = { ...one, number: `LG-${hex(randomBytes(16))}` };
        expect(await codeFrom(propose(certifier, headOver([stranger], slot, null), [stranger], own))).to.equal(
            'LOG_ENTRY_INVALID',
        );
        const late = headOver([one], slotAfter(FIRST, 5000), null);
        expect(await codeFrom(propose(certifier, late, [one], own))).to.equal('LOG_HEAD_ORDER');
        const { result } = await propose(certifier, first, [one, two], own);
        expect(result).to.include({ position: 1, size: 2, state: 'proposed' });
        expect((await propose(certifier, first, [one, two], own)).result).to.deep.equal(result);
        const other = headOver([two], slot, null);
        expect(await codeFrom(propose(certifier, other, [two], own))).to.equal('LOG_HEAD_OPEN');
        expect(await codeFrom(cosign(certifier, 1, first, own))).to.equal('CALLER_NOT_ALLOWED');
        expect(await codeFrom(cosign(community, 1, other, ours))).to.equal('LOG_HEAD_SIGNATURE');
        expect(await codeFrom(cosign(community, 1, first, theirs))).to.equal('LOG_KEY_UNKNOWN');
        expect((await cosign(community, 1, first, ours)).result).to.include({ state: 'sealed', size: 2 });
        expect((await cosign(grid, 1, first, theirs)).result).to.include({ state: 'sealed' });
        const second = headOver(entries, slot, first);
        expect(await codeFrom(propose(certifier, second, [two], own))).to.equal('LOG_ENTRY_INVALID');
        expect((await propose(certifier, second, [three], own)).result).to.include({ position: 2, size: 3 });
        const refusal = { position: 2, code: 'ROOT', root: null };
        expect((await grid.submit('log:refuse', refusal)).result).to.include({ state: 'refused' });
        expect((await cosign(community, 2, second, ours)).result).to.include({ state: 'sealed' });
        expect(await grid.evaluate('log:entry', { number: three.number })).to.deep.equal({
            v: 1,
            index: 2,
            position: 2,
        });
        const { state } = await grid.evaluate<{ state: LogState }>('log:state', {});
        expect(state).to.deep.include({ count: 2, open: null, sealed: { position: 2, head: second } });
        // What the certifier showed to somebody else convicts him for ever.
        const forked = headOver([two, one], slot, null);
        const { kid, signature } = signTreeHead(forked, own);
        const accusation = { position: 1, head: forked, kid, signature };
        expect((await community.submit('log:reportSplit', accusation)).result).to.include({ org: 'community' });
        const honest = { position: 1, head: first, kid, signature: signTreeHead(first, own).signature };
        expect(await codeFrom(community.submit('log:reportSplit', honest))).to.equal('LOG_SPLIT_NONE');
        await certifier.submit('log:revokeKey', { kid: own.kid, reason: 'lost', slot });
        const third = headOver([...entries, one], slot, second);
        expect(await codeFrom(propose(certifier, third, [one], own))).to.equal('LOG_KEY_UNKNOWN');
    });

    it('supersedes a certificate whose slot was corrected, by the corrected figures, and no other holder gets the rest', async () => {
        const at = slotAfter(FIRST, 5);
        await district.run(at);
        const evidence = await proofs(certifier, buyer.participant, at, at);
        const old = certificateCase(buyer, [at, at], evidence);
        const before = (await issue(certifier, old)).result;
        const seller = sellerOf(evidence);
        const honest = district.reading(seller, at);
        const less = { start: honest.export.start, end: wh(honest.export.start + 20) };
        const ocmf = seller.meter.signReading({ ...honest, export: less });
        await district.grid.submit(
            'settlement:correct',
            { slot: at, point: seller.id, decided: slotAfter(at, 400), basis: { kind: 'reading' } },
            { transient: { correction: canonical({ ocmf }), seed: hex(randomBytes(32)) } },
        );
        const corrections = await certifier.evaluate<{ corrections: Correction[] }>('settlement:getCorrections', {
            slot: at,
        });
        const now = evidence.map((proof) => ({ ...proof, line: standingLine(proof.line, corrections.corrections) }));
        const plants = statedOf(now);
        const change = { supersedes: before.number, formerNonce: old.nonce };
        // The old figures do not hold any more, and only her own certificate takes the place of the old one.
        expect(await codeFrom(issue(certifier, certificateCase(buyer, [at, at], evidence, change)))).to.equal(
            'CERTIFICATE_MISMATCH',
        );
        const stranger = certificateCase(buyer, [at, at], evidence, { ...change, plants, formerNonce: 'x' });
        expect(await codeFrom(issue(certifier, stranger))).to.equal('CERTIFICATE_SUPERSEDES');
        const after = (await issue(certifier, certificateCase(buyer, [at, at], evidence, { ...change, plants })))
            .result;
        expect(after.wh)
            .to.be.lessThan(before.wh)
            .and.equal(plants.reduce((sum, share) => sum + share.wh, 0));
        expect(after).to.include({ supersedes: before.number, series: before.number });
        const gone = await certifier.evaluate<CertificateRecord>('certificates:get', { number: before.number });
        expect(gone).to.include({ status: 'superseded', state: 'Withdrawn', supersededBy: after.number });
        expect(await codeFrom(issue(certifier, certificateCase(buyer, [at, at], evidence, { plants })))).to.equal(
            'CERTIFICATE_CLAIMED',
        );
    });

    it('reserves a plant’s slots from its own lines, locks them against issue, and shows the month to freeze elsewhere', async () => {
        const at = slotAfter(FIRST, 6);
        await district.run(at);
        const lines = await proofs(certifier, buyer.participant, at, at);
        const seller = sellerOf(lines);
        const plant = `pv-${seller.id}`;
        const day = Math.floor(at / 96);
        const own = (await proofs(certifier, seller.participant, at, at)).filter(
            ({ line }) => line.point === seller.id,
        );
        const call = { transient: { evidence: canonical({ lines: own }) } };
        const { result } = await certifier.submit<{ wh: number; state: string }>(
            'reservations:reserve',
            { plant, day, ...SCHEME },
            call,
        );
        const sold = own
            .flatMap(({ line }) => [...line.sold, ...line.ownGiven])
            .reduce((sum, trade) => sum + trade.certifiable, 0);
        expect(result).to.include({ wh: sold, state: 'Reserved' });
        const report = await district.grid.evaluate('reservations:month', { plant, month: '2026-03' });
        expect(report).to.include({ reservedWh: sold, reconciliation: null });
        await certifier.submit('reservations:lock', { plant, day });
        const asked = certificateCase(buyer, [at, at], lines);
        expect(await codeFrom(issue(certifier, asked))).to.equal('NOT_RESERVED');
        await certifier.submit('reservations:unlock', { plant, day });
        expect((await issue(certifier, certificateCase(buyer, [at, at], lines))).result.wh).to.be.greaterThan(0);
        const early = { plant, day, ...SCHEME };
        expect(await codeFrom(certifier.submit('reservations:expire', early))).to.equal('CERTIFICATE_MARK');
        const answer = {
            plant,
            month: '2026-03',
            system: 'GEC',
            frozenWh: sold,
            reference: 'R-1',
            digest: 'ee'.repeat(32),
        };
        expect(await codeFrom(certifier.submit('reservations:reconcile', answer))).to.equal('RECONCILIATION_INVALID');
    });

    it('revokes certificates of a plant whose accreditation is withdrawn for their slots, and lets them be issued again without it', async () => {
        const at = slotAfter(FIRST, 7);
        await district.run(at);
        const neighbour = district.homes.findLast(({ plant }) => !plant) as Home;
        const lines = await proofs(certifier, neighbour.participant, at, at);
        const asked = certificateCase(neighbour, [at, at], lines);
        const before = (await issue(certifier, asked)).result;
        const [share] = before.plants;
        const plant = share?.plant ?? '';
        const day = Math.floor(at / 96);
        await certifier.submit('plants:withdraw', {
            plant,
            from: at,
            until: slotAfter(at, 1),
            reason: 'not the filed panels',
        });
        const { result } = await certifier.submit('certificates:cascade', { plant, day });
        expect(result).to.deep.include({ revoked: [before.number], left: 0 });
        const gone = await certifier.evaluate<CertificateRecord>('certificates:get', { number: before.number });
        expect(gone).to.include({ status: 'revoked', state: 'Withdrawn' });
        expect(gone.revocation).to.deep.equal({ code: 'accreditation', reason: 'not the filed panels', reissue: true });
        expect((await certifier.submit('certificates:cascade', { plant, day })).result).to.deep.include({
            revoked: [],
            left: 0,
        });
        const rest = before.plants
            .filter((one) => one.plant !== plant)
            .map(({ plant: id, wh: amount }) => ({ plant: id, wh: amount }));
        const change = { supersedes: before.number, formerNonce: asked.nonce, plants: rest };
        const again = certificateCase(neighbour, [at, at], lines, change);
        if (rest.length === 0) {
            expect(await codeFrom(issue(certifier, again))).to.equal('CERTIFICATE_EMPTY');
        } else {
            expect((await issue(certifier, again)).result.plants.map((one) => one.plant)).to.deep.equal(
                rest.map((one) => one.plant),
            );
        }
    });

    it('issues nothing by itself: automatic issue is refused until the certifier switches it on', async () => {
        const at = slotAfter(FIRST, 8);
        await district.run(at);
        const lines = await proofs(certifier, buyer.participant, at, at);
        const automatic = () => {
            const { request, call, nonce } = certificateCase(buyer, [at, at], lines);
            return { request: { ...request, approval: 'automatic' }, call, nonce };
        };
        expect(await codeFrom(issue(certifier, automatic()))).to.equal('NOT_AUTOMATIC');
        await certifier.submit('schemes:setAutomatic', { ...SCHEME, automatic: true });
        expect((await issue(certifier, automatic())).result.approval).to.equal('automatic');
        expect(await codeFrom(district.grid.submit('schemes:setAutomatic', { ...SCHEME, automatic: false }))).to.equal(
            'CALLER_NOT_ALLOWED',
        );
    });

    it('records what storage took from certified energy and gave back, never more', async () => {
        const at = slotAfter(FIRST, 9);
        await district.run(at);
        const lines = await proofs(certifier, buyer.participant, at, at);
        const { number, wh: retired } = (await issue(certifier, certificateCase(buyer, [at, at], lines))).result;
        const device = { device: 'battery', point: buyer.id, efficiencyPermille: 900, windowSlots: 1000 };
        await certifier.submit('storage:register', device);
        const charge = (amount: number) =>
            certifier.submit(
                'storage:charge',
                { device: 'battery', certificate: number, wh: amount },
                { transient: { evidence: canonical({ line: lines[0] }) } },
            );
        expect(await codeFrom(charge(retired + 1))).to.equal('STORAGE_REFUSED');
        await charge(10);
        const out = { device: 'battery', slot: slotAfter(at, 1), wh: 9 };
        await certifier.submit('storage:discharge', out);
        expect(
            await codeFrom(certifier.submit('storage:discharge', { ...out, slot: slotAfter(at, 2), wh: 1 })),
        ).to.equal('STORAGE_REFUSED');
        const { records } = await certifier.evaluate<{ records: { kind: string }[] }>('storage:get', {
            device: 'battery',
        });
        expect(records.map(({ kind }) => kind)).to.have.members(['charge', 'discharge']);
    });

    it('certifies nothing of a slot from which a plant is suspended, and nothing that is not final', async () => {
        const from = slotAfter(FIRST, 10);
        await certifier.submit('plants:suspend', { plant: 'pv-mp-0000', from, reason: 'inspection' });
        await district.run(from);
        const suspended = await proofs(certifier, buyer.participant, from, from);
        expect(await codeFrom(issue(certifier, certificateCase(buyer, [from, from], suspended)))).to.equal(
            'PLANT_NOT_ACCREDITED',
        );
        const open = slotAfter(from, 1);
        await district.gate(slotAfter(open, 1));
        await district.submitReadings(open, district.homes.slice(0, -1));
        await district.close(open);
        expect((await district.settle(open)).result.final).to.equal(false);
        const provisional = await proofs(certifier, buyer.participant, open, open);
        expect(await codeFrom(issue(certifier, certificateCase(buyer, [open, open], provisional)))).to.equal(
            'CERTIFICATE_NOT_FINAL',
        );
    });

    it('is computed again by an audit: issue, superseding, reservation, cascade and charge', async () => {
        const { difference, unchecked, recomputed } = await audited(network);
        expect(difference).to.equal(null);
        expect(unchecked).to.deep.equal([]);
        expect(recomputed).to.include.keys(
            'certificate certificates:issue',
            'certificate certificates:cascade',
            'certificate reservations:reserve',
            'certificate storage:charge',
            'certificate storage:discharge',
        );
    });

    it('cannot be redefined by grid and community without the certifier', async () => {
        expect(await takeOver(network, 'certificate', ['grid', 'community'])).to.equal('ENDORSEMENT_POLICY_FAILURE');
    });

    it('could be redefined by two if a majority were enough: it is the policy ALL that protects it', async () => {
        const policies = { lifecycleEndorsement: 'MAJORITY' };
        const weak = await EnergyNetwork.start({ ...energyTopology, policies });
        try {
            expect(await takeOver(weak, 'certificate', ['grid', 'community'])).to.equal('COMMITTED');
        } finally {
            await weak.stop();
        }
    });
});
