import type { Page as ListPage, Participant } from '../../../src/http/api.ts';
import { Loaded, Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import { Admission } from './admission.tsx';
import { roleText } from './roles.ts';

/** The community office's page: who takes part, by random ids, and the admission of somebody new. */
export function Participants() {
    const participants = useResource<ListPage<Participant>>('/v1/participants?limit=500', { tick: tick.value });
    return (
        <Page title={t('office.title')} lead={t('office.lead')}>
            <Admission admitted={participants.reload} />
            <h2>{t('office.all')}</h2>
            <Loaded of={participants}>{({ items }) => <ParticipantTable participants={items} />}</Loaded>
        </Page>
    );
}

function ParticipantTable(props: { participants: readonly Participant[] }) {
    return (
        <Table caption={t('office.table', { count: show.count(props.participants.length) })}>
            <thead>
                <tr>
                    <th scope="col">{t('office.participant')}</th>
                    <th scope="col">{t('office.roles')}</th>
                    <th scope="col">{t('office.points')}</th>
                    <th scope="col">{t('office.key')}</th>
                </tr>
            </thead>
            <tbody>
                {props.participants.map(({ participant, roles, points, kid }) => (
                    <tr key={participant}>
                        <th scope="row">{participant}</th>
                        <td>{roles.map(roleText).join(t('chart.separator'))}</td>
                        <td>{points.map(({ point }) => point).join(t('chart.separator')) || '—'}</td>
                        <td>
                            <code>{kid}</code>
                        </td>
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}
