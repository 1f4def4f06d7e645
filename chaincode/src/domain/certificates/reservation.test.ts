import { expect } from 'chai';
import { ledgerDay, slot, slotPlus } from '../slot.js';
import {
    accreditation,
    corrected,
    ISSUED,
    proofsOf,
    Register,
    scheme,
    settled,
    stated,
    USUAL,
} from '../testing/certification.js';
import { hash } from '../testing/crypto.js';
import { SLOT } from '../testing/district.js';
import { wh } from '../units.js';
import { resumePlant, suspendPlant, withdrawAccreditation } from './accreditation.js';
import { affectedBy } from './affected.js';
import { balanceOfDay } from './conservation.js';
import { instrumentOf, monthDays, reconcile, reconciliationName, slotMonth } from './instrument.js';
import { reservationName } from './qualify.js';
import type { ReservationRecord } from './record.js';
import {
    dayExpiry,
    expireReservation,
    lockReservation,
    plausibleWh,
    reserveDay,
    unlockReservation,
} from './reservation.js';
import { resumeCertificate, revokeCertificate, suspendCertificate } from './status.js';

const DAY = ledgerDay(SLOT);
const slots = [0, 1, 2].map((offset) => settled(offset, { ...USUAL, roof: [0, 400] }));
const ben = proofsOf({ participant: 'ben' }, slots);
const ALL = stated({ sun1: 1000, wind1: 500 });
const BY_SOURCE = stated(
    Object.fromEntries(
        ['sun1', 'wind1'].map((plant) => [
            plant,
            ben
                .flatMap(({ line }) => line.bought)
                .reduce((sum, trade) => sum + (trade.plant === plant ? trade.wh : 0), 0),
        ]),
    ),
);

function reserve(plant: string, register: Register, changes: Partial<Parameters<typeof reserveDay>[0]> = {}) {
    const found = register.accreditations.get(plant) ?? expect.fail();
    return reserveDay({
        accreditation: found,
        scheme: register.scheme,
        day: DAY,
        lines: proofsOf({ point: found.point }, slots),
        settled: { records: register.records, corrections: register.corrections },
        previous: undefined,
        hash,
        ...changes,
    });
}

describe('reserving a plant’s day', () => {
    it('takes what final settlement gave to users, and leaves out what the grid bought', () => {
        const register = new Register(slots);
        const sold = (plant: string) => BY_SOURCE.find((share) => share.plant === plant)?.wh;
        const [sun, wind] = [reserve('sun1', register), reserve('wind1', register)];
        expect([sun.wh, wind.wh]).to.deep.equal([sold('sun1'), sold('wind1')]);
        expect(sun.wh + wind.wh).to.equal(1500);
        expect(sun.residualWh + wind.residualWh).to.equal(300);
        expect(sun).to.include({ state: 'Reserved', revision: 1, day: DAY, plant: 'sun1' });
        expect(ALL).to.have.length(2);
    });

    it('is needed before anything is certified where the scheme says so', () => {
        const register = new Register(slots);
        register.scheme = scheme({ reservation: 'required' });
        expect(() => register.issue('ben', ben, { stated: BY_SOURCE })).to.throw(
            'NOT_RESERVED: the energy of the plant sun1 at 2026-03-01T10:15Z is not reserved',
        );
        for (const plant of ['sun1', 'wind1']) {
            register.reservations.set(reservationName(plant, DAY), reserve(plant, register));
        }
        expect(register.issue('ben', ben, { stated: BY_SOURCE }).wh).to.equal(1500);
    });

    it('holds only the slots that were shown, and locks against issue', () => {
        const register = new Register(slots);
        register.scheme = scheme({ reservation: 'required' });
        for (const plant of ['sun1', 'wind1']) {
            const { point } = register.accreditations.get(plant) ?? expect.fail();
            const lines = proofsOf({ point }, slots.slice(0, 2));
            register.reservations.set(reservationName(plant, DAY), reserve(plant, register, { lines }));
        }
        expect(() => register.issue('ben', ben, { stated: BY_SOURCE })).to.throw(/^NOT_RESERVED: .* 2026-03-01T10:45Z/);
        const locked = lockReservation(reserve('sun1', register));
        const open = new Register(slots);
        open.reservations.set(reservationName('sun1', DAY), locked);
        expect(() => open.issue('ben', ben, { stated: BY_SOURCE })).to.throw(/^NOT_RESERVED: /);
        open.reservations.set(reservationName('sun1', DAY), unlockReservation(locked));
        expect(open.issue('ben', ben, { stated: BY_SOURCE }).wh).to.equal(1500);
        expect(() => unlockReservation(unlockReservation(locked))).to.throw(/^ACTION_ILLEGAL: /);
    });

    it('is made anew after a correction, over no less than before', () => {
        const register = new Register(slots);
        const before = reserve('sun1', register);
        const [first] = slots;
        register.correct(corrected(first ?? expect.fail(), 'roof', [0, 100]));
        const after = reserve('sun1', register, { previous: before });
        expect(after.revision).to.equal(2);
        expect(after.wh).to.equal(before.wh - ((BY_SOURCE[0]?.wh ?? 0) / 3 - 100));
        const lines = proofsOf({ point: 'roof' }, slots.slice(1));
        expect(() => reserve('sun1', register, { previous: before, lines })).to.throw(
            /every slot that was reserved before/,
        );
    });

    it('refuses lines of other points, of other days, repeated, or proved against nothing', () => {
        const register = new Register(slots);
        const lines = proofsOf({ point: 'roof' }, slots);
        for (const wrong of [proofsOf({ point: 'mill' }, slots), [...lines, ...lines.slice(0, 1)], []]) {
            expect(() => reserve('sun1', register, { lines: wrong })).to.throw(/^REQUEST_INVALID: evidence.lines/);
        }
        expect(() => reserve('sun1', register, { day: DAY + 1 })).to.throw(/^REQUEST_INVALID: evidence.lines/);
        expect(() => reserve('sun1', new Register([]))).to.throw(/^PROOF_INVALID: /);
    });

    it('refuses more than capacity × quarter-hour × 1.05', () => {
        expect(plausibleWh({ capacityW: accreditation('sun1').capacityW }, scheme())).to.equal(23_625);
        const register = new Register(slots);
        const small = { ...accreditation('sun1'), capacityW: 1000 as ReturnType<typeof accreditation>['capacityW'] };
        register.accreditations.set('sun1', small);
        expect(plausibleWh(small, scheme())).to.equal(262);
        expect(() => reserve('sun1', register)).to.throw(
            'PLANT_IMPLAUSIBLE: the plant sun1 cannot have made that much at 2026-03-01T10:15Z',
        );
    });

    it('reserves nothing of a slot in which the plant was not accredited or its reading was decided', () => {
        const whole = reserve('sun1', new Register(slots)).wh;
        const suspended = new Register(slots);
        const until = slotPlus(SLOT, 2);
        suspended.accreditations.set(
            'sun1',
            resumePlant(suspendPlant(accreditation('sun1'), slotPlus(SLOT, 1), 'x'), until),
        );
        expect(reserve('sun1', suspended).wh).to.equal((whole / 3) * 2);
        const decided = new Register(slots);
        const basis = { kind: 'decision', reason: 'meterFaulty', reference: 'F-1' } as const;
        decided.correct(corrected(slots[0] ?? expect.fail(), 'roof', [0, 399], { basis }));
        expect(reserve('sun1', decided).wh).to.equal((whole / 3) * 2);
    });

    it('expires what nobody certified into the residual mix, once its expiry is gated, and only once', () => {
        const register = new Register(slots);
        const before = reserve('sun1', register);
        const expiry = dayExpiry(register.scheme, DAY);
        expect(expiry).to.equal((DAY + 1) * 96 - 1 + 2000);
        expect(() => expireReservation(before, { expiry, isGated: false, allocatedWh: wh(0) })).to.throw(
            /^CERTIFICATE_MARK: /,
        );
        const expired = expireReservation(before, { expiry, isGated: true, allocatedWh: wh(200) });
        expect(expired).to.include({ state: 'Expired', expiredWh: before.wh - 200 });
        expect(() => expireReservation(expired, { expiry, isGated: true, allocatedWh: wh(0) })).to.throw(
            /^ACTION_ILLEGAL: /,
        );
        expect(() => reserve('sun1', register, { previous: expired })).to.throw(/^ACTION_ILLEGAL: /);
        register.reservations.set(reservationName('sun1', DAY), expired);
        expect(() => register.issue('ben', ben, { stated: BY_SOURCE })).to.throw(/^NOT_RESERVED: /);
    });
});

describe('reconciling a plant’s month with another instrument', () => {
    const month = '2026-03';
    const whole = (amount: number): ReservationRecord[] => {
        const { from, to } = monthDays(month);
        const base = reserve('sun1', new Register(slots));
        return Array.from({ length: to - from }, (_, index) => ({
            ...base,
            day: from + index,
            map: 'f'.repeat(24),
            wh: wh(index === 0 ? amount : 0),
        }));
    };
    const answer = (frozenWh: number) =>
        ({
            plant: 'sun1',
            month,
            system: 'GEC',
            frozenWh: wh(frozenWh),
            reference: 'GEC-1',
            digest: 'ee'.repeat(32),
        }) as const;

    it('agrees when as much is frozen there as is reserved here, or a whole unit more', () => {
        expect(reconcile(answer(1500), whole(1500), undefined)).to.include({ state: 'reconciled', reservedWh: 1500 });
        expect(reconcile(answer(1_000_000), whole(1500), undefined).state).to.equal('reconciled');
        expect(reconcile(answer(1499), whole(1500), undefined).state).to.equal('mismatch');
    });

    it('needs every day of the month, and does not undo a mismatch', () => {
        expect(() => reconcile(answer(1500), whole(1500).slice(1), undefined)).to.throw(
            'its day 2026-03-01 is not wholly reserved',
        );
        expect(() => reconcile(answer(1500), whole(1500).slice(0, -1), undefined)).to.throw(
            'its day 2026-03-31 is not wholly reserved',
        );
        const partly = whole(1500).map((one, index) => (index === 4 ? { ...one, map: `7${'f'.repeat(23)}` } : one));
        expect(() => reconcile(answer(1500), partly, undefined)).to.throw('2026-03-05 is not wholly');
        const mismatch = reconcile(answer(0), whole(1500), undefined);
        expect(() => reconcile(answer(1500), whole(1500), mismatch)).to.throw('found not to agree');
    });

    it('shows on certificates: pending, then reconciled when all their plants are, and a mismatch before anything', () => {
        const register = new Register(slots);
        const certificate = register.issue('ben', ben, { stated: BY_SOURCE });
        const states = () => instrumentOf(certificate, register.reconciliations);
        expect(states()).to.equal('pending');
        const set = (plant: string, frozen: number) =>
            register.reconciliations.set(
                reconciliationName(plant, month),
                reconcile({ ...answer(frozen), plant }, whole(1500), undefined),
            );
        set('sun1', 1500);
        expect(states()).to.equal('pending');
        set('wind1', 1500);
        expect(states()).to.equal('reconciled');
        set('wind1', 0);
        expect(states()).to.equal('mismatch');
        expect(() => new Register(slots)).not.to.throw();
        const later = new Register(slots);
        later.reconciliations.set(
            reconciliationName('wind1', month),
            reconcile({ ...answer(0), plant: 'wind1' }, whole(1), undefined),
        );
        expect(() => later.issue('ben', ben, { stated: BY_SOURCE })).to.throw(
            'INSTRUMENT_MISMATCH: the reconciliation of the plant wind1 for 2026-03 did not agree',
        );
    });

    it('knows the days of every month', () => {
        for (const [name, days] of [
            ['2026-02', 28],
            ['2028-02', 29],
            ['2026-04', 30],
            ['2026-12', 31],
        ] as const) {
            const { from, to } = monthDays(name);
            expect(to - from, name).to.equal(days);
            expect(slotMonth(slot(from * 96))).to.equal(name);
            expect(slotMonth(slot(to * 96 - 1))).to.equal(name);
        }
    });
});

describe('what becomes of a certificate', () => {
    const certificate = new Register(slots).issue('ben', ben, { stated: BY_SOURCE });
    const revocation = { code: 'error', reason: 'meter fault', reissue: true } as const;

    it('is suspended and resumed, or revoked for ever', () => {
        const suspended = suspendCertificate(certificate, 'being examined');
        expect(suspended).to.deep.include({
            status: 'suspended',
            state: 'Claimed',
            suspension: { reason: 'being examined' },
        });
        expect(resumeCertificate(suspended)).to.deep.equal(certificate);
        expect(() => suspendCertificate(suspended, 'again')).to.throw(
            'CERTIFICATE_STATUS: the certificate LG-1 is suspended',
        );
        expect(() => resumeCertificate(certificate)).to.throw(/^CERTIFICATE_STATUS: /);
        const revoked = revokeCertificate(suspended, revocation);
        expect(revoked).to.deep.include({ status: 'revoked', state: 'Withdrawn', revocation });
        for (const again of [
            () => revokeCertificate(revoked, revocation),
            () => suspendCertificate(revoked, 'x'),
            () => resumeCertificate(revoked),
        ]) {
            expect(again).to.throw('CERTIFICATE_STATUS: the certificate LG-1 is revoked');
        }
    });

    it('keeps its slots when revoked; only a certificate that supersedes it takes them over, after fraud none', () => {
        const register = new Register(slots);
        const old = register.issue('ben', ben, { stated: BY_SOURCE });
        register.certificates.set(old.number, revokeCertificate(old, revocation));
        expect(() => register.issue('ben', ben, { stated: BY_SOURCE })).to.throw(/^CERTIFICATE_CLAIMED: /);
        const fresh = register.issue('ben', ben, { stated: BY_SOURCE, supersedes: old.number });
        expect(register.certificates.get(old.number)).to.include({ status: 'revoked', supersededBy: fresh.number });
        register.certificates.set(fresh.number, revokeCertificate(fresh, { ...revocation, code: 'fraud' }));
        expect(() => register.issue('ben', ben, { stated: BY_SOURCE, supersedes: fresh.number })).to.throw(
            'it was revoked for good',
        );
    });

    it('is affected by a withdrawn accreditation only where it holds energy of the plant in those slots', () => {
        const register = new Register(slots);
        const [first, rest] = [
            ben.filter(({ line }) => line.slot === SLOT),
            ben.filter(({ line }) => line.slot > SLOT),
        ];
        const third = (times: number) =>
            BY_SOURCE.map(({ plant, wh: amount }) => ({ plant, wh: wh((amount / 3) * times) }));
        const early = register.issue('ben', first, { stated: third(1) });
        const late = register.issue('ben', rest, { stated: third(2) });
        const wind = register.allocations.filter(({ plant }) => plant === 'wind1');
        const span = (from: number, until: number) => ({ from: slotPlus(SLOT, from), until: slotPlus(SLOT, until) });
        expect(affectedBy(wind, span(0, 1))).to.deep.equal([early.number]);
        expect(affectedBy(wind, span(1, 2))).to.deep.equal([late.number]);
        expect(affectedBy(wind, span(-5, 3))).to.deep.equal([early.number, late.number]);
        expect(affectedBy(wind, span(3, 90))).to.deep.equal([]);
        expect(withdrawAccreditation(accreditation('wind1'), SLOT, ISSUED, 'x').withdrawals).to.have.length(1);
        expect(() => withdrawAccreditation(accreditation('wind1'), SLOT, SLOT, 'x')).to.throw(/^REQUEST_INVALID: /);
        const balance = balanceOfDay(reserve('wind1', register), wind, () => true);
        expect(balance).to.include({ retiredWh: BY_SOURCE[1]?.wh, reservedWh: 0, overWh: 0, holds: true });
    });
});
