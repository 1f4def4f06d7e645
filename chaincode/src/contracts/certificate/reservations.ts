import contractApi from 'fabric-contract-api';
import {
    allocatedWh,
    dayExpiry,
    digestText,
    expireReservation,
    Fields,
    INSTRUMENT_SYSTEMS,
    ledgerDayRange,
    lockReservation,
    monthDays,
    parseLineProof,
    type ReservationRecord,
    reconcile,
    reserveDay,
    schemeFor,
    slotPlus,
    unlockReservation,
    wh,
} from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { hash } from '../crypto.js';
import { request } from '../request.js';
import { CertificateContext } from './context.js';
import { CertificateContract } from './contract.js';
import { settledSlots } from './energyledger.js';
import { evidenceOf } from './evidence.js';
import { inForce } from './inforce.js';

const { Transaction } = contractApi;

/** What final settlement gave away of plants, reserved for its buyers, and how it agrees with other instruments. */
export class ReservationsContract extends CertificateContract {
    constructor() {
        super('reservations');
    }

    /**
     * Reserves a plant's ledger day from its own settlement lines, given as transient `evidence` `{lines: [proof]}`; again after
     * corrections or when more of its slots are final. Certifier only. Reads: scheme version, plant and reservation; in `energy` the
     * day's slot records and corrections.
     */
    @Transaction()
    @allow('certifier.client')
    async reserve(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const [plant, day] = [fields.id('plant'), fields.integer('day')];
        const reference = { scheme: fields.id('scheme'), version: fields.integer('version', 1) };
        fields.end();
        const evidence = new Fields(evidenceOf(context), 'evidence');
        const lines = evidence.list('lines', parseLineProof, 96);
        evidence.end();
        const { from, to } = ledgerDayRange(day);
        const [first = from, last = from] = [lines[0]?.line.slot, lines.at(-1)?.line.slot];
        const record = reserveDay({
            accreditation: await context.plants.existing(plant),
            scheme: schemeFor(await context.certificates.scheme(reference), reference, first),
            day,
            lines,
            settled: await settledSlots(context.stub, { from: Math.max(first, from), to: Math.min(last, to - 1) }, []),
            previous: await context.plants.reservation(plant, day),
            hash,
        });
        return await saved(context, 'reservation.made', record);
    }

    /** Locks a plant's day while something is examined: nothing of it can be certified. Certifier only. Reads: the reservation. */
    @Transaction()
    @allow('certifier.client')
    async lock(context: CertificateContext, json: string): Promise<string> {
        const found = await context.plants.existingReservation(...dayOf(json));
        return await saved(context, 'reservation.locked', lockReservation(found));
    }

    /** Opens a locked day again. Certifier only. Reads: the reservation. */
    @Transaction()
    @allow('certifier.client')
    async unlock(context: CertificateContext, json: string): Promise<string> {
        const found = await context.plants.existingReservation(...dayOf(json));
        return await saved(context, 'reservation.unlocked', unlockReservation(found));
    }

    /**
     * Lets what nobody certified of a plant's day join the residual mix, once the expiry of its last slot is gated. Certifier only.
     * Reads: scheme version, reservation, what certificates took of it and whether they are in force; in `energy` the gate of the expiry.
     */
    @Transaction()
    @allow('certifier.client')
    async expire(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const [plant, day] = [fields.id('plant'), fields.integer('day')];
        const reference = { scheme: fields.id('scheme'), version: fields.integer('version', 1) };
        fields.end();
        const last = slotPlus(ledgerDayRange(day).to, -1);
        const scheme = schemeFor(await context.certificates.scheme(reference), reference, last);
        const expiry = dayExpiry(scheme, day);
        const reservation = await context.plants.existingReservation(plant, day);
        const { from } = ledgerDayRange(day);
        const { gated } = await settledSlots(context.stub, { from, to: from }, [expiry]);
        const allocations = await context.certificates.allocations(plant, day, day);
        const expired = expireReservation(reservation, {
            expiry,
            isGated: gated.has(expiry),
            allocatedWh: allocatedWh(allocations, await inForce(context, allocations)),
        });
        return await saved(context, 'reservation.expired', expired);
    }

    /**
     * Enters what the registry of another instrument froze of a plant's UTC month: `{plant, month, system, frozenWh, reference, digest}`.
     * Less than is reserved here is a mismatch: certificates of the month are then revoked by `certificates:cascade`. Certifier only.
     * Reads: the month's reservations and its reconciliation.
     */
    @Transaction()
    @allow('certifier.client')
    async reconcile(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const entered = {
            plant: fields.id('plant'),
            month: fields.id('month'),
            system: fields.oneOf('system', INSTRUMENT_SYSTEMS),
            frozenWh: wh(fields.integer('frozenWh')),
            reference: fields.id('reference'),
            digest: digestText(fields, 'digest'),
        };
        fields.end();
        const { plant, month } = entered;
        const { from, to } = monthDays(month);
        const reservations = await context.plants.reservations(plant, from, to - 1);
        const record = reconcile(entered, reservations, await context.plants.reconciliation(plant, month));
        await context.plants.saveReconciliation(record);
        context.announce('reservation.reconciled', { plant, month, state: record.state });
        return answer(record);
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async get(context: CertificateContext, json: string): Promise<string> {
        return answer(await context.plants.existingReservation(...dayOf(json)));
    }

    /** What is reserved of a plant's UTC month, day by day: what to freeze elsewhere; and the reconciliation, if there is one. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async month(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const [plant, month] = [fields.id('plant'), fields.id('month')];
        fields.end();
        const { from, to } = monthDays(month);
        const days = await context.plants.reservations(plant, from, to - 1);
        const reservedWh = days.reduce((sum, record) => sum + record.wh, 0);
        const reconciliation = (await context.plants.reconciliation(plant, month)) ?? null;
        return answer({ plant, month, days, reservedWh, reconciliation });
    }
}

function dayOf(json: string): [string, number] {
    const fields = request(json);
    const found: [string, number] = [fields.id('plant'), fields.integer('day')];
    fields.end();
    return found;
}

async function saved(context: CertificateContext, event: string, record: ReservationRecord): Promise<string> {
    await context.plants.saveReservation(record);
    const { plant, day, state } = record;
    context.announce(event, { plant, day, state });
    return answer(record);
}
