import type { Balance } from '../../../src/http/api.ts';
import { Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { show } from '../numbers/show.ts';
import { useMonth } from './month.tsx';
import { MoreButton, usePages } from './pages.tsx';

/** Where every plant's certifiable energy of a month went: retired, reserved or expired, and nothing twice. */
export function Conservation() {
    const { month, field } = useMonth();
    return (
        <section>
            <h2>{t('conservation.title')}</h2>
            <p>{t('conservation.lead')}</p>
            {field}
            {month !== undefined && <BalancesOf key={month} month={month} />}
        </section>
    );
}

function BalancesOf(props: { month: string }) {
    const list = usePages<Balance>(`/v1/conservation?month=${props.month}&limit=100`, tick.value);
    return (
        <>
            {list.items.length > 0 && (
                <Table caption={t('conservation.table', { month: show.month(props.month), unit: show.energyUnit() })}>
                    <thead>
                        <tr>
                            <th scope="col">{t('certificate.plant')}</th>
                            <th scope="col">{t('conservation.holds')}</th>
                            <th scope="col" class="number">
                                {t('conservation.matched')}
                            </th>
                            <th scope="col" class="number">
                                {t('conservation.retired')}
                            </th>
                            <th scope="col" class="number">
                                {t('conservation.reserved')}
                            </th>
                            <th scope="col" class="number">
                                {t('conservation.expired')}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {list.items.map((one) => (
                            <tr key={one.plant}>
                                <th scope="row">{one.plant}</th>
                                <td>
                                    <span class={one.holds ? 'mark mark-measured' : 'mark mark-refused'}>
                                        {t(one.holds ? 'conservation.yes' : 'conservation.no')}
                                    </span>
                                </td>
                                <td class="number">{show.kilowattHours(one.matchedWh)}</td>
                                <td class="number">{show.kilowattHours(one.retiredWh)}</td>
                                <td class="number">{show.kilowattHours(one.reservedWh)}</td>
                                <td class="number">{show.kilowattHours(one.expiredWh)}</td>
                            </tr>
                        ))}
                    </tbody>
                </Table>
            )}
            <MoreButton of={list} />
        </>
    );
}
