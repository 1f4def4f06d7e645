import type { CriterionResult, Emissions } from './credential.js';
import type { CertificateFacts } from './facts.js';
import { wordingOf } from './wording.js';

/** The eight quality criteria of the GHG Protocol's Scope 2 guidance (2015), each with yes or no and where a reader sees it. */
export function criteriaResults({
    basis,
    emissions,
    scheme,
}: Readonly<{
    basis: CertificateFacts['basis'];
    emissions: Emissions | null;
    scheme: CertificateFacts['scheme'];
}>): readonly CriterionResult[] {
    const factors = emissions === null ? 'no' : 'yes';
    const results: Readonly<Record<string, Omit<CriterionResult, 'criterion'>>> = {
        'scope2-1-emission-rate': member(factors, 'credentialSubject.emissions.marketBased'),
        'scope2-2-sole-instrument': member(
            basis.instrument.state === 'reconciled' ? 'yes' : 'no',
            'credentialSubject.productionDevices.externalInstrument',
        ),
        'scope2-3-tracked-and-retired': {
            result: 'yes',
            evidence: 'evidence.settlementEvidenceDigest',
            evidenceDigest: basis.evidenceDigest,
        },
        'scope2-4-vintage': member('yes', 'credentialSubject.consumption.intervalRoot'),
        'scope2-5-same-market': {
            result: 'yes',
            evidence: 'credentialSubject.productionDevices.gridZone',
            evidenceDigest: scheme.document.digest,
        },
        'scope2-6-supplier-factor': member('no', 'none'),
        'scope2-7-direct-purchase': member('yes', 'evidence.slotRecordsDigest'),
        'scope2-8-residual-mix': member(factors, 'credentialSubject.emissions.marketBased'),
    };
    return wordingOf(basis.scheme.version).criteria.map(({ id }) => ({
        criterion: id,
        ...(results[id] ?? member('no', 'none')),
    }));
}

function member(result: CriterionResult['result'], evidence: string): Omit<CriterionResult, 'criterion'> {
    return { result, evidence, evidenceDigest: null };
}
