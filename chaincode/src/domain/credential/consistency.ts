import { problem } from '../problems.js';
import { parseDate } from '../slot.js';
import { CERTIFICATE_TYPE, CREDENTIAL_TYPE, STATUS_PURPOSES, type UnsignedCertificate } from './credential.js';
import { originOf } from './did.js';
import { jcs } from './jcs.js';
import { statusEntryOf } from './status.js';
import { slotAt } from './time.js';
import { wordingOf } from './wording.js';

/** Holds the figures of a well-formed core against each other. @throws CREDENTIAL_INCONSISTENT, SLOT_INVALID, DAY_INVALID */
export function checkConsistency(core: UnsignedCertificate): void {
    const { credentialSubject: subject } = core;
    const { matched, consumption, productionDevices } = subject;
    const sum = (amounts: readonly { readonly matchedWh: number }[]) =>
        amounts.reduce((total, { matchedWh }) => total + matchedWh, 0);
    const share = (part: number, whole: number) => Number((BigInt(part) * 10_000n) / BigInt(whole));

    must(core.type[0] === CREDENTIAL_TYPE && core.type[1] === CERTIFICATE_TYPE, 'the types');
    must(matched.matchedWh > 0, 'nothing is matched');
    must(matched.matchedWh + matched.unmatchedWh === consumption.meteredConsumptionWh, 'matched and unmatched energy');
    must(sum(productionDevices) === matched.matchedWh, 'matched energy by plant');
    must(sum(matched.sources) === matched.matchedWh, 'matched energy by source');
    for (const { source, matchedWh, shareBp } of matched.sources) {
        const ofPlants = sum(productionDevices.filter((device) => device.source === source));
        must(ofPlants === matchedWh && shareBp === share(matchedWh, matched.matchedWh), `the source ${source}`);
    }
    must(new Set(productionDevices.map(({ deviceId }) => deviceId)).size === productionDevices.length, 'a plant twice');
    const whole = share(matched.matchedWh, consumption.meteredConsumptionWh);
    must(matched.matchedShareBp === whole && matched.cfeScore.contractedBp === whole, 'the matched share');
    must((matched.cfeScore.gridBp ?? 0) + whole === matched.cfeScore.scoreBp, 'the carbon-free score');
    must((matched.cfeScore.gridBp === null) === (matched.cfeScore.gridFactorId === null), 'the carbon-free factor');
    for (const { buckets, fullyMatchedBuckets } of matched.coverage) {
        must(fullyMatchedBuckets <= buckets, 'the coverage');
    }

    const [from, to] = [slotAt(subject.periodStart), slotAt(subject.periodEnd)];
    must(to - from === consumption.intervalCount, 'the period and the count of intervals');
    must(core.validFrom === subject.issuanceDate && subject.retiredAt === subject.issuanceDate, 'the dates of issue');
    // Dated by a slot that had begun: that may be the last of the period.
    must(slotAt(subject.issuanceDate) >= to - 1 && core.validFrom < core.validUntil, 'the order of the dates');
    parseDate(core.validUntil.slice(0, 10));
    must(core.evidence[0]?.slotCount === consumption.intervalCount, 'the settled slots and the count of intervals');

    const origin = originOf(core.issuer.id);
    for (const [index, purpose] of STATUS_PURPOSES.entries()) {
        const entry = core.credentialStatus[index];
        must(entry !== undefined && statusEntryOf(entry, purpose, origin), `the status entry of ${purpose}`);
    }
    must(
        new Set(core.credentialStatus.map(({ statusListIndex }) => statusListIndex)).size === 1,
        'the indexes of the status entries',
    );
    const { certifies, isNot, criteria } = wordingOf(subject.schemeVersion);
    const worded = jcs(subject.wording) === jcs({ certifies, isNot });
    must(worded, 'the wording and the scheme version');
    const asked = subject.audit.criteriaResults.map(({ criterion }) => criterion).join();
    must(asked === criteria.map(({ id }) => id).join(), 'the criteria');
}

function must(holds: boolean, reason: string): void {
    if (!holds) {
        throw problem('CREDENTIAL_INCONSISTENT', { reason });
    }
}
