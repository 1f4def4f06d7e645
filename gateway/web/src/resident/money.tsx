import { useState } from 'preact/hooks';
import type { Money as Bill, MoneyItem } from '../../../src/http/api.ts';
import { BillLinks } from '../bills/billlist.tsx';
import { stationNames } from '../chart/series.ts';
import { CorrectedNote } from '../corrections/note.tsx';
import { Loaded, Page } from '../display/page.tsx';
import { FinalMark } from '../display/state.tsx';
import { type Key, t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { addDays, firstOfMonth } from '../numbers/days.ts';
import { averagePrice, integer } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { BillRows } from './billrows.tsx';
import { BillItem, BillTable } from './billtable.tsx';
import { useShownSlot } from './shownslot.ts';

type Span = 'today' | 'yesterday' | 'month';

const spans: Readonly<Record<Span, Key>> = {
    today: 'money.today',
    yesterday: 'money.yesterday',
    month: 'money.month',
};

/** What each item of a bill is called, and whose colour it has. */
const items: Readonly<Record<MoneyItem['item'], Readonly<{ name: Key; of: 'community' | 'grid' }>>> = {
    own: { name: 'flow.own', of: 'community' },
    neighbours: { name: 'flow.neighbours', of: 'community' },
    plants: { name: 'flow.plant.other', of: 'community' },
    fees: { name: 'money.gridFee', of: 'grid' },
    sold: { name: 'flow.sold', of: 'community' },
    fromGrid: { name: 'flow.fromGrid', of: 'grid' },
    toGrid: { name: 'flow.toGrid', of: 'grid' },
    imbalance: { name: 'bill.kind.imbalance', of: 'community' },
};

/** My money: the total of a period, the items it is made of, and the quarter-hours those are made of. */
export function Money(props: { resident: Resident }) {
    const slot = useShownSlot();
    const [span, setSpan] = useState<Span>('today');
    const period = slot === undefined ? undefined : periodOf(span, show.dayOf(slot));
    const path = `/v1/participants/${props.resident.participant}`;
    const bill = useResource<Bill>(period && `${path}/money?from=${period.from}&to=${period.to}`, { tick: tick.value });
    return (
        <Page title={t('money.title')}>
            {period === undefined ? (
                <p class="waiting">{t('now.notYet')}</p>
            ) : (
                <>
                    {/* biome-ignore lint/a11y/useSemanticElements: three buttons for one value, no form */}
                    <div class="segments" role="group" aria-label={t('money.period')}>
                        {(['today', 'yesterday', 'month'] as const).map((each) => (
                            <button key={each} type="button" aria-pressed={span === each} onClick={() => setSpan(each)}>
                                {t(spans[each])}
                            </button>
                        ))}
                    </div>
                    <p class="small">
                        {period.to === addDays(period.from, 1)
                            ? show.day(period.from)
                            : t('money.fromTo', { from: show.day(period.from), to: show.day(addDays(period.to, -1)) })}
                    </p>
                    <Loaded of={bill}>{(answer) => <BillOf bill={answer} period={period} path={path} />}</Loaded>
                    <BillLinks resident={props.resident} />
                </>
            )}
            <p>
                <a class="row-link" href="/figures">
                    {t('figures.open')}
                </a>
            </p>
            <p>
                <a class="row-link" href="/pool">
                    {t('pool.link')}
                </a>
            </p>
        </Page>
    );
}

function periodOf(span: Span, today: string): Readonly<{ from: string; to: string }> {
    switch (span) {
        case 'today':
            return { from: today, to: addDays(today, 1) };
        case 'yesterday':
            return { from: addDays(today, -1), to: today };
        case 'month':
            return { from: firstOfMonth(today), to: addDays(today, 1) };
    }
}

function BillOf(props: { bill: Bill; period: Readonly<{ from: string; to: string }>; path: string }) {
    const { bill } = props;
    return (
        <>
            <div class="total">
                <p>{t(bill.totalFen < 0 ? 'money.youReceive' : 'money.youPay')}</p>
                <p class="total-amount">{show.fen(Math.abs(bill.totalFen))}</p>
                <p>
                    {bill.savedFen > 0 && savedText(bill)} <FinalMark final={bill.final} />
                </p>
            </div>
            <BillTable caption={t('money.items')} items={t('money.item')} total={show.fen(bill.totalFen)}>
                {bill.items.map((item) => (
                    <ItemRow key={`${item.item} ${item.source}`} item={item} />
                ))}
            </BillTable>
            <CorrectedNote slots={bill.correctedSlots} amount={bill.corrected} />
            <p class="small">{t('money.signs')}</p>
            <BillRows path={props.path} period={props.period} />
        </>
    );
}

/** What sharing was worth, against buying and selling everything at the grid's tariff. */
function savedText({ savedFen, withoutSharingFen: without }: Bill): string {
    return without < 0
        ? t('money.gained', { saved: show.fen(savedFen), without: show.fen(-without) })
        : t('money.saved', { saved: show.fen(savedFen), without: show.fen(without) });
}

function ItemRow(props: { item: MoneyItem }) {
    const { item, source, wh, money, fen } = props.item;
    const amount = integer(money);
    const mean = averagePrice(amount < 0n ? -amount : amount, wh);
    const energy = show.energy(wh);
    return (
        <BillItem
            name={
                <>
                    <span class={`dot dot-${items[item].of}`} aria-hidden="true" />{' '}
                    {t(source === null ? items[item].name : stationNames[source])}
                </>
            }
            reckoning={mean === undefined ? energy : t('money.reckoning', { energy, price: show.price(mean) })}
            amount={show.fen(fen)}
        />
    );
}
