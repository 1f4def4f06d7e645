import { useState } from 'preact/hooks';
import type { Energy } from '../../../src/http/api.ts';
import { Loaded, Table } from '../display/page.tsx';
import { PeriodMark } from '../display/state.tsx';
import { t } from '../language/language.ts';
import { useResource } from '../ledger/resource.ts';
import { addDays } from '../numbers/days.ts';
import { show } from '../numbers/show.ts';

/** The rows a bill is made of: quarter-hours of a day, or days of a longer period. Read only when opened. */
export function BillRows(props: { path: string; period: Readonly<{ from: string; to: string }> }) {
    const { path, period } = props;
    const [open, setOpen] = useState(false);
    const daily = period.to !== addDays(period.from, 1);
    const resolution = daily ? 'day' : 'slot';
    const energy = useResource<Energy>(
        open ? `${path}/energy?from=${period.from}&to=${period.to}&resolution=${resolution}` : undefined,
    );
    return (
        <details class="rows" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>{t(daily ? 'money.rows.days' : 'money.rows.slots')}</summary>
            {open && (
                <Loaded of={energy}>
                    {(answer) => (
                        <Table caption={t('money.rows.caption', { unit: show.energyUnit() })}>
                            <thead>
                                <tr>
                                    <th scope="col">{t('table.time')}</th>
                                    <th scope="col" class="number">
                                        {t('flow.neighbours')}
                                    </th>
                                    <th scope="col" class="number">
                                        {t('flow.plants')}
                                    </th>
                                    <th scope="col" class="number">
                                        {t('flow.own')}
                                    </th>
                                    <th scope="col" class="number">
                                        {t('flow.fromGrid')}
                                    </th>
                                    <th scope="col" class="number">
                                        {t('flow.sold')}
                                    </th>
                                    <th scope="col" class="number">
                                        {t('flow.toGrid')}
                                    </th>
                                    <th scope="col">{t('table.state')}</th>
                                </tr>
                            </thead>
                            <tbody>
                                {answer.periods
                                    .filter((each) => each.state !== 'unsettled' || each.figures)
                                    .map((each) => (
                                        <Row key={each.from} period={each} daily={daily} />
                                    ))}
                            </tbody>
                        </Table>
                    )}
                </Loaded>
            )}
        </details>
    );
}

function Row(props: { period: Energy['periods'][number]; daily: boolean }) {
    const { period, daily } = props;
    const figures = period.figures;
    const cell = (wh: number | undefined) => (wh === undefined ? '—' : show.kilowattHours(wh));
    return (
        <tr>
            <th scope="row">
                {daily ? (
                    show.day(show.dayOf(period.from))
                ) : (
                    <a class="row-link" href={`/line/${period.from}`}>
                        {show.interval(period.from)}
                    </a>
                )}
            </th>
            <td class="number">{cell(figures?.neighboursWh)}</td>
            <td class="number">{cell(figures ? figures.boughtWh - figures.neighboursWh : undefined)}</td>
            <td class="number">{cell(figures?.ownWh)}</td>
            <td class="number">{cell(figures?.fromGridWh)}</td>
            <td class="number">{cell(figures?.soldWh)}</td>
            <td class="number">{cell(figures?.toGridWh)}</td>
            <td>
                <PeriodMark period={period} />
            </td>
        </tr>
    );
}
