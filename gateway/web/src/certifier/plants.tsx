import type { Plant } from '../../../src/http/api.ts';
import { Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { show } from '../numbers/show.ts';
import { sourceText } from '../verify/sources.ts';
import { AccreditForm } from './accredit.tsx';
import { MoreButton, usePages } from './pages.tsx';
import { PlantForm } from './plantform.tsx';
import { Schemes } from './schemes.tsx';

/** Accreditation of plants: who is accredited until when, audits, suspensions; and the versions of the scheme. */
export function Plants() {
    const list = usePages<Plant>('/v1/plants?limit=100', tick.value);
    return (
        <Page title={t('plants.title')} lead={t('plants.lead')}>
            {list.loaded && list.items.length === 0 && <p class="empty">{t('plants.none')}</p>}
            {list.items.length > 0 && (
                <Table caption={t('plants.title')} hideCaption>
                    <thead>
                        <tr>
                            <th scope="col">{t('certificate.plant')}</th>
                            <th scope="col">{t('table.state')}</th>
                            <th scope="col">{t('certificate.source')}</th>
                            <th scope="col" class="number">
                                {t('plants.capacity')}
                            </th>
                            <th scope="col">{t('meters.point')}</th>
                            <th scope="col">{t('plants.filing')}</th>
                            <th scope="col">{t('plants.from')}</th>
                            <th scope="col">{t('plants.until')}</th>
                            <th scope="col">{t('plants.audit')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {list.items.map((plant) => (
                            <PlantRow key={plant.plant} plant={plant} />
                        ))}
                    </tbody>
                </Table>
            )}
            <MoreButton of={list} />
            {list.items.length > 0 && <PlantForm plants={list.items} done={list.reload} />}
            <AccreditForm done={list.reload} />
            <Schemes />
        </Page>
    );
}

function PlantRow(props: { plant: Plant }) {
    const { plant, status, suspension, source, capacityW, point, filingNumber, from, until, audits } = props.plant;
    const audit = audits.at(-1);
    return (
        <tr>
            <th scope="row">{plant}</th>
            <td>
                <span class={status === 'accredited' ? 'mark mark-measured' : 'mark mark-refused'}>
                    {status === 'ended'
                        ? t('plants.ended')
                        : suspension
                          ? t('plants.suspended', { reason: suspension.reason })
                          : t('plants.accredited')}
                </span>
            </td>
            <td>{sourceText(source)}</td>
            <td class="number">{show.power(capacityW)}</td>
            <td>{point}</td>
            <td>{filingNumber}</td>
            <td>{show.day(show.dayOf(from))}</td>
            <td>{until === null ? t('plants.open') : show.day(show.dayOf(until))}</td>
            <td>
                {audit === undefined
                    ? '—'
                    : `${show.day(show.dayOf(audit.at))}: ${t(audit.passed ? 'plants.passed' : 'plants.failed')}`}
            </td>
        </tr>
    );
}
