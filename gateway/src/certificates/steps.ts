import {
    type Accreditation,
    type CertificateRecord,
    canonical,
    hasSlot,
    type Line,
    type LineProof,
    ledgerDay,
    ledgerDayRange,
    localDay,
    type ReservationRecord,
    reconciliationName,
    type SchemeVersion,
    type Slot,
    slotMonth,
    slotPlus,
    slotsBetween,
} from '@linguang/chaincode/domain';
import { clockOf, utcOffsetOf } from '../clock/clock.js';
import { proofsOf } from '../energy/lines.js';
import { dayPeriod, type Period } from '../energy/periods.js';
import type { Command } from '../ledger/command.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { accreditationsOf, reconciliationsOf, schemeAt } from './basis.js';
import { standingCertificate } from './certificates.js';

/** Certificates in force that hold a slot which was corrected after they were issued: they are suspended until superseded. */
export function overtaken(readModel: ReadModel): readonly { readonly number: string; readonly slot: Slot }[] {
    return readModel
        .all(
            `SELECT DISTINCT c.number, min(k.slot) AS slot FROM certificates c JOIN correction_entries e ON e.participant = c.participant
             JOIN corrections k ON k.slot = e.slot AND k.number = e.number
             WHERE c.record ->> 'status' = 'valid' AND k.slot >= c.first AND k.slot < c.record ->> '$.period.to'
             AND (k.block > c.block OR (k.block = c.block AND k.idx > c.idx)) GROUP BY c.number LIMIT 50`,
        )
        .map((row) => ({ number: String(row['number']), slot: Number(row['slot']) as Slot }));
}

/** Why the worker suspends; what an officer suspended for another reason is hers to decide. */
export const CORRECTED = 'a slot was corrected';

/** A certificate that may be superseded without a person, and since which correction or revocation. */
export type Supersedable = Readonly<{ record: CertificateRecord; participant: string; since: string }>;

/**
 * Certificates under scheme versions with automatic supersession that lost their ground: suspended since a slot was corrected, or revoked with the
 * accreditation of one of their plants.
 */
export function supersedable(readModel: ReadModel): readonly Supersedable[] {
    const suspended = readModel.all(
        `SELECT c.record, c.participant, max(printf('%012d.%06d', k.block, k.idx)) AS since
         FROM certificates c JOIN correction_entries e ON e.participant = c.participant
         JOIN corrections k ON k.slot = e.slot AND k.number = e.number
         WHERE c.record ->> 'status' = 'suspended' AND k.slot >= c.first AND k.slot < c.record ->> '$.period.to'
         AND (k.block > c.block OR (k.block = c.block AND k.idx > c.idx)) GROUP BY c.number LIMIT 50`,
    );
    const revoked = readModel.all(
        `SELECT record, participant, 'revoked' AS since FROM certificates WHERE participant IS NOT NULL AND record ->> 'status' = 'revoked'
         AND record ->> 'supersededBy' IS NULL AND record ->> '$.revocation.code' = 'accreditation' LIMIT 50`,
    );
    return [...suspended, ...revoked]
        .map((row) => ({
            record: recordOf<CertificateRecord>(row),
            participant: String(row['participant']),
            since: String(row['since']),
        }))
        .filter(
            ({ record: { period, suspension, revocation } }) =>
                schemeAt(readModel, period.from)?.supersession === 'automatic' &&
                (revocation === null ? suspension?.reason.startsWith(CORRECTED) === true : revocation.reissue),
        );
}

/** Plants and ledger days of which certificates in force hold energy that lost its ground. */
export function undermined(readModel: ReadModel): readonly { readonly plant: string; readonly day: number }[] {
    const reconciliations = reconciliationsOf(readModel);
    return [...accreditationsOf(readModel).values()].flatMap(({ plant, withdrawals }) => {
        const rows = readModel.all(
            `SELECT a.day, a.map FROM allocations a JOIN certificates c USING (number)
             WHERE a.plant = ? AND c.record ->> 'state' = 'Claimed' ORDER BY a.day`,
            plant,
        );
        const lost = rows.filter(({ day, map }) => {
            const range = ledgerDayRange(Number(day));
            const month = reconciliationName(plant, slotMonth(range.from));
            return (
                reconciliations.get(month)?.state === 'mismatch' ||
                withdrawals.some(({ from, until }) => slotsBetween(String(map), Number(day), from, until).length > 0)
            );
        });
        return [...new Set(lost.map(({ day }) => Number(day)))].map((day) => ({ plant, day }));
    });
}

/**
 * The next ledger day of a plant that is wholly final and not reserved yet, or was corrected since, with its transaction; undefined where
 * there is none or this organisation does not hold the lines.
 */
export function nextReservation(readModel: ReadModel): Command | undefined {
    const { finalThrough } = clockOf(readModel);
    if (finalThrough === null) {
        return undefined;
    }
    const first = readModel.one('SELECT min(slot) AS first FROM slots')?.['first'];
    const lastDay = ledgerDay(slotPlus(finalThrough as Slot, 1)) - 1;
    for (const accreditation of accreditationsOf(readModel).values()) {
        const from = Math.max(ledgerDay(accreditation.from), typeof first === 'number' ? Math.floor(first / 96) : 0);
        for (let day = from; day <= lastDay; day++) {
            const scheme = schemeAt(readModel, ledgerDayRange(day).to - 1);
            if (scheme !== undefined && !isReserved(readModel, accreditation, day)) {
                const command = reserveCommand(readModel, accreditation, scheme, day);
                if (command !== undefined) {
                    return command;
                }
            }
        }
    }
    return undefined;
}

function isReserved(readModel: ReadModel, { plant, point }: Accreditation, day: number): boolean {
    const row = readModel.one('SELECT record FROM reservations WHERE plant = ? AND day = ?', plant, day);
    if (row === undefined) {
        return false;
    }
    const { state, map, revision } = recordOf<ReservationRecord>(row);
    const { from, to } = ledgerDayRange(day);
    const corrected = readModel.one(
        'SELECT count(DISTINCT slot || number) AS n FROM correction_entries WHERE point = ? AND slot >= ? AND slot < ?',
        point,
        from,
        to,
    );
    const whole = finalLines(readModel, point, day).every((slot) => hasSlot(map, slot));
    return state !== 'Reserved' || (whole && Number(corrected?.['n']) < revision);
}

function finalLines(readModel: ReadModel, point: string, day: number): readonly Slot[] {
    const { from, to } = ledgerDayRange(day);
    return readModel
        .all(
            'SELECT l.record FROM lines l JOIN slots s USING (slot) WHERE l.point = ? AND l.slot >= ? AND l.slot < ? AND s.final = 1',
            point,
            from,
            to,
        )
        .map((row) => recordOf<Line>(row))
        .filter(({ handover }) => !handover)
        .map(({ slot }) => slot);
}

/** Reserves a plant's ledger day, from its own final lines; undefined where there are none. */
export function reserveCommand(
    readModel: ReadModel,
    { plant, point }: Accreditation,
    { scheme, version, from }: SchemeVersion,
    day: number,
): Command | undefined {
    const lines = finalLines(readModel, point, day)
        .filter((slot) => slot >= from)
        .flatMap((slot): readonly LineProof[] => {
            const owner = readModel.one(
                'SELECT participant FROM lines WHERE slot = ? AND point = ? ORDER BY position LIMIT 1',
                slot,
                point,
            );
            const own = proofsOf(readModel, String(owner?.['participant']), slot);
            return own.filter(({ line }) => line.point === point && !line.handover);
        });
    return lines.length === 0
        ? undefined
        : {
              chaincode: 'certificate',
              transaction: 'reservations:reserve',
              argument: { plant, day, scheme, version },
              transient: { evidence: canonical({ lines }) },
          };
}

/** Local days since a scheme version was switched to automatic issue that are final, newest last, at most a week back. */
export function automaticDays(readModel: ReadModel): readonly { readonly day: string; readonly period: Period }[] {
    const { finalThrough } = clockOf(readModel);
    if (finalThrough === null) {
        return [];
    }
    const offset = utcOffsetOf(readModel);
    const days = Array.from({ length: 8 }, (_, back) => finalThrough - 96 * (7 - back)).filter((slot) => slot > 0);
    return [...new Set(days.map((slot) => localDay(slot as Slot, offset)))]
        .map((day) => ({ day, period: dayPeriod(day, offset) }))
        .filter(({ period }) => period.to - 1 <= finalThrough && schemeAt(readModel, period.from)?.automatic === true);
}

/** Participants of a day without a certificate in force nor one that a person must look at. */
export function uncertified(readModel: ReadModel, participants: readonly string[], period: Period): readonly string[] {
    return participants.filter((participant) => {
        const before = readModel.one(
            'SELECT record FROM certificates WHERE participant = ? AND first = ? LIMIT 1',
            participant,
            period.from,
        );
        const status = before && recordOf<CertificateRecord>(before).status;
        return status === undefined && standingCertificate(readModel, participant, period) === null;
    });
}
