import type { BillList } from '../../../src/http/api.ts';
import { Loaded } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { monthText } from './names.ts';

/** The way to the monthly bills: the running month's preview first. */
export function BillLinks(props: { resident: Resident }) {
    const bills = useResource<BillList>(`/v1/participants/${props.resident.participant}/bills`, { tick: tick.value });
    return (
        <section>
            <h2>{t('bills.title')}</h2>
            <Loaded of={bills}>
                {({ items, running }) => (
                    <ul>
                        {running && (
                            <li>
                                <a href={`/bills/${running}`}>{t('bills.running', { month: monthText(running) })}</a>
                            </li>
                        )}
                        {items.map(({ month, total }) => (
                            <li key={month}>
                                <a href={`/bills/${month}`}>{monthText(month)}</a>
                                {total !== null && ` · ${show.fen(total)}`}
                            </li>
                        ))}
                    </ul>
                )}
            </Loaded>
        </section>
    );
}
