import { useState } from 'preact/hooks';
import type { Certificate } from '../../../src/http/api.ts';
import { SelectField, TextField } from '../display/fields.tsx';
import { Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { show } from '../numbers/show.ts';
import { type Change, ChangeDialog, changeName, changesOf } from './change.tsx';
import { StatusMark } from './marks.tsx';
import { MoreButton, usePages } from './pages.tsx';
import { statusText } from './words.ts';

type Issued = Certificate & { participant: string | null };
type Changing = Readonly<{ number: string; change: Change }>;

const statuses = ['', 'valid', 'suspended', 'revoked', 'superseded'] as const;

/** The register of certificates, newest first: any of them can be suspended, revoked or superseded. */
export function IssuedPage() {
    const [status, setStatus] = useState<(typeof statuses)[number]>('');
    const [participant, setParticipant] = useState('');
    const [changing, setChanging] = useState<Changing | undefined>(undefined);
    const conditions = [
        status === '' ? '' : `&status=${status}`,
        /^[A-Za-z0-9][\w.-]{0,63}$/.test(participant) ? `&participant=${participant}` : '',
    ].join('');
    const list = usePages<Issued>(`/v1/certificates?limit=50${conditions}`, tick.value);
    return (
        <Page title={t('issued.title')} lead={t('issued.lead')}>
            <div class="pair">
                <SelectField
                    label={t('issued.status')}
                    value={status}
                    change={setStatus}
                    options={statuses.map((one) => [one, one === '' ? t('issued.all') : statusText(one)] as const)}
                />
                <TextField
                    label={t('issue.participant')}
                    required={false}
                    value={participant}
                    change={setParticipant}
                />
            </div>
            {list.loaded && list.items.length === 0 && (
                <p class="empty">{t(conditions === '' ? 'issued.none' : 'issued.noneSuch')}</p>
            )}
            {list.items.length > 0 && (
                <Table caption={t('issued.title')} hideCaption>
                    <thead>
                        <tr>
                            <th scope="col">{t('certificate.number')}</th>
                            <th scope="col">{t('table.state')}</th>
                            <th scope="col">{t('issued.day')}</th>
                            <th scope="col">{t('issue.participant')}</th>
                            <th scope="col" class="number">
                                {show.energyUnit()}
                            </th>
                            <th scope="col">{t('issued.action')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {list.items.map((each) => (
                            <IssuedRow
                                key={each.number}
                                certificate={each}
                                change={(change) => setChanging({ number: each.number, change })}
                            />
                        ))}
                    </tbody>
                </Table>
            )}
            <MoreButton of={list} />
            {changing && (
                <ChangeDialog
                    key={`${changing.number} ${changing.change}`}
                    {...changing}
                    close={() => {
                        setChanging(undefined);
                        list.reload();
                    }}
                />
            )}
        </Page>
    );
}

function IssuedRow(props: { certificate: Issued; change: (change: Change) => void }) {
    const { certificate } = props;
    const { number, status, period, participant, wh } = certificate;
    return (
        <tr>
            <th scope="row" class="in-groups">
                <a class="row-link" href={`/verify/${number}`}>
                    {number}
                </a>
            </th>
            <td>
                <StatusMark status={status} />
            </td>
            <td>
                {participant === null ? (
                    show.day(period.day)
                ) : (
                    <a class="row-link" href={`/issue/${period.day}/${encodeURIComponent(participant)}`}>
                        {show.day(period.day)}
                    </a>
                )}
            </td>
            <td>{participant ?? '—'}</td>
            <td class="number">{show.kilowattHours(wh)}</td>
            <td>
                {changesOf(status).length === 0 && '—'}
                <div class="buttons buttons-start">
                    {changesOf(status).map((change) => (
                        <button
                            key={change}
                            type="button"
                            class={change === 'revocation' ? 'button danger' : 'button'}
                            onClick={() => props.change(change)}
                        >
                            {changeName(change)}
                            <span class="hidden"> {number}</span>
                        </button>
                    ))}
                </div>
            </td>
        </tr>
    );
}
