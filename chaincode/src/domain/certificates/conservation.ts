import type { Line } from '../settlement/line.js';
import { ledgerDay, type Slot } from '../slot.js';
import { sumWh, type Wh, wh } from '../units.js';
import { type ClaimRecord, claimedBy, claimName, hasSlot } from './claims.js';
import type { PlantAllocation } from './issue.js';
import type { ReservationRecord } from './record.js';
import { given, received } from './settled.js';

/** Where the certifiable energy of a plant went. */
export type Balance = {
    readonly plant: string;
    /** Given to users: sold, and to the owner's own points. It is retired, reserved or expired. */
    readonly matchedWh: Wh;
    readonly retiredWh: Wh;
    readonly reservedWh: Wh;
    readonly expiredWh: Wh;
    /** Exported beyond that by its metering point: sold to the grid, never certifiable. */
    readonly residualWh: Wh;
    /** Certified beyond what is matched: since a correction, until the certificate is superseded. Otherwise 0. */
    readonly overWh: Wh;
    /** matched = retired + reserved + expired − over. */
    readonly holds: boolean;
};

/**
 * Recomputes, from all lines of one slot as they stand and from the claims, where each plant's energy went. Nothing of it rests on a counter.
 * @param took - whether a certificate is in force and holds energy of the plant in this slot
 * @param expired - whether the slot's energy can no longer be certified
 */
export function balanceOfSlot(
    lines: readonly Line[],
    claims: ReadonlyMap<string, ClaimRecord>,
    { took, expired }: Readonly<{ took: (number: string, plant: string) => boolean; expired: boolean }>,
): readonly Balance[] {
    const retired = new Map<string, number>();
    for (const line of lines) {
        const claim = claimedBy(claims.get(claimName({ point: line.point, day: ledgerDay(line.slot) })), line.slot);
        for (const { plant, certifiable } of claim === undefined ? [] : received(line)) {
            if (claim !== undefined && took(claim.number, plant)) {
                retired.set(plant, (retired.get(plant) ?? 0) + certifiable);
            }
        }
    }
    const plants = new Set(lines.flatMap(({ sold, ownGiven }) => [...sold, ...ownGiven].map(({ plant }) => plant)));
    plants.delete('');
    return [...plants].sort().map((plant) => {
        const sellers = lines.filter((line) => given(line, plant).length > 0);
        const matched = sumWh(sellers.flatMap((line) => given(line, plant)).map(({ certifiable }) => certifiable));
        const residual = sumWh(sellers.map(({ toGrid }) => toGrid));
        return balance(plant, { matched, retired: retired.get(plant) ?? 0, residual, expired });
    });
}

/**
 * The same for a plant's ledger day, from public records alone: its reservation and what certificates in force took of it.
 * @param inForce - whether the certificate of that number counts
 */
export function balanceOfDay(
    reservation: ReservationRecord,
    allocations: readonly PlantAllocation[],
    inForce: (number: string) => boolean,
): Balance {
    const retired = allocatedWh(allocations, inForce);
    const expired = reservation.state === 'Expired';
    return balance(reservation.plant, { matched: reservation.wh, retired, residual: reservation.residualWh, expired });
}

/** Says of certificates in force whether they hold energy of a plant in a slot, from what they took of plants on its day. */
export function takersOf(
    allocations: readonly PlantAllocation[],
    slot: Slot,
    inForce: (number: string) => boolean,
): (number: string, plant: string) => boolean {
    const found = new Set(
        allocations
            .filter(({ day }) => day === ledgerDay(slot))
            .flatMap(({ plant, items }) =>
                items.filter(({ map }) => hasSlot(map, slot)).map(({ number }) => `${number} ${plant}`),
            ),
    );
    return (number, plant) => found.has(`${number} ${plant}`) && inForce(number);
}

/** Wh that certificates in force took. */
export function allocatedWh(allocations: readonly PlantAllocation[], inForce: (number: string) => boolean): Wh {
    return sumWh(
        allocations.flatMap(({ items }) => items.filter(({ number }) => inForce(number)).map((item) => item.wh)),
    );
}

/** Balances of the same plant together. */
export function addBalances(plant: string, balances: readonly Balance[]): Balance {
    const sum = (of: (one: Balance) => Wh) => sumWh(balances.map(of));
    return {
        plant,
        matchedWh: sum((one) => one.matchedWh),
        retiredWh: sum((one) => one.retiredWh),
        reservedWh: sum((one) => one.reservedWh),
        expiredWh: sum((one) => one.expiredWh),
        residualWh: sum((one) => one.residualWh),
        overWh: sum((one) => one.overWh),
        holds: balances.every(({ holds }) => holds),
    };
}

function balance(
    plant: string,
    {
        matched,
        retired,
        residual,
        expired,
    }: Readonly<{ matched: number; retired: number; residual: number; expired: boolean }>,
): Balance {
    const left = Math.max(0, matched - retired);
    const over = Math.max(0, retired - matched);
    return {
        plant,
        matchedWh: wh(matched),
        retiredWh: wh(retired),
        reservedWh: wh(expired ? 0 : left),
        expiredWh: wh(expired ? left : 0),
        residualWh: wh(residual),
        overWh: wh(over),
        holds: over === 0,
    };
}
