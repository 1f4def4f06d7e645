import type { OrderSide } from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import type { OrderCreated, OrderTerms } from '../../../src/http/api.ts';
import { Notice } from '../display/notice.tsx';
import { Loaded } from '../display/page.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { offsetMinutes, tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import { PriceSlider } from '../resident/priceslider.tsx';
import type { Resident } from '../session/session.ts';
import { submitOrder } from './submit.ts';

type Props = { resident: Resident; afterwards: () => void };

/** A new order: for which quarter-hour, to sell or to buy, how much, at which price. */
export function OrderForm(props: Props) {
    const terms = useResource<OrderTerms>(`/v1/participants/${props.resident.participant}/order-terms`, {
        tick: tick.value,
        steady: true,
    });
    return (
        <Loaded of={terms}>
            {(value) =>
                value.horizonSlots === null || value.feedIn === null || value.retail === null ? (
                    <Notice kind="info">{t('orders.off')}</Notice>
                ) : (
                    <Form
                        {...props}
                        terms={value}
                        horizon={value.horizonSlots}
                        lowest={value.feedIn}
                        highest={value.retail}
                    />
                )
            }
        </Loaded>
    );
}

type Bounds = { terms: OrderTerms; horizon: number; lowest: number; highest: number };

function Form({ resident, afterwards, terms, horizon, lowest, highest }: Props & Bounds) {
    const sides = terms.points.flatMap(({ point, sell, buy }) => [
        ...(sell > 0 ? [{ name: `sell ${point}`, point, side: 'sell', limit: sell } as const] : []),
        ...(buy > 0 ? [{ name: `buy ${point}`, point, side: 'buy', limit: buy } as const] : []),
    ]);
    const [chosen, setChosen] = useState<string | undefined>(sides[0]?.name);
    const [wanted, setWanted] = useState(terms.slot + 1);
    const [amount, setAmount] = useState(1);
    const [at, setAt] = useState(Math.round((lowest + highest) / 200) * 100);
    const { submission, run } = useSubmission<OrderCreated>(afterwards);
    const side = sides.find(({ name }) => name === chosen) ?? sides[0];
    if (side === undefined) {
        return <p>{t('choice.noPoint')}</p>;
    }
    const slot = Math.min(Math.max(wanted, terms.slot), terms.slot + horizon - 1);
    const wish = { point: side.point, slot, side: side.side, wh: Math.round(amount * 1000), price: at };
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                void run(JSON.stringify(wish), () => submitOrder(resident, wish));
            }}
        >
            <label class="field">
                <span>{t('orders.order')}</span>
                <select value={side.name} onChange={(event) => setChosen(event.currentTarget.value)}>
                    {sides.map(({ name, point, side: each }) => (
                        <option key={name} value={name}>
                            {t(sideName[each], { point })}
                        </option>
                    ))}
                </select>
            </label>
            <SlotChoice slot={slot} first={terms.slot} horizon={horizon} change={setWanted} />
            <label class="field">
                <span>{t('orders.amount', { most: show.energy(side.limit) })}</span>
                <input
                    type="number"
                    min={0.001}
                    max={side.limit / 1000}
                    step={0.001}
                    value={amount}
                    required
                    onInput={(event) => setAmount(Number(event.currentTarget.value))}
                />
            </label>
            <PriceSlider
                name={t(side.side === 'sell' ? 'offer.least' : 'orders.most')}
                value={at}
                lowest={lowest}
                highest={highest}
                change={setAt}
            />
            <p class="small">{t('orders.sealedUntil', { at: show.moment(slot) })}</p>
            <button type="submit" class="button primary" disabled={submission.state === 'busy'}>
                {t('orders.sign')}
            </button>
            <SubmissionOutcome
                of={submission}
                busy={t('signing.under')}
                done={({ slot: placed }) => t('orders.done', { at: show.moment(placed) })}
            />
        </form>
    );
}

const sideName: Readonly<Record<OrderSide, 'orders.sellAt' | 'orders.buyAt'>> = {
    sell: 'orders.sellAt',
    buy: 'orders.buyAt',
};

/** A quarter-hour by the community's day and time. */
function SlotChoice(props: { slot: number; first: number; horizon: number; change: (slot: number) => void }) {
    const { slot, first, horizon, change } = props;
    const offset = offsetMinutes.value / 15;
    const dayOf = (of: number) => Math.floor((of + offset) / 96);
    const startOf = (day: number) => day * 96 - offset;
    const last = first + horizon - 1;
    const days = Array.from({ length: dayOf(last) - dayOf(first) + 1 }, (_, index) => dayOf(first) + index);
    const from = Math.max(startOf(dayOf(slot)), first);
    const to = Math.min(startOf(dayOf(slot)) + 95, last);
    const times = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return (
        <>
            <label class="field">
                <span>{t('orders.day')}</span>
                <select
                    value={dayOf(slot)}
                    onChange={(event) => change(slot + (Number(event.currentTarget.value) - dayOf(slot)) * 96)}
                >
                    {days.map((day) => (
                        <option key={day} value={day}>
                            {show.day(show.dayOf(startOf(day)))}
                        </option>
                    ))}
                </select>
            </label>
            <label class="field">
                <span>{t('orders.slot')}</span>
                <select value={slot} onChange={(event) => change(Number(event.currentTarget.value))}>
                    {times.map((each) => (
                        <option key={each} value={each}>
                            {show.interval(each)}
                        </option>
                    ))}
                </select>
            </label>
        </>
    );
}
