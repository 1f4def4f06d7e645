import { expect } from 'chai';
import { parseLineProof, proveLines } from '../lines/proof.js';
import { slotPlus } from '../slot.js';
import {
    BOOK,
    corrected,
    ISSUED,
    proofsOf,
    Register,
    SEED,
    scheme,
    settled,
    stated,
    statedOf,
    USUAL,
} from '../testing/certification.js';
import { hash, hmac } from '../testing/crypto.js';
import { SLOT } from '../testing/district.js';
import { accreditedAt, suspendPlant, withdrawAccreditation } from './accreditation.js';
import { claimedBy, claimName } from './claims.js';
import { claimsNeeded, issueCertificates, plantsNeeded, slotsNeeded } from './issue.js';
import { evidenceToSend, parseEvidence, parseIssue } from './request.js';

const slots = [0, 1, 2].map((offset) => settled(offset));
const ben = proofsOf({ participant: 'ben' }, slots);
const ALL = stated({ sun1: 900, wind1: 600 });

describe('issuing a certificate', () => {
    it('retires what the beneficiary’s lines prove, by plant and source, and claims its slots for her', () => {
        const register = new Register(slots);
        const { certificates, claims, allocations } = issueCertificates(register.input('ben', ben, { stated: ALL }));
        expect(certificates[0]).to.deep.include({
            number: 'LG-1',
            status: 'valid',
            state: 'Claimed',
            slots: 3,
            wh: 1500,
            plants: [
                { plant: 'sun1', source: 'solar', wh: 900, accreditation: 'A-sun1' },
                { plant: 'wind1', source: 'wind', wh: 600, accreditation: 'A-wind1' },
            ],
            sources: [
                { source: 'solar', wh: 900 },
                { source: 'wind', wh: 600 },
            ],
            instrument: { system: 'GEC', state: 'pending', months: ['2026-03'] },
            issuedAt: ISSUED,
            expiry: slotPlus(SLOT, 2000),
            series: 'LG-1',
        });
        for (const point of ['b1', 'b2']) {
            const claim = claims.find((one) => one.point === point);
            const holders = [0, 1, 2, 3].map((more) => claimedBy(claim, slotPlus(SLOT, more))?.number);
            expect(holders).to.deep.equal(['LG-1', 'LG-1', 'LG-1', undefined]);
        }
        expect(
            allocations.map(({ plant, items }) => [plant, items.map(({ number, wh }) => [number, wh])]),
        ).to.deep.equal([
            ['sun1', [['LG-1', 900]]],
            ['wind1', [['LG-1', 600]]],
        ]);
    });

    it('names what its transaction reads: points and days, plants, slots, each once', () => {
        const evidence = [{ participant: 'ben', nonce: 'n', formerNonce: null, lines: ben }];
        expect(claimsNeeded(evidence).map(({ point }) => point)).to.deep.equal(['b1', 'b2']);
        expect(plantsNeeded(evidence)).to.deep.equal(['sun1', 'wind1']);
        expect(slotsNeeded(evidence)).to.deep.equal([SLOT, slotPlus(SLOT, 1), slotPlus(SLOT, 2)]);
    });

    it('says nothing in the record of who it is for, nor when she used how much', () => {
        const certificate = new Register(slots).issue('ben', ben, { stated: ALL });
        expect(JSON.stringify(certificate)).not.to.match(/"(ben|b1|b2|nonce of LG-1)"/);
    });

    it('does not certify a slot of a metering point twice, neither later nor inside one certificate', () => {
        const register = new Register(slots);
        register.issue('ben', ben, { stated: ALL });
        expect(() => register.issue('ben', ben, { stated: ALL })).to.throw(/^CERTIFICATE_CLAIMED: /);
        expect(() => register.issue('ben', ben.slice(-1), { stated: stated({ sun1: 60, wind1: 40 }) })).to.throw(
            /^CERTIFICATE_CLAIMED: /,
        );
        const twice = [...ben, ...ben.slice(0, 1)];
        expect(() => new Register(slots).issue('ben', twice, { stated: ALL })).to.throw(/^CERTIFICATE_CLAIMED: /);
    });

    it('does not let a second consumer attach to energy that is claimed already (double attach)', () => {
        const shared = [settled(0, { ...USUAL, b1: [200, 0], b2: [100, 0], c1: [200, 0] })];
        const register = new Register(shared);
        const his = proofsOf({ participant: 'ben' }, shared);
        const first = register.issue('ben', his, { stated: statedOf(his) });
        const cora = proofsOf({ participant: 'cora' }, shared);
        expect(() => register.issue('cora', proofsOf({ participant: 'ben' }, shared), { stated: ALL })).to.throw(
            /^CERTIFICATE_BENEFICIARY: /,
        );
        const second = register.issue('cora', cora, { stated: statedOf(cora) });
        expect(first.wh + second.wh).to.equal(500);
        expect(() => register.issue('cora', cora, { stated: statedOf(cora) })).to.throw(/^CERTIFICATE_CLAIMED: /);
    });

    it('settled, certified, settled again: nothing can be certified for another buyer', () => {
        const register = new Register([settled(0)]);
        register.issue('ben', proofsOf({ participant: 'ben' }, [settled(0)]), {
            stated: stated({ sun1: 300, wind1: 200 }),
        });
        // Someone with power over the energy ledger settles the final slot again and gives everything to Cora.
        const again = settled(0, { ...USUAL, b1: [0, 0], b2: [0, 0], c1: [500, 0] });
        const cora = proofsOf({ participant: 'cora' }, [again]);
        // Her new line does not belong to the record that is on the ledger …
        expect(() => register.issue('cora', cora, { stated: stated({ sun1: 300, wind1: 200 }) })).to.throw(
            /^PROOF_INVALID: /,
        );
        // … and the energy contract never writes another one: a final slot is not settled again (SLOT_FINAL), corrections only shorten.
        register.correct(corrected(settled(0), 'c1', [500, 0]));
        const hers = proofsOf({ participant: 'cora' }, [settled(0)]);
        expect(() => register.issue('cora', hers)).to.throw(/^CERTIFICATE_EMPTY: /);
    });

    it('refuses lines that do not belong to the ledger: altered, of another revision, of an unknown slot', () => {
        const [first] = ben;
        if (first === undefined) {
            expect.fail();
        }
        const register = new Register(slots);
        const bought = first.line.bought.map((trade) => ({ ...trade, certifiable: trade.wh + 1 }) as typeof trade);
        const altered = [{ ...first, line: { ...first.line, bought } }];
        expect(() => register.issue('ben', altered)).to.throw(/^PROOF_INVALID: /);
        const revised = new Register(slots.map((one) => ({ ...one, record: { ...one.record, revision: 2 } })));
        expect(() => revised.issue('ben', ben)).to.throw(/^PROOF_INVALID: /);
        expect(() => new Register([]).issue('ben', ben)).to.throw(/^PROOF_INVALID: /);
    });

    it('certifies only final settlement', () => {
        const { b2: _, ...missing } = USUAL;
        const provisional = settled(0, missing);
        const lines = proofsOf({ participant: 'ben' }, [provisional]);
        expect(() => new Register([provisional]).issue('ben', lines)).to.throw(/^CERTIFICATE_NOT_FINAL: /);
        const over = settled(0, missing, true);
        const late = proofsOf({ participant: 'ben' }, [over]);
        const certificate = new Register([over]).issue('ben', late, { stated: stated({ sun1: 240, wind1: 160 }) });
        expect(certificate.wh).to.equal(400);
    });

    it('certifies nothing where nothing was used: zero consumption is not 100 %', () => {
        const none = [settled(0, { ...USUAL, b1: [0, 0], b2: [0, 0] })];
        const lines = proofsOf({ participant: 'ben' }, none);
        expect(() => new Register(none).issue('ben', lines)).to.throw(/^CERTIFICATE_EMPTY: /);
    });

    it('refuses lines of others, other commitments, and slots outside the period', () => {
        const register = new Register(slots);
        expect(() => register.issue('ben', proofsOf({ participant: 'anna' }, slots))).to.throw(
            /^CERTIFICATE_BENEFICIARY: /,
        );
        const input = register.input('ben', ben, { stated: ALL });
        const evidence = input.evidence.map((one) => ({ ...one, nonce: 'another' }));
        expect(() => issueCertificates({ ...input, evidence })).to.throw(/^CERTIFICATE_BENEFICIARY: /);
        const period = { from: SLOT, to: slotPlus(SLOT, 2) };
        expect(() => register.issue('ben', ben, { stated: ALL, period })).to.throw(/^CERTIFICATE_PERIOD: /);
    });

    it('refuses what the document states beyond, or short of, what the evidence comes to', () => {
        const register = new Register(slots);
        for (const plants of [
            { sun1: 901, wind1: 600 },
            { sun1: 899, wind1: 600 },
            { sun1: 900 },
            { wind1: 600, sun1: 900 },
        ]) {
            expect(() => register.issue('ben', ben, { stated: stated(plants) })).to.throw(/^CERTIFICATE_MISMATCH: /);
        }
    });

    it('certifies the same Wh whether it comes in one certificate or split by slot, at every split of the day', () => {
        const whole = new Register(slots).issue('ben', ben, { stated: ALL });
        for (const at of [1, 2]) {
            const register = new Register(slots);
            const early = ben.filter(({ line }) => line.slot < SLOT + at);
            const rest = ben.filter(({ line }) => line.slot >= SLOT + at);
            const [a, b] = [
                register.issue('ben', early, { stated: stated({ sun1: 300 * at, wind1: 200 * at }) }),
                register.issue('ben', rest, { stated: stated({ sun1: 300 * (3 - at), wind1: 200 * (3 - at) }) }),
            ];
            expect(a.wh + b.wh, `split after ${at}`).to.equal(whole.wh);
            expect(a.slots + b.slots).to.equal(whole.slots);
        }
    });
});

describe('whose energy is certified', () => {
    it('is that of plants accredited at the slot; the rest of a line is left out, and refused only where it is stated', () => {
        const register = new Register(slots);
        const wind = register.accreditations.get('wind1') ?? expect.fail();
        register.accreditations.set('wind1', suspendPlant(wind, slotPlus(SLOT, 2), 'audit'));
        expect(() => register.issue('ben', ben, { stated: ALL })).to.throw(
            'PLANT_NOT_ACCREDITED: the plant wind1 is not accredited at 2026-03-01T10:45Z',
        );
        const certificate = register.issue('ben', ben, { stated: stated({ sun1: 900, wind1: 400 }) });
        expect(certificate).to.include({ wh: 1300, slots: 3 });
        expect(() => new Register(slots, []).issue('ben', ben, { stated: ALL })).to.throw(/^PLANT_NOT_ACCREDITED: /);
        expect(() => new Register(slots, []).issue('ben', ben)).to.throw(/^CERTIFICATE_EMPTY: /);
    });

    it('is not that of a plant accredited for another source or scheme', () => {
        for (const change of [{ source: 'hydro' }, { scheme: 'another' }] as const) {
            const register = new Register(slots);
            const sun = register.accreditations.get('sun1') ?? expect.fail();
            register.accreditations.set('sun1', { ...sun, ...change });
            expect(() => register.issue('ben', ben, { stated: ALL })).to.throw(/^PLANT_NOT_ACCREDITED: the plant sun1/);
        }
    });

    it('is delivered in one zone, or between zones whose transfer the scheme names', () => {
        const far = [settled(0, { ...USUAL, roof: [0, 0], mill: [0, 0], barn: [0, 300], b2: [0, 0] })];
        const lines = proofsOf({ participant: 'ben' }, far);
        const allowed = new Register(far);
        expect(allowed.issue('ben', lines, { stated: stated({ sun2: 300 }) }).wh).to.equal(300);
        for (const transfers of [[], [['east', 'west']]]) {
            const register = new Register(far);
            register.scheme = scheme({ transfers });
            expect(() => register.issue('ben', lines, { stated: stated({ sun2: 300 }) })).to.throw(
                'NOT_DELIVERABLE: energy of zone west cannot be delivered to zone east under the scheme at 2026-03-01T10:15Z',
            );
        }
    });

    it('rests on signed readings: what the grid company decided in a correction is not certified', () => {
        const decision = { kind: 'decision', reason: 'meterFaulty', reference: 'F-1' } as const;
        for (const [point, energy] of [
            ['roof', [0, 200]],
            ['b1', [300, 0]],
        ] as const) {
            const register = new Register(slots);
            register.correct(corrected(settled(0), point, energy, { basis: decision }));
            expect(() => register.issue('ben', ben, { stated: ALL })).to.throw(
                `READING_QUALITY: the energy of ${point} at 2026-03-01T10:15Z does not rest on signed readings`,
            );
        }
    });

    it('never is what was sold to the grid', () => {
        const surplus = [settled(0, { ...USUAL, roof: [0, 900], b2: [0, 0] })];
        const lines = proofsOf({ participant: 'ben' }, surplus);
        const anna = proofsOf({ participant: 'anna' }, surplus);
        const register = new Register(surplus);
        expect(() => register.issue('anna', anna)).to.throw(/^CERTIFICATE_EMPTY: /);
        const bought = lines.flatMap(({ line }) => line.bought).reduce((sum, { wh }) => sum + wh, 0);
        expect(bought).to.equal(400);
        const byPlant = lines.flatMap(({ line }) => line.bought);
        const certificate = register.issue('ben', lines, {
            stated: byPlant.map(({ plant, wh }) => ({ plant, wh })).sort((a, b) => (a.plant < b.plant ? -1 : 1)),
        });
        expect(certificate.wh).to.equal(400);
    });
});

describe('time of a certificate', () => {
    it('is a slot that is gated', () => {
        const register = new Register(slots);
        register.gatedThrough = slotPlus(ISSUED, -1);
        expect(() => register.issue('ben', ben, { stated: ALL })).to.throw(/^CERTIFICATE_MARK: /);
        register.gatedThrough = ISSUED;
        expect(register.issue('ben', ben, { stated: ALL }).issuedAt).to.equal(ISSUED);
    });

    it('is not before the end of what is certified', () => {
        const register = new Register(slots);
        const period = { from: SLOT, to: slotPlus(SLOT, 3) };
        const early = { stated: ALL, period, issuedAt: slotPlus(SLOT, 1) };
        expect(() => register.issue('ben', ben, early)).to.throw(/^CERTIFICATE_PERIOD: /);
        expect(register.issue('ben', ben, { ...early, issuedAt: slotPlus(SLOT, 2) }).wh).to.equal(1500);
    });

    it('ends when the expiry is gated, whatever the client says the time is', () => {
        const register = new Register(slots);
        register.gatedThrough = slotPlus(SLOT, 2000);
        expect(() => register.issue('ben', ben, { stated: ALL, issuedAt: SLOT })).to.throw(
            /^CERTIFICATE_EXPIRED: the energy of 2026-03-01T10:15Z could be certified until /,
        );
        register.gatedThrough = slotPlus(SLOT, 1999);
        expect(register.issue('ben', ben, { stated: ALL }).wh).to.equal(1500);
    });

    it('is the calendar year at most where the scheme says so', () => {
        const register = new Register(slots);
        register.scheme = scheme({ validity: { slots: 100_000, sameYear: true, utcOffsetMinutes: 480 } });
        const certificate = register.issue('ben', ben, { stated: ALL });
        // 2027-01-01T00:00+08:00
        expect(certificate.expiry).to.equal(Date.UTC(2026, 11, 31, 16) / 900_000);
    });

    it('is decided by a person unless the certifier switched the scheme version to automatic', () => {
        const register = new Register(slots);
        expect(() => register.issue('ben', ben, { stated: ALL, approval: 'automatic' })).to.throw(
            'NOT_AUTOMATIC: automatic issue is not switched on for version 1 of the scheme linguang',
        );
        register.scheme = { ...scheme(), automatic: true };
        expect(register.issue('ben', ben, { stated: ALL, approval: 'automatic' }).approval).to.equal('automatic');
    });
});

describe('certificates after corrections', () => {
    it('come from the corrected figures where the correction came first', () => {
        const register = new Register(slots);
        register.correct(corrected(settled(0), 'roof', [0, 100]));
        const certificate = register.issue('ben', ben, { stated: stated({ sun1: 700, wind1: 600 }) });
        expect(certificate.wh).to.equal(1300);
        expect(() => new Register(slots).issue('ben', ben, { stated: stated({ sun1: 700, wind1: 600 }) })).to.throw(
            /^CERTIFICATE_MISMATCH: /,
        );
    });

    it('are superseded where it came later, by one linked to the old for the same slots and beneficiary', () => {
        const register = new Register(slots);
        const old = register.issue('ben', ben, { stated: ALL });
        register.correct(corrected(settled(0), 'roof', [0, 100]));
        const now = stated({ sun1: 700, wind1: 600 });
        const fresh = register.issue('ben', ben, { stated: now, supersedes: old.number });
        expect(fresh).to.deep.include({ wh: 1300, supersedes: old.number, series: old.number, status: 'valid' });
        expect(register.certificates.get(old.number)).to.deep.include({
            status: 'superseded',
            state: 'Withdrawn',
            supersededBy: fresh.number,
        });
        expect(() => register.issue('ben', ben, { stated: now, supersedes: old.number })).to.throw(
            `CERTIFICATE_SUPERSEDES: the certificate ${old.number} cannot be superseded: it is superseded already`,
        );
        const third = register.issue('ben', ben, { stated: now, supersedes: fresh.number });
        expect(third.series).to.equal(old.number);
        expect(() => register.issue('ben', ben, { stated: now })).to.throw(/^CERTIFICATE_CLAIMED: /);
    });

    it('take over slots only from their own chain: not for another period, beneficiary, or unknown number', () => {
        const register = new Register(slots);
        const old = register.issue('ben', ben, { stated: ALL });
        const period = { from: SLOT, to: slotPlus(SLOT, 49) };
        expect(() => register.issue('ben', ben, { stated: ALL, supersedes: old.number, period })).to.throw(
            'another period',
        );
        expect(() => register.issue('ben', ben, { stated: ALL, supersedes: 'LG-x' })).to.throw('it does not exist');
        const cora = proofsOf({ participant: 'cora' }, slots);
        expect(() => register.issue('cora', cora, { supersedes: old.number })).to.throw('another beneficiary');
        const claim = register.claims.get(claimName({ point: 'b1', day: Math.floor(SLOT / 96) }));
        expect(claimedBy(claim, SLOT)?.number).to.equal(old.number);
    });

    it('lose energy of a period for which an accreditation was withdrawn', () => {
        const register = new Register(slots);
        const wind = register.accreditations.get('wind1') ?? expect.fail();
        const withdrawn = withdrawAccreditation(wind, SLOT, slotPlus(SLOT, 2), 'not the filed turbine');
        expect([-1, 0, 1, 2].map((more) => accreditedAt(withdrawn, slotPlus(SLOT, more)))).to.deep.equal([
            true,
            false,
            false,
            true,
        ]);
        register.accreditations.set('wind1', withdrawn);
        expect(register.issue('ben', ben, { stated: stated({ sun1: 900, wind1: 200 }) }).wh).to.equal(1100);
    });
});

describe('many certificates in one transaction', () => {
    const both = [0, 1].map((offset) => settled(offset, { ...USUAL, b1: [200, 0], b2: [100, 0], c1: [200, 0] }));
    const each = (register: Register) => {
        const inputs = ['ben', 'cora'].map((participant) => {
            const lines = proofsOf({ participant }, both);
            return register.input(participant, lines, { stated: statedOf(lines) });
        });
        const [first] = inputs;
        if (first === undefined) {
            expect.fail();
        }
        return {
            ...first,
            request: { ...first.request, certificates: inputs.flatMap(({ request }) => request.certificates) },
            evidence: inputs.flatMap(({ evidence }) => evidence),
        };
    };

    it('are what single ones would be, and take of each plant together what it gave', () => {
        const issue = issueCertificates(each(new Register(both)));
        expect(issue.certificates.map(({ wh }) => wh)).to.deep.equal([600, 400]);
        const gave = issue.allocations.map(({ plant, items }) => [plant, items.reduce((sum, { wh }) => sum + wh, 0)]);
        expect(gave).to.deep.equal([
            ['sun1', 600],
            ['wind1', 400],
        ]);
    });

    it('are proved slot by slot with one proof for all their lines, and not where any line, place or node is another', () => {
        const register = new Register(both);
        const input = each(register);
        const sent = JSON.parse(JSON.stringify(evidenceToSend(input.evidence)));
        const issueOn = (evidence: unknown) => {
            const { holders, shared } = parseEvidence(evidence);
            return issueCertificates({ ...input, evidence: holders, shared });
        };
        expect(issueOn(sent)).to.deep.equal(issueCertificates(input));
        const change = (edit: (copy: typeof sent) => void) => {
            const copy = structuredClone(sent);
            edit(copy);
            return () => issueOn(copy);
        };
        const forged: ((copy: typeof sent) => void)[] = [
            (copy) => copy.holders[0].lines[0].line.imported++,
            (copy) => copy.holders[0].lines[0].index++,
            (copy) => copy.holders[0].lines[0].line.revision++,
            (copy) => copy.shared[0].size++,
            (copy) => copy.shared[0].nodes.push('00'.repeat(32)),
            (copy) => copy.shared[0].nodes.pop(),
        ];
        for (const edit of forged) {
            expect(change(edit), String(edit)).to.throw(/^PROOF_INVALID: /);
        }
        expect(change((copy) => copy.shared.shift())).to.throw(/^REQUEST_INVALID: /);
        expect(change((copy) => copy.shared.push(copy.shared[0]))).to.throw(/^REQUEST_INVALID: evidence.shared/);
    });

    it('fail as a whole where one of them fails, and where evidence is one short or one past the end', () => {
        const input = each(new Register(both));
        const [ofBen, ofCora] = input.evidence;
        if (ofBen === undefined || ofCora === undefined) {
            expect.fail();
        }
        expect(() => issueCertificates({ ...input, evidence: [ofBen] })).to.throw(/^REQUEST_INVALID: evidence.holders/);
        expect(() => issueCertificates({ ...input, evidence: [ofBen, ofCora, ofCora] })).to.throw(/^REQUEST_INVALID: /);
        expect(() => issueCertificates({ ...input, evidence: [ofCora, ofBen] })).to.throw(/^CERTIFICATE_BENEFICIARY: /);
        const same = { ...input, evidence: [ofBen, { ...ofCora, lines: ofBen.lines }] };
        expect(() => issueCertificates(same)).to.throw(/^CERTIFICATE_BENEFICIARY: /);
    });
});

describe('what the certifier asks for', () => {
    const register = new Register(slots);
    const { request, evidence } = register.input('ben', ben, { stated: ALL });
    const change = (changes: object) => ({ ...request, ...changes });
    const withOne = (changes: object) => change({ certificates: [{ ...request.certificates[0], ...changes }] });

    it('is read strictly', () => {
        const json = JSON.parse(JSON.stringify({ request, evidence: { holders: evidence } }));
        expect(parseIssue(json.request)).to.deep.equal(request);
        expect(parseEvidence(json.evidence).holders).to.deep.equal(evidence);
        for (const to of [SLOT, slotPlus(SLOT, 101)]) {
            expect(() => parseIssue(change({ period: { from: SLOT, to } }))).to.throw(/^CERTIFICATE_PERIOD: /);
        }
        expect(() => parseIssue(withOne({ digest: 'x' }))).to.throw(
            /^REQUEST_INVALID: request.certificates\[0\].digest/,
        );
        expect(() => parseIssue(withOne({ more: 1 }))).to.throw(/^REQUEST_INVALID: request.certificates\[0\].more/);
        expect(() => parseIssue(withOne({ statusEntry: { list: 0, index: 131_072 } }))).to.throw(/index/);
        expect(() => parseIssue(change({ certificates: [] }))).to.throw(/^REQUEST_INVALID: request.certificates/);
        expect(() => parseIssue(change({ approval: 'nobody' }))).to.throw(/^REQUEST_INVALID: request.approval/);
        expect(() => parseEvidence({ holders: [{ ...evidence[0], more: 1 }] })).to.throw(/holders\[0\].more/);
        const [proof] = ben;
        expect(() => parseLineProof({ ...proof, salt: 'x' })).to.throw(/^REQUEST_INVALID: proof.salt/);
        expect(() => parseLineProof({ ...proof, path: [1] })).to.throw(/^REQUEST_INVALID: proof.path/);
        expect(() => parseLineProof({ ...proof, line: null })).to.throw(/^REQUEST_INVALID: proof.line/);
    });

    it('names each number, status entry and predecessor once', () => {
        const [one] = request.certificates;
        const other = { ...one, number: 'LG-9', statusEntry: { list: 0, index: 9 } };
        expect(parseIssue(change({ certificates: [one, other] })).certificates).to.have.length(2);
        for (const repeated of [
            { ...other, number: one?.number },
            { ...other, statusEntry: one?.statusEntry },
        ]) {
            expect(() => parseIssue(change({ certificates: [one, repeated] }))).to.throw(/each with its own number/);
        }
        const heirs = [one, other].map((order) => ({ ...order, supersedes: 'LG-0' }));
        expect(() => parseIssue(change({ certificates: heirs }))).to.throw(/each with its own number/);
    });

    it('is proved only with lines that exist', () => {
        expect(() => proveLines([], [0], { seed: SEED, hash, hmac })).to.throw(RangeError);
        expect(BOOK.points).to.have.length(6);
    });
});
