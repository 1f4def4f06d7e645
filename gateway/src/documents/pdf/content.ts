import type { Language, SignedCertificate } from '@linguang/chaincode/domain';
import { date, grouped, kilowattHours, percent, period } from './figures.js';
import type { Picture, QuarterHour } from './rosette.js';
import { type Translate, translator } from './texts.js';

/** What a certificate's pages are drawn from: the credential, and a language. Nothing else gives figures. */
export type Content = Readonly<{
    credential: SignedCertificate;
    language: Language;
    t: Translate;
    /** SHA-256 of the credential's core, hexadecimal, as on the ledger. */
    digest: string;
    /** What the QR code says. */
    address: string;
    picture: Picture;
}>;

/**
 * The picture of the quarter-hours. With the holder's profile it shows when she used and matched; without it only the matched share,
 * which the credential says to everybody.
 * @param profile - one for each quarter-hour of the period, in order; it must add up to the credential
 * @throws RangeError where it does not
 */
export function pictureOf(credential: SignedCertificate, profile: readonly QuarterHour[] | undefined): Picture {
    const { consumption, matched, periodStart, timeZoneOffsetMinutes } = credential.credentialSubject;
    if (profile === undefined) {
        return { kind: 'whole', share: matched.matchedShareBp / 10_000 };
    }
    const sum = (of: (one: QuarterHour) => number) => profile.reduce((total, one) => total + of(one), 0);
    if (
        profile.length !== consumption.intervalCount ||
        sum(({ consumedWh }) => consumedWh) !== consumption.meteredConsumptionWh ||
        sum(({ matchedWh }) => matchedWh) !== matched.matchedWh
    ) {
        throw new RangeError('the quarter-hours do not add up to the certificate');
    }
    const first = (Date.parse(periodStart) / 60_000 + timeZoneOffsetMinutes) / 15;
    const offset = ((first % 96) + 96) % 96;
    const days: (readonly QuarterHour[])[] = [];
    const padded = [...Array.from({ length: offset }, () => ({ consumedWh: 0, matchedWh: 0 })), ...profile];
    for (let at = 0; at < padded.length; at += 96) {
        days.push(padded.slice(at, at + 96));
    }
    const [only] = days;
    return days.length === 1 && only !== undefined ? { kind: 'day', quarters: only } : { kind: 'days', days };
}

/** The sentence the certificate exists for. */
export function statementOf({ credential, language, t }: Content): string {
    const { periodStart, periodEnd, timeZoneOffsetMinutes, matched } = credential.credentialSubject;
    const hours = (Date.parse(periodEnd) - Date.parse(periodStart)) / 3_600_000;
    const name = period(periodStart, periodEnd, timeZoneOffsetMinutes, language);
    const preposition = hours === 24 ? 'onDay' : /^\d|日/.test(name) ? 'fromTo' : 'inMonth';
    return t('holderUsed', {
        period: t(preposition, { period: name }),
        share: percent(matched.matchedShareBp),
        matched: kilowattHours(matched.matchedWh),
    });
}

/** What the picture means, in a sentence. */
export function captionOf({ credential, picture, t }: Content): string {
    const coverage = credential.credentialSubject.matched.coverage.find(({ resolution }) => resolution === 'interval');
    return picture.kind === 'whole'
        ? t('raysWhole', { buckets: coverage?.buckets ?? 0, full: coverage?.fullyMatchedBuckets ?? 0 })
        : t(picture.kind === 'day' ? 'raysDay' : 'raysDays');
}

/** Number, holder, place and times, as label and value. */
export function factsOf({ credential, language, t }: Content): readonly (readonly [label: string, value: string])[] {
    const { credentialSubject: subject, validUntil } = credential;
    const offset = subject.timeZoneOffsetMinutes;
    const { location: zone, countryCode: country, commitment } = subject.beneficiary;
    return [
        [t('beneficiary'), grouped(commitment, 4)],
        [t('place'), t('zone', { zone, country })],
        [t('period'), period(subject.periodStart, subject.periodEnd, offset, language)],
        [t('scheme'), t('schemeVersion', { scheme: subject.schemeId, version: subject.schemeVersion })],
        [t('issued'), date(subject.issuanceDate, offset, language)],
        [t('maintainedUntil'), date(validUntil, offset, language)],
        ...(subject.supersedes === null ? [] : [[t('supersedes'), subject.supersedes] as const]),
    ];
}

export function contentOf(
    credential: SignedCertificate,
    options: Readonly<{
        language: Language;
        digest: string;
        address: string;
        profile?: readonly QuarterHour[] | undefined;
    }>,
): Content {
    const { language, digest, address, profile } = options;
    return {
        credential,
        language,
        digest,
        address,
        t: translator(language),
        picture: pictureOf(credential, profile),
    };
}
