import type { CorrectionRecord } from '../corrections/index.js';
import type { LineProof } from '../lines/proof.js';
import type { SlotRecord } from '../settlement/record.js';
import type { Slot } from '../slot.js';

/**
 * What only the holder has, and what leads from her certificate down to her meters' signatures. Who gets this file sees her energy of
 * every quarter-hour.
 */
export type MeterProofs = {
    readonly type: 'LinguangMeterProofs';
    readonly v: 1;
    /** Of the certificate. */
    readonly number: string;
    /** Open the commitment to the beneficiary. */
    readonly participant: string;
    readonly nonce: string;
    /** The secret of the certificate's salts, hex: opens its metering points. */
    readonly key: string;
    /** Public records of all slots of the period, in order. */
    readonly records: readonly SlotRecord[];
    /** All her lines of the period with their proofs, in order of slot and place; `certified`: the certificate took it. */
    readonly lines: readonly { readonly proof: LineProof; readonly certified: boolean }[];
    /** Public records of the corrections of slots with certified lines that were on the ledger before the issue, in order. */
    readonly corrections: readonly CorrectionRecord[];
    /** What her meters signed: OCMF records as they were sent. */
    readonly readings: readonly { readonly slot: Slot; readonly point: string; readonly ocmf: string }[];
    /**
     * For each metering point a `common.Payload` of a proposal `registry:getPoint` with the answer that peers of at least two organisations
     * signed: whose key its meter has. base64url.
     */
    readonly points: readonly string[];
};
