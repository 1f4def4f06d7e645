import { useState } from 'preact/hooks';
import type { BillDetail, BillLine, BillLineSlots } from '../../../src/http/api.ts';
import { Notice } from '../display/notice.tsx';
import { Loaded, Page, Table } from '../display/page.tsx';
import { StateMark } from '../display/state.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { CsvButton } from './csvbutton.tsx';
import { lineName, lineOwner, monthText, reckoning } from './names.ts';
import { ObjectionForm, ObjectionNote } from './objection.tsx';

/** A monthly bill: what is owed, the lines it sums up, the slots each line sums up, the tax in it, and what is disputed. */
export function BillPage(props: { resident: Resident; month: string }) {
    const { resident, month } = props;
    const path = `/v1/participants/${resident.participant}/bills/${month}`;
    const bill = useResource<BillDetail>(path, { tick: tick.value });
    return (
        <Page title={t('bill.title', { month: monthText(month) })} lead={t('bill.lead')}>
            <p>
                <a href="/money">{t('bill.back')}</a>
            </p>
            <Loaded of={bill}>
                {(answer) => <BillOf bill={answer} path={path} resident={resident} changed={bill.reload} />}
            </Loaded>
        </Page>
    );
}

function BillOf(props: { bill: BillDetail; path: string; resident: Resident; changed: () => void }) {
    const { bill, path, resident, changed } = props;
    const unknown = bill.points.reduce((sum, { unknownSlots }) => sum + unknownSlots, 0);
    return (
        <>
            <div class="total">
                <p>{t(bill.total < 0 ? 'bill.youReceive' : 'bill.youPay')}</p>
                <p class="total-amount">{show.fen(Math.abs(bill.total))}</p>
                <p>{t(bill.status === 'closed' ? 'bill.closed' : 'bill.running')}</p>
            </div>
            {bill.frozen > 0 && <Notice kind="info">{t('bill.frozen', { amount: show.fen(bill.frozen) })}</Notice>}
            {bill.correctedSlots > 0 && (
                <Notice kind="info">
                    {t('bill.corrected', { slots: show.count(bill.correctedSlots) })}{' '}
                    <a href="/corrections">{t('corrections.mine.open')}</a>
                </Notice>
            )}
            {unknown > 0 && <p class="small">{t('bill.unknown', { slots: show.count(unknown) })}</p>}
            <h2>{t('bill.lines')}</h2>
            <ul class="bill-lines">
                {bill.lines.map((line) => (
                    <LineItem
                        key={line.line}
                        line={line}
                        bill={bill}
                        path={path}
                        resident={resident}
                        changed={changed}
                    />
                ))}
            </ul>
            <p class="small">{t('bill.rounded')}</p>
            {bill.tax.some(({ vat }) => vat > 0) && <Tax bill={bill} />}
            <CsvButton path={`${path}.csv`} name={`bill-${bill.month}.csv`} />
            {bill.digest && (
                <p class="small">
                    {t('bill.digest')} <code>{bill.digest}</code>
                </p>
            )}
        </>
    );
}

function LineItem(props: { line: BillLine; bill: BillDetail; path: string; resident: Resident; changed: () => void }) {
    const { line, bill, path, resident, changed } = props;
    const [open, setOpen] = useState(false);
    const objection = bill.objections.find((one) => one.line === line.line);
    return (
        <li>
            <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
                <summary>
                    <span class="bill-line">
                        <span>
                            <span class={`dot dot-${lineOwner(line)}`} aria-hidden="true" /> {lineName(line)}
                            <span class="reckoning">
                                {bill.points.length > 1 && line.point !== ''
                                    ? `${line.point} · ${reckoning(line)}`
                                    : reckoning(line)}
                            </span>
                        </span>
                        <strong class="number">{show.fen(line.fen)}</strong>
                    </span>
                </summary>
                {open && (
                    <>
                        <p class="small">{t('bill.exact', { amount: show.exactMoney(line.money) })}</p>
                        <Slots path={`${path}/lines/${line.line}`} />
                        {objection && <ObjectionNote objection={objection} />}
                        {bill.status === 'closed' && !objection && (
                            <ObjectionForm resident={resident} month={bill.month} line={line} done={changed} />
                        )}
                    </>
                )}
            </details>
        </li>
    );
}

function Slots(props: { path: string }) {
    const slots = useResource<BillLineSlots>(props.path);
    return (
        <Loaded of={slots}>
            {(answer) =>
                answer.slots.length === 0 ? (
                    <p class="small">{t('bill.wholeMonth')}</p>
                ) : (
                    <div class="bill-slots">
                        <Table caption={t('bill.slots', { count: show.count(answer.slots.length) })}>
                            <thead>
                                <tr>
                                    <th scope="col">{t('table.time')}</th>
                                    <th scope="col" class="number">
                                        {show.energyUnit()}
                                    </th>
                                    <th scope="col" class="number">
                                        {t('money.amount')}
                                    </th>
                                </tr>
                            </thead>
                            <tbody>
                                {answer.slots.map(({ slot, wh, money, corrected }) => (
                                    <tr key={slot}>
                                        <th scope="row">
                                            <a class="row-link" href={`/line/${slot}`}>
                                                {show.moment(slot)}
                                            </a>{' '}
                                            {corrected && <StateMark state="corrected" />}
                                        </th>
                                        <td class="number">{wh === null ? '—' : show.kilowattHours(wh)}</td>
                                        <td class="number">{show.exactMoney(money)}</td>
                                    </tr>
                                ))}
                            </tbody>
                        </Table>
                    </div>
                )
            }
        </Loaded>
    );
}

function Tax(props: { bill: BillDetail }) {
    return (
        <ul class="small">
            {props.bill.tax
                .filter(({ vat }) => vat > 0)
                .map(({ vat, chargedTax, charged, creditedTax, credited }) => (
                    <li key={vat}>
                        {t('bill.tax', {
                            rate: `${vat / 100} %`,
                            tax: show.fen(chargedTax),
                            of: show.fen(charged),
                            creditTax: show.fen(-creditedTax),
                            credit: show.fen(-credited),
                        })}
                    </li>
                ))}
        </ul>
    );
}
