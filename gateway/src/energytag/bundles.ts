import {
    type Accreditation,
    type CertificateRecord,
    canonical,
    expiryOf,
    formatSlot,
    hasSlot,
    hex,
    isInForce,
    type Line,
    ledgerDay,
    type ReservationRecord,
    type Slot,
    type SlotRecord,
    slot as slotOf,
    slotPlus,
    standingLine,
    utf8,
} from '@linguang/chaincode/domain';
import { accreditationsOf, schemeAt } from '../certificates/basis.js';
import { correctionsIn } from '../certificates/examination.js';
import { sha256 } from '../crypto/sha256.js';
import type { GranularCertificateBundle } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/**
 * The bundles of all accredited devices in a quarter-hour, as they stand: one for each settlement line and device, with the corrections
 * since. A bundle's status follows from whether the slot is final, the device's reservation and the certificate that took it.
 */
export function bundlesOf(readModel: ReadModel, slot: Slot): readonly GranularCertificateBundle[] {
    const row = readModel.one('SELECT record FROM slots WHERE slot = ?', slot);
    if (row === undefined) {
        return [];
    }
    const { root, final } = recordOf<SlotRecord>(row);
    const scheme = schemeAt(readModel, slot);
    const accreditations = accreditationsOf(readModel);
    const corrections = correctionsIn(readModel, { from: slot, to: slotPlus(slot, 1) }).get(slot) ?? [];
    const issued = new Map<string, number>();
    const lines = readModel
        .all('SELECT record FROM lines WHERE slot = ? ORDER BY position', slot)
        .map((line) => standingLine(recordOf<Line>(line), corrections));
    return lines.flatMap((line) =>
        [...quantities(line)].flatMap(([plant, quantity]): GranularCertificateBundle[] => {
            const accreditation = accreditations.get(plant);
            if (accreditation === undefined) {
                return [];
            }
            const before = issued.get(plant) ?? 0;
            issued.set(plant, before + quantity);
            const range = { bundle_id_range_start: before + 1, bundle_id_range_end: before + quantity };
            const issuance = issuanceId(plant, slot);
            const { status, number } = final
                ? finalStatus(readModel, accreditation, { slot, participant: line.participant })
                : { status: 'Active' as const, number: null };
            const fixed = { issuance_id: issuance, ...range, account_id: line.participant };
            return [
                {
                    id: `${issuance}-${range.bundle_id_range_start}`,
                    ...fixed,
                    certificate_status: status,
                    bundle_quantity: quantity,
                    face_value: 1,
                    energy_carrier: 'Electricity',
                    energy_source: accreditation.source,
                    issuance_post_energy_carrier_conversion: false,
                    registry_configuration: 3,
                    device_id: plant,
                    device_name: plant,
                    device_capacity: accreditation.capacityW,
                    production_starting_interval: formatSlot(slot),
                    production_ending_interval: formatSlot(slotPlus(slot, 1)),
                    expiry_datestamp: scheme === undefined ? null : formatSlot(expiryOf(scheme, slot)),
                    issue_market_zone: accreditation.zone,
                    issuance_purpose: 'Disclosure',
                    is_storage: false,
                    certificate_number: number,
                    hash: hex(sha256(utf8(canonical({ ...fixed, root })))),
                },
            ];
        }),
    );
}

/** Device and start of the interval. */
export function issuanceId(plant: string, slot: Slot): string {
    return `${plant}-${formatSlot(slot)}`;
}

/** The device, start and first number that a bundle's id names; undefined where it is none. */
export function readBundleId(id: string): Readonly<{ slot: string }> | undefined {
    const start = /-(\d{4}-\d{2}-\d{2}T\d{2}:(?:00|15|30|45)Z)-[1-9]\d{0,15}$/.exec(id)?.[1];
    return start === undefined ? undefined : { slot: start };
}

/** Certifiable Wh of a line by device, in order of device. */
function quantities({ ownReceived, bought }: Line): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const { plant, certifiable } of [...ownReceived, ...bought]) {
        if (plant !== '' && certifiable > 0) {
            sums.set(plant, (sums.get(plant) ?? 0) + certifiable);
        }
    }
    return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Standing = Readonly<{ status: GranularCertificateBundle['certificate_status']; number: string | null }>;

function finalStatus(
    readModel: ReadModel,
    { plant }: Accreditation,
    { slot, participant }: Readonly<{ slot: Slot; participant: string }>,
): Standing {
    const day = ledgerDay(slot);
    const takers = readModel
        .all(
            `SELECT a.map, c.record FROM allocations a JOIN certificates c USING (number)
             WHERE a.plant = ? AND a.day = ? AND c.participant = ? ORDER BY c.block, c.idx`,
            plant,
            day,
            participant,
        )
        .filter(({ map }) => hasSlot(String(map), slot))
        .map((row) => recordOf<CertificateRecord>(row));
    const holder = takers.find(isInForce);
    if (holder !== undefined) {
        return { status: 'Claimed', number: holder.number };
    }
    const last = takers.at(-1);
    if (last?.revocation?.reissue === false) {
        return { status: 'Withdrawn', number: last.number };
    }
    const row = readModel.one('SELECT record FROM reservations WHERE plant = ? AND day = ?', plant, day);
    const state = row === undefined ? 'Reserved' : recordOf<ReservationRecord>(row).state;
    return { status: state, number: last?.number ?? null };
}

/** A slot of an instant that was checked to be a quarter-hour's begin. */
export function slotAt(start: string): Slot {
    return slotOf(Date.parse(start) / 900_000);
}
