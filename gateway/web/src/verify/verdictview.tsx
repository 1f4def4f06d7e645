import type { DocumentSummary } from '@linguang/chaincode/domain';
import type { ComponentChildren } from 'preact';
import type { CertificateDetail } from '../../../src/http/api.ts';
import { type Key, language, t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import { Checks } from './checks.tsx';
import { momentText, periodText, shareText } from './period.ts';
import { Seal } from './seal.tsx';
import { sourceText } from './sources.ts';
import { Disclosure } from './statement.tsx';
import { type Outcome, toneOf, type Verdict } from './verdict.ts';
import { outcomes } from './words.ts';

const kinds: Readonly<Record<string, Key>> = {
    credential: 'verify.kind.credential',
    jwt: 'verify.kind.jwt',
    pdf: 'verify.kind.pdf',
    bundle: 'verify.kind.bundle',
    presentation: 'verify.kind.presentation',
};

/** Outcomes of true certificates that do not count at present. */
const idle: readonly Outcome[] = ['suspended', 'revoked', 'superseded', 'expired', 'not-yet-valid'];

/** The answer to "is this true?": in a word, in a sentence, what it says, and how that was found out. */
export function VerdictView(props: {
    verdict: Verdict;
    /** What was checked: a number, or the name of a file. */
    asked: string;
    /** Replaces the usual sentence. */
    text?: string | undefined;
    /** Where a certificate can be looked up: the address of its public page. */
    pageOf?: (number: string) => string;
    children?: ComponentChildren;
}) {
    const { verdict, asked, pageOf } = props;
    const { outcome, document, summary, record, disclosed } = verdict;
    const tone = toneOf(outcome);
    const { title, text } = outcomes[outcome];
    const kind = document && kinds[document.kind];
    const successor = record?.supersededBy;
    return (
        <article class={`verdict verdict-${tone}`} data-outcome={outcome}>
            <header class="verdict-head">
                <Seal tone={tone} />
                <div>
                    <p class="verdict-asked break">
                        {kind && `${t(kind)} · `}
                        {asked}
                    </p>
                    <h2 class="verdict-title">{t(title)}</h2>
                    <p>{props.text ?? t(text)}</p>
                    {record?.revoked && (
                        <p>
                            {t('certificate.revokedFor', {
                                reason: record.revoked.reason,
                                time: show.instant(record.revoked.at),
                            })}
                        </p>
                    )}
                    {record?.suspended && <p>{t('verdict.suspendedFor', { reason: record.suspended.reason })}</p>}
                    {successor && (
                        <p>
                            <a class="button" href={pageOf?.(successor) ?? `/verify/${successor}`}>
                                {t('verdict.successor')}
                            </a>
                        </p>
                    )}
                </div>
            </header>
            <div class="verdict-body">
                {disclosed && <Disclosure disclosed={disclosed} />}
                {idle.includes(outcome) && <p class="small">{t('verdict.said')}</p>}
                {summary && <Says summary={summary} record={record} />}
                {!summary && record && outcome !== 'tampered' && <Holds record={record} />}
                {props.children}
                <Checks verdict={verdict} />
            </div>
        </article>
    );
}

/** What a document says whose signature holds. */
function Says({ summary, record }: { summary: DocumentSummary; record: CertificateDetail | undefined }) {
    const { number, matchedWh, consumedWh, matchedShareBp, periodStart, periodEnd, issuerName, issuer } = summary;
    return (
        <>
            {summary.simulation && <p class="mark mark-estimated">{t('certificate.simulation')}</p>}
            <p class="verdict-energy">{show.energy(matchedWh)}</p>
            <p>
                {t('verdict.says', {
                    period: periodText(periodStart, periodEnd),
                    share: shareText(matchedShareBp, language.value),
                    consumed: show.energy(consumedWh),
                })}
            </p>
            {record && <Sources record={record} />}
            <dl class="proof">
                <dt>{t('certificate.number')}</dt>
                <dd class="break">{number}</dd>
                <dt>{t('verdict.issuer')}</dt>
                <dd>
                    {issuerName} <span class="small break">{issuer}</span>
                </dd>
                <dt>{t('verdict.maintained')}</dt>
                <dd>{momentText(summary.validUntil)}</dd>
                {summary.supersedes && (
                    <>
                        <dt>{t('verdict.replaces')}</dt>
                        <dd class="break">{summary.supersedes}</dd>
                    </>
                )}
            </dl>
        </>
    );
}

/** What the public record on the ledger says. */
function Holds({ record }: { record: CertificateDetail }) {
    return (
        <>
            {record.simulation && <p class="mark mark-estimated">{t('certificate.simulation')}</p>}
            <p class="verdict-energy">{show.energy(record.wh)}</p>
            <p>{t('certificate.says', { day: show.day(record.period.day), slots: record.slots })}</p>
            <Sources record={record} />
        </>
    );
}

function largestFirst<T extends { wh: CertificateDetail['wh'] }>(parts: readonly T[]): readonly T[] {
    return parts.toSorted((a, b) => Number(b.wh) - Number(a.wh));
}

/** Bars of what each plant gave; the words and figures beside them say the same. */
export function Sources({ record }: { record: Pick<CertificateDetail, 'byPlant' | 'wh'> }) {
    return (
        <section class="sources">
            <h3>{t('certificate.sources')}</h3>
            <ul>
                {largestFirst(record.byPlant).map(({ plant, source, wh }) => (
                    <li key={plant}>
                        <span class="break">
                            {sourceText(source)} <span class="small">{plant}</span>
                        </span>
                        <span class="number">{show.energy(wh)}</span>
                        <svg class="share-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                            <rect class="share-ground" width="100" height="4" />
                            <rect
                                class={`share-part share-${source}`}
                                width={record.wh === 0 ? 0 : (100 * Number(wh)) / Number(record.wh)}
                                height="4"
                            />
                        </svg>
                    </li>
                ))}
            </ul>
        </section>
    );
}
