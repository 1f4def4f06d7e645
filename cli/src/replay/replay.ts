import { hash as oneShot } from 'node:crypto';
import {
    type AcceptedReading,
    composeOcmf,
    composeOcmfPayload,
    type Hash,
    type Hmac,
    hmacOf,
    type Registers,
    registersOf,
    type Settlement,
    type Slot,
    type SlotTotals,
    settleSlot,
    slotPlus,
    wh,
} from '@linguang/chaincode/domain';
import { standingBook } from './community.js';
import type { Home } from './homes.js';

/** What a replay adds up to; energies in Wh. */
export interface ReplayTotals {
    readonly homes: number;
    readonly slots: number;
    readonly loadWh: number;
    readonly generationWh: number;
    readonly ownUseWh: number;
    readonly importedWh: number;
    readonly exportedWh: number;
    readonly matchedWh: number;
    readonly residualFromGridWh: number;
    readonly residualToGridWh: number;
}

type SlotEnergies = Pick<SlotTotals, 'imported' | 'exported' | 'traded' | 'fromGrid' | 'toGrid'>;

const hash: Hash = (bytes) => Buffer.from(oneShot('sha256', bytes, 'binary'), 'binary');
const hmac: Hmac = hmacOf(hash);

/** Runs the homes through clearing and settlement slot by slot, without a ledger and without signatures. */
export function settleOffline(homes: readonly Home[], firstSlot: Slot): readonly SlotTotals[] {
    return Array.from(settlements(homes, firstSlot), ({ record }) => record.totals);
}

/** As {@link settleOffline}, with all records and lines, one slot at a time. */
export function* settlements(homes: readonly Home[], firstSlot: Slot): Generator<Settlement> {
    const book = standingBook(homes, firstSlot);
    const slots = homes[0]?.load.length ?? 0;
    const seed = new Uint8Array(32);
    let registers: ReadonlyMap<string, Registers> = new Map();
    for (let index = 0; index < slots; index += 1) {
        const slot = slotPlus(firstSlot, index);
        const readings = homes.map((home) => unsignedReading(home, slot, index));
        const settlement = settleSlot({
            slot,
            book,
            readings,
            registers,
            previous: null,
            windowOver: false,
            seed,
            hash,
            hmac,
        });
        registers = registersOf(settlement.lines);
        yield settlement;
    }
}

/** Adds settled slots up beside what the homes used and made behind their meters. */
export function addUp(homes: readonly Home[], totals: readonly SlotEnergies[]): ReplayTotals {
    const sum = (energy: (of: SlotEnergies) => number): number => totals.reduce((so, one) => so + energy(one), 0);
    const behind = (energy: (of: Home) => readonly number[]): number =>
        homes.reduce(
            (so, home) =>
                energy(home)
                    .slice(0, totals.length)
                    .reduce((all, one) => all + one, so),
            0,
        );
    return {
        homes: homes.length,
        slots: totals.length,
        loadWh: behind((home) => home.load),
        generationWh: behind((home) => home.generation),
        ownUseWh: behind((home) => home.ownUse),
        importedWh: sum((one) => one.imported),
        exportedWh: sum((one) => one.exported),
        matchedWh: sum((one) => one.traded),
        residualFromGridWh: sum((one) => one.fromGrid),
        residualToGridWh: sum((one) => one.toGrid),
    };
}

function unsignedReading(home: Home, slot: Slot, index: number): AcceptedReading {
    const none = { start: wh(0), end: wh(0) };
    const payload = composeOcmfPayload({
        serial: home.id,
        page: index + 1,
        slot,
        import: home.imported[index] ?? none,
        export: home.exported[index] ?? none,
        generation: home.hasPv ? (home.generated[index] ?? none) : null,
        quality: 'measured',
    });
    return { point: home.id, ocmf: composeOcmf(payload, NO_SIGNATURE) };
}

/** The shortest DER signature, r = s = 1: settlement takes readings that the metering contract has checked. */
const NO_SIGNATURE = Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1);
