import { INSTRUMENT_SYSTEMS } from '../certificates/record.js';
import { SOURCES } from '../registry/point.js';
import { CERTIFICATE_TYPE, COVERAGE_RESOLUTIONS, CREDENTIAL_TYPE, STATUS_PURPOSES } from './credential.js';
import {
    boolean,
    constant,
    integer,
    type JsonSchema,
    list,
    nullable,
    type ObjectSchema,
    object,
    oneOf,
    string,
} from './schemabuilder.js';

const WH = integer(0, 1_000_000_000_000);
const BP = integer(0, 10_000);
const instant = string('\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ', 20);
const digest = string('[0-9a-f]{64}', 64);
const integrity = string('sha256-[0-9A-Za-z+/]{43}=', 51);
const id = string('[A-Za-z0-9][A-Za-z0-9._-]*', 64);
const did = string('did:web:[a-z0-9.%A-Z-]+', 260);
const address = string('https?://[!-~]+', 500);
const line = string('[^\\p{Cc}]+', 300);
const wording = object({ en: string('[^\\p{Cc}]+', 1000), zh: string('[^\\p{Cc}]+', 1000) });

/** An entry of a status list. */
export const statusSchema = object({
    id: address,
    type: constant('BitstringStatusListEntry'),
    statusPurpose: oneOf(...STATUS_PURPOSES),
    statusListIndex: string('0|[1-9]\\d{0,5}', 6),
    statusListCredential: address,
});

const emission = object({
    emissionGrams: integer(0),
    factorId: id,
    factorYear: integer(1990, 2200),
    factorSource: line,
});

const device = object({
    deviceId: id,
    accreditationId: id,
    energyCarrier: constant('electricity'),
    energySource: string('F\\d{8}', 9),
    technologyType: string('T\\d{6}', 7),
    source: oneOf(...SOURCES),
    capacityW: integer(),
    filingNumber: line,
    gridZone: id,
    disseminationLevel: constant('public-grid'),
    supportReceived: constant('unknown'),
    isStorage: constant(false),
    matchedWh: WH,
    externalInstrument: object({
        system: oneOf(...INSTRUMENT_SYSTEMS),
        state: oneOf('reserved-reconciliation-pending', 'reconciled'),
        months: list(string('\\d{4}-(?:0[1-9]|1[0-2])', 7), 1, 14),
        undertakingDigest: digest,
    }),
});

const matched = object({
    matchedWh: WH,
    unmatchedWh: WH,
    storageWh: WH,
    matchedShareBp: BP,
    sources: list(object({ source: oneOf(...SOURCES), matchedWh: WH, shareBp: BP }), 1, SOURCES.length),
    coverage: list(
        object({
            resolution: oneOf(...COVERAGE_RESOLUTIONS),
            buckets: integer(),
            fullyMatchedBuckets: integer(),
            matchedShareBp: BP,
        }),
        COVERAGE_RESOLUTIONS.length,
        COVERAGE_RESOLUTIONS.length,
    ),
    cfeScore: object({
        scoreBp: BP,
        contractedBp: BP,
        gridBp: nullable(BP),
        gridFactorId: nullable(id),
        gridFactorYear: nullable(integer(1990, 2200)),
        gridFactorSource: nullable(line),
    }),
});

const subject = object({
    type: constant('CleanEnergyConsumption'),
    certificateNumber: id,
    schemeId: id,
    schemeVersion: integer(1),
    supersedes: nullable(id),
    issuanceDate: instant,
    countryOfIssuance: string('[A-Z]{2}', 2),
    legalStatus: constant('voluntary'),
    issuancePurpose: constant('disclosure'),
    purpose: constant('own-consumption'),
    periodStart: instant,
    periodEnd: instant,
    timeZoneOffsetMinutes: integer(-840, 840),
    beneficiary: object({ commitment: digest, location: line, countryCode: string('[A-Z]{2}', 2) }),
    consumption: object({
        consumptionPoints: list(digest, 1, 1000),
        meteredConsumptionWh: WH,
        meterDataQuality: object({ signedReadings: integer(), otherReadings: integer(), unknownReadings: integer() }),
        intervalMinutes: constant(15),
        intervalCount: integer(1, 40_000),
        intervalRoot: digest,
        intervalTreeSize: integer(1),
    }),
    matched,
    productionDevices: list(device, 1, 1000),
    registryConfiguration: constant(3),
    residualMixTreatment: constant('excluded-from-residual-mix'),
    emissions: nullable(object({ locationBased: emission, marketBased: emission, avoidedEstimate: emission })),
    certificateStatus: constant('Claimed'),
    retiredAt: instant,
    audit: object({
        lastSurveillanceAudit: nullable(instant),
        ruleCheckDigest: digest,
        approval: oneOf('officer', 'automatic'),
        criteriaResults: list(
            object({ criterion: id, result: oneOf('yes', 'no'), evidence: line, evidenceDigest: nullable(digest) }),
            1,
            50,
        ),
    }),
    wording: object({
        certifies: wording,
        isNot: list(object({ id, en: string('[^\\p{Cc}]+', 1000), zh: string('[^\\p{Cc}]+', 1000) }), 1, 20),
    }),
    simulation: boolean,
});

/** The core of a certificate: the published JSON schema and the strict check are this one value. */
export const certificateSchema: ObjectSchema = object({
    '@context': list(address, 2, 2),
    id: string('urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}', 45),
    type: list(oneOf(CREDENTIAL_TYPE, CERTIFICATE_TYPE), 2, 2),
    issuer: object({ id: did, name: line, accreditationId: line }),
    validFrom: instant,
    validUntil: instant,
    credentialSchema: object({ id: address, type: constant('JsonSchema'), digestSRI: integrity }),
    credentialStatus: list(statusSchema, STATUS_PURPOSES.length, STATUS_PURPOSES.length),
    relatedResource: list(object({ id: address, mediaType: line, digestSRI: integrity }), 3, 3),
    evidence: list(
        object({
            type: constant('SettlementLedgerEvidence'),
            channel: id,
            slotCount: integer(1),
            slotRecordsDigest: digest,
            settlementEvidenceDigest: digest,
        }),
        1,
        1,
    ),
    credentialSubject: subject,
});

/** The proof of a certificate or a status list. */
export const proofSchema = object({
    '@context': list(address, 1, 2),
    type: constant('DataIntegrityProof'),
    cryptosuite: constant('ecdsa-jcs-2019'),
    created: instant,
    verificationMethod: string('did:web:[a-z0-9.%A-Z-]+#[0-9A-Za-z_-]+', 400),
    proofPurpose: constant('assertionMethod'),
    proofValue: string('z[1-9A-HJ-NP-Za-km-z]+', 100),
});

/** A schema with one more member. */
export function withProof(schema: ObjectSchema): JsonSchema {
    return object({ ...schema.properties, proof: proofSchema });
}

export const shapes = { instant, digest, did, address, id, wh: WH, bp: BP } as const;
