import type { Certificate, Page as ListPage } from '../../../src/http/api.ts';
import { Loaded, Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { CertificateView } from '../verify/certificate.tsx';

/** My certificates: a list of days. */
export function Certificates(props: { resident: Resident }) {
    const list = useResource<ListPage<Certificate>>(
        `/v1/participants/${props.resident.participant}/certificates?limit=100`,
        {
            tick: tick.value,
        },
    );
    return (
        <Page title={t('certificates.title')} lead={t('certificates.lead')}>
            <Loaded of={list}>
                {({ items }) =>
                    items.length === 0 ? (
                        <p class="empty">{t('certificates.none')}</p>
                    ) : (
                        <ul class="list">
                            {items.map((each) => (
                                <li key={each.number}>
                                    <a class="list-link" href={`/certificates/${each.number}`}>
                                        <span>
                                            <strong>{show.day(each.period.day)}</strong>
                                            <span class="small">{each.number}</span>
                                        </span>
                                        <span class="list-end">
                                            <strong>{show.energy(each.wh)}</strong>
                                            <span
                                                class={
                                                    each.status === 'valid' ? 'mark mark-measured' : 'mark mark-refused'
                                                }
                                            >
                                                {t(
                                                    each.status === 'valid'
                                                        ? 'certificate.valid'
                                                        : 'certificate.revoked',
                                                )}
                                            </span>
                                        </span>
                                    </a>
                                </li>
                            ))}
                        </ul>
                    )
                }
            </Loaded>
        </Page>
    );
}

/** One certificate of mine, with the link that anyone can check it by. */
export function CertificatePage(props: { number: string }) {
    const certificate = useResource<Certificate>(`/v1/certificates/${encodeURIComponent(props.number)}`, {
        tick: tick.value,
    });
    const link = `${location.origin}/verify/${props.number}`;
    return (
        <Page title={t('certificate.title')}>
            <p>
                <a href="/certificates">{t('certificate.back')}</a>
            </p>
            <Loaded of={certificate}>{(value) => <CertificateView certificate={value} />}</Loaded>
            <h2>{t('certificate.share')}</h2>
            <p>{t('certificate.shareHow')}</p>
            <p>
                <a class="break" href={`/verify/${props.number}`}>
                    {link}
                </a>
            </p>
        </Page>
    );
}
