import type { ReservedMonth } from '../../../src/http/api.ts';
import { CsvButton } from '../bills/csvbutton.tsx';
import { Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { show } from '../numbers/show.ts';
import { useMonth } from './month.tsx';
import { MoreButton, usePages } from './pages.tsx';
import { ReconcileForm } from './reconcile.tsx';
import { instrumentText } from './words.ts';

/** What is reserved of each plant's month: to be frozen with the national certificate, and reconciled with its registry. */
export function Reservations() {
    const { month, field } = useMonth();
    return (
        <Page title={t('reservations.title')} lead={t('reservations.lead')}>
            {field}
            {month !== undefined && <MonthOf key={month} month={month} />}
        </Page>
    );
}

function MonthOf(props: { month: string }) {
    const { month } = props;
    const list = usePages<ReservedMonth>(`/v1/reservations?month=${month}&limit=100`, tick.value);
    return (
        <>
            {list.loaded && list.items.length === 0 && <p class="empty">{t('plants.none')}</p>}
            {list.items.length > 0 && (
                <>
                    <Table caption={t('reservations.table', { month: show.month(month) })}>
                        <thead>
                            <tr>
                                <th scope="col">{t('certificate.plant')}</th>
                                <th scope="col">{t('plants.filing')}</th>
                                <th scope="col" class="number">
                                    {t('reservations.reserved', { unit: show.energyUnit() })}
                                </th>
                                <th scope="col" class="number">
                                    {t('reservations.residual', { unit: show.energyUnit() })}
                                </th>
                                <th scope="col" class="number">
                                    {t('reservations.days')}
                                </th>
                                <th scope="col">{t('table.state')}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {list.items.map((each) => (
                                <tr key={each.plant}>
                                    <th scope="row">{each.plant}</th>
                                    <td>{each.filingNumber}</td>
                                    <td class="number">{show.kilowattHours(each.reservedWh)}</td>
                                    <td class="number">{show.kilowattHours(each.residualWh)}</td>
                                    <td class="number">
                                        {each.wholeDays}/{each.days}
                                    </td>
                                    <td>{instrumentText(each.reconciliation?.state ?? 'pending')}</td>
                                </tr>
                            ))}
                        </tbody>
                    </Table>
                    <CsvButton path={`/v1/reservations.csv?month=${month}`} name={`reservations-${month}.csv`} />
                    <ReconcileForm month={month} plants={list.items} done={list.reload} />
                </>
            )}
            <MoreButton of={list} />
        </>
    );
}
