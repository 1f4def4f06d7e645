import { canonical } from '../canonical.js';
import { correctionDigest } from '../corrections/proof.js';
import { type Hash, hex, utf8 } from '../crypto.js';
import type { LineProof } from '../lines/proof.js';
import { problem } from '../problems.js';
import type { Line } from '../settlement/line.js';
import { formatSlot, ledgerDayRange, type Slot } from '../slot.js';
import { sumWh, type Wh, wh } from '../units.js';
import { accreditedAt } from './accreditation.js';
import { hasSlot, holdsAll, NO_SLOTS, withSlot } from './claims.js';
import { act, expire } from './lifecycle.js';
import { isMeasured } from './qualify.js';
import type { Accreditation, ReservationRecord, SchemeVersion } from './record.js';
import { slotsOfLines } from './request.js';
import { expiryOf } from './scheme.js';
import { given, type Settled, standingOf } from './settled.js';

/** Most a plant can have made in a slot: capacity × a quarter-hour × the scheme's margin (105 %), rounded down. */
export function plausibleWh(
    { capacityW }: Pick<Accreditation, 'capacityW'>,
    { plausibilityPercent }: Pick<SchemeVersion, 'plausibilityPercent'>,
): Wh {
    return wh(Number((BigInt(capacityW) * BigInt(plausibilityPercent)) / 400n));
}

export type ReservationInput = Readonly<{
    accreditation: Accreditation;
    scheme: SchemeVersion;
    day: number;
    /** Lines of the plant's own metering point, one for each slot that is to be reserved: those reserved before included. */
    lines: readonly LineProof[];
    settled: Settled;
    previous: ReservationRecord | undefined;
    hash: Hash;
}>;

/**
 * Reserves what final settlement gave away of a plant's day for those who bought it, made from the seller's side: so its certifiable energy
 * is known before the buyers' certificates, and can be frozen with other instruments. What was sold to the grid is never reserved.
 * A slot without measured energy, or in which the plant was not accredited, is examined and reserves nothing. It is made anew after corrections.
 * @throws PROOF_INVALID, CERTIFICATE_NOT_FINAL, REQUEST_INVALID, PLANT_IMPLAUSIBLE, INVARIANT_BROKEN, ACTION_ILLEGAL once it has expired
 */
export function reserveDay(input: ReservationInput): ReservationRecord {
    const { accreditation, day, lines, settled, previous, hash, scheme } = input;
    const { plant } = accreditation;
    const { from, to } = ledgerDayRange(day);
    let [map, reserved, residual] = [NO_SLOTS, 0, 0];
    const proven: string[] = [];
    for (const proof of lines) {
        const { slot, point, handover } = proof.line;
        if (slot < from || slot >= to || point !== accreditation.point || handover || hasSlot(map, slot)) {
            throw problem('REQUEST_INVALID', {
                where: 'evidence.lines',
                reason: `one line of ${accreditation.point} for each slot of the day is expected`,
            });
        }
        const { line, leaf, decided } = standingOf(proof, settled, hash);
        proven.push(leaf);
        map = withSlot(map, slot);
        const counts = accreditedAt(accreditation, slot) && isMeasured(line) && !decided.has(point);
        reserved += counts ? reservedIn(line, accreditation, scheme) : 0;
        residual += line.toGrid;
    }
    if (lines.length === 0 || (previous !== undefined && !holdsAll(map, previous.map))) {
        throw problem('REQUEST_INVALID', {
            where: 'evidence.lines',
            reason: 'lines for every slot that was reserved before are expected',
        });
    }
    const corrections = slotsOfLines(lines).flatMap((slot) => settled.corrections.get(slot) ?? []);
    const evidence = { lines: proven, corrections: corrections.map(({ record }) => correctionDigest(record, hash)) };
    return {
        v: 1,
        plant,
        day,
        state: previous === undefined ? act('Active', 'reserve') : stillReserved(previous),
        map,
        wh: wh(reserved),
        residualWh: wh(residual),
        expiredWh: wh(0),
        revision: (previous?.revision ?? 0) + 1,
        evidenceDigest: hex(hash(utf8(canonical(evidence)))),
    };
}

/** What a seller's line gave of a plant. @throws INVARIANT_BROKEN above min(exported, generated), PLANT_IMPLAUSIBLE above the plant's capacity */
function reservedIn(line: Line, accreditation: Accreditation, scheme: SchemeVersion): number {
    const { plant, register } = accreditation;
    const sum = sumWh(given(line, plant).map(({ certifiable }) => certifiable));
    const made = register === 'generation' ? (line.generated ?? 0) : (line.generated ?? Number.MAX_SAFE_INTEGER);
    if (sum > Math.min(line.exported ?? 0, made)) {
        throw problem('INVARIANT_BROKEN', {
            slot: formatSlot(line.slot),
            rule: 'no more is certifiable than was exported and generated',
        });
    }
    if (sum > plausibleWh(accreditation, scheme)) {
        throw problem('PLANT_IMPLAUSIBLE', { plant, slot: formatSlot(line.slot) });
    }
    return sum;
}

/** The reservation while something is examined: nothing of it can be certified. @throws ACTION_ILLEGAL */
export function lockReservation(reservation: ReservationRecord): ReservationRecord {
    return { ...reservation, state: act(reservation.state, 'lock') };
}

/** The reservation open again. @throws ACTION_ILLEGAL unless it is locked */
export function unlockReservation(reservation: ReservationRecord): ReservationRecord {
    return { ...reservation, state: act(reservation.state, 'reserve') };
}

/** When all of a day's energy has expired: the expiry of its last slot. */
export function dayExpiry(scheme: Pick<SchemeVersion, 'validity'>, day: number): Slot {
    return expiryOf(scheme, (ledgerDayRange(day).to - 1) as Slot);
}

/**
 * The reservation once its day has expired: what nobody certified joins the residual mix. Time is the gate of the day's expiry, never a client's clock.
 * @param allocatedWh - what certificates in force took
 * @throws CERTIFICATE_MARK before, ACTION_ILLEGAL the second time
 */
export function expireReservation(
    reservation: ReservationRecord,
    { expiry, isGated, allocatedWh }: Readonly<{ expiry: Slot; isGated: boolean; allocatedWh: Wh }>,
): ReservationRecord {
    if (!isGated) {
        throw problem('CERTIFICATE_MARK', { slot: formatSlot(expiry) });
    }
    const state = expire(reservation.state);
    return { ...reservation, state, expiredWh: wh(Math.max(0, reservation.wh - allocatedWh)) };
}

function stillReserved({ state }: ReservationRecord): ReservationRecord['state'] {
    return state === 'Reserved' || state === 'Locked' ? state : act(state, 'reserve');
}
