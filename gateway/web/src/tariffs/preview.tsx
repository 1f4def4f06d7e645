import type { Tariff as Terms } from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import type { Tariff } from '../../../src/http/api.ts';
import { periodName } from '../bills/names.ts';
import { DayField, SelectField } from '../display/fields.tsx';
import { Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { offsetMinutes } from '../ledger/live.ts';
import { show } from '../numbers/show.ts';
import { neighbourPrice, type Span, spansOf, termsOf } from './day.ts';
import { QUARTERS } from './draft.ts';

/** What the quarter-hours of a day will cost under a tariff: from the grid, to the grid, and between neighbours. */
export function TariffPreview(props: { terms: Terms; before: Tariff | null; day: string }) {
    const { terms, before } = props;
    const [chosen, setChosen] = useState<string | undefined>(undefined);
    const [pair, setPair] = useState('');
    const day = chosen ?? props.day;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) {
        return null;
    }
    const pairs = terms.fees.map(([seller, buyer]) => `${seller} ${buyer}`);
    const [seller = '', buyer = ''] = (pairs.includes(pair) ? pair : (pairs[0] ?? '')).split(' ');
    const spans = spansOf(terms, before === null ? undefined : termsOf(before), day, offsetMinutes.value);
    return (
        <section class="effect" aria-label={t('tariffPreview.title')}>
            <h2>{t('tariffPreview.title')}</h2>
            <div class="pair">
                <DayField label={t('tariffPreview.day')} value={day} change={setChosen} />
                {pairs.length > 0 && (
                    <SelectField
                        label={t('tariffPreview.pair')}
                        value={`${seller} ${buyer}`}
                        change={setPair}
                        options={pairs.map((each) => [each, each.replace(' ', ' → ')])}
                    />
                )}
            </div>
            <DayPicture spans={spans} />
            <Table caption={t('tariffPreview.table', { day: show.day(day) })}>
                <thead>
                    <tr>
                        <th scope="col">{t('tariffs.hours')}</th>
                        <th scope="col">{t('tariffs.period')}</th>
                        <th scope="col" class="number">
                            {t('tariffs.retail')}
                        </th>
                        {before && (
                            <th scope="col" class="number">
                                {t('tariffPreview.before')}
                            </th>
                        )}
                        <th scope="col" class="number">
                            {t('tariffPreview.buyer')}
                        </th>
                        <th scope="col" class="number">
                            {t('tariffPreview.seller')}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {spans.map(({ from, to, tariff, before: old }) => {
                        const between = neighbourPrice(tariff, [seller, buyer]);
                        return (
                            <tr key={from}>
                                <th scope="row">{`${QUARTERS[from]}–${QUARTERS[to]}`}</th>
                                <td>{periodName(tariff.period)}</td>
                                <td class="number">{show.price(tariff.retail)}</td>
                                {before && <td class="number">{old === undefined ? '—' : show.price(old.retail)}</td>}
                                <td class="number">{between === undefined ? '—' : show.price(between.buyer)}</td>
                                <td class="number">{between === undefined ? '—' : show.price(between.seller)}</td>
                            </tr>
                        );
                    })}
                </tbody>
            </Table>
            <p class="small">{t('tariffPreview.how', { feedIn: show.price(terms.feedIn) })}</p>
        </section>
    );
}

/** The day as steps: the higher, the dearer. The table beneath says the same. */
function DayPicture({ spans }: { spans: readonly Span[] }) {
    const highest = Math.max(...spans.map(({ tariff }) => tariff.retail), 1);
    return (
        <div aria-hidden="true">
            <svg class="day-steps" viewBox="0 0 96 30" preserveAspectRatio="none" aria-hidden="true">
                {spans.map(({ from, to, tariff }) => {
                    const height = Math.max(1, (tariff.retail / highest) * 28);
                    return (
                        <rect
                            key={from}
                            x={from + 0.2}
                            y={30 - height}
                            width={to - from - 0.4}
                            height={height}
                            class={tariff.retail === highest ? 'step-high' : 'step-low'}
                        />
                    );
                })}
            </svg>
            <p class="day-hours">
                {['00', '06', '12', '18', '24'].map((hour) => (
                    <span key={hour}>{hour}</span>
                ))}
            </p>
        </div>
    );
}
