import type { InstrumentSystem, Wording } from '../certificates/record.js';
import type { Source } from '../registry/point.js';

/** First context of every credential (W3C Verifiable Credentials Data Model 2.0, §4.3). */
export const CREDENTIALS_CONTEXT = 'https://www.w3.org/ns/credentials/v2';
export const CREDENTIAL_TYPE = 'VerifiableCredential';
export const CERTIFICATE_TYPE = 'CleanEnergyConsumptionCertificate';

/** An instant, `2026-03-01T10:15:00Z`: always UTC, to the second, in this one form. */
export type Instant = string;
/** A share in basis points, 0 to 10000, rounded down. */
export type BasisPoints = number;
/** SHA-256, 64 lower-case hexadecimal digits. */
export type DigestHex = string;

/** The certifier, by its `did:web`. */
export type CredentialIssuer = {
    readonly id: string;
    readonly name: string;
    /** Under which it may certify; what the scheme document names. */
    readonly accreditationId: string;
};

/** W3C Bitstring Status List 1.0. The index is a decimal text, as the standard has it. */
export type CredentialStatus = {
    readonly id: string;
    readonly type: 'BitstringStatusListEntry';
    readonly statusPurpose: StatusPurpose;
    readonly statusListIndex: string;
    readonly statusListCredential: string;
};
export const STATUS_PURPOSES = ['revocation', 'suspension'] as const;
export type StatusPurpose = (typeof STATUS_PURPOSES)[number];

/** A file the credential leans on, with the digest of its bytes (`sha256-` and base64, as W3C Subresource Integrity). */
export type RelatedResource = { readonly id: string; readonly mediaType: string; readonly digestSRI: string };

/** From which records of the ledger the figures were computed; all of it known before the certificate was issued. */
export type LedgerEvidence = {
    readonly type: 'SettlementLedgerEvidence';
    readonly channel: string;
    /** Settled slots of the period. */
    readonly slotCount: number;
    /** Over the canonical list of `{digest, revision, slot}` of the period's final slot records. */
    readonly slotRecordsDigest: DigestHex;
    /** Over the canonical evidence (lines with salts and proofs), as the certificate's ledger record has it. */
    readonly settlementEvidenceDigest: DigestHex;
};

/** Whose consumption it was. Nothing here names a person: the commitment is opened by the holder. */
export type Beneficiary = {
    /** SHA-256 of the canonical `{nonce, participant}`, as on the ledger. */
    readonly commitment: DigestHex;
    /** Grid zone of the metering points; as coarse as a place gets here. */
    readonly location: string;
    readonly countryCode: string;
};

/** What the meters of the beneficiary counted. */
export type MeteredConsumption = {
    /** One salted hash per metering point; the holder opens them. */
    readonly consumptionPoints: readonly DigestHex[];
    readonly meteredConsumptionWh: number;
    readonly meterDataQuality: MeterDataQuality;
    readonly intervalMinutes: 15;
    /** Intervals of the period, those without consumption included. */
    readonly intervalCount: number;
    /** Root and size of the tree of salted leaves (disclosure.ts): intervals, sums and statements. */
    readonly intervalRoot: DigestHex;
    readonly intervalTreeSize: number;
};

/** Readings by how they came about, one per metering point and interval. */
export type MeterDataQuality = {
    readonly signedReadings: number;
    /** Estimated, substituted or with a register that jumped: nothing of them is certified, their consumption counts as unmatched. */
    readonly otherReadings: number;
    /** Of unknown energy: missing is not zero, so shares hold for the known part only. */
    readonly unknownReadings: number;
};

export const COVERAGE_RESOLUTIONS = ['interval', 'hour', 'day', 'month'] as const;
export type CoverageResolution = (typeof COVERAGE_RESOLUTIONS)[number];

/** MatchedEnergy share at one resolution: Σ min(matched, consumed) per bucket ÷ Σ consumed. Buckets are those of the community's zone. */
export type Coverage = {
    readonly resolution: CoverageResolution;
    /** Buckets with consumption. */
    readonly buckets: number;
    /** Those whose consumption was matched wholly. */
    readonly fullyMatchedBuckets: number;
    readonly matchedShareBp: BasisPoints;
};

/**
 * Carbon-free energy score per hour: contracted ÷ consumed, and the grid's own carbon-free share of the rest. The grid part is null
 * where nobody publishes that share; then the score is the contracted part alone.
 */
export type CfeScore = {
    readonly scoreBp: BasisPoints;
    readonly contractedBp: BasisPoints;
    readonly gridBp: BasisPoints | null;
    readonly gridFactorId: string | null;
    readonly gridFactorYear: number | null;
    readonly gridFactorSource: string | null;
};

export type MatchedEnergy = {
    readonly matchedWh: number;
    readonly unmatchedWh: number;
    /** Of it from storage discharge; storage never adds to what was certified. */
    readonly storageWh: number;
    readonly matchedShareBp: BasisPoints;
    /** Of the matched energy, by source, largest first. */
    readonly sources: readonly { readonly source: Source; readonly matchedWh: number; readonly shareBp: BasisPoints }[];
    readonly coverage: readonly Coverage[];
    readonly cfeScore: CfeScore;
};

/** The relation of a plant's certified Wh to other instruments. */
export type ExternalInstrument = {
    readonly system: InstrumentSystem;
    /** At issue: reserved here and the other registry not yet asked, or asked and frozen there. Later states stand in the ledger. */
    readonly state: 'reserved-reconciliation-pending' | 'reconciled';
    /** UTC months `2026-03` whose reserved Wh are reconciled with that registry. */
    readonly months: readonly string[];
    /** Of the operator's signed undertaking to have no such instrument issued for the same energy. */
    readonly undertakingDigest: DigestHex;
};

/** A plant whose energy was used, as the certifier accredited it. */
export type ProductionDevice = {
    readonly deviceId: string;
    /** Id of the accreditation on the ledger. */
    readonly accreditationId: string;
    readonly energyCarrier: 'electricity';
    /** AIB Fact Sheet 5. */
    readonly energySource: string;
    readonly technologyType: string;
    readonly source: Source;
    readonly capacityW: number;
    /** Under which the plant is registered with the authority. */
    readonly filingNumber: string;
    readonly gridZone: string;
    readonly disseminationLevel: 'public-grid';
    readonly supportReceived: 'unknown';
    readonly isStorage: false;
    readonly matchedWh: number;
    readonly externalInstrument: ExternalInstrument;
};

/** An amount of CO₂ with the factor it was reckoned with. */
export type Emission = {
    readonly emissionGrams: number;
    readonly factorId: string;
    readonly factorYear: number;
    readonly factorSource: string;
};

/** GHG Protocol Scope 2; three fields that are never netted against each other. */
export type Emissions = {
    /** All consumption × the grid's average. */
    readonly locationBased: Emission;
    /** The unmatched part × the residual factor; the matched part counts as the direct emissions of its sources. */
    readonly marketBased: Emission;
    /** MatchedEnergy × the grid's average: an estimate of what others would have emitted, no reduction of an inventory. */
    readonly avoidedEstimate: Emission;
};

export type CriterionResult = {
    /** Key of the criteria in wording.ts. */
    readonly criterion: string;
    readonly result: 'yes' | 'no';
    /** Which member of this credential or which document shows it. */
    readonly evidence: string;
    /** Of that document; null where the evidence is a member of this credential. */
    readonly evidenceDigest: DigestHex | null;
};

export type CertificateAudit = {
    /** Start of the newest audit slot among the plants; null where none took place yet. */
    readonly lastSurveillanceAudit: Instant | null;
    /** SHA-256 of the certifier's rule check, criterion by criterion, as on the ledger. */
    readonly ruleCheckDigest: DigestHex;
    readonly approval: 'officer' | 'automatic';
    readonly criteriaResults: readonly CriterionResult[];
};

/** The subject: everything the certificate says. Field names carry their unit; every number is an integer. */
export type CertificateSubject = {
    readonly type: 'CleanEnergyConsumption';
    readonly certificateNumber: string;
    readonly schemeId: string;
    readonly schemeVersion: number;
    /** Number of the certificate that this one replaces. What replaces this one stands in the ledger and the status list. */
    readonly supersedes: string | null;
    readonly issuanceDate: Instant;
    readonly countryOfIssuance: string;
    readonly legalStatus: 'voluntary';
    readonly issuancePurpose: 'disclosure';
    readonly purpose: 'own-consumption';
    readonly periodStart: Instant;
    readonly periodEnd: Instant;
    readonly timeZoneOffsetMinutes: number;
    readonly beneficiary: Beneficiary;
    readonly consumption: MeteredConsumption;
    readonly matched: MatchedEnergy;
    readonly productionDevices: readonly ProductionDevice[];
    readonly registryConfiguration: 3;
    readonly residualMixTreatment: 'excluded-from-residual-mix';
    /** null where the rules of the period name no factors. */
    readonly emissions: Emissions | null;
    /** EnergyTag's state at issue: used up for the beneficiary. */
    readonly certificateStatus: 'Claimed';
    readonly retiredAt: Instant;
    readonly audit: CertificateAudit;
    /** What it certifies and what it is not, in the words of the scheme version. */
    readonly wording: { readonly certifies: Wording; readonly isNot: readonly (Wording & { readonly id: string })[] };
    /** The energy is simulated. */
    readonly simulation: boolean;
};

/** The core: what is signed, and whose digest is on the ledger. */
export type UnsignedCertificate = {
    readonly '@context': readonly string[];
    readonly id: string;
    readonly type: readonly string[];
    readonly issuer: CredentialIssuer;
    readonly validFrom: Instant;
    /** Until when the document is maintained; what it says of the past does not expire. */
    readonly validUntil: Instant;
    readonly credentialSchema: { readonly id: string; readonly type: 'JsonSchema'; readonly digestSRI: string };
    readonly credentialStatus: readonly CredentialStatus[];
    readonly relatedResource: readonly RelatedResource[];
    readonly evidence: readonly LedgerEvidence[];
    readonly credentialSubject: CertificateSubject;
};

/** W3C Data Integrity 1.0, cryptosuite ecdsa-jcs-2019. */
export type DataIntegrityProof = {
    readonly '@context': readonly string[];
    readonly type: 'DataIntegrityProof';
    readonly cryptosuite: 'ecdsa-jcs-2019';
    readonly created: Instant;
    /** `did:web:…#key`. */
    readonly verificationMethod: string;
    readonly proofPurpose: 'assertionMethod';
    /** Multibase base58btc of r ‖ s. */
    readonly proofValue: string;
};

export type SignedCertificate = UnsignedCertificate & { readonly proof: DataIntegrityProof };
