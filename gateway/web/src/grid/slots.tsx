import type { Page as ListPage, SlotSummary } from '../../../src/http/api.ts';
import { Chart } from '../chart/chart.tsx';
import type { Bar, Flow } from '../chart/series.ts';
import { certainty } from '../display/certainty.ts';
import { Figure, Loaded, Page, Table } from '../display/page.tsx';
import { FinalMark, stateText } from '../display/state.tsx';
import { t } from '../language/language.ts';
import { info, tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';

const flows: readonly Flow[] = [
    { id: 'bought', name: 'slots.shared', side: 'up' },
    { id: 'fromGrid', name: 'slots.fromGrid', side: 'up' },
    { id: 'toGrid', name: 'slots.toGrid', side: 'down' },
];

/** The grid's view of the settled quarter-hours, live. */
export function Slots() {
    const slots = useResource<ListPage<SlotSummary>>('/v1/slots?limit=96', { tick: tick.value });
    const clock = info.value?.clock;
    return (
        <Page title={t('slots.title')} lead={t('slots.lead')}>
            {clock && (
                <dl class="figures">
                    <Figure name={t('slots.gated')} value={clockText(clock.gatedThrough)} />
                    <Figure name={t('slots.closed')} value={clockText(clock.closedThrough)} />
                    <Figure name={t('slots.settled')} value={clockText(clock.settledThrough)} />
                    <Figure name={t('slots.final')} value={clockText(clock.finalThrough)} />
                </dl>
            )}
            <Loaded of={slots}>
                {({ items }) =>
                    items.length === 0 ? (
                        <p class="empty">{t('now.notYet')}</p>
                    ) : (
                        <>
                            <Chart
                                title={t('slots.chart', { count: items.length })}
                                sentence={t('slots.sentence', {
                                    shared: show.energy(items.reduce((sum, slot) => sum + slot.matchedWh, 0)),
                                    fromGrid: show.energy(
                                        items.reduce((sum, slot) => sum + slot.residualFromGridWh, 0),
                                    ),
                                })}
                                bars={items.map(barOf).reverse()}
                                flows={flows}
                                height={220}
                            />
                            <SlotTable slots={items.slice(0, 48)} />
                        </>
                    )
                }
            </Loaded>
        </Page>
    );
}

function clockText(slot: number | null): string {
    return slot === null ? '—' : show.moment(slot + 1);
}

function barOf(slot: SlotSummary): Bar {
    return {
        slot: slot.slot,
        values: { bought: slot.matchedWh, fromGrid: slot.residualFromGridWh, toGrid: slot.residualToGridWh },
    };
}

function SlotTable(props: { slots: readonly SlotSummary[] }) {
    return (
        <Table caption={t('slots.table', { unit: show.energyUnit() })}>
            <thead>
                <tr>
                    <th scope="col">{t('table.time')}</th>
                    <th scope="col">{t('table.state')}</th>
                    <th scope="col" class="number">
                        {t('slots.shared')}
                    </th>
                    <th scope="col" class="number">
                        {t('slots.fromGrid')}
                    </th>
                    <th scope="col" class="number">
                        {t('slots.toGrid')}
                    </th>
                    <th scope="col" class="number">
                        {t('slots.price')}
                    </th>
                    <th scope="col">{t('slots.readings')}</th>
                    <th scope="col" class="number">
                        {t('slots.block')}
                    </th>
                </tr>
            </thead>
            <tbody>
                {props.slots.map((slot) => (
                    <tr key={slot.slot}>
                        <th scope="row">{show.moment(slot.slot)}</th>
                        <td>
                            <FinalMark final={slot.final} />
                        </td>
                        <td class="number">{show.kilowattHours(slot.matchedWh)}</td>
                        <td class="number">{show.kilowattHours(slot.residualFromGridWh)}</td>
                        <td class="number">{show.kilowattHours(slot.residualToGridWh)}</td>
                        <td class="number">{slot.price ? show.price(slot.price.mean) : '—'}</td>
                        <td>{readingsText(slot.readings)}</td>
                        <td class="number">{show.count(slot.block)}</td>
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}

/** Measured points are counted, every other state is named. */
function readingsText(readings: SlotSummary['readings']): string {
    return Object.entries(readings)
        .filter(([, count]) => count > 0)
        .sort(([a], [b]) => Number(certainty(b) === 'measured') - Number(certainty(a) === 'measured'))
        .map(([state, count]) => t('slots.count', { count: show.count(count), state: stateText(state) }))
        .join(t('chart.separator'));
}
