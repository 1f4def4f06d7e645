import { useState } from 'preact/hooks';
import type { CorrectionPage, CorrectionsDue } from '../../../src/http/api.ts';
import { Loaded, Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import { CorrectionForm, type Start } from './form.tsx';
import { basisText } from './words.ts';

/** The grid company's corrections of final quarter-hours: what waits, the entry of one, and all so far. */
export function Corrections() {
    const due = useResource<CorrectionsDue>('/v1/corrections/due', { tick: tick.value });
    const all = useResource<CorrectionPage>('/v1/corrections?limit=100', { tick: tick.value });
    const [start, setStart] = useState<Start>({});
    const reload = () => {
        due.reload();
        all.reload();
    };
    return (
        <Page title={t('corrections.title')} lead={t('corrections.lead')}>
            <h2>{t('corrections.due')}</h2>
            <Loaded of={due}>
                {({ items }) =>
                    items.length === 0 ? (
                        <p class="empty">{t('corrections.due.none')}</p>
                    ) : (
                        <DueTable items={items} choose={setStart} />
                    )
                }
            </Loaded>
            <h2 id="enter">{t('corrections.enter')}</h2>
            <CorrectionForm key={`${start.point} ${start.slot}`} start={start} done={reload} />
            <h2>{t('corrections.all')}</h2>
            <Loaded of={all}>
                {({ items }) =>
                    items.length === 0 ? <p class="empty">{t('corrections.none')}</p> : <HistoryTable items={items} />
                }
            </Loaded>
        </Page>
    );
}

function DueTable(props: { items: CorrectionsDue['items']; choose: (start: Start) => void }) {
    return (
        <Table caption={t('corrections.due.table')}>
            <thead>
                <tr>
                    <th scope="col">{t('meters.point')}</th>
                    <th scope="col">{t('corrections.enter')}</th>
                    <th scope="col" class="number">
                        {t('corrections.slots')}
                    </th>
                    <th scope="col">{t('corrections.span')}</th>
                </tr>
            </thead>
            <tbody>
                {props.items.map(({ point, slots, first, last }) => (
                    <tr key={point}>
                        <th scope="row">{point}</th>
                        <td>
                            <button type="button" class="button" onClick={() => props.choose({ point, slot: first })}>
                                {t('corrections.begin')}
                                <span class="hidden"> {point}</span>
                            </button>
                        </td>
                        <td class="number">{show.count(slots)}</td>
                        <td>
                            {show.moment(first)}
                            {last > first && ` – ${show.moment(last)}`}
                        </td>
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}

function HistoryTable(props: { items: CorrectionPage['items'] }) {
    return (
        <Table caption={t('corrections.all')}>
            <thead>
                <tr>
                    <th scope="col">{t('corrections.slot')}</th>
                    <th scope="col">{t('meters.point')}</th>
                    <th scope="col">{t('corrections.basis')}</th>
                    <th scope="col">{t('corrections.decided')}</th>
                    <th scope="col">{t('corrections.transaction')}</th>
                </tr>
            </thead>
            <tbody>
                {props.items.map(({ slot, number, point, basis, decided, transactionId }) => (
                    <tr key={`${slot} ${number}`}>
                        <th scope="row">
                            {show.moment(slot)} <span class="small">#{number}</span>
                        </th>
                        <td>{point}</td>
                        <td class="wrap">{basisText(basis)}</td>
                        <td>{show.moment(decided)}</td>
                        <td>
                            <code title={transactionId}>{transactionId.slice(0, 12)}…</code>
                        </td>
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}
