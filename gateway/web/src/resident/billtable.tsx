import type { ComponentChildren } from 'preact';
import { Table } from '../display/page.tsx';
import { t } from '../language/language.ts';

/** Items with their amounts, and the total they sum to. */
export function BillTable(props: { caption: string; items: string; total: string; children: ComponentChildren }) {
    return (
        <Table caption={props.caption}>
            <thead>
                <tr>
                    <th scope="col">{props.items}</th>
                    <th scope="col" class="number">
                        {t('money.amount')}
                    </th>
                </tr>
            </thead>
            <tbody class="bill">{props.children}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{t('money.total')}</th>
                    <td class="number">
                        <strong>{props.total}</strong>
                    </td>
                </tr>
            </tfoot>
        </Table>
    );
}

/** One item of a bill, with how it was reckoned. */
export function BillItem(props: { name: ComponentChildren; reckoning: string; amount: string }) {
    return (
        <tr>
            <th scope="row">
                {props.name}
                <span class="reckoning">{props.reckoning}</span>
            </th>
            <td class="number">{props.amount}</td>
        </tr>
    );
}
