import { canonical } from '../canonical.js';
import { hex, hexBytes } from '../crypto.js';
import { formatSlot, type Slot, slotPlus } from '../slot.js';
import type { Wh } from '../units.js';
import { derToP1363 } from './der.js';

/** OBIS codes (OCMF hexadecimal form) of the registers we read. */
export const REGISTERS = {
    import: '01-00:01.08.00.FF',
    export: '01-00:02.08.00.FF',
    /** Total energy at the generating device: C1, "total export device", in OCMF's code table. */
    generation: '01-00:C1.08.00.FF',
} as const;
export type RegisterName = keyof typeof REGISTERS;

/** Registers of a unit in channel 1 to 99: what it gave (C1, "total export device") and what it took (C0, "total import device"). */
export function channelRegister(channel: number, side: 'out' | 'in'): string {
    return `01-${channel.toString(16).toUpperCase().padStart(2, '0')}:C${side === 'out' ? 1 : 0}.08.00.FF`;
}

/** A unit's own registers; null where the record has none. */
export type ChannelReading = {
    readonly channel: number;
    readonly out: RegisterPair | null;
    readonly in: RegisterPair | null;
};

/** A register at start and end of a slot. */
export type RegisterPair = { readonly start: Wh; readonly end: Wh };

/** What one OCMF record says for one slot. */
export type MeterReading = {
    readonly serial: string;
    /** Fiscal page counter of the meter. */
    readonly page: number;
    readonly slot: Slot;
    readonly import: RegisterPair;
    readonly export: RegisterPair;
    readonly generation: RegisterPair | null;
    /** Units with registers of their own, in order of channel; left out where there are none. */
    readonly channels?: readonly ChannelReading[];
    /** `substitute`: the meter or its gateway put in a value it did not measure (OCMF ST = S). */
    readonly quality: 'measured' | 'substitute';
};

/** An OCMF record taken apart; the payload is the text that was signed. */
export type OcmfRecord = {
    readonly payload: string;
    /** ECDSA P-256, r ‖ s */
    readonly signature: Uint8Array;
};

const ALGORITHM = 'ECDSA-secp256r1-SHA256';
const HEAD = 'OCMF|';
const LONGEST = 4096;

/**
 * Splits `OCMF|{payload}|{signature}`: the payload stays exactly as sent, since its bytes are what was signed.
 * @returns undefined if the text is not an OCMF record signed with ECDSA P-256 in DER, hexadecimal
 */
export function splitOcmf(text: string): OcmfRecord | undefined {
    const payload = payloadOfOcmf(text);
    if (payload === undefined) {
        return undefined;
    }
    try {
        const signature: unknown = JSON.parse(text.slice(HEAD.length + payload.length + 1));
        if (typeof signature !== 'object' || signature === null || !('SD' in signature)) {
            return undefined;
        }
        const { SD, SA = ALGORITHM, SE = 'hex', SM = 'application/x-der' }: Record<string, unknown> = { ...signature };
        if (typeof SD !== 'string' || SA !== ALGORITHM || SE !== 'hex' || SM !== 'application/x-der') {
            return undefined;
        }
        return { payload, signature: derToP1363(hexBytes(SD)) };
    } catch {
        return undefined;
    }
}

/** The payload of a record, exactly as it was signed, without a look at the signature; undefined if it is no OCMF record. */
export function payloadOfOcmf(text: string): string | undefined {
    const last = text.lastIndexOf('|');
    const isRecord = text.length <= LONGEST && text.startsWith(`${HEAD}{`) && last > HEAD.length;
    return isRecord ? text.slice(HEAD.length, last) : undefined;
}

/**
 * The payload a meter signs for a reading: OCMF 1.4, fiscal page, registers in Wh at start, then at end of the slot. As OCMF wants it,
 * members of an entry that are those of the entry before are left out; it halves the record.
 */
export function composeOcmfPayload(reading: MeterReading, gateway = 'Linguang simulated meter'): string {
    const entries = (['start', 'end'] as const).flatMap((edge) => {
        const TM = ocmfTime(edge === 'start' ? reading.slot : slotPlus(reading.slot, 1));
        const own = (['import', 'export', 'generation'] as const).flatMap((name) => {
            const pair = reading[name];
            return pair === null ? [] : [{ TM, RI: code(name), RV: pair[edge] }];
        });
        return [...own, ...channelEntries(reading, edge, TM)];
    });
    const common = { EF: '', RT: 'AC', RU: 'Wh', ST: reading.quality === 'measured' ? 'G' : 'S' };
    const RD = entries.map(({ TM, RI, RV }, index) => {
        const before = entries[index - 1];
        return {
            ...(before === undefined ? common : {}),
            ...(before?.RI === RI ? {} : { RI }),
            RV,
            ...(before?.TM === TM ? {} : { TM }),
        };
    });
    return canonical({
        FV: '1.4',
        GI: gateway,
        GS: reading.serial,
        PG: `F${reading.page}`,
        MS: reading.serial,
        RD,
    });
}

/** The record of a payload and its signature (DER). */
export function composeOcmf(payload: string, derSignature: Uint8Array): string {
    return `OCMF|${payload}|${canonical({ SA: ALGORITHM, SD: hex(derSignature).toUpperCase() })}`;
}

function code(name: RegisterName): string {
    return REGISTERS[name];
}

function channelEntries(reading: MeterReading, edge: 'start' | 'end', TM: string) {
    return (reading.channels ?? []).flatMap((unit) =>
        (['out', 'in'] as const).flatMap((side) => {
            const pair = unit[side];
            return pair === null ? [] : [{ TM, RI: channelRegister(unit.channel, side), RV: pair[edge] }];
        }),
    );
}

function ocmfTime(of: Slot): string {
    return `${formatSlot(of).slice(0, -1)}:00,000+0000 S`;
}
