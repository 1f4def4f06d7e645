import type { Certificate, Page as ListPage } from '../../../src/http/api.ts';
import { Loaded, Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { CertificateState } from './certificatestate.tsx';

/** My certificates: a list of days, each with how it stands and what took its place. */
export function Certificates(props: { resident: Resident }) {
    const list = useResource<ListPage<Certificate>>(
        `/v1/participants/${props.resident.participant}/certificates?limit=100`,
        { tick: tick.value },
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
                                <Entry key={each.number} certificate={each} />
                            ))}
                        </ul>
                    )
                }
            </Loaded>
        </Page>
    );
}

function Entry({ certificate }: { certificate: Certificate }) {
    const { number, period, wh, supersededBy } = certificate;
    return (
        <li>
            <a class="list-link" href={`/certificates/${number}`}>
                <span>
                    <strong>{show.day(period.day)}</strong>
                    <span class="small break">{number}</span>
                    {supersededBy && (
                        <span class="small break">{t('certificates.replacedBy', { number: supersededBy })}</span>
                    )}
                </span>
                <span class="list-end">
                    <strong>{show.energy(wh)}</strong>
                    <CertificateState certificate={certificate} />
                </span>
            </a>
        </li>
    );
}
