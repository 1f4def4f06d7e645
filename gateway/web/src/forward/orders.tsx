import { useState } from 'preact/hooks';
import type { OrderRecord } from '../../../src/http/api.ts';
import { Trouble } from '../display/notice.tsx';
import { Loaded, Page, Table } from '../display/page.tsx';
import { type Key, t } from '../language/language.ts';
import { type ApiProblem, asProblem } from '../ledger/api.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { OrderForm } from './orderform.tsx';
import { cancelOrder } from './submit.ts';

/** Forward orders: what I have ordered for coming quarter-hours, what became of it, and a new order. */
export function Orders(props: { resident: Resident }) {
    const { resident } = props;
    const orders = useResource<{ items: OrderRecord[] }>(`/v1/participants/${resident.participant}/orders?limit=100`, {
        tick: tick.value,
    });
    return (
        <Page title={t('orders.title')} lead={t('orders.lead')}>
            <OrderForm resident={resident} afterwards={orders.reload} />
            <h2>{t('orders.mine')}</h2>
            <Loaded of={orders}>
                {({ items }) =>
                    items.length === 0 ? (
                        <p>{t('orders.none')}</p>
                    ) : (
                        <OrderTable resident={resident} orders={items} reload={orders.reload} />
                    )
                }
            </Loaded>
            <p>
                <a href="/choice">{t('orders.back')}</a>
            </p>
        </Page>
    );
}

const states: Readonly<Record<OrderRecord['state'], Key>> = {
    sealed: 'orders.state.sealed',
    gated: 'orders.state.gated',
    admitted: 'orders.state.admitted',
    cancelled: 'orders.state.cancelled',
    unopened: 'orders.state.unopened',
    late: 'orders.state.late',
    mismatch: 'orders.state.mismatch',
    owner: 'orders.state.owner',
    direction: 'orders.state.direction',
    limit: 'orders.state.limit',
    price: 'orders.state.price',
};

function OrderTable(props: { resident: Resident; orders: readonly OrderRecord[]; reload: () => void }) {
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const [under, setUnder] = useState<number | undefined>(undefined);
    const withdraw = async (order: OrderRecord) => {
        setUnder(order.sequence);
        setProblem(undefined);
        await cancelOrder(props.resident, order).then(props.reload, (cause: unknown) => setProblem(asProblem(cause)));
        setUnder(undefined);
    };
    return (
        <>
            {problem && <Trouble problem={problem} />}
            <Table caption={t('orders.mine')} hideCaption>
                <thead>
                    <tr>
                        <th scope="col">{t('orders.slot')}</th>
                        <th scope="col">{t('orders.order')}</th>
                        <th scope="col" class="number">
                            {t('orders.limitPrice')}
                        </th>
                        <th scope="col">{t('orders.state')}</th>
                    </tr>
                </thead>
                <tbody>
                    {props.orders.map((order) => (
                        <tr key={`${order.slot} ${order.point} ${order.sequence}`}>
                            <th scope="row">{show.moment(order.slot)}</th>
                            <td>
                                {t(order.side === 'sell' ? 'orders.sold' : 'orders.bought', {
                                    energy: order.wh === null ? '–' : show.energy(order.wh),
                                    point: order.point,
                                })}
                            </td>
                            <td class="number">{order.price === null ? '–' : show.price(order.price)}</td>
                            <td>
                                <span>{t(order.contracts.length > 0 ? 'orders.contracted' : states[order.state])}</span>
                                {order.contracts.map((one) => (
                                    <p key={one.contract} class="small">
                                        {t('orders.contract', {
                                            energy: show.energy(one.wh),
                                            price: show.price(one.price),
                                        })}
                                        {one.delivered !== null &&
                                            ` ${t('orders.delivered', { energy: show.energy(one.delivered) })}`}
                                    </p>
                                ))}
                                {order.state === 'sealed' && (
                                    <p>
                                        <button
                                            type="button"
                                            class="button"
                                            disabled={under !== undefined}
                                            onClick={() => void withdraw(order)}
                                        >
                                            {t('orders.withdraw')}
                                        </button>
                                    </p>
                                )}
                            </td>
                        </tr>
                    ))}
                </tbody>
            </Table>
        </>
    );
}
