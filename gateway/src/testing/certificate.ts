import type { SignedCertificate } from '@linguang/chaincode/domain';
import { wordingOf } from '@linguang/chaincode/domain';

/** Quarter-hours of a household in spring with a share of a roof and a wind plant: use and match in Wh. */
export function springDay(shift = 0): { consumedWh: number; matchedWh: number }[] {
    return Array.from({ length: 96 }, (_, quarter) => {
        const hour = quarter / 4;
        const bump = (at: number, width: number, height: number) => height * Math.exp(-(((hour - at) / width) ** 2));
        const wobble = ((quarter * 37 + shift * 53) % 19) - 9;
        const used = Math.round(46 + bump(7.3, 1.1, 120) + bump(12.3, 1.4, 150) + bump(19, 2, 210) + wobble * 2);
        const offered = Math.round(bump(12.6, 3.4, 260) + bump(3 + (shift % 5), 4, 42) + bump(20, 2.6, 70) + wobble);
        const consumedWh = quarter % 96 === 17 ? 0 : Math.max(12, used);
        return { consumedWh, matchedWh: Math.max(0, Math.min(consumedWh, offered)) };
    });
}

/** A certificate with figures that belong together, for tests of documents; its proof is not a true one. */
export function exampleCertificate(days = 1): SignedCertificate {
    const profile = Array.from({ length: days }, (_, day) => springDay(day)).flat();
    const meteredConsumptionWh = profile.reduce((sum, { consumedWh }) => sum + consumedWh, 0);
    const matchedWh = profile.reduce((sum, one) => sum + one.matchedWh, 0);
    const solarWh = Math.floor(matchedWh * 0.7);
    const share = (part: number, whole: number) => Math.floor((part * 10_000) / whole);
    const used = profile.filter(({ consumedWh }) => consumedWh > 0);
    const full = used.filter((one) => one.matchedWh === one.consumedWh);
    const bp = share(matchedWh, meteredConsumptionWh);
    const factor = { factorId: 'MEE-2023-east', factorYear: 2023, factorSource: 'MEE and NBS, announcement of 2025' };
    const start = Date.parse('2026-02-28T16:00:00Z');
    const instant = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
    const plant = (deviceId: string, source: 'solar' | 'wind', wh: number, capacityW: number) => ({
        deviceId,
        accreditationId: `acc-${deviceId}`,
        energyCarrier: 'electricity' as const,
        energySource: source === 'solar' ? 'F01040100' : 'F01050100',
        technologyType: source === 'solar' ? 'T010000' : 'T020000',
        source,
        capacityW,
        filingNumber: `SZ-2025-PV-${capacityW}`,
        gridZone: 'feeder-7',
        disseminationLevel: 'public-grid' as const,
        supportReceived: 'unknown' as const,
        isStorage: false as const,
        matchedWh: wh,
        externalInstrument: {
            system: 'GEC' as const,
            state: 'reserved-reconciliation-pending' as const,
            months: [],
            undertakingDigest: '5e'.repeat(32),
        },
    });
    const wording = wordingOf(1);
    return {
        '@context': ['https://www.w3.org/ns/credentials/v2', 'https://certifier.example/contexts/certificate-v1.json'],
        id: 'urn:uuid:2f1c8d1e-6f0b-5a39-9d6a-0c4f3b7a9e11',
        type: ['VerifiableCredential', 'CleanEnergyConsumptionCertificate'],
        issuer: {
            id: 'did:web:certifier.example',
            name: 'Certifier of the Linguang Community',
            accreditationId: 'LG-CB-001',
        },
        validFrom: '2026-03-03T02:15:00Z',
        validUntil: '2036-03-03T02:15:00Z',
        credentialSchema: {
            id: 'https://certifier.example/schemas/certificate-v1.json',
            type: 'JsonSchema',
            digestSRI: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
        },
        credentialStatus: (['revocation', 'suspension'] as const).map((statusPurpose) => ({
            id: `https://certifier.example/status/${statusPurpose}/1#93817`,
            type: 'BitstringStatusListEntry' as const,
            statusPurpose,
            statusListIndex: '93817',
            statusListCredential: `https://certifier.example/status/${statusPurpose}/1`,
        })),
        relatedResource: [],
        evidence: [
            {
                type: 'SettlementLedgerEvidence',
                channel: 'linguang',
                slotCount: 96 * days,
                slotRecordsDigest: 'a7'.repeat(32),
                settlementEvidenceDigest: 'b4'.repeat(32),
            },
        ],
        credentialSubject: {
            type: 'CleanEnergyConsumption',
            certificateNumber: 'LG-2026-7K3M-QX4T-0VBD-91CE-8HZW-R2',
            schemeId: 'linguang-clean-use',
            schemeVersion: 1,
            supersedes: null,
            issuanceDate: '2026-03-03T02:15:00Z',
            countryOfIssuance: 'CN',
            legalStatus: 'voluntary',
            issuancePurpose: 'disclosure',
            purpose: 'own-consumption',
            periodStart: instant(start),
            periodEnd: instant(start + days * 86_400_000),
            timeZoneOffsetMinutes: 480,
            beneficiary: {
                commitment: '7f3a29c15b0e11d49ac2663f0d1be87712fe45ab90cd3344e1a05577b8c96d02',
                location: 'feeder-7',
                countryCode: 'CN',
            },
            consumption: {
                consumptionPoints: ['c1'.repeat(32)],
                meteredConsumptionWh,
                meterDataQuality: { signedReadings: 96 * days, otherReadings: 0, unknownReadings: 0 },
                intervalMinutes: 15,
                intervalCount: 96 * days,
                intervalRoot: 'd9'.repeat(32),
                intervalTreeSize: 128,
            },
            matched: {
                matchedWh,
                unmatchedWh: meteredConsumptionWh - matchedWh,
                storageWh: 0,
                matchedShareBp: bp,
                sources: [
                    { source: 'solar', matchedWh: solarWh, shareBp: share(solarWh, matchedWh) },
                    { source: 'wind', matchedWh: matchedWh - solarWh, shareBp: share(matchedWh - solarWh, matchedWh) },
                ],
                coverage: [
                    {
                        resolution: 'interval',
                        buckets: used.length,
                        fullyMatchedBuckets: full.length,
                        matchedShareBp: bp,
                    },
                    { resolution: 'hour', buckets: 24 * days, fullyMatchedBuckets: 9 * days, matchedShareBp: bp },
                    { resolution: 'day', buckets: days, fullyMatchedBuckets: 0, matchedShareBp: bp },
                    { resolution: 'month', buckets: 1, fullyMatchedBuckets: 0, matchedShareBp: bp },
                ],
                cfeScore: {
                    scoreBp: bp,
                    contractedBp: bp,
                    gridBp: null,
                    gridFactorId: null,
                    gridFactorYear: null,
                    gridFactorSource: null,
                },
            },
            productionDevices: [
                plant('roof-community', 'solar', solarWh, 90_000),
                plant('mill-ridge', 'wind', matchedWh - solarWh, 250_000),
            ],
            registryConfiguration: 3,
            residualMixTreatment: 'excluded-from-residual-mix',
            emissions: {
                locationBased: { emissionGrams: Math.round(meteredConsumptionWh * 0.55), ...factor },
                marketBased: {
                    emissionGrams: Math.round((meteredConsumptionWh - matchedWh) * 0.6096),
                    ...factor,
                    factorId: 'MEE-2023-residual',
                },
                avoidedEstimate: { emissionGrams: Math.round(matchedWh * 0.55), ...factor },
            },
            certificateStatus: 'Claimed',
            retiredAt: '2026-03-03T02:15:00Z',
            audit: {
                lastSurveillanceAudit: null,
                ruleCheckDigest: 'e2'.repeat(32),
                approval: 'officer',
                criteriaResults: wording.criteria.map(({ id }) => ({
                    criterion: id,
                    result: ['scope2-2-sole-instrument', 'scope2-6-supplier-factor'].includes(id) ? 'no' : 'yes',
                    evidence: 'credentialSubject.matched',
                    evidenceDigest: null,
                })),
            },
            wording: { certifies: wording.certifies, isNot: wording.isNot },
            simulation: true,
        },
        proof: {
            '@context': [
                'https://www.w3.org/ns/credentials/v2',
                'https://certifier.example/contexts/certificate-v1.json',
            ],
            type: 'DataIntegrityProof',
            cryptosuite: 'ecdsa-jcs-2019',
            created: '2026-03-03T02:15:00Z',
            verificationMethod: 'did:web:certifier.example#key-1',
            proofPurpose: 'assertionMethod',
            proofValue: 'z5Bi6UkMoBGmc8uVZpcTyDrEhPqXgHyYtdZ1yXkX1ZNj2qNp3vYvCsBzBkP4rmE8GmRk2qFJ6gZ7JwRrA9hKdyfV',
        },
    };
}
