import type { EvidenceDay, Examination } from '../../../src/http/api.ts';
import { Loaded, Page, Table } from '../display/page.tsx';
import { stateText } from '../display/state.tsx';
import { t } from '../language/language.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import { ResultMark } from './marks.tsx';
import { criterionText } from './words.ts';

/** The rule check of one consumer's day, criterion by criterion, and the quarter-hours it rests on. */
export function Examined(props: { day: string; participant: string }) {
    const { day, participant } = props;
    const query = `day=${day}&participant=${encodeURIComponent(participant)}`;
    const check = useResource<Examination>(`/v1/certificates/examination?${query}`);
    const evidence = useResource<EvidenceDay>(`/v1/certificates/evidence?${query}`);
    return (
        <Page title={t('examined.title', { participant, day: show.day(day) })} lead={t('examined.lead')}>
            <p>
                <a href="/issue">{t('examined.back')}</a>
            </p>
            <Loaded of={check}>
                {({ results }) => (
                    <Table caption={t('examined.criteria')}>
                        <thead>
                            <tr>
                                <th scope="col">{t('examined.criterion')}</th>
                                <th scope="col">{t('examined.result')}</th>
                                <th scope="col" class="number">
                                    {t('examined.slots')}
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {results.map(({ criterion, result, slots }) => (
                                <tr key={criterion}>
                                    <th scope="row">{criterionText(criterion)}</th>
                                    <td>
                                        <ResultMark result={result} />
                                    </td>
                                    <td class="number">{slots.length === 0 ? '—' : show.count(slots.length)}</td>
                                </tr>
                            ))}
                        </tbody>
                    </Table>
                )}
            </Loaded>
            <h2>{t('examined.evidence')}</h2>
            <Loaded of={evidence}>
                {({ items }) =>
                    items.length === 0 ? (
                        <p class="empty">{t('issue.none')}</p>
                    ) : (
                        <SlotTable items={items} day={day} participant={participant} />
                    )
                }
            </Loaded>
        </Page>
    );
}

function SlotTable(props: { items: EvidenceDay['items']; day: string; participant: string }) {
    const { items, day, participant } = props;
    return (
        <Table caption={t('examined.table')}>
            <thead>
                <tr>
                    <th scope="col">{t('table.time')}</th>
                    <th scope="col" class="number">
                        {t('issue.clean', { unit: show.energyUnit() })}
                    </th>
                    <th scope="col">{t('table.state')}</th>
                    <th scope="col">{t('certificate.plant')}</th>
                    <th scope="col">{t('examined.noted')}</th>
                </tr>
            </thead>
            <tbody>
                {items.map(({ slot, point, cleanWh, state, plants, criteria }) => (
                    <tr key={`${slot} ${point}`}>
                        <th scope="row">
                            <a class="row-link" href={`/issue/${day}/${encodeURIComponent(participant)}/${slot}`}>
                                {show.interval(slot)}
                            </a>
                        </th>
                        <td class="number">{show.kilowattHours(cleanWh)}</td>
                        <td>{stateText(state)}</td>
                        <td>{plants.map(({ plant }) => plant).join(', ') || '—'}</td>
                        <td>{criteria.map(criterionText).join(', ') || '—'}</td>
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}
