import type { Scheme } from '../../../src/http/api.ts';
import { Table } from '../display/page.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { show } from '../numbers/show.ts';
import { MoreButton, usePages } from './pages.tsx';

/** The versions of the scheme, each with its switch: whether what passes every criterion is issued without a person. */
export function Schemes() {
    const list = usePages<Scheme>('/v1/schemes?limit=100', tick.value);
    const { submission, post } = useSubmission<unknown>(list.reload);
    return (
        <section>
            <h2>{t('schemes.title')}</h2>
            <p>{t('schemes.lead')}</p>
            {list.items.length > 0 && (
                <Table caption={t('schemes.title')} hideCaption>
                    <thead>
                        <tr>
                            <th scope="col">{t('schemes.version')}</th>
                            <th scope="col">{t('schemes.from')}</th>
                            <th scope="col">{t('schemes.automatic')}</th>
                            <th scope="col">{t('issued.action')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {list.items.map(({ scheme, version, from, automatic }) => (
                            <tr key={`${scheme} ${version}`}>
                                <th scope="row">
                                    {scheme} {version}
                                </th>
                                <td>{show.day(show.dayOf(from))}</td>
                                <td>{t(automatic ? 'schemes.on' : 'schemes.off')}</td>
                                <td>
                                    <button
                                        type="button"
                                        class="button"
                                        disabled={submission.state === 'busy'}
                                        onClick={() =>
                                            void post(`/v1/schemes/${scheme}/${version}/automatic`, {
                                                automatic: !automatic,
                                            })
                                        }
                                    >
                                        {t(automatic ? 'schemes.switchOff' : 'schemes.switchOn')}
                                        <span class="hidden">
                                            {' '}
                                            {scheme} {version}
                                        </span>
                                    </button>
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </Table>
            )}
            <MoreButton of={list} />
            <SubmissionOutcome of={submission} />
        </section>
    );
}
