import type { SampledCertificate } from '../../../src/http/api.ts';
import { Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { show } from '../numbers/show.ts';
import { StatusMark } from './marks.tsx';
import { MoreButton, usePages } from './pages.tsx';

/** Certificates that a person must look at: drawn by the hash of a later block, so that nobody can choose. */
export function Sample() {
    const list = usePages<SampledCertificate>('/v1/certificates/sample?limit=500', tick.value);
    return (
        <section>
            <h2>{t('sample.title')}</h2>
            <p>{t('sample.lead')}</p>
            {list.loaded && list.items.length === 0 && <p class="empty">{t('sample.none')}</p>}
            {list.items.length > 0 && (
                <Table caption={t('sample.title')} hideCaption>
                    <thead>
                        <tr>
                            <th scope="col">{t('certificate.number')}</th>
                            <th scope="col">{t('table.state')}</th>
                            <th scope="col">{t('issued.day')}</th>
                            <th scope="col" class="number">
                                {show.energyUnit()}
                            </th>
                            <th scope="col" class="number">
                                {t('sample.block')}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {list.items.map(({ number, status, day, participant, wh, decidedBy }) => (
                            <tr key={number}>
                                <th scope="row" class="in-groups">
                                    <a class="row-link" href={`/verify/${number}`}>
                                        {number}
                                    </a>
                                </th>
                                <td>
                                    <StatusMark status={status} />
                                </td>
                                <td>
                                    {participant === null ? (
                                        show.day(day)
                                    ) : (
                                        <a class="row-link" href={`/issue/${day}/${encodeURIComponent(participant)}`}>
                                            {show.day(day)}
                                        </a>
                                    )}
                                </td>
                                <td class="number">{show.kilowattHours(wh)}</td>
                                <td class="number">{show.count(decidedBy.block)}</td>
                            </tr>
                        ))}
                    </tbody>
                </Table>
            )}
            <MoreButton of={list} />
        </section>
    );
}
