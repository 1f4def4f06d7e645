import type { CorrectionChange } from '../../../src/http/api.ts';
import { Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import { owner } from './words.ts';

const flows = [
    ['imported', 'corrections.imported'],
    ['exported', 'corrections.exported'],
    ['fromGrid', 'flow.fromGrid'],
    ['toGrid', 'flow.toGrid'],
] as const;

const trades = {
    bought: 'corrections.bought',
    sold: 'corrections.sold',
    ownReceived: 'corrections.ownReceived',
    ownGiven: 'corrections.ownGiven',
} as const;

/** What a correction changes at each point: energy before and after, and money. Rows that stay as they are are left out. */
export function ChangeTable(props: { caption: string; changes: readonly CorrectionChange[]; mine?: boolean }) {
    return (
        <Table caption={props.caption}>
            <thead>
                <tr>
                    <th scope="col">{t('corrections.what')}</th>
                    <th scope="col" class="number">
                        {t('corrections.before')}
                    </th>
                    <th scope="col" class="number">
                        {t('corrections.after')}
                    </th>
                </tr>
            </thead>
            {props.changes.map((change) => (
                <tbody key={change.point} class="bill">
                    <tr>
                        <th scope="rowgroup" colSpan={3}>
                            <strong>{owner(change, props.mine === true)}</strong>
                        </th>
                    </tr>
                    {flows
                        .filter(([name]) => change.before[name] !== change.after[name])
                        .map(([name, text]) => (
                            <tr key={name}>
                                <th scope="row">{t(text)}</th>
                                <td class="number">{energyText(change.before[name])}</td>
                                <td class="number">{energyText(change.after[name])}</td>
                            </tr>
                        ))}
                    {change.trades.map((trade) => (
                        <tr key={`${trade.side} ${trade.price} ${trade.beforeWh} ${trade.afterWh}`}>
                            <th scope="row">{t(trades[trade.side], { price: show.price(trade.price) })}</th>
                            <td class="number">{show.energy(trade.beforeWh)}</td>
                            <td class="number">{show.energy(trade.afterWh)}</td>
                        </tr>
                    ))}
                    <tr>
                        <th scope="row">{t('corrections.balance')}</th>
                        <td class="number" colSpan={2}>
                            <strong>{show.exactMoney(change.balance)}</strong>
                        </td>
                    </tr>
                </tbody>
            ))}
        </Table>
    );
}

function energyText(wh: number | null): string {
    return wh === null ? t('corrections.unknown') : show.energy(wh);
}
