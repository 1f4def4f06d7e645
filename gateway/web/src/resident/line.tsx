import { cost, type Line, moneyFromJson, price } from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import type { Lines, SlotDetail } from '../../../src/http/api.ts';
import { Notice, Trouble } from '../display/notice.tsx';
import { Loaded, Page } from '../display/page.tsx';
import { FinalMark, StateMark } from '../display/state.tsx';
import { type Key, t } from '../language/language.ts';
import { type ApiProblem, asProblem, read } from '../ledger/api.ts';
import { lineBelongs, lineOf } from '../ledger/proof.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { sourceText } from '../verify/sources.ts';
import { BillItem, BillTable } from './billtable.tsx';

/** One quarter-hour of a bill: its trades, its money, and the proof that the ledger says the same. */
export function LinePage(props: { resident: Resident; slot: number }) {
    const lines = useResource<Lines>(`/v1/participants/${props.resident.participant}/lines/${props.slot}`);
    return (
        <Page title={t('line.title', { moment: show.moment(props.slot), until: show.time(props.slot + 1) })}>
            <p>
                <a href="/money">{t('line.back')}</a>
            </p>
            <Loaded of={lines}>
                {(answer) => (
                    <>
                        <p>
                            <FinalMark final={answer.final} />{' '}
                            <span class="small">{t('line.revision', { revision: answer.revision })}</span>
                        </p>
                        {answer.lines.map((each) => (
                            <LineOf key={each.line.point} line={lineOf(each)} />
                        ))}
                        {answer.standing.length > 0 && <Standing lines={answer.standing} />}
                        <Check slot={props.slot} lines={answer} />
                    </>
                )}
            </Loaded>
        </Page>
    );
}

function LineOf(props: { line: Line }) {
    const { line } = props;
    return (
        <section>
            <h2>
                {line.point} <StateMark state={line.state} />
            </h2>
            <BillTable
                caption={t('line.trades')}
                items={t('line.what')}
                total={show.exactMoney(moneyFromJson(line.money.balance))}
            >
                {line.bought.map((trade) => (
                    <BillItem
                        key={`b${trade.trade}`}
                        name={t('line.boughtFrom', { plant: plantText(trade) })}
                        reckoning={tradeText(trade)}
                        amount={show.exactMoney(cost(trade.wh, price(trade.price + trade.fee)))}
                    />
                ))}
                {line.ownReceived.map((trade) => (
                    <BillItem
                        key={`r${trade.trade}`}
                        name={t('line.own', { plant: plantText(trade) })}
                        reckoning={tradeText(trade)}
                        amount={show.exactMoney(cost(trade.wh, trade.fee))}
                    />
                ))}
                <BillItem
                    name={t('flow.fromGrid')}
                    reckoning={show.energy(line.fromGrid)}
                    amount={show.exactMoney(moneyFromJson(line.money.retail))}
                />
                {line.sold.map((trade) => (
                    <BillItem
                        key={`s${trade.trade}`}
                        name={t('line.soldNumber', { number: trade.trade })}
                        reckoning={t('money.reckoning', {
                            energy: show.energy(trade.wh),
                            price: show.price(trade.price),
                        })}
                        amount={show.exactMoney(-cost(trade.wh, trade.price))}
                    />
                ))}
                <BillItem
                    name={t('flow.toGrid')}
                    reckoning={show.energy(line.toGrid)}
                    amount={show.exactMoney(-moneyFromJson(line.money.feedIn))}
                />
            </BillTable>
            <p class="small">{t('line.exact')}</p>
        </section>
    );
}

function plantText(trade: Line['bought'][number]): string {
    return [trade.plant || t('line.neighbour'), sourceText(trade.source)].filter(Boolean).join(' · ');
}

function tradeText(trade: Line['bought'][number]): string {
    const { wh, fee } = trade;
    return t('line.reckoning', { energy: show.energy(wh), price: show.price(trade.price), fee: show.price(fee) });
}

type Verdict =
    | { state: 'idle' }
    | { state: 'proved'; block: number }
    | { state: 'different' }
    | { state: 'failed'; problem: ApiProblem };

/** What stands of lines that a correction changed; what was settled is above, and is what the proof is about. */
function Standing(props: { lines: Lines['standing'] }) {
    return (
        <section>
            <h2>
                {t('line.standing')} <StateMark state="corrected" />
            </h2>
            {props.lines.map((line) => (
                <BillTable
                    key={line.point}
                    caption={line.point}
                    items={t('line.what')}
                    total={show.exactMoney(line.balance)}
                >
                    {standingRows(line).map(([name, wh]) => (
                        <BillItem key={name} name={t(name)} reckoning={show.energy(wh)} amount="" />
                    ))}
                </BillTable>
            ))}
            <p class="small">
                {t('line.standing.how')} <a href="/corrections">{t('corrections.mine.open')}</a>
            </p>
        </section>
    );
}

function standingRows(line: Lines['standing'][number]): readonly (readonly [Key, number])[] {
    const rows = [
        ['flow.own', line.ownWh],
        ['flow.neighbours', line.boughtWh],
        ['flow.fromGrid', line.fromGridWh],
        ['flow.sold', line.soldWh],
        ['flow.toGrid', line.toGridWh],
    ] as const;
    return rows.filter(([name, wh]) => wh > 0 || name === 'flow.fromGrid');
}

/** Recomputes the proof on this device against the public slot record. */
function Check(props: { slot: number; lines: Lines }) {
    const [verdict, setVerdict] = useState<Verdict>({ state: 'idle' });
    const check = async () => {
        try {
            const record = await read<SlotDetail>(`/v1/slots/${props.slot}`);
            const proved = props.lines.lines.every((each) => lineBelongs(each, record));
            setVerdict(proved ? { state: 'proved', block: record.block } : { state: 'different' });
        } catch (cause) {
            setVerdict({
                state: 'failed',
                problem: asProblem(cause),
            });
        }
    };
    return (
        <section>
            <button type="button" class="button primary" onClick={() => void check()}>
                {t('line.check')}
            </button>
            <div aria-live="polite">
                {verdict.state === 'proved' && (
                    <Notice kind="good">{t('line.proved', { block: verdict.block })}</Notice>
                )}
                {verdict.state === 'different' && <Notice kind="bad">{t('line.different')}</Notice>}
                {verdict.state === 'failed' && <Trouble problem={verdict.problem} />}
            </div>
        </section>
    );
}
