import type { CertificateDetail } from '../../../src/http/api.ts';
import { Loaded, Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import type { Resident } from '../session/session.ts';
import { later } from '../shell/later.tsx';
import { LedgerRecord, Limits } from '../verify/record.tsx';
import { ofNumber } from '../verify/verdict.ts';
import { VerdictView } from '../verify/verdictview.tsx';
import { Downloads } from './downloads.tsx';

const Prove = later(() => import('./prove.tsx').then((module) => module.Prove));
const ShareLink = later(() => import('./sharelink.tsx').then((module) => module.ShareLink));

/** One certificate of mine: how it stands, what it says, as files, for others, and in part. */
export function CertificatePage(props: { resident: Resident; number: string }) {
    const { resident, number } = props;
    const certificate = useResource<CertificateDetail>(`/v1/certificates/${encodeURIComponent(number)}`, {
        tick: tick.value,
    });
    return (
        <Page title={t('certificate.title')}>
            <p>
                <a href="/certificates">{t('certificate.back')}</a>
            </p>
            <Loaded of={certificate}>
                {(value) => (
                    <>
                        <VerdictView
                            verdict={ofNumber(value, undefined)}
                            asked={value.number}
                            pageOf={(other) => `/certificates/${other}`}
                        >
                            <Limits record={value} />
                            <LedgerRecord record={value} />
                        </VerdictView>
                        <Downloads resident={resident} number={value.number} />
                        <ShareLink certificate={value} />
                        <Prove resident={resident} certificate={value} />
                    </>
                )}
            </Loaded>
        </Page>
    );
}
