import { problem } from '../problems.js';
import { formatSlot, type Slot } from '../slot.js';
import { sumWh, type Wh, wh } from '../units.js';
import type { StandingLine } from './settled.js';
import { received } from './settled.js';

/** Energy put into storage (EnergyTag's SCR): clean energy that a certificate has retired already. */
export type ChargeRecord = {
    readonly v: 1;
    readonly kind: 'charge';
    readonly device: string;
    readonly slot: Slot;
    readonly wh: Wh;
    /** The certificate whose retired energy it was. */
    readonly certificate: string;
};

/** Energy taken from storage (SDR): where it came from. It is no new clean energy, and no certificate names it. */
export type DischargeRecord = {
    readonly v: 1;
    readonly kind: 'discharge';
    readonly device: string;
    readonly slot: Slot;
    readonly wh: Wh;
    /** What of earlier charges it took, the oldest first; before losses. */
    readonly from: readonly { readonly slot: Slot; readonly certificate: string; readonly wh: Wh }[];
    /** Charged less discharged. */
    readonly lossWh: Wh;
};
export type StorageRecord = ChargeRecord | DischargeRecord;

/** A storage device and what is left in it of clean charges: first in, first out. */
export type StorageDevice = {
    readonly v: 1;
    readonly device: string;
    readonly point: string;
    /** Of 1,000 Wh charged so many come out again. */
    readonly efficiencyPermille: number;
    /** Charges older than so many slots no longer count; EnergyTag allows six months. */
    readonly windowSlots: number;
    readonly lots: readonly { readonly slot: Slot; readonly certificate: string; readonly leftWh: Wh }[];
    /** Slots of the newest charge and discharge: records come in order, one for a slot. */
    readonly lastCharge: Slot | null;
    readonly lastDischarge: Slot | null;
};

/**
 * Records a charge: at most what the metering point's line of the slot received as clean energy, which the certificate has retired.
 * @throws STORAGE_REFUSED
 */
export function charge(
    device: StorageDevice,
    { line }: StandingLine,
    { certificate, wh: amount }: Readonly<{ certificate: string; wh: Wh }>,
): { readonly device: StorageDevice; readonly record: ChargeRecord } {
    const { slot } = line;
    mustBe(line.point === device.point, device, slot, 'the line belongs to another metering point');
    mustBe(
        device.lastCharge === null || device.lastCharge < slot,
        device,
        slot,
        'a charge of this slot or a later one is recorded already',
    );
    const clean = sumWh(received(line).map(({ certifiable }) => certifiable));
    mustBe(amount > 0 && amount <= clean, device, slot, 'it is nothing, or more than the clean energy of the slot');
    return {
        device: { ...device, lots: [...device.lots, { slot, certificate, leftWh: amount }], lastCharge: slot },
        record: { v: 1, kind: 'charge', device: device.device, slot, wh: amount, certificate },
    };
}

/**
 * Records a discharge, taken from the oldest charges; losses come off before.
 * @throws STORAGE_REFUSED where more is discharged than charges of earlier slots give
 */
export function discharge(
    device: StorageDevice,
    slot: Slot,
    amount: Wh,
): { readonly device: StorageDevice; readonly record: DischargeRecord } {
    const last = device.lastDischarge;
    mustBe(last === null || last < slot, device, slot, 'a discharge of this slot or a later one is recorded already');
    mustBe(amount > 0, device, slot, 'it is nothing');
    // Losses are rounded up: what comes out is never more than the efficiency allows.
    const needed = Number(
        (BigInt(amount) * 1000n + BigInt(device.efficiencyPermille) - 1n) / BigInt(device.efficiencyPermille),
    );
    let open = needed;
    const from: { slot: Slot; certificate: string; wh: Wh }[] = [];
    const lots: StorageDevice['lots'][number][] = [];
    for (const lot of device.lots) {
        if (lot.slot < slot - device.windowSlots) {
            continue;
        }
        const taken = lot.slot < slot ? Math.min(open, lot.leftWh) : 0;
        open -= taken;
        if (taken > 0) {
            from.push({ slot: lot.slot, certificate: lot.certificate, wh: wh(taken) });
        }
        if (lot.leftWh > taken) {
            lots.push({ ...lot, leftWh: wh(lot.leftWh - taken) });
        }
    }
    mustBe(open === 0, device, slot, 'it is more than was charged before, less losses');
    const record: DischargeRecord = {
        v: 1,
        kind: 'discharge',
        device: device.device,
        slot,
        wh: amount,
        from,
        lossWh: wh(needed - amount),
    };
    return { device: { ...device, lots, lastDischarge: slot }, record };
}

function mustBe(holds: boolean, { device }: StorageDevice, slot: Slot, reason: string): void {
    if (!holds) {
        throw problem('STORAGE_REFUSED', { device, slot: formatSlot(slot), reason });
    }
}
