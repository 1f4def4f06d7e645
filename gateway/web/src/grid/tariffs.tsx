import { useState } from 'preact/hooks';
import type { Tariff, TariffList } from '../../../src/http/api.ts';
import { Loaded, Page } from '../display/page.tsx';
import { type Key, t } from '../language/language.ts';
import { info, tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import { TariffForm } from '../tariffs/form.tsx';
import { TariffTerms } from '../tariffs/terms.tsx';

/** The tariff in force, those before and to come, and the entry of the next one. */
export function Tariffs() {
    const tariffs = useResource<TariffList>('/v1/tariffs', { tick: tick.value });
    const [entering, setEntering] = useState<Tariff | 'new' | undefined>(undefined);
    return (
        <Page title={t('tariffs.title')} lead={t('tariffs.lead')}>
            <Loaded of={tariffs}>
                {({ items, current }) => (
                    <>
                        {current ? <TariffTerms tariff={current} /> : <p class="empty">{t('tariffs.none')}</p>}
                        {entering === undefined ? (
                            <p>
                                <button
                                    type="button"
                                    class="button primary"
                                    onClick={() => setEntering(items[0] ?? 'new')}
                                >
                                    {t('tariffForm.open')}
                                </button>
                            </p>
                        ) : (
                            <section>
                                <h2>{t('tariffForm.title')}</h2>
                                <TariffForm
                                    key={entering === 'new' ? 'new' : `${entering.from} ${entering.sequence}`}
                                    start={entering === 'new' ? null : entering}
                                    current={current}
                                    done={tariffs.reload}
                                />
                            </section>
                        )}
                        <h2>{t('tariffs.versions')}</h2>
                        <ul class="bill-lines">
                            {items.map((tariff, index) => (
                                <Version
                                    key={`${tariff.from} ${tariff.sequence}`}
                                    tariff={tariff}
                                    state={stateOf(tariff, current, items[index - 1])}
                                    use={() => setEntering(tariff)}
                                />
                            ))}
                        </ul>
                    </>
                )}
            </Loaded>
        </Page>
    );
}

/** @param newer - the version before it in the list, newest first */
function stateOf(tariff: Tariff, current: Tariff | null, newer: Tariff | undefined): Key {
    if (newer?.from === tariff.from) {
        return 'tariffs.replaced';
    }
    if (current?.from === tariff.from) {
        return 'tariffs.inForce';
    }
    return tariff.from > (info.value?.clock.gatedThrough ?? -1) ? 'tariffs.coming' : 'tariffs.past';
}

function Version(props: { tariff: Tariff; state: Key; use: () => void }) {
    const { tariff, state, use } = props;
    const [open, setOpen] = useState(false);
    return (
        <li>
            <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
                <summary>
                    <span class="bill-line">
                        <span>
                            {show.day(show.dayOf(tariff.from))} {show.time(tariff.from)}{' '}
                            <span class={state === 'tariffs.inForce' ? 'mark mark-measured' : 'mark'}>{t(state)}</span>
                            <span class="reckoning">
                                {t('tariffs.summary', {
                                    retail: show.price(tariff.retail.base),
                                    feedIn: show.price(tariff.feedIn),
                                    periods: tariff.retail.periods.length,
                                    fees: tariff.fees.length,
                                })}
                            </span>
                        </span>
                    </span>
                </summary>
                {open && (
                    <>
                        <TariffTerms tariff={tariff} />
                        <p>
                            <button type="button" class="button" onClick={use}>
                                {t('tariffForm.use')}
                            </button>
                        </p>
                    </>
                )}
            </details>
        </li>
    );
}
