import { type Accreditation, formatSlot, slotPlus } from '@linguang/chaincode/domain';
import type { EnergyTagAccount, EnergyTagDevice, EnergyTagStorageRecord } from '../http/api.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';
import { recordsOf } from '../storages/routes.js';

/** Accredited plants as devices. */
export const deviceListing = {
    select: 'SELECT * FROM plants',
    order: ['plant'],
    direction: 'ASC',
    read: (row: Row) => deviceOf(recordOf<Accreditation>(row)),
} as const;

export function deviceOf(accreditation: Accreditation): EnergyTagDevice {
    const { plant, point, zone, source, capacityW, from, until, undertaking } = accreditation;
    return {
        id: plant,
        device_name: plant,
        local_device_identifier: point,
        account_id: undertaking.by,
        grid: zone,
        energy_source: source,
        technology_type: technologies[source] ?? null,
        operational_date: null,
        accredited_from: formatSlot(from),
        accredited_until: until === null ? null : formatSlot(until),
        capacity: capacityW,
        location: null,
        is_storage: false,
    };
}

/** EnergyTag's words for what our sources are made with, where there is one. */
const technologies: Readonly<Record<string, string>> = {
    solar: 'solar_pv',
    wind: 'wind_turbine',
    hydro: 'hydro_turbine',
};

/** Members as accounts. */
export function accountListing(readModel: ReadModel) {
    return {
        select: 'SELECT participant FROM participants',
        order: ['participant'],
        direction: 'ASC',
        read: (row: Row) => accountOf(readModel, String(row['participant'])),
    } as const;
}

export function accountOf(readModel: ReadModel, participant: string): EnergyTagAccount {
    const claimed = readModel.one(
        `SELECT count(*) AS n, coalesce(sum(record ->> '$.wh'), 0) AS wh FROM certificates
         WHERE participant = ? AND record ->> '$.state' = 'Claimed'`,
        participant,
    );
    const devices = readModel.all(
        "SELECT plant FROM plants WHERE record ->> '$.undertaking.by' = ? ORDER BY plant",
        participant,
    );
    return {
        id: participant,
        account_name: participant,
        account_whitelist: [],
        device_ids: devices.map(({ plant }) => String(plant)),
        claimed_certificates: Number(claimed?.['n']),
        claimed_wh: Number(claimed?.['wh']),
    };
}

/** Charge (SCR) or discharge records (SDR). */
export function storageListing(kind: 'charge' | 'discharge') {
    const { read, ...listing } = recordsOf(undefined, kind);
    return {
        ...listing,
        read: (row: Row): EnergyTagStorageRecord => {
            const { device, slot, wh, certificate, from = [], lossWh = 0 } = read(row);
            return {
                device_id: device,
                start_datetime: start(slot),
                end_datetime: start(slot + 1),
                energy: wh,
                certificate_number: certificate ?? null,
                allocations: from.map((one) => ({
                    charging_start_datetime: start(one.slot),
                    certificate_number: one.certificate,
                    energy: one.wh,
                })),
                efficiency_loss: lossWh,
            };
        },
    } as const;
}

function start(slot: number): string {
    return formatSlot(slotPlus(0 as Parameters<typeof slotPlus>[0], slot));
}
