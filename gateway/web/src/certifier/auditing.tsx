import { useState } from 'preact/hooks';
import type { RegisterStatistics } from '../../../src/http/api.ts';
import { SelectField } from '../display/fields.tsx';
import { Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { show } from '../numbers/show.ts';
import { sourceText } from '../verify/sources.ts';
import { Conservation } from './conservation.tsx';
import { PackageForm } from './packageform.tsx';
import { MoreButton, usePages } from './pages.tsx';
import { Sample } from './sample.tsx';
import { statusText } from './words.ts';

const groups = [
    ['month', 'statistics.month'],
    ['day', 'statistics.day'],
    ['scheme', 'statistics.scheme'],
    ['plant', 'statistics.plant'],
    ['source', 'statistics.source'],
    ['approval', 'statistics.approval'],
] as const;
type Group = (typeof groups)[number][0];
const statuses = ['valid', 'suspended', 'revoked', 'superseded'] as const;

/** Statistics of certificates, the balance of every plant's month, the auditor's sample, and a file of everything. */
export function Auditing() {
    const [by, setBy] = useState<Group>('month');
    const list = usePages<RegisterStatistics>(`/v1/certificates/statistics?by=${by}&limit=100`, tick.value);
    return (
        <Page title={t('auditing.title')} lead={t('auditing.lead')}>
            <h2>{t('statistics.title')}</h2>
            <SelectField
                label={t('statistics.by')}
                value={by}
                change={setBy}
                options={groups.map(([value, name]) => [value, t(name)] as const)}
            />
            {list.loaded && list.items.length === 0 && <p class="empty">{t('issued.none')}</p>}
            {list.items.length > 0 && (
                <Table caption={t('statistics.table', { unit: show.energyUnit() })}>
                    <thead>
                        <tr>
                            <th scope="col">{t('statistics.group')}</th>
                            <th scope="col" class="number">
                                {t('statistics.total')}
                            </th>
                            {statuses.map((status) => (
                                <th key={status} scope="col" class="number">
                                    {statusText(status)}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {list.items.map((row) => (
                            <tr key={row.key}>
                                <th scope="row">{groupText(by, row.key)}</th>
                                <td class="number">{tally(row.total)}</td>
                                {statuses.map((status) => (
                                    <td key={status} class="number">
                                        {tally(row[status])}
                                    </td>
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </Table>
            )}
            <MoreButton of={list} />
            <Conservation />
            <Sample />
            <PackageForm />
        </Page>
    );
}

function tally({ certificates, wh }: RegisterStatistics['total']): string {
    return certificates === 0 ? '0' : `${show.count(certificates)} · ${show.kilowattHours(wh)}`;
}

function groupText(by: Group, key: string): string {
    switch (by) {
        case 'month':
            return show.month(key);
        case 'day':
            return show.day(key);
        case 'source':
            return sourceText(key);
        case 'approval':
            return t(key === 'officer' ? 'statistics.officer' : 'statistics.automatic');
        default:
            return key;
    }
}
