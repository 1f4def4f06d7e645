import { canonical } from '../canonical.js';
import type { Accreditation, CertificateShare } from '../certificates/record.js';
import { type Hash, hex, utf8 } from '../crypto.js';
import { problem } from '../problems.js';
import { compareText } from '../registry/book.js';
import type { Source } from '../registry/point.js';
import { recordDigest } from '../settlement/record.js';
import { slotPlus } from '../slot.js';
import {
    CERTIFICATE_TYPE,
    type CertificateSubject,
    CREDENTIAL_TYPE,
    type CriterionResult,
    type ProductionDevice,
    type UnsignedCertificate,
} from './credential.js';
import { criteriaResults } from './criteria.js';
import { originOf } from './did.js';
import { DisclosureTree, disclosureLeaves } from './disclosure.js';
import type { BuildCrypto, CertificateFacts } from './facts.js';
import { emissionsOf, matchedEnergy } from './figures.js';
import { type Interval, intervalsOf, sumIntervals } from './intervals.js';
import { contextsAt, integrity, resourcesAt, SCHEMA_DIGEST, SCHEMA_PATH } from './resources.js';
import { statusEntries } from './status.js';
import { instantOf } from './time.js';
import { checkCore } from './verify.js';
import { wordingOf } from './wording.js';

/** How long a document is maintained: ten years. */
const MAINTAINED_SLOTS = 3653 * 96;

/** AIB Fact Sheet 5: energy source and technology, as finely as an accreditation tells. */
const AIB: Readonly<Record<Source, readonly [string, string]>> = {
    solar: ['F01040100', 'T010000'],
    wind: ['F01050100', 'T020000'],
    hydro: ['F01050200', 'T030000'],
    biomass: ['F01010000', 'T050000'],
    other: ['F00000000', 'T000000'],
};

/**
 * The core of a certificate's document: what is signed, and whose digest the ledger holds. Deterministic: from the same facts, in
 * whatever order they come, the same value.
 * @throws CREDENTIAL_INCONSISTENT where the facts contradict each other, as lines that do not come to the record's energy
 */
export function buildCertificate(facts: CertificateFacts, cryptography: BuildCrypto): UnsignedCertificate {
    const { basis, issuer } = facts;
    const origin = originOf(issuer.id);
    const issued = instantOf(basis.issuedAt);
    const core: UnsignedCertificate = {
        '@context': contextsAt(origin),
        id: `urn:uuid:${uuidOf(basis.number, cryptography.hash)}`,
        type: [CREDENTIAL_TYPE, CERTIFICATE_TYPE],
        issuer,
        validFrom: issued,
        validUntil: instantOf(slotPlus(basis.issuedAt, MAINTAINED_SLOTS)),
        credentialSchema: { id: origin + SCHEMA_PATH, type: 'JsonSchema', digestSRI: integrity(SCHEMA_DIGEST) },
        credentialStatus: statusEntries(basis.statusEntry, origin),
        relatedResource: resourcesAt(origin, facts.scheme.document),
        evidence: [
            {
                type: 'SettlementLedgerEvidence',
                channel: facts.channel,
                slotCount: facts.slots.length,
                slotRecordsDigest: slotRecordsDigest(facts.slots, cryptography.hash),
                settlementEvidenceDigest: basis.evidenceDigest,
            },
        ],
        credentialSubject: subjectOf(facts, intervalsOf(facts.lines, basis.period), cryptography),
    };
    checkCore(core);
    return core;
}

/** The tree of salted leaves behind a certificate's `intervalRoot`. */
export function disclosureTreeOf(facts: CertificateFacts, cryptography: BuildCrypto): DisclosureTree {
    const { lines, basis, rules, key } = facts;
    const intervals = intervalsOf(lines, basis.period);
    return new DisclosureTree(disclosureLeaves(intervals, basis.period, rules.utcOffsetMinutes), key, cryptography);
}

/** The salted name of a metering point in the document, and the salt that opens it. */
export function consumptionPoint(
    point: string,
    key: Uint8Array,
    { hash, hmac }: BuildCrypto,
): { readonly digest: string; readonly salt: string } {
    const salt = hex(hmac(key, utf8(`point|${point}`)).subarray(0, 16));
    return { digest: hex(hash(utf8(canonical({ point, salt })))), salt };
}

function subjectOf(
    facts: CertificateFacts,
    intervals: readonly Interval[],
    cryptography: BuildCrypto,
): CertificateSubject {
    const { basis, rules, accreditations } = facts;
    const issued = instantOf(basis.issuedAt);
    const sums = sumIntervals(intervals);
    const emissions = emissionsOf(sums, rules);
    const devices = basis.plants.map((share) => deviceOf(share, facts));
    const { certifies, isNot } = wordingOf(basis.scheme.version);
    const zones = [...new Set(facts.lines.map(({ line }) => line.zone))].sort(compareText);
    const audits = accreditations.flatMap((accreditation) => accreditation.audits.map(({ at }) => at));
    const past = audits.filter((at) => at <= basis.issuedAt).sort((a, b) => b - a)[0];
    const results: readonly CriterionResult[] = criteriaResults({ basis, emissions, scheme: facts.scheme });
    return {
        type: 'CleanEnergyConsumption',
        certificateNumber: basis.number,
        schemeId: basis.scheme.scheme,
        schemeVersion: basis.scheme.version,
        supersedes: basis.supersedes,
        issuanceDate: issued,
        countryOfIssuance: facts.countryCode,
        legalStatus: 'voluntary',
        issuancePurpose: 'disclosure',
        purpose: 'own-consumption',
        periodStart: instantOf(basis.period.from),
        periodEnd: instantOf(basis.period.to),
        timeZoneOffsetMinutes: rules.utcOffsetMinutes,
        beneficiary: { commitment: basis.beneficiary, location: zones.join(', '), countryCode: facts.countryCode },
        consumption: consumptionOf(facts, sums.consumedWh, cryptography),
        matched: matchedEnergy(intervals, basis.period, rules),
        productionDevices: devices,
        registryConfiguration: 3,
        residualMixTreatment: 'excluded-from-residual-mix',
        emissions,
        certificateStatus: 'Claimed',
        retiredAt: issued,
        audit: {
            lastSurveillanceAudit: past === undefined ? null : instantOf(past),
            ruleCheckDigest: basis.criteriaDigest,
            approval: basis.approval,
            criteriaResults: results,
        },
        wording: { certifies, isNot },
        simulation: facts.simulation,
    };
}

function consumptionOf(
    facts: CertificateFacts,
    meteredConsumptionWh: number,
    cryptography: BuildCrypto,
): CertificateSubject['consumption'] {
    const { lines, key, basis } = facts;
    const readings = lines.filter(({ line }) => !line.handover).map(({ line }) => line);
    const points = [...new Set(readings.map(({ point }) => point))].sort(compareText);
    const tree = disclosureTreeOf(facts, cryptography);
    const signed = readings.filter(({ state }) => state === 'signed').length;
    const unknown = readings.filter(({ imported }) => imported === null).length;
    return {
        consumptionPoints: points.map((point) => consumptionPoint(point, key, cryptography).digest).sort(compareText),
        meteredConsumptionWh,
        meterDataQuality: {
            signedReadings: signed,
            otherReadings: readings.length - signed - unknown,
            unknownReadings: unknown,
        },
        intervalMinutes: 15,
        intervalCount: basis.period.to - basis.period.from,
        intervalRoot: tree.root,
        intervalTreeSize: tree.size,
    };
}

function deviceOf(share: CertificateShare, { accreditations, basis }: CertificateFacts): ProductionDevice {
    const accreditation = accreditations.find(({ id }) => id === share.accreditation);
    if (accreditation === undefined || accreditation.plant !== share.plant) {
        throw problem('CREDENTIAL_INCONSISTENT', { reason: `the accreditation of the plant ${share.plant}` });
    }
    return deviceFields(share, accreditation, basis.instrument);
}

function deviceFields(
    { plant, source, wh }: CertificateShare,
    { id, capacityW, filingNumber, zone, undertaking }: Accreditation,
    { system, state, months }: CertificateFacts['basis']['instrument'],
): ProductionDevice {
    const [energySource, technologyType] = AIB[source];
    return {
        deviceId: plant,
        accreditationId: id,
        energyCarrier: 'electricity',
        energySource,
        technologyType,
        source,
        capacityW,
        filingNumber,
        gridZone: zone,
        disseminationLevel: 'public-grid',
        supportReceived: 'unknown',
        isStorage: false,
        matchedWh: wh,
        externalInstrument: {
            system,
            state: state === 'reconciled' ? 'reconciled' : 'reserved-reconciliation-pending',
            months,
            undertakingDigest: undertaking.digest,
        },
    };
}

/** Over the records the energy was settled by: `{digest, revision, slot}` of each, in order of the slots. */
export function slotRecordsDigest(slots: CertificateFacts['slots'], hash: Hash): string {
    const entries = [...slots]
        .sort((a, b) => a.slot - b.slot)
        .map((record) => ({ digest: recordDigest(record, hash), revision: record.revision, slot: record.slot }));
    return hex(hash(utf8(canonical(entries))));
}

/** A name-based UUID (RFC 9562 §5.8, version 8) of the number: 122 bits of SHA-256. */
function uuidOf(number: string, hash: Hash): string {
    const digits = hex(hash(utf8(`linguang-certificate|${number}`)).subarray(0, 16));
    const variant = '89ab'.charAt(Number.parseInt(digits.charAt(16), 16) & 3);
    return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `8${digits.slice(13, 16)}`,
        `${variant}${digits.slice(17, 20)}`,
        digits.slice(20),
    ].join('-');
}
