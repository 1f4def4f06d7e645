import { useRef, useState } from 'preact/hooks';
import type { Page as ListPage, Participant, RecipientLists, RecipientsChanged } from '../../../src/http/api.ts';
import { monthText } from '../bills/names.ts';
import { Notice, Trouble } from '../display/notice.tsx';
import { Loaded, Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, send } from '../ledger/api.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';

/** The office's page of the community tariff: who is entitled, by random id. Nothing of it leaves the office but commitments. */
export function Recipients() {
    const lists = useResource<RecipientLists>('/v1/pool/recipients', { tick: tick.value });
    const participants = useResource<ListPage<Participant>>('/v1/participants?limit=500');
    return (
        <Page title={t('recipients.title')} lead={t('recipients.lead')}>
            <Loaded of={lists}>
                {(value) => (
                    <Loaded of={participants}>
                        {({ items }) => (
                            <Lists
                                lists={value}
                                known={items.map(({ participant }) => participant)}
                                reload={lists.reload}
                            />
                        )}
                    </Loaded>
                )}
            </Loaded>
        </Page>
    );
}

type State = Readonly<{ running: boolean; problem?: ApiProblem; done?: RecipientsChanged }>;

function Lists(props: { lists: RecipientLists; known: readonly string[]; reload: () => void }) {
    const { inForce, next } = props.lists;
    const [state, setState] = useState<State>({ running: false });
    const [wanted, setWanted] = useState('');
    const attempt = useRef(crypto.randomUUID());
    const change = async (path: string, body: object) => {
        setState({ running: true });
        try {
            const done = await send<RecipientsChanged>(path, body, attempt.current);
            setWanted('');
            setState({ running: false, done });
            props.reload();
        } catch (cause) {
            setState({ running: false, problem: asProblem(cause) });
        }
        attempt.current = crypto.randomUUID();
    };
    const free = props.known.filter((id) => !next.participants.includes(id));
    return (
        <>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void change('/v1/pool/recipients', { participant: wanted });
                }}
            >
                <h2>{t('recipients.admit')}</h2>
                <p>{t('recipients.how', { month: monthText(next.month) })}</p>
                <label class="field">
                    <span>{t('office.participant')}</span>
                    <select
                        required
                        value={wanted}
                        onChange={(event) => {
                            setWanted(event.currentTarget.value);
                            setState({ running: false });
                        }}
                    >
                        <option value="">{t('recipients.choose')}</option>
                        {free.map((id) => (
                            <option key={id} value={id}>
                                {id}
                            </option>
                        ))}
                    </select>
                </label>
                <button type="submit" class="button primary" disabled={state.running || wanted === ''}>
                    {t('recipients.admit')}
                </button>
                <div aria-live="polite">
                    {state.running && <Notice kind="info">{t('recipients.running')}</Notice>}
                    {state.problem && <Trouble problem={state.problem} />}
                    {state.done && (
                        <Notice kind="good">
                            {t('recipients.done', {
                                from: show.moment(state.done.from),
                                block: show.count(state.done.block),
                            })}
                        </Notice>
                    )}
                </div>
            </form>
            <section>
                <h2>{t('recipients.next', { month: monthText(next.month) })}</h2>
                {next.participants.length === 0 ? (
                    <p class="empty">{t('recipients.none')}</p>
                ) : (
                    <ul class="plain">
                        {next.participants.map((participant) => (
                            <li key={participant}>
                                <code>{participant}</code>{' '}
                                <button
                                    type="button"
                                    class="button"
                                    aria-label={t('recipients.endOf', { participant })}
                                    disabled={state.running}
                                    onClick={() => void change(`/v1/pool/recipients/${participant}/end`, {})}
                                >
                                    {t('recipients.end')}
                                </button>
                            </li>
                        ))}
                    </ul>
                )}
            </section>
            <section>
                <h2>{t('recipients.now')}</h2>
                {inForce === null || inForce.participants.length === 0 ? (
                    <p class="empty">{t('recipients.none')}</p>
                ) : (
                    <>
                        <p>{t('recipients.since', { from: show.moment(inForce.from) })}</p>
                        <ul>
                            {inForce.participants.map((participant) => (
                                <li key={participant}>
                                    <code>{participant}</code>
                                </li>
                            ))}
                        </ul>
                    </>
                )}
            </section>
        </>
    );
}
