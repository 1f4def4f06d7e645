import type { Source } from '../registry/point.js';
import type { Slot, SlotRange } from '../slot.js';
import type { Watt, Wh } from '../units.js';
import type { GranularState } from './lifecycle.js';

/**
 * How a certificate stands. `suspended` may become valid again; `revoked` and `superseded` are for ever. Expiry concerns energy that
 * was never certified, not a certificate: what is retired stays retired.
 */
export const CERTIFICATE_STATUSES = ['valid', 'suspended', 'revoked', 'superseded'] as const;
export type CertificateStatus = (typeof CERTIFICATE_STATUSES)[number];

/** Why a certificate is revoked. */
export const REVOCATION_REASONS = ['error', 'correction', 'accreditation', 'instrument', 'fraud'] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** Energy of one plant in a certificate, and under which accreditation it was certified. */
export type CertificateShare = {
    readonly plant: string;
    readonly source: Source;
    readonly wh: Wh;
    /** Id of the plant's accreditation. */
    readonly accreditation: string;
};

/** Another instrument for the same energy: here the national green electricity certificate (绿证, GEC). */
export const INSTRUMENT_SYSTEMS = ['GEC'] as const;
export type InstrumentSystem = (typeof INSTRUMENT_SYSTEMS)[number];

/**
 * How the reserved Wh of a plant and month stand with that instrument: `pending`, "reserved, GEC reconciliation pending"; `reconciled`,
 * the registry of the instrument has frozen as much as was reserved here; `mismatch`, it has not.
 */
export const INSTRUMENT_STATES = ['pending', 'reconciled', 'mismatch'] as const;
export type InstrumentState = (typeof INSTRUMENT_STATES)[number];

/** A version of a certification scheme: which rules a certificate was issued under, for ever. */
export type SchemeReference = { readonly scheme: string; readonly version: number };

/** Place of a certificate in the status lists: list from 0, index from 0 to 131,071, chosen at random. */
export type StatusEntry = { readonly list: number; readonly index: number };
export const STATUS_LIST_SIZE = 131_072;

/** A certificate on the ledger: no name and no load curve; the beneficiary only as a commitment. */
export type CertificateRecord = {
    readonly v: 2;
    /** At least 128 random bits. */
    readonly number: string;
    readonly status: CertificateStatus;
    /** EnergyTag's state of its Wh: `Claimed`, or `Withdrawn` once it is revoked or superseded. */
    readonly state: GranularState;
    readonly scheme: SchemeReference;
    /** SHA-256 (hex) of canonical JSON `{nonce, participant}`. */
    readonly beneficiary: string;
    /** First slot and the slot after the last. */
    readonly period: SlotRange;
    /** Slots that hold certified energy. */
    readonly slots: number;
    readonly wh: Wh;
    /** By plant id; together they are `wh`. */
    readonly plants: readonly CertificateShare[];
    /** By source, the most first; together they are `wh`. */
    readonly sources: readonly { readonly source: Source; readonly wh: Wh }[];
    readonly instrument: {
        readonly system: InstrumentSystem;
        /** At issue; how it stands now follows from the reconciliations of the plants and months: see `instrumentOf`. */
        readonly state: InstrumentState;
        /** UTC months `2026-03` of the period, in order. */
        readonly months: readonly string[];
    };
    /** SHA-256 (hex) over the proven lines, their corrections and the nonce. */
    readonly evidenceDigest: string;
    /** SHA-256 (hex) of the canonical JSON of the signed core of the document. */
    readonly digest: string;
    /** SHA-256 (hex) of the canonical JSON of the rule check's results. */
    readonly criteriaDigest: string;
    readonly statusEntry: StatusEntry;
    /** Who decided: an officer, or the worker that the certifier switched on for the scheme version. */
    readonly approval: 'officer' | 'automatic';
    /** A slot that was gated when it was issued: it cannot be older than this. */
    readonly issuedAt: Slot;
    /** The slot before whose gate it had to be issued. */
    readonly expiry: Slot;
    /** Number of the first certificate of the chain that `supersedes` makes: slots are claimed for the whole chain. */
    readonly series: string;
    readonly supersedes: string | null;
    readonly supersededBy: string | null;
    readonly suspension: { readonly reason: string } | null;
    readonly revocation: {
        readonly code: RevocationReason;
        readonly reason: string;
        /** Whether a new certificate may take over its slots. */
        readonly reissue: boolean;
    } | null;
};

/** Text for people, in both languages. */
export type Wording = { readonly zh: string; readonly en: string };

/** A version of the certification scheme on the ledger. Versions are never changed, except the switch `automatic`. */
export type SchemeVersion = {
    readonly v: 1;
    readonly scheme: string;
    /** Counts from 1. */
    readonly version: number;
    readonly name: Wording;
    /** The document that says what is certified and what not. */
    readonly document: { readonly digest: string; readonly uri: string };
    /** First slot whose energy it certifies; the version before holds up to there. */
    readonly from: Slot;
    /** How long reserved energy may be certified. */
    readonly validity: {
        readonly slots: number;
        /** Also only until the end of the calendar year in which it was generated. */
        readonly sameYear: boolean;
        /** Minutes east of UTC, for the calendar. */
        readonly utcOffsetMinutes: number;
    };
    /** Pairs of different zones (of the plant, of the user) between which energy can be delivered; the same zone always can. */
    readonly transfers: readonly (readonly [string, string])[];
    /** `required`: only energy of plants and slots reserved on the ledger is certified. `reported`: the reservation may follow. */
    readonly reservation: 'required' | 'reported';
    /** A plant's quarter-hour may have so many percent of what its capacity gives. */
    readonly plausibilityPercent: number;
    /** Local quarter-hours of the day (0-95) from and to which the sun does not shine; `to` is exclusive, on the next morning. */
    readonly night: { readonly from: number; readonly to: number };
    /** Of 1,000 certificates so many are looked at by a person. */
    readonly samplingPermille: number;
    /**
     * Who supersedes a certificate after a correction: `automatic`, the certifier's gateway, where everything else passes; else a person
     * (also where it is left out).
     */
    readonly supersession?: 'automatic' | 'officer';
    /** Whether certificates that pass every criterion are issued without a person. Off until the certifier switches it on. */
    readonly automatic: boolean;
};

/** What the operator of a plant undertook: not to have another instrument issued for what is certified here. */
export type Undertaking = {
    /** Participant who signed. */
    readonly by: string;
    /** SHA-256 (hex) of the signed document. */
    readonly digest: string;
    /** The instrument it is about. */
    readonly system: InstrumentSystem;
    /** The statement that names the document, as its signer signed it: see `UndertakingStatement`. */
    readonly jws: string;
};

/** A plant the certifier accredited: only its energy can be certified. */
export type Accreditation = {
    readonly v: 2;
    readonly id: string;
    readonly plant: string;
    readonly source: Source;
    readonly capacityW: Watt;
    readonly point: string;
    readonly zone: string;
    readonly register: 'export' | 'generation';
    /** Under which the plant is filed with the authority, as the GEC registry knows it. */
    readonly filingNumber: string;
    readonly scheme: string;
    readonly undertaking: Undertaking;
    readonly from: Slot;
    /** First slot in which it no longer holds; null while open. */
    readonly until: Slot | null;
    /** It does not hold from each of these on until it is ended; null: not ended. */
    readonly suspensions: readonly { readonly from: Slot; readonly until: Slot | null; readonly reason: string }[];
    /** Periods for which it was withdrawn afterwards: certificates that name them are revoked. */
    readonly withdrawals: readonly { readonly from: Slot; readonly until: Slot; readonly reason: string }[];
    /** Audits of the plant, the newest last. */
    readonly audits: readonly { readonly at: Slot; readonly passed: boolean; readonly digest: string }[];
};

/** What of a plant's ledger day is reserved for the buyers to whom final settlement gave it. */
export type ReservationRecord = {
    readonly v: 1;
    readonly plant: string;
    /** Ledger day: floor(slot / 96). */
    readonly day: number;
    readonly state: GranularState;
    /** Slots examined so far: 96 bits as 24 hex digits. */
    readonly map: string;
    /** Sold to or allocated to users, after corrections. */
    readonly wh: Wh;
    /** What the plant made and sold to the grid: never certifiable. */
    readonly residualWh: Wh;
    /** Reserved Wh that nobody had certified when they expired: they join the residual mix. */
    readonly expiredWh: Wh;
    /** Counts the times it was made anew after corrections, from 1. */
    readonly revision: number;
    /** SHA-256 (hex) over the proven lines and their corrections. */
    readonly evidenceDigest: string;
};

/** What the registry of another instrument answered for a plant and UTC month. */
export type ReconciliationRecord = {
    readonly v: 1;
    readonly plant: string;
    readonly month: string;
    readonly system: InstrumentSystem;
    readonly state: InstrumentState;
    /** Reserved here, as reported, and frozen there. */
    readonly reservedWh: Wh;
    readonly frozenWh: Wh;
    /** Reference of the other registry, and digest of its answer. */
    readonly reference: string;
    readonly digest: string;
};
