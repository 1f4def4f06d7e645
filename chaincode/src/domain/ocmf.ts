import type { Slot } from './slot.js';
import type { Wh } from './units.js';

/** OBIS codes (OCMF hexadecimal form) of the registers we read. */
export const REGISTERS = {
    import: '01-00:01.08.00.FF',
    export: '01-00:02.08.00.FF',
    /** Total energy at the generating device (OCMF table "OBIS", C1: total export device). */
    generation: '01-00:C1.08.00.FF',
} as const;

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
    /** `substitute`: the meter or gateway put in a value it did not measure (OCMF ST = S). */
    readonly quality: 'measured' | 'substitute';
};

/** An OCMF record taken apart; the payload is the text that was signed. */
export type OcmfRecord = { readonly payload: string /** ECDSA signature, r ‖ s */; readonly signature: Uint8Array };

/** Splits `OCMF|{payload}|{signature}`. @throws READING_MALFORMED */
export declare function splitOcmf(text: string, point: string): OcmfRecord;
/** The payload a meter signs for a reading. */
export declare function composeOcmfPayload(
    reading: MeterReading,
    gateway?: Readonly<{ id: string; serial: string }>,
): string;
/** The record: payload and its signature (DER). */
export declare function composeOcmf(payload: string, derSignature: Uint8Array): string;
/** ASN.1 DER ECDSA signature → r ‖ s (64 bytes). @throws ENCODING_INVALID */
export declare function derToP1363(der: Uint8Array): Uint8Array;
/** r ‖ s (64 bytes) → ASN.1 DER. */
export declare function p1363ToDer(signature: Uint8Array): Uint8Array;
