import type { IntentRecord } from '../../../src/http/api.ts';
import { Loaded, Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { describeTerms } from './words.ts';

type List = { items: IntentRecord[] };

/** Every choice and offer of mine, newest first: what, from when, who signed, in which block. */
export function History(props: { resident: Resident }) {
    const path = `/v1/participants/${props.resident.participant}`;
    const choices = useResource<List>(`${path}/choices?limit=200`, { tick: tick.value });
    const offers = useResource<List>(`${path}/offers?limit=200`, { tick: tick.value });
    return (
        <Page title={t('history.title')} lead={t('history.lead')}>
            <p>
                <a href="/choice">{t('history.back')}</a>
            </p>
            <Loaded of={choices}>
                {(chosen) => (
                    <Loaded of={offers}>{(offered) => <Records items={[...chosen.items, ...offered.items]} />}</Loaded>
                )}
            </Loaded>
        </Page>
    );
}

function Records({ items }: { items: readonly IntentRecord[] }) {
    if (items.length === 0) {
        return <p class="empty">{t('history.none')}</p>;
    }
    const newest = [...items].sort((a, b) => b.from - a.from || b.sequence - a.sequence);
    return (
        <Table caption={t('history.title')}>
            <thead>
                <tr>
                    <th scope="col">{t('history.from')}</th>
                    <th scope="col">{t('history.what')}</th>
                    <th scope="col">{t('history.signer')}</th>
                    <th scope="col">{t('history.sent')}</th>
                </tr>
            </thead>
            <tbody>
                {newest.map((each) => (
                    <tr key={`${each.kind} ${each.point} ${each.from} ${each.sequence}`}>
                        <th scope="row">
                            {show.moment(each.from)}{' '}
                            {each.inForce && <span class="mark mark-measured">{t('history.inForce')}</span>}
                        </th>
                        <td class="wrap">
                            {describeTerms(each)}
                            <span class="small"> {each.point}</span>
                        </td>
                        <td class="break">
                            {'kid' in each.signer
                                ? t('history.you', { key: each.signer.kid.slice(0, 8) })
                                : t('history.delegate', {
                                      delegate: each.signer.delegate,
                                      mandate: each.signer.mandate,
                                  })}
                        </td>
                        <td>
                            {show.instant(each.at)}
                            <span class="small"> {t('history.block', { block: each.block })}</span>
                        </td>
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}
