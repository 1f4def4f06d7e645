import type { Page as ListPage, Plant } from '../../../src/http/api.ts';
import { Loaded, Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import { sourceText } from '../verify/sources.ts';

/** Accredited and suspended plants. */
export function Plants() {
    const plants = useResource<ListPage<Plant>>('/v1/plants?limit=500', { tick: tick.value });
    return (
        <Page title={t('plants.title')} lead={t('plants.lead')}>
            <Loaded of={plants}>
                {({ items }) =>
                    items.length === 0 ? (
                        <p class="empty">{t('plants.none')}</p>
                    ) : (
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
                                </tr>
                            </thead>
                            <tbody>
                                {items.map((plant) => (
                                    <tr key={plant.plant}>
                                        <th scope="row">{plant.plant}</th>
                                        <td>
                                            <span
                                                class={
                                                    plant.status === 'accredited'
                                                        ? 'mark mark-measured'
                                                        : 'mark mark-refused'
                                                }
                                            >
                                                {plant.suspension
                                                    ? t('plants.suspended', { reason: plant.suspension.reason })
                                                    : t('plants.accredited')}
                                            </span>
                                        </td>
                                        <td>{sourceText(plant.source)}</td>
                                        <td class="number">{show.power(plant.capacityW)}</td>
                                        <td>{plant.point}</td>
                                        <td>{plant.filingNumber}</td>
                                        <td>{show.day(show.dayOf(plant.from))}</td>
                                    </tr>
                                ))}
                            </tbody>
                        </Table>
                    )
                }
            </Loaded>
        </Page>
    );
}
