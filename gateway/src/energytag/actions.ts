import {
    formatSlot,
    ledgerDay,
    ledgerDayRange,
    localDay,
    parseSlot,
    problem,
    type ReservationRecord,
    type Slot,
    slotPlus,
} from '@linguang/chaincode/domain';
import { z } from 'zod';
import { reissuable } from '../certificates/certificates.js';
import { issueCommand } from '../certificates/evidence.js';
import type { Examination } from '../certificates/examination.js';
import { readCertificateNumber } from '../certificates/number.js';
import { reserveCommand } from '../certificates/steps.js';
import { utcOffsetOf } from '../clock/clock.js';
import { dayPeriod } from '../energy/periods.js';
import type { Gateway } from '../gateway.js';
import {
    GranularCertificateCancel,
    GranularCertificateReserve,
    GranularCertificateWithdraw,
    StorageChargeRecord,
    StorageDischargeRecord,
    StorageRecord,
} from '../http/api.js';
import { parse } from '../http/input.js';
import type { Command } from '../ledger/command.js';
import { type Action, defineAction } from '../operations/action.js';
import { gatewayProblem } from '../problems.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { accreditationOf, schemeOfDay } from '../reservations/routes.js';
import { chargeCommand, dischargeCommand } from '../storages/routes.js';

const reservation = z.looseObject({ state: z.string(), wh: z.int() });
const accepted = (action_type: string) => ({ action_type, action_response_status: 'Accepted' });

export const cancel = defineAction(
    'energytag.cancel',
    z.object({
        certificates: z.array(z.looseObject({ number: z.string(), wh: z.int() })).length(1),
    }),
    ({ certificates: [first] }) => ({
        ...accepted('cancel'),
        certificate_number: first?.number,
        certificate_status: 'Claimed',
        quantity: first?.wh,
    }),
);
export const reserve = defineAction('energytag.reserve', reservation, ({ state, wh }) => ({
    ...accepted('reserve'),
    certificate_status: state,
    quantity: wh,
}));
export const lock = defineAction('energytag.lock', reservation, ({ state, wh }) => ({
    ...accepted('lock'),
    certificate_status: state,
    quantity: wh,
}));
export const withdraw = defineAction('energytag.withdraw', z.looseObject({ number: z.string() }), ({ number }) => ({
    ...accepted('withdraw'),
    certificate_status: 'Withdrawn',
    certificate_number: number,
}));
export const chargeRecord = defineAction('energytag.charge', StorageRecord, ({ wh, certificate }) => ({
    ...accepted('charge'),
    certificate_number: certificate,
    quantity: wh,
}));
export const dischargeRecord = defineAction('energytag.discharge', StorageRecord, ({ wh }) => ({
    ...accepted('discharge'),
    quantity: wh,
}));

export const energyTagActions: readonly Action[] = [cancel, reserve, lock, withdraw, chargeRecord, dischargeRecord];

/**
 * Cancels an account's reserved energy of a local day and claims it for the account: both in one transaction, so that nothing is ever
 * cancelled for nobody.
 * @throws ENERGYTAG_PERIOD, NOT_YOURS where another is named as beneficiary, and as an issue
 */
export function cancelCommand(gateway: Gateway, examination: Examination, body: unknown): Command {
    const { source_id: participant, beneficiary, ...named } = parse(GranularCertificateCancel, body);
    if (beneficiary !== undefined && beneficiary !== participant) {
        throw problem('CERTIFICATE_BENEFICIARY', {});
    }
    const { readModel } = gateway;
    const offset = utcOffsetOf(readModel);
    const day = localDay(parseSlot(named.certificate_period_start), offset);
    const period = dayPeriod(day, offset);
    mustBePeriod(named, period);
    const former = reissuable(readModel, participant, period);
    return issueCommand(gateway, examination, {
        participant,
        day,
        period,
        approval: 'officer',
        ...(former === undefined ? {} : { supersedes: former }),
    });
}

/** Reserves a device's UTC day, or opens it again where it is locked. @throws NOT_FOUND, SCHEME_MISSING, CERTIFICATE_EMPTY */
export function reserveDevice(readModel: ReadModel, body: unknown): Command {
    const { device_id: plant, certificate_period_start: start } = parse(GranularCertificateReserve, body);
    const day = dayOf(start);
    const row = readModel.one('SELECT record FROM reservations WHERE plant = ? AND day = ?', plant, day);
    if (row !== undefined && recordOf<ReservationRecord>(row).state === 'Locked') {
        return { chaincode: 'certificate', transaction: 'reservations:unlock', argument: { plant, day } };
    }
    const command = reserveCommand(readModel, accreditationOf(readModel, plant), schemeOfDay(readModel, day), day);
    if (command === undefined) {
        throw problem('CERTIFICATE_EMPTY', {});
    }
    return command;
}

/** Locks a device's UTC day while something is examined. */
export function lockDevice(body: unknown): Command {
    const { device_id: plant, certificate_period_start: start } = parse(GranularCertificateReserve, body);
    return { chaincode: 'certificate', transaction: 'reservations:lock', argument: { plant, day: dayOf(start) } };
}

/** Takes back what a consumption certificate claimed. */
export function withdrawCommand(body: unknown): Command {
    const { certificate_number: typed, reason } = parse(GranularCertificateWithdraw, body);
    const number = readCertificateNumber(typed) ?? typed;
    return { chaincode: 'certificate', transaction: 'certificates:revoke', argument: { number, reason } };
}

/** A charge record. */
export function charging(readModel: ReadModel, body: unknown): Command {
    const record = parse(StorageChargeRecord, body);
    return chargeCommand(readModel, record.device_id, {
        slot: parseSlot(record.charging_start_datetime),
        certificate: record.certificate_number,
        wh: record.charging_energy,
    });
}

/** A discharge record. */
export function discharging(body: unknown): Command {
    const record = parse(StorageDischargeRecord, body);
    return dischargeCommand(record.device_id, {
        slot: parseSlot(record.discharging_start_datetime),
        wh: record.discharging_energy,
    });
}

function dayOf(start: string): number {
    const slot = parseSlot(start);
    const day = ledgerDay(slot);
    mustBePeriod({ certificate_period_start: start }, ledgerDayRange(day));
    return day;
}

function mustBePeriod(
    named: Readonly<{ certificate_period_start: string; certificate_period_end?: string | undefined }>,
    period: Readonly<{ from: Slot; to: Slot }>,
): void {
    const [start, end] = [formatSlot(period.from), formatSlot(slotPlus(period.to, 0))];
    if (named.certificate_period_start !== start || (named.certificate_period_end ?? end) !== end) {
        throw gatewayProblem('ENERGYTAG_PERIOD', { start, end });
    }
}
