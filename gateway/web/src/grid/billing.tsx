import { useState } from 'preact/hooks';
import type { BillMonth, BillMonthList, MonthBills, ObjectionList } from '../../../src/http/api.ts';
import { monthText } from '../bills/names.ts';
import { Loaded, Page, Table } from '../display/page.tsx';
import { type Key, t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { integer } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';
import { DecisionForm } from '../objections/decision.tsx';
import { ObjectionQueue } from '../objections/queue.tsx';
import { FeedInForm } from './feedin.tsx';

const accounts: Readonly<Record<string, Key>> = {
    energy: 'account.energy',
    network: 'bill.kind.network',
    losses: 'bill.kind.losses',
    levies: 'bill.kind.levies',
    feedIn: 'bill.kind.feedIn',
    neighbours: 'account.neighbours',
    imbalance: 'bill.kind.imbalance',
    solidarity: 'account.solidarity',
    corrections: 'bill.kind.correction',
    rounding: 'account.rounding',
};

/** The grid company's bills: months with their totals and accounts, the bills of each, and objections to decide. */
export function Billing() {
    const months = useResource<BillMonthList>('/v1/bills/months', { tick: tick.value });
    const objections = useResource<ObjectionList>('/v1/objections', { tick: tick.value });
    return (
        <Page title={t('billing.title')} lead={t('billing.lead')}>
            <h2>{t('objections.title')}</h2>
            <ObjectionQueue
                objections={objections}
                act={(objection) => <DecisionForm objection={objection} done={objections.reload} />}
            />
            <h2>{t('billing.months')}</h2>
            <Loaded of={months}>
                {({ items, rolledThrough }) => (
                    <>
                        <p>
                            {rolledThrough
                                ? t('billing.through', { day: show.day(rolledThrough) })
                                : t('billing.nothing')}
                        </p>
                        <FeedInForm done={months.reload} />
                        {items.map((month) => (
                            <MonthSection key={month.month} month={month} />
                        ))}
                    </>
                )}
            </Loaded>
        </Page>
    );
}

function MonthSection(props: { month: BillMonth }) {
    const { month } = props;
    const [open, setOpen] = useState(false);
    const names = Object.keys(accounts).filter((name) => integer(month.accounts?.[name] ?? 0) !== 0n);
    return (
        <section>
            <h2>{monthText(month.month)}</h2>
            <p>
                {month.closed
                    ? t('billing.closed', { bills: show.count(month.bills), total: show.fen(month.total ?? 0) })
                    : t('billing.partly', { part: month.part, parts: month.parts })}
            </p>
            {month.closed && !month.public && <p class="small">{t('billing.withheld')}</p>}
            <Table caption={t('billing.accounts')}>
                <thead>
                    <tr>
                        <th scope="col">{t('billing.account')}</th>
                        <th scope="col" class="number">
                            {t('money.amount')}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {names.map((name) => (
                        <tr key={name}>
                            <th scope="row">{t(accounts[name] ?? 'billing.account')}</th>
                            <td class="number">{show.exactMoney(month.accounts?.[name] ?? 0)}</td>
                        </tr>
                    ))}
                </tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{t('billing.total')}</th>
                        <td class="number">
                            <strong>{show.fen(month.total ?? 0)}</strong>
                        </td>
                    </tr>
                </tfoot>
            </Table>
            <details class="rows" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
                <summary>{t('billing.bills')}</summary>
                {open && <BillsOf month={month.month} />}
            </details>
        </section>
    );
}

function BillsOf(props: { month: string }) {
    const bills = useResource<MonthBills>(`/v1/bills/months/${props.month}`);
    return (
        <Loaded of={bills}>
            {({ items }) => (
                <Table caption={t('billing.bills')}>
                    <thead>
                        <tr>
                            <th scope="col">{t('office.participant')}</th>
                            <th scope="col" class="number">
                                {t('money.total')}
                            </th>
                            <th scope="col" class="number">
                                {t('account.rounding')}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {items.map(({ participant, total, rounding }) => (
                            <tr key={participant}>
                                <th scope="row">{participant}</th>
                                <td class="number">{total === null ? '—' : show.fen(total)}</td>
                                <td class="number">{rounding === null ? '—' : show.exactMoney(rounding)}</td>
                            </tr>
                        ))}
                    </tbody>
                </Table>
            )}
        </Loaded>
    );
}
