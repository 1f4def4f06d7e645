import { expect } from 'chai';
import fc from 'fast-check';
import { type LineProof, parseLineProof, proveLines } from '../lines/proof.js';
import type { SlotRecord } from '../settlement/record.js';
import { type Settlement, settleSlot } from '../settlement/settle.js';
import { type Slot, slot, slotPlus } from '../slot.js';
import { hash, hmac } from '../testing/crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { watt } from '../units.js';
import {
    beneficiaryCommitment,
    type CertificateEvidence,
    parseCertificateRequest,
    parseEvidence,
    revokeCertificate,
    slotsOfEvidence,
} from './certificate.js';
import { claim, claimName, isClaimed, NO_CLAIMS, release } from './claims.js';
import { certifiableWh, claimsNeeded, issueCertificate, plantsNeeded } from './issue.js';
import { type Accreditation, accreditedAt, parseAccreditation, suspendPlant } from './plant.js';

const seed = new Uint8Array(32).fill(3);
const plantOf = (id: string, source: 'solar' | 'wind') =>
    ({ id, source, capacityW: watt(90_000), register: 'export' }) as const;
const book = testBook([
    standing(testPoint('roof', 'anna', { plant: plantOf('sun1', 'solar') }), { minPrice: 4530 }),
    standing(testPoint('mill', 'carl', { plant: plantOf('wind1', 'wind') }), { minPrice: 4530 }),
    standing(testPoint('b1', 'ben'), { choice: { energy: 'clean' } }),
    standing(testPoint('b2', 'ben'), { choice: { energy: 'clean' } }),
]);

/** Slot `offset`: 300 Wh of sun and 200 Wh of wind, all to Ben's two points. */
function settled(offset: number, windowOver = false, only?: 'b1'): Settlement {
    const at = slotPlus(SLOT, offset);
    const send = (point: string, imported: number, exported: number) => ({
        point,
        ocmf: METER.signReading(reading(point, [0, imported], [0, exported], { slot: at })),
    });
    const readings = [send('roof', 0, 300), send('mill', 0, 200), send('b1', 400, 0)];
    const all = only === 'b1' ? readings : [...readings, send('b2', 100, 0)];
    return settleSlot({
        slot: at,
        book,
        readings: all,
        registers: new Map(),
        previous: null,
        windowOver,
        seed,
        hash,
        hmac,
    });
}

const slots = [0, 1, 2].map((offset) => settled(offset));
const records = new Map<Slot, SlotRecord>(slots.map(({ record }) => [record.slot, record]));
const proofsOf = (participant: string, from: readonly Settlement[] = slots): LineProof[] =>
    from.flatMap(({ lines }) => {
        const indexes = lines.flatMap((line, index) => (line.participant === participant ? [index] : []));
        return proveLines(lines, indexes, { seed, hash, hmac });
    });
const accreditation = (plant: string): Accreditation =>
    parseAccreditation({
        plant,
        source: plant === 'sun1' ? 'solar' : 'wind',
        capacityW: 90_000,
        point: 'p',
        register: 'export',
        filingNumber: 'SZ-1',
        from: slotPlus(SLOT, -10),
    });
const accreditations = new Map(['sun1', 'wind1'].map((plant) => [plant, accreditation(plant)]));
const evidence: CertificateEvidence = { participant: 'ben', nonce: 'n1', lines: proofsOf('ben') };
const request = {
    number: 'LG-1',
    beneficiary: beneficiaryCommitment('ben', 'n1', hash),
    period: { from: SLOT, to: slotPlus(SLOT, 3) },
    digest: 'ab'.repeat(32),
};
const given = { request, evidence, records, accreditations, claims: new Map<string, string>(), hash };

describe('issuing a certificate', () => {
    it('retires what the beneficiary’s lines prove, by plant, and claims its slots', () => {
        const { certificate, claims } = issueCertificate(given);
        expect(certificate).to.deep.include({
            number: 'LG-1',
            status: 'retired',
            slots: 3,
            wh: 1500,
            plants: [
                { plant: 'sun1', source: 'solar', wh: 900 },
                { plant: 'wind1', source: 'wind', wh: 600 },
            ],
        });
        expect(
            claims.map(({ point, map }) => [point, [0, 1, 2, 3].map((more) => isClaimed(map, slotPlus(SLOT, more)))]),
        ).to.deep.equal([
            ['b1', [true, true, true, false]],
            ['b2', [true, true, true, false]],
        ]);
        expect(claimsNeeded(evidence).map(({ point }) => point)).to.deep.equal(['b1', 'b2']);
        expect(plantsNeeded(evidence)).to.deep.equal(['sun1', 'wind1']);
        expect(slotsOfEvidence(evidence)).to.deep.equal([SLOT, slotPlus(SLOT, 1), slotPlus(SLOT, 2)]);
        expect(certifiableWh(evidence.lines, accreditations)).to.equal(1500);
        expect(certifiableWh(evidence.lines, new Map())).to.equal(0);
    });

    it('says nothing of who or when in the record beyond the commitment and the period', () => {
        expect(JSON.stringify(issueCertificate(given).certificate)).not.to.match(/"(ben|b1|b2|n1)"/);
    });

    it('does not certify a slot of a metering point twice, neither later nor inside one certificate', () => {
        const { claims } = issueCertificate(given);
        const taken = new Map(claims.map((one) => [claimName(one), one.map]));
        expect(() => issueCertificate({ ...given, claims: taken })).to.throw(/^CERTIFICATE_CLAIMED: /);
        const twice = { ...evidence, lines: [...evidence.lines, ...evidence.lines.slice(0, 1)] };
        expect(() => issueCertificate({ ...given, evidence: twice })).to.throw(/^CERTIFICATE_CLAIMED: /);
    });

    it('refuses lines that do not belong to the ledger: altered, of another revision, of an unknown slot', () => {
        const [first] = evidence.lines;
        if (first === undefined) {
            expect.fail();
        }
        const bought = first.line.bought.map((trade) => ({ ...trade, certifiable: trade.wh + 1 }) as typeof trade);
        const altered = { ...evidence, lines: [{ ...first, line: { ...first.line, bought } }] };
        expect(() => issueCertificate({ ...given, evidence: altered })).to.throw(/^PROOF_INVALID: /);
        const revised = new Map([...records].map(([key, record]) => [key, { ...record, revision: 2 }]));
        expect(() => issueCertificate({ ...given, records: revised })).to.throw(/^PROOF_INVALID: /);
        expect(() => issueCertificate({ ...given, records: new Map() })).to.throw(/^PROOF_INVALID: /);
    });

    it('certifies only final settlement', () => {
        const provisional = settled(0, false, 'b1');
        const only = { ...evidence, lines: proofsOf('ben', [provisional]) };
        const known = new Map([[SLOT, provisional.record]]);
        expect(() => issueCertificate({ ...given, evidence: only, records: known })).to.throw(
            /^CERTIFICATE_NOT_FINAL: /,
        );
        const over = settled(0, true, 'b1');
        const late = { ...evidence, lines: proofsOf('ben', [over]) };
        const { certificate } = issueCertificate({ ...given, evidence: late, records: new Map([[SLOT, over.record]]) });
        expect(certificate.wh).to.equal(400);
    });

    it('refuses lines of others, other commitments, and slots outside the period', () => {
        const mixed = { ...evidence, lines: proofsOf('anna') };
        expect(() => issueCertificate({ ...given, evidence: mixed })).to.throw(/^CERTIFICATE_BENEFICIARY: /);
        const other = { ...request, beneficiary: beneficiaryCommitment('ben', 'n2', hash) };
        expect(() => issueCertificate({ ...given, request: other })).to.throw(/^CERTIFICATE_BENEFICIARY: /);
        const short = { ...request, period: { from: SLOT, to: slotPlus(SLOT, 2) } };
        expect(() => issueCertificate({ ...given, request: short })).to.throw(/^CERTIFICATE_PERIOD: /);
    });

    it('refuses plants that were not accredited at the slot', () => {
        const suspended = new Map(accreditations).set(
            'wind1',
            suspendPlant(accreditation('wind1'), slotPlus(SLOT, 2), 'audit'),
        );
        expect(() => issueCertificate({ ...given, accreditations: suspended })).to.throw(
            'PLANT_NOT_ACCREDITED: the plant wind1 is not accredited at 2026-03-01T10:45Z',
        );
        expect(() => issueCertificate({ ...given, accreditations: new Map() })).to.throw(/^PLANT_NOT_ACCREDITED: /);
    });

    it('refuses a certificate over nothing', () => {
        const sellers = { participant: 'anna', nonce: 'n', lines: proofsOf('anna') };
        const hers = { ...request, beneficiary: beneficiaryCommitment('anna', 'n', hash) };
        expect(() => issueCertificate({ ...given, request: hers, evidence: sellers })).to.throw(/^CERTIFICATE_EMPTY: /);
    });

    it('is revoked once', () => {
        const { certificate } = issueCertificate(given);
        const revoked = revokeCertificate(certificate, 'meter fault');
        expect(revoked).to.deep.include({ status: 'revoked', revocation: { reason: 'meter fault' } });
        expect(() => revokeCertificate(revoked, 'again')).to.throw(
            'CERTIFICATE_STATUS: the certificate LG-1 is revoked',
        );
    });
});

describe('claim maps', () => {
    it('remember exactly the slots that were claimed and not released', () => {
        const days = fc.array(fc.tuple(fc.nat(95), fc.boolean()), { maxLength: 40 });
        fc.assert(
            fc.property(days, (steps) => {
                const expected = new Set<number>();
                let map = NO_CLAIMS;
                for (const [quarter, take] of steps) {
                    const at = slot(96 * 20_000 + quarter);
                    map = take ? claim(map, at) : release(map, at);
                    take ? expected.add(quarter) : expected.delete(quarter);
                }
                expect(map).to.match(/^[0-9a-f]{24}$/);
                for (let quarter = 0; quarter < 96; quarter++) {
                    expect(isClaimed(map, slot(96 * 20_000 + quarter))).to.equal(expected.has(quarter));
                }
            }),
        );
        expect(claim(NO_CLAIMS, slot(96))).to.equal(`8${'0'.repeat(23)}`);
    });
});

describe('what the certifier is given', () => {
    it('is read strictly', () => {
        const json = JSON.parse(JSON.stringify({ request, evidence }));
        expect(parseCertificateRequest(json.request)).to.deep.equal(request);
        expect(parseEvidence(json.evidence)).to.deep.equal(evidence);
        expect(() => parseCertificateRequest({ ...request, period: { from: SLOT, to: SLOT } })).to.throw(
            /^CERTIFICATE_PERIOD: /,
        );
        expect(() => parseCertificateRequest({ ...request, period: { from: SLOT, to: slotPlus(SLOT, 101) } })).to.throw(
            /^CERTIFICATE_PERIOD: /,
        );
        expect(() => parseCertificateRequest({ ...request, digest: 'x' })).to.throw(
            /^REQUEST_INVALID: certificate.digest/,
        );
        expect(() => parseEvidence({ ...evidence, more: 1 })).to.throw(/^REQUEST_INVALID: evidence.more/);
        const [proof] = evidence.lines;
        expect(() => parseLineProof({ ...proof, salt: 'x' })).to.throw(/^REQUEST_INVALID: proof.salt/);
        expect(() => parseLineProof({ ...proof, path: [1] })).to.throw(/^REQUEST_INVALID: proof.path/);
        expect(() => parseLineProof({ ...proof, line: { ...proof?.line, bought: [{}] } })).to.throw(
            /^REQUEST_INVALID: /,
        );
        expect(() => parseLineProof({ ...proof, line: null })).to.throw(/^REQUEST_INVALID: proof.line/);
    });

    it('counts a plant from its first slot until it ends or is suspended', () => {
        const ends = { ...accreditation('sun1'), from: SLOT, until: slotPlus(SLOT, 5) };
        const at = (offset: number) => accreditedAt(ends, slotPlus(SLOT, offset));
        expect([-1, 0, 4, 5].map(at)).to.deep.equal([false, true, true, false]);
        expect(accreditedAt(undefined, SLOT)).to.equal(false);
        const { v: _v, suspensions: _s, ...plain } = ends;
        expect(parseAccreditation(plain)).to.deep.equal(ends);
        expect(parseAccreditation({ ...plain, until: null }).until).to.equal(null);
        expect(() => parseAccreditation({ ...plain, source: 'coal' })).to.throw(/^REQUEST_INVALID: /);
    });
});

describe('proofs', () => {
    it('are made only of lines that exist', () => {
        expect(() => proveLines([], [0], { seed, hash, hmac })).to.throw(RangeError);
    });
});
