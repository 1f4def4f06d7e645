import type { Donations } from '../../../src/http/api.ts';
import { monthText } from '../bills/names.ts';
import { Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import { giftText } from './ways.ts';

/** What a donor gave, month by month, and what she signed. */
export function GiftHistory({ donations }: { donations: Donations }) {
    const { items, given } = donations;
    if (items.length === 0 && given.length === 0) {
        return null;
    }
    return (
        <section>
            <h2>{t('pool.history.title')}</h2>
            {given.length === 0 ? (
                <p class="empty">{t('pool.history.none')}</p>
            ) : (
                <Table caption={t('pool.history.title')} hideCaption>
                    <thead>
                        <tr>
                            <th scope="col">{t('pool.months')}</th>
                            <th scope="col" class="number">
                                {t('pool.history.energy')}
                            </th>
                            <th scope="col" class="number">
                                {t('money.amount')}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {given.map(({ month, wh, fen }) => (
                            <tr key={month}>
                                <th scope="row">
                                    <a href={`/bills/${month}`}>{monthText(month)}</a>
                                </th>
                                <td class="number">{show.energy(wh)}</td>
                                <td class="number">{show.fen(fen)}</td>
                            </tr>
                        ))}
                    </tbody>
                </Table>
            )}
            {items.length > 0 && (
                <details class="rows">
                    <summary>{t('pool.signed')}</summary>
                    <ul>
                        {items.map(({ from, sequence, terms, block, inForce }) => (
                            <li key={`${from} ${sequence}`}>
                                {t('pool.signed.item', { from: show.moment(from), gift: giftText(terms), block })}
                                {inForce && <strong> · {t('history.inForce')}</strong>}
                            </li>
                        ))}
                    </ul>
                </details>
            )}
        </section>
    );
}
